using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace PayCore.Commerce.Shared.OutboundHttp;

/// <summary>
/// A client that reaches this server itself (<see cref="ServerAddress.Bound"/>) and nothing else: what is connected to is checked, not what the
/// URL says. No proxy, no redirects, no cookies.
/// </summary>
public static class LoopbackHttp
{
    private const string Name = "loopback";
    private const int MostBytes = 1024 * 1024;

    public static IServiceCollection AddLoopbackHttp(this IServiceCollection services)
    {
        services.AddHttpClient(Name, client =>
        {
            // The caller's token limits a call as a whole.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.MaxResponseContentBufferSize = MostBytes;
        }).RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = (context, ct) => Connect(context.DnsEndPoint, provider.GetRequiredService<ServerAddress>(), ct),
        });
        return services;
    }

    public static HttpClient LoopbackClient(this IHttpClientFactory clients) => clients.CreateClient(Name);

    /// <summary>The server's own end point, or nothing.</summary>
    internal static async ValueTask<Stream> Connect(DnsEndPoint asked, ServerAddress server, CancellationToken ct)
    {
        var own = new Uri(server.Bound);
        if (asked.Port != own.Port || !string.Equals(asked.Host, own.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase))
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Only the server itself can be reached.");

        // A server bound to one address that is not loopback reaches itself there: the address is the setting's, no resolver is asked.
        var addresses = IPAddress.TryParse(asked.Host, out var literal)
            ? [literal]
            : (await Dns.GetHostAddressesAsync(asked.Host, ct)).Where(IPAddress.IsLoopback).ToArray();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, asked.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
