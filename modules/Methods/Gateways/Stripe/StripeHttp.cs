using global::Stripe;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PayCore.Commerce.Methods.Gateways.Stripe;

/// <summary>Clients of Stripe's API for one key each: no retries (a gateway operation repeats itself), no telemetry, no cookies, no redirects.</summary>
internal sealed class StripeHttp(IHttpClientFactory clients, IConfiguration configuration)
{
    public const string DefaultBaseUrl = "https://api.stripe.com";

    internal const string Name = "stripe";

    /// <summary>The setting <c>Gateways:Stripe:BaseUrl</c>, without a trailing slash.</summary>
    public string BaseUrl { get; } = configuration["Gateways:Stripe:BaseUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : DefaultBaseUrl;

    public StripeClient Client(string secretKey) => new(new StripeClientOptions
    {
        ApiKey = secretKey,
        ApiBase = BaseUrl,
        HttpClient = new SystemNetHttpClient(clients.CreateClient(Name), maxNetworkRetries: 0, appInfo: null, enableTelemetry: false),
    });
}

internal static class StripeRegistration
{
    private const int MostBytes = 4 * 1024 * 1024;

    public static IServiceCollection AddStripe(this IServiceCollection services)
    {
        services.AddHttpClient(StripeHttp.Name, client =>
        {
            // The caller's token limits a call as a whole.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.MaxResponseContentBufferSize = MostBytes;
        }).RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        });
        return services.AddSingleton<StripeHttp>().AddSingleton<IGateway, StripeGateway>();
    }
}
