using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace PayCore.Commerce.Tests.Support;

/// <summary>How a process ended and what it said.</summary>
internal sealed record Ended(int ExitCode, string Out, string Error);

/// <summary>The built host, or the demo shop beside it, as a process of its own, started as an operator would. Ended at the latest when the test ends.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly ServiceProvider Clients = new ServiceCollection().AddHttpClient(nameof(HostProcess))
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        .Services.BuildServiceProvider();

    private const string Product = "PayCore.Commerce";
    private const string Shop = "samples/DemoShop";

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();

    private HostProcess(string project, string environment, string[] args)
    {
        var host = Repository.File(Path.Combine(project, "bin", Configuration, "net10.0", Path.GetFileName(project) + ".dll"));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [host, .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, e.g. http://127.0.0.1:41234.</summary>
    public string Url { get; private set; } = "";

    public string Out => string.Join('\n', output);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Starts a server on a free port and waits until it listens.</summary>
    public static Task<HostProcess> Listen(string dataFolder, string environment = "Development", params string[] args) =>
        Listening(new HostProcess(Product, environment, ["--urls", "http://127.0.0.1:0", "--DataFolder", dataFolder, .. args]));

    /// <summary>Starts the demo shop beside a host of Development.</summary>
    public static Task<HostProcess> ListenAsShop(HostProcess payCore, string dataFolder) => Listening(new HostProcess(Shop, "Production",
    [
        "--urls", "http://127.0.0.1:0", "--PayCore:Url", payCore.Url, "--PayCore:CredentialsFile", Path.Combine(dataFolder, "demo-account.json"),
        "--Database", Path.Combine(dataFolder, "shop.db"),
    ]));

    private static async Task<HostProcess> Listening(HostProcess host)
    {
        await Probe.Until(() => host.process.HasExited || Address().IsMatch(host.Out), "the host listens");
        if (host.process.HasExited) Assert.Fail($"The host ended with {host.process.ExitCode}: {host.Out} {string.Join('\n', host.errors)}");
        host.Url = Address().Match(host.Out).Groups[1].Value;
        return host;
    }

    /// <summary>Runs it until it ends by itself.</summary>
    public static Task<Ended> Run(string environment, params string[] args) => Ending(new HostProcess(Product, environment, args));

    /// <summary>Runs the demo shop until it ends by itself.</summary>
    public static Task<Ended> RunShop(params string[] args) => Ending(new HostProcess(Shop, "Production", args));

    private static async Task<Ended> Ending(HostProcess started)
    {
        await using var host = started;
        return await host.WaitForEnd();
    }

    /// <summary>A client without credentials that follows no redirect.</summary>
    public HttpClient Client()
    {
        var client = Clients.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(HostProcess));
        client.BaseAddress = new Uri(Url);
        return client;
    }

    /// <summary>A client of the Private API.</summary>
    public HttpClient Client(string accountId, string apiKey)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{accountId}:{apiKey}")));
        return client;
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager stops it.</summary>
    public async Task<Ended> Terminate()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {process.Id}"]);
        await kill.WaitForExitAsync();
        return await WaitForEnd();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await Kill();
        process.Dispose();
    }

    private async Task<Ended> WaitForEnd()
    {
        await Probe.Until(() => process.HasExited, "the host ends");
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, Out, string.Join('\n', errors));
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }

    [GeneratedRegex(@"Now listening on: (http://[0-9.]+:\d+)")]
    private static partial Regex Address();
}
