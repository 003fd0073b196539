using System.Reflection;
using System.Text.Json.Nodes;

namespace PayCore.Commerce.Http;

/// <summary>
/// The JSON Schemas (2020-12) that the modules carry as <c>schemas.json</c>. An object that names no <c>required</c> members has them all: answers
/// always carry every attribute (contract/README.md). Examples stand at the leaves and are put together here, so that they cannot drift from the schema.
/// </summary>
internal sealed class Schemas
{
    private const string Path = "#/components/schemas/";

    private readonly Dictionary<string, JsonObject> all = [];

    public Schemas(IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies.Where(a => a.GetManifestResourceInfo("schemas.json") is not null))
            foreach (var (name, schema) in Read(assembly, "schemas.json"))
            {
                Complete(schema);
                all.Add(name, schema!.AsObject());
            }
    }

    public static JsonObject Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource {resource}.");
        return JsonNode.Parse(stream)!.AsObject();
    }

    public bool HasRequired(string name) => all[name]["required"]!.AsArray().Count > 0;

    public JsonNode? Example(string name) => Example(all[name]);

    /// <summary>What the document refers to, and what that refers to.</summary>
    public JsonObject UsedBy(JsonObject document)
    {
        var used = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var open = new Queue<JsonNode?>([document]);
        while (open.TryDequeue(out var node))
        {
            if (node is JsonArray items) foreach (var item in items) open.Enqueue(item);
            if (node is not JsonObject members) continue;
            foreach (var (_, member) in members) open.Enqueue(member);
            if (Reference(members) is not { } name || used.ContainsKey(name)) continue;
            used[name] = all[name].DeepClone();
            open.Enqueue(used[name]);
        }

        return new JsonObject(used);
    }

    private JsonNode? Example(JsonObject schema)
    {
        if (schema["examples"] is JsonArray { Count: > 0 } examples) return examples[0]?.DeepClone();
        if (Reference(schema) is { } name) return Example(all[name]);
        if (schema["const"] is { } only) return only.DeepClone();
        if (schema["items"] is JsonObject item) return new JsonArray(Example(item));
        if (schema["properties"] is JsonObject properties)
            return new JsonObject(properties.Where(p => p.Value!["examples"] is not null || IsRequired(schema, p.Key))
                .Select(p => KeyValuePair.Create(p.Key, Example(p.Value!.AsObject()))));
        return schema["additionalProperties"] is JsonObject each && Example(each) is { } one
            ? new JsonObject { [one["code"]?.GetValue<string>() ?? "key"] = one }
            : throw new InvalidOperationException($"There is no example for {schema.ToJsonString()}.");
    }

    private static bool IsRequired(JsonObject schema, string property) => schema["required"]!.AsArray().Any(r => r!.GetValue<string>() == property);

    private static string? Reference(JsonObject schema) =>
        schema["$ref"] is JsonValue reference && reference.GetValue<string>() is var path && path.StartsWith(Path, StringComparison.Ordinal) ? path[Path.Length..] : null;

    private static void Complete(JsonNode? schema)
    {
        if (schema is not JsonObject members) return;
        if (members["properties"] is JsonObject properties)
        {
            members["required"] ??= new JsonArray([.. properties.Select(p => JsonValue.Create(p.Key))]);
            foreach (var (_, property) in properties) Complete(property);
        }

        Complete(members["items"]);
        Complete(members["additionalProperties"]);
    }
}
