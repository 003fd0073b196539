using System.Text.Json;
using System.Text.Json.Nodes;

namespace PayCore.Commerce.Tests.Support;

/// <summary>
/// Whether a value is what a schema of an OpenAPI document says, by the keywords that our schemas use; stricter than JSON Schema in one point: a
/// member that the schema does not name is a mistake, unless it allows additional ones.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>What is wrong, each with its place; nothing when all is right.</summary>
    public static IEnumerable<string> Problems(JsonObject document, JsonNode schema, JsonElement value, string at = "")
    {
        if (schema["$ref"] is { } reference)
            schema = document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]] ?? throw new InvalidOperationException($"{reference} is not there.");
        if (schema["type"] is { } type && !Types(type).Any(t => Is(t, value))) return [$"{at} is {value.ValueKind}, not {type.ToJsonString()}"];
        if (schema["const"] is { } only && only.GetValue<string>() != value.GetString()) return [$"{at} is not {only}"];
        if (schema["enum"] is JsonArray words && words.All(w => (w?.ToString() ?? "") != value.ToString())) return [$"{at} is {value}, not one of {words.ToJsonString()}"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(document, schema, value, at),
            JsonValueKind.Array when schema["items"] is { } items => value.EnumerateArray().SelectMany((item, i) => Problems(document, items, item, $"{at}/{i}")),
            _ => [],
        };
    }

    private static IEnumerable<string> Members(JsonObject document, JsonNode schema, JsonElement value, string at)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
            if (!value.TryGetProperty(required!.GetValue<string>(), out _)) yield return $"{at}/{required} is missing";
        foreach (var member in value.EnumerateObject())
        {
            var known = schema["properties"]?[member.Name] ?? schema["additionalProperties"];
            if (known is null) yield return $"{at}/{member.Name} is not in the schema";
            else if (known is JsonObject)
                foreach (var problem in Problems(document, known, member.Value, $"{at}/{member.Name}")) yield return problem;
        }
    }

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(t => t!.GetValue<string>()) : [type.GetValue<string>()];

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new InvalidOperationException($"The schema names a type {type}."),
    };
}
