using System.Net;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>Whether a request comes from a browser on this machine: by a loopback address and name, and not through a proxy or tunnel that runs here.</summary>
internal static class ThisMachine
{
    public static bool Sent(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) && WebUrl.IsLoopback(new Uri($"http://{http.Request.Host.Value}"))
        && !http.Request.Headers.Keys.Any(h => h.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || h.Equals("Forwarded", StringComparison.OrdinalIgnoreCase));
}
