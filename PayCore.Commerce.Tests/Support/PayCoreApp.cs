using System.Net.Http.Headers;
using System.Text;
using Hangfire;
using MediatR;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework.Interfaces;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>
/// The product under test: the real host with a real socket on loopback and a database of its own, deleted at the end. Its clock stands still
/// until a test moves it; jobs run only when a test calls them (<see cref="Run{TJob}"/>), unless asked for.
/// </summary>
internal sealed class PayCoreApp : IAsyncDisposable
{
    private const string TestClient = "test";

    private readonly Factory factory;
    private readonly string folder;

    private PayCoreApp(Factory factory, string folder, NewAccount account) => (this.factory, this.folder, Account) = (factory, folder, account);

    /// <summary>An account of the test's own, in EUR, USD, JPY and KWD, without a callback URL unless given.</summary>
    public NewAccount Account { get; }

    public FakeTimeProvider Clock => factory.Clock;

    public LogLines Logs => factory.Lines;

    /// <summary>Where the server listens, e.g. http://127.0.0.1:41234.</summary>
    public string Url => Services.GetRequiredService<ServerAddress>().Bound;

    public IServiceProvider Services => factory.Services;

    /// <param name="settings">Settings beside those of a test, e.g. <c>("RateLimits:Enabled", "true")</c>.</param>
    /// <param name="callbackUrl">The account's callback URL.</param>
    /// <param name="jobs">Whether Hangfire runs the jobs by itself.</param>
    public static Task<PayCoreApp> Start(
        string? callbackUrl = null, bool jobs = false, string environment = "Development", params (string Key, string Value)[] settings) =>
        Start(_ => { }, callbackUrl, jobs, environment, settings);

    /// <param name="replace">Replaces what stands at the edge of the process: a gateway.</param>
    public static async Task<PayCoreApp> Start(
        Action<IServiceCollection> replace, string? callbackUrl = null, bool jobs = false, string environment = "Development", params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("paycore-test-").FullName;
        var factory = new Factory(replace, environment,
        [
            // By the host's own setting: UseKestrel(port) changes the addresses while the server starts, and loses that race at times (dotnet/aspnetcore#67714).
            ("urls", "http://127.0.0.1:0"),
            ("DataFolder", folder),
            ("Jobs:Enabled", jobs ? "true" : "false"),
            ("RateLimits:Enabled", "false"),
            ("Callbacks:AllowedNetworks:0", "127.0.0.0/8"),
            ("Callbacks:AllowedNetworks:1", "::1/128"),
            // The longest there is: what a test says about a gateway decides, not how busy the machine is.
            ("Gateways:TimeLimitSeconds", "25"),
            .. settings,
        ]);
        factory.UseKestrel();
        factory.StartServer();
        // Hangfire logs through a static provider, which dies with the host that set it last: its client is made now, before another host ends.
        factory.Services.GetRequiredService<IBackgroundJobClient>();
        await using var scope = factory.Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new CreateAccount("Book Corner", ["EUR", "USD", "JPY", "KWD"], "https://shop.example", callbackUrl));
        return new PayCoreApp(factory, folder, made.Value);
    }

    /// <summary>Another account of the same server.</summary>
    public async Task<NewAccount> AnotherAccount()
    {
        var made = await Send(new CreateAccount("Other Shop", ["EUR"], null, null));
        return made.Value;
    }

    /// <summary>A client without credentials that follows no redirect and gives a slow machine its time.</summary>
    public HttpClient Client()
    {
        var client = Services.GetRequiredService<IHttpClientFactory>().CreateClient(TestClient);
        client.BaseAddress = new Uri(Url);
        client.Timeout = TimeSpan.FromMinutes(5);
        return client;
    }

    /// <summary>A client of the Private API with a key of the given mode.</summary>
    public HttpClient Api(Mode mode = Mode.Test, NewAccount? account = null)
    {
        var owner = account ?? Account;
        var client = Client();
        var credentials = $"{owner.AccountId}:{(mode == Mode.Test ? owner.ApiKeyTest : owner.ApiKeyLive)}";
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        return client;
    }

    /// <summary>Sends a request to the product's inside, in a scope of its own.</summary>
    public async Task<TResponse> Send<TResponse>(IRequest<TResponse> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Runs a job once, as Hangfire would.</summary>
    public async Task Run<TJob>() where TJob : class, IJob
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TJob>().Run(CancellationToken.None);
    }

    /// <summary>Looks into the database.</summary>
    public async Task<T> Read<T>(Func<CommerceDb, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<CommerceDb>());
    }

    /// <summary>Where a test failed, the errors that the product logged are told too.</summary>
    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        var result = TestContext.CurrentContext.Result;
        if (result.FailCount > 0 || result.Outcome.Status == TestStatus.Failed) await TestContext.Error.WriteLineAsync(Logs.Errors);
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Factory(Action<IServiceCollection> replace, string environment, (string Key, string Value)[] settings) : WebApplicationFactory<Program>
    {
        public FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_795_500_000));

        public LogLines Lines { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(environment);
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Lines));
            builder.ConfigureServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
                replace(services);
                services.AddHttpClient(TestClient).ConfigurePrimaryHttpMessageHandler(
                    () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
            });
        }
    }
}
