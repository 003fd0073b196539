using System.Text.Json.Nodes;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>
/// Nested parameters of a link as lists, fields and JSON. The order of different names never counts, as it is not signed.
/// </summary>
internal static class LinkTree
{
    private const int MostFieldCharacters = 1024;

    /// <summary><c>display[show_methods][]=a</c>, <c>…[0]=a</c>, or <c>display[show_methods]=a,b</c>.</summary>
    public static IReadOnlyList<string> List(LinkQuery query, string root, string name) =>
        [.. query.Pairs.Where(p => p.Root == root && p.Path.Count is 2 or 3 && p.Path[1] == name)
            .SelectMany(p => p.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary><c>name=a,b</c>, <c>name[]=a</c> or <c>name[0]=a</c>.</summary>
    public static IReadOnlyList<string> List(LinkQuery query, string name) =>
        [.. query.Pairs.Where(p => p.Root == name && p.Path.Count <= 2)
            .SelectMany(p => p.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <summary>
    /// Fields of a service in the three forms of contract/hpp.md: <c>f[email]=a</c>, <c>f[0][key]=email&amp;f[0][value]=a</c>,
    /// <c>f[0][email]=a</c>; for the last two also with <c>[]</c>.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Fields(LinkQuery query, string root)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = new Dictionary<string, (string? Key, string? Value)>(StringComparer.Ordinal);
        // The first "[][key]" belongs to the first "[][value]", however they are mixed.
        var unnumbered = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pair in ByName(query).Where(p => p.Root == root && p.Value.Length <= MostFieldCharacters))
        {
            if (pair.Path.Count == 2 && pair.Path[1].Length > 0) fields[pair.Path[1]] = pair.Value;
            if (pair.Path.Count != 3) continue;
            if (pair.Path[2] is not ("key" or "value"))
            {
                fields[pair.Path[2]] = pair.Value;
                continue;
            }

            var index = pair.Path[1].Length > 0 ? pair.Path[1] : $"#{unnumbered[pair.Path[2]] = unnumbered.GetValueOrDefault(pair.Path[2]) + 1}";
            var entry = pairs.GetValueOrDefault(index);
            entry = pair.Path[2] == "key" ? (pair.Value, entry.Value) : (entry.Key, pair.Value);
            pairs[index] = entry;
            if (entry is (not null, not null)) fields[entry.Key!] = entry.Value!;
        }

        return fields;
    }

    /// <summary>Everything below a path as a JSON object of texts, or null when there is nothing.</summary>
    public static string? Json(LinkQuery query, ReadOnlySpan<string> path, ReadOnlySpan<string> except)
    {
        JsonObject? all = null;
        foreach (var pair in ByName(query))
        {
            if (pair.Path.Count <= path.Length || !path.SequenceEqual([.. pair.Path.Take(path.Length)])) continue;
            string[] rest = [.. pair.Path.Skip(path.Length)];
            if (rest.Length == 1 && except.Contains(rest[0])) continue;
            Put(all ??= [], rest, pair.Value);
        }

        return all?.ToJsonString(Wire.Options);
    }

    private static IEnumerable<LinkPair> ByName(LinkQuery query) => query.Pairs.OrderBy(p => p.Name, StringComparer.Ordinal);

    private static void Put(JsonObject into, ReadOnlySpan<string> path, string value)
    {
        // "[]" counts on: metadata[tags][]=a&metadata[tags][]=b are the members 0 and 1.
        var key = path[0].Length > 0 ? path[0] : into.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (path.Length == 1)
        {
            into[key] = value;
            return;
        }

        if (into[key] is not JsonObject child) into[key] = child = [];
        Put(child, path[1..], value);
    }
}
