using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>
/// Who may show an account's pages in a frame (contract/hpp.md, Security; contract/private-api.md, Allowed domains): its allowed domains, every
/// loopback origin in test mode, and this server itself.
/// </summary>
/// <param name="Origins">Exact origins, e.g. <c>https://shop.example</c>.</param>
/// <param name="Loopback">Whether every loopback origin may, as in test mode.</param>
internal sealed record Embedders(IReadOnlyList<string> Origins, bool Loopback)
{
    // An IPv6 address is no host of a CSP source (W3C CSP3, host-source), so [::1] cannot be told to browsers.
    private static readonly string[] LoopbackSources = ["http://localhost:*", "http://*.localhost:*", "http://127.0.0.1:*"];

    /// <summary>An entry that is no plain origin is left out: it must not write policy.</summary>
    public static Embedders Of(AccountView account, Mode mode) => new([.. account.AllowedOrigins.Where(o => WebUrl.Origin(o) == o)], mode == Mode.Test);

    public bool Nobody => Origins.Count == 0 && !Loopback;

    /// <summary>The sources of <c>frame-ancestors</c>.</summary>
    public IReadOnlyList<string> Sources => ["'self'", .. Origins, .. Loopback ? LoopbackSources : []];

    /// <summary>Whether a browser lets that origin frame the pages.</summary>
    public bool Allow(string origin) =>
        Origins.Contains(origin) || (Loopback && new Uri(origin) is { HostNameType: not UriHostNameType.IPv6 } uri
            && (uri.Host is "localhost" or "127.0.0.1" || uri.Host.EndsWith(".localhost", StringComparison.Ordinal)));
}
