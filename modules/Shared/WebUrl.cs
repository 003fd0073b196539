using System.Net;

namespace PayCore.Commerce.Shared;

/// <summary>Absolute http(s) URLs by contract/invoice.md (Limits of values) and origins by RFC 6454.</summary>
public static class WebUrl
{
    public const int MostCharacters = 2048;

    /// <summary>What is wrong with the URL, as the end of a sentence; null when it is good.</summary>
    /// <param name="text">The URL as sent.</param>
    /// <param name="plain">Whether http is accepted for every host (test mode); for loopback it always is.</param>
    public static string? Problem(string text, bool plain)
    {
        if (text.Length > MostCharacters) return $"must have at most {MostCharacters} characters.";
        if (text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\')) return "must not have spaces, backslashes or control characters.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            return "must be an absolute https URL.";
        if (uri.UserInfo.Length > 0 || text.Split('/', 4)[2].Contains('@')) return "must not have user information.";
        return uri.Scheme == "https" || plain || IsLoopback(uri) ? null : "must be an https URL.";
    }

    /// <summary>Whether callbacks go to its port (contract/callbacks.md, Addresses).</summary>
    public static bool HasCallablePort(Uri uri) => uri.Port is 80 or 443 or >= 1024;

    public static bool IsLoopback(Uri uri) =>
        uri.Host is "localhost" || uri.Host.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Scheme, host (IDNA) and port, e.g. <c>https://shop.example</c> or <c>http://localhost:3000</c>; null for anything else.</summary>
    public static string? Origin(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? $"{uri.Scheme}://{Host(uri)}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}"
            : null;

    /// <summary>
    /// The URL as a header can hold it, in ASCII alone: the host by IDNA, the rest percent-encoded from UTF-8 (RFC 3987 3.1). What is ASCII already
    /// stays as it is.
    /// </summary>
    public static string Ascii(string url)
    {
        if (System.Text.Ascii.IsValid(url)) return url;
        var uri = new Uri(url, UriKind.Absolute);
        return $"{Origin(url)}{uri.PathAndQuery}{uri.Fragment}";
    }

    // IdnHost leaves out the brackets of an IPv6 address, without which an origin is no URL.
    private static string Host(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost.ToLowerInvariant();
}
