using System.Text;
using System.Text.Json;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>One parameter of a link: <c>customer[email]=a</c> has the path customer, email. An empty segment stands for <c>[]</c>.</summary>
internal sealed record LinkPair(IReadOnlyList<string> Path, string Value)
{
    public string Root => Path[0];

    /// <summary>As written in a link: <c>customer[email]</c>.</summary>
    public string Name => Path.Count == 1 ? Root : Root + string.Concat(Path.Skip(1).Select(p => $"[{p}]"));
}

/// <summary>
/// The known parameters of a link, decoded (contract/hpp.md, Parsing): at most 8 KiB, 100 keys and 4 levels. Control characters and
/// bidirectional overrides are removed from every text, so nothing on a page can read otherwise than it is.
/// </summary>
internal sealed class LinkQuery
{
    public const int MostBytes = 8 * 1024;
    public const int MostKeys = 100;
    public const int MostLevels = 4;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "public_key", "amount", "currency", "cpi", "reference_id", "description", "expires", "service", "service_fields", "customer", "metadata",
        "return_url", "options", "locale", "lang", "available_locales", "display", "style", "theme", "sig", "sig_exp", "kid", "category", "q",
    };

    /// <summary>Names that must not be given twice (contract/hpp.md, Parsing): what they say must not depend on which of the two is read.</summary>
    public static readonly IReadOnlyList<string> Once = ["amount", "currency", "public_key", "cpi", "return_url", "sig", "options[return_url]"];

    private LinkQuery(IReadOnlyList<LinkPair> pairs) => (Pairs, Text) = (pairs, Write(pairs));

    public IReadOnlyList<LinkPair> Pairs { get; }

    /// <summary>The same parameters encoded again, without a question mark: reading it gives the same query and the same text.</summary>
    public string Text { get; }

    /// <summary>The query, or the name of the parameter that is too deep; an empty name: the whole is too long or has too many keys.</summary>
    public static LinkQuery? Read(string? raw, out string? problem)
    {
        raw = raw?.TrimStart('?') ?? "";
        problem = "";
        if (Encoding.UTF8.GetByteCount(raw) > MostBytes) return null;

        var pairs = new List<LinkPair>();
        var count = 0;
        foreach (var part in Split(raw))
        {
            if (++count > MostKeys) return null;
            var pair = PairOf(part);
            if (!Known.Contains(pair.Root)) continue;
            if (pair.Path.Count > MostLevels)
            {
                problem = pair.Root;
                return null;
            }

            pairs.Add(pair);
        }

        problem = null;
        return new LinkQuery(Resolved(pairs));
    }

    /// <summary>The query of a text that <see cref="Text"/> gave, whatever its length: encoding makes a text longer.</summary>
    public static LinkQuery OfText(string? text) => new(Resolved([.. Split(text ?? "").Select(PairOf).Where(p => Known.Contains(p.Root))]));

    /// <summary>An account's defaults as if a link said them: <c>display</c> and <c>style</c> of its <c>hpp_defaults</c> (contract/private-api.md).</summary>
    /// <param name="json">JSON object text; null: there are none.</param>
    public static LinkQuery OfDefaults(string? json)
    {
        var pairs = new List<LinkPair>();
        if (json is null) return new LinkQuery(pairs);
        using var document = JsonDocument.Parse(json);
        foreach (var member in document.RootElement.EnumerateObject())
            if (member.Name is "display" or "style") Add([member.Name], member.Value);
        return new LinkQuery(pairs);

        void Add(IReadOnlyList<string> path, JsonElement value)
        {
            if (path.Count > MostLevels) return;
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject()) Add([.. path, member.Name], member.Value);
                    break;
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray()) Add([.. path, ""], item);
                    break;
                case JsonValueKind.String:
                    pairs.Add(new LinkPair(path, Clean(value.GetString()!)));
                    break;
                case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number:
                    pairs.Add(new LinkPair(path, value.GetRawText()));
                    break;
            }
        }
    }

    /// <summary>The last value at a path; an empty one says nothing.</summary>
    public string? Last(params ReadOnlySpan<string> path)
    {
        for (var i = Pairs.Count - 1; i >= 0; i--)
            if (path.SequenceEqual([.. Pairs[i].Path]))
                return Pairs[i].Value.Trim() is { Length: > 0 } value ? value : null;
        return null;
    }

    /// <summary>The query with these parameters alone.</summary>
    public LinkQuery Only(params ReadOnlySpan<string> roots)
    {
        var kept = new List<LinkPair>();
        foreach (var pair in Pairs)
            if (roots.Contains(pair.Root)) kept.Add(pair);
        return new LinkQuery(kept);
    }

    /// <summary>The text with one plain parameter set, or removed when the value is null.</summary>
    public string With(string name, string? value)
    {
        var others = Pairs.Where(p => p.Path.Count > 1 || p.Root != name);
        return Write(value is null ? others : others.Append(new LinkPair([name], value)));
    }

    /// <summary>What this query says of language and look, and for the rest what an earlier one said.</summary>
    /// <param name="holdsMethods">Whether the earlier one alone says which methods are offered, where it does: a visitor can leave that out of an address.</param>
    public LinkQuery Over(LinkQuery earlier, bool holdsMethods)
    {
        var held = holdsMethods && earlier.Pairs.Any(IsMethodFilter);
        IReadOnlyList<LinkPair> own = held ? [.. Pairs.Where(p => !IsMethodFilter(p))] : Pairs;
        var said = own.Select(SubjectOf).ToHashSet(StringComparer.Ordinal);
        return new LinkQuery([.. own, .. earlier.Pairs.Where(p => (held && IsMethodFilter(p)) || !said.Contains(SubjectOf(p)))]);
    }

    /// <summary>What a parameter is about: language and theme have two names each.</summary>
    private static string SubjectOf(LinkPair pair) => pair.Root switch { "locale" => "lang", "theme" => "style", var root => root };

    /// <summary>The query with these methods alone offered.</summary>
    public LinkQuery Showing(IReadOnlyList<string> methods) =>
        new([.. Pairs.Where(p => !IsMethodFilter(p) || p.Path[1] == "hide_methods"), .. methods.Select(m => new LinkPair(["display", "show_methods", ""], m))]);

    private static bool IsMethodFilter(LinkPair pair) => pair.Path is ["display", "show_methods" or "hide_methods", ..];

    /// <summary>Text without control characters and bidirectional overrides; a line break becomes a space.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(IsUnwanted)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
            if (c is '\n' or '\r' or '\t') clean.Append(' ');
            else if (!IsUnwanted(c)) clean.Append(c);
        return clean.ToString();
    }

    private static bool IsUnwanted(char c) => char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';

    /// <summary>
    /// Of a repeated name the last counts. It is decided here and nowhere else, so that what is signed is what is used. The entries of a list (<c>[]</c>)
    /// stay, and so does a repeat that is an error.
    /// </summary>
    private static List<LinkPair> Resolved(List<LinkPair> pairs)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<LinkPair>(pairs.Count);
        for (var i = pairs.Count - 1; i >= 0; i--)
            if (pairs[i].Path.Contains("") || Once.Contains(pairs[i].Name) || seen.Add(pairs[i].Name)) kept.Add(pairs[i]);
        kept.Reverse();
        return kept;
    }

    private static string[] Split(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries);

    private static LinkPair PairOf(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var path = PathOf(Clean(Decode(equals < 0 ? part : part[..equals])));
        // Shop systems that can add metadata alone sign there (contract/hpp.md, Signed link); it is never stored as metadata.
        if (path is ["metadata", "sig" or "sig_exp" or "kid"]) path = [path[1]];
        return new LinkPair(path, equals < 0 ? "" : Clean(Decode(part[(equals + 1)..])));
    }

    private static string Decode(string text) => System.Net.WebUtility.UrlDecode(text);

    private static List<string> PathOf(string key)
    {
        var open = key.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0) return [key];

        var path = new List<string> { key[..open] };
        while (open < key.Length && key[open] == '[')
        {
            var close = key.IndexOf(']', open);
            if (close < 0) break;
            path.Add(key[(open + 1)..close]);
            open = close + 1;
        }

        return path;
    }

    private static string Write(IEnumerable<LinkPair> pairs)
    {
        var text = new StringBuilder();
        foreach (var pair in pairs)
            text.Append(text.Length == 0 ? "" : "&").Append(Encode(pair.Name, brackets: true)).Append('=').Append(Encode(pair.Value, brackets: false));
        return text.ToString();
    }

    private static string Encode(string text, bool brackets)
    {
        var encoded = Uri.EscapeDataString(text);
        return brackets ? encoded.Replace("%5B", "[", StringComparison.Ordinal).Replace("%5D", "]", StringComparison.Ordinal) : encoded;
    }
}
