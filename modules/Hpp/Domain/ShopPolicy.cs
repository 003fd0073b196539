namespace PayCore.Commerce.Hpp.Domain;

/// <summary>
/// The Content-Security-Policy that a shop's own page sends, as far as it decides whether our script and our frame may stand there
/// (W3C Content Security Policy Level 3: 2.2 parsing, 6.8.3 fallbacks, 6.7.2 matching).
/// </summary>
internal sealed class ShopPolicy
{
    private static readonly string[] Script = ["script-src-elem", "script-src", "default-src"];
    private static readonly string[] Frame = ["frame-src", "child-src", "default-src"];

    private readonly List<Dictionary<string, string[]>> policies = [];
    private readonly Uri self;

    /// <param name="text">The header's value, with or without its name; several policies stand with commas between them.</param>
    /// <param name="origin">The shop's origin, which <c>'self'</c> means.</param>
    public ShopPolicy(string text, string origin)
    {
        const string Name = "Content-Security-Policy:";
        self = new Uri(origin);
        var value = text.Trim();
        if (value.StartsWith(Name, StringComparison.OrdinalIgnoreCase)) value = value[Name.Length..];
        foreach (var policy in value.Split(','))
        {
            var directives = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
            foreach (var directive in policy.Split(';'))
            {
                // Of a repeated directive the first counts.
                if (directive.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var name, .. var sources]) directives.TryAdd(name, sources);
            }

            policies.Add(directives);
        }
    }

    /// <summary>The directives, as they stand in the policy, that keep this script out; none: it may load.</summary>
    public IReadOnlyList<string> BlocksOfScript(Uri address) => [.. Refusing(address, Script).Where(d => !d.Sources.Any(IsNonce)).Select(Print)];

    /// <summary>The directives that let this script in only by a nonce or a hash on its tag.</summary>
    public IReadOnlyList<string> NoncesOfScript(Uri address) => [.. Refusing(address, Script).Where(d => d.Sources.Any(IsNonce)).Select(Print)];

    /// <summary>The directives that keep a frame with this page out; none: it may be shown.</summary>
    public IReadOnlyList<string> BlocksOfFrame(Uri address) => [.. Refusing(address, Frame).Select(Print)];

    /// <summary>Each policy must allow; one without any of the directives allows everything.</summary>
    private IEnumerable<(string Name, string[] Sources)> Refusing(Uri address, string[] names)
    {
        foreach (var policy in policies)
            if (names.FirstOrDefault(policy.ContainsKey) is { } name && !IsAllowed(address, policy[name], names == Script)) yield return (name, policy[name]);
    }

    private bool IsAllowed(Uri address, string[] sources, bool isScript) =>
        // With 'strict-dynamic' only nonces and hashes count for scripts.
        !(isScript && sources.Contains("'strict-dynamic'", StringComparer.OrdinalIgnoreCase)) && sources.Any(s => IsMatch(s, address));

    private bool IsMatch(string source, Uri address)
    {
        if (source == "*") return true;
        if (source.Equals("'self'", StringComparison.OrdinalIgnoreCase))
            return self.Host == address.Host && IsScheme(self.Scheme, address) && (self.Port == address.Port || (self.IsDefaultPort && address.IsDefaultPort));
        if (source[0] == '\'') return false;
        if (source[^1] == ':' && source.IndexOf(':', StringComparison.Ordinal) == source.Length - 1) return IsScheme(source[..^1], address);

        var parts = source.Split("://", 2);
        var (scheme, rest) = parts.Length == 2 ? (parts[0], parts[1]) : (self.Scheme, source);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (place, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[slash..]);
        var colon = place.LastIndexOf(':');
        var (host, port) = colon < 0 ? (place, "") : (place[..colon], place[(colon + 1)..]);
        return IsScheme(scheme, address) && IsHost(host, address.Host) && IsPort(port, address) && IsPath(path, address.AbsolutePath);
    }

    // http allows https too, never the other way.
    private static bool IsScheme(string scheme, Uri address) =>
        scheme.Equals(address.Scheme, StringComparison.OrdinalIgnoreCase) || (scheme.Equals("http", StringComparison.OrdinalIgnoreCase) && address.Scheme == "https");

    private static bool IsHost(string pattern, string host) =>
        pattern == "*" || (pattern.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) : host.Equals(pattern, StringComparison.OrdinalIgnoreCase));

    private static bool IsPort(string port, Uri address) =>
        port == "*" || (port.Length == 0 ? address.IsDefaultPort : port == $"{address.Port}" || (port == "80" && address.Scheme == "https" && address.IsDefaultPort));

    private static bool IsPath(string path, string wanted) =>
        path.Length == 0 || (path[^1] == '/' ? wanted.StartsWith(path, StringComparison.Ordinal) : wanted == path);

    private static bool IsNonce(string source) => source.StartsWith("'nonce-", StringComparison.OrdinalIgnoreCase) || source.StartsWith("'sha", StringComparison.OrdinalIgnoreCase);

    private static string Print((string Name, string[] Sources) directive) => string.Join(' ', [directive.Name, .. directive.Sources]);
}
