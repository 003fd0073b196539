using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace PayCore.Commerce.Shared;

/// <summary>Where this server is reached: by the world (<c>PublicUrl</c>), and by itself (the address that it is bound to).</summary>
public sealed class ServerAddress(IConfiguration configuration, IServer server)
{
    /// <summary>The setting <c>PublicUrl</c> without a trailing slash; without the setting (Development) the bound address.</summary>
    public string Public => configuration["PublicUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : Bound;

    /// <summary>The first bound address, wildcard hosts as loopback, e.g. <c>http://127.0.0.1:5000</c>; no trailing slash.</summary>
    /// <exception cref="InvalidOperationException">The server has not started to listen.</exception>
    public string Bound
    {
        get
        {
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            var address = addresses.OrderBy(a => a.StartsWith("https", StringComparison.Ordinal)).FirstOrDefault()
                ?? throw new InvalidOperationException("The server does not listen yet.");
            return address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal).TrimEnd('/');
        }
    }

    /// <summary>An absolute public URL for a path that starts with a slash.</summary>
    public string Url(string path) => Public + path;
}
