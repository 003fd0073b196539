using System.Text.Json;
using System.Text.Json.Nodes;

namespace PayCore.Commerce.Shared;

/// <summary>What an audit tells of a change.</summary>
public static class ChangedValues
{
    /// <summary>The names, as in JSON, of what differs between two values, those of their own objects included, each with "before → after" as JSON.</summary>
    /// <param name="before">Null: there was nothing.</param>
    public static Dictionary<string, string?> Between<T>(T? before, T? after) where T : class
    {
        var (old, now) = (Flat(before), Flat(after));
        return old.Keys.Union(now.Keys).Where(name => old.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .ToDictionary(name => name, name => (string?)$"{old.GetValueOrDefault(name) ?? "null"} → {now.GetValueOrDefault(name) ?? "null"}");
    }

    private static Dictionary<string, string> Flat<T>(T? value) where T : class
    {
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        if (value is null) return flat;
        foreach (var (name, member) in JsonSerializer.SerializeToNode(value, StoredJson.Options)!.AsObject())
            if (member is JsonObject nested)
                foreach (var (inner, innerValue) in nested) flat[$"{name}.{inner}"] = innerValue?.ToJsonString(StoredJson.Options) ?? "null";
            else if (member is not null) flat[name] = member.ToJsonString(StoredJson.Options);
        return flat;
    }
}
