using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PayCore.Commerce.Shared;

/// <summary>How everything is written on the wire: snake_case, nulls present, times as UNIX seconds by the records themselves.</summary>
public static class Wire
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            // The answers are JSON, never HTML: letters of every alphabet stay readable. Only what JSON needs is escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = 64,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>UNIX seconds, UTC.</summary>
    public static long Seconds(this DateTimeOffset time) => time.ToUnixTimeSeconds();

    /// <summary>A JSON text from the database as an element to write again.</summary>
    public static JsonElement? Raw(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;
}

/// <summary>A JSON:API resource identifier (jsonapi.org 1.1).</summary>
public sealed record ResourceId(string Type, string Id);

/// <summary>A JSON:API relationship to one resource; <c>"data": null</c> when there is none.</summary>
public sealed record ToOne(ResourceId? Data)
{
    public static ToOne Of(string type, string? id) => new(id is null ? null : new ResourceId(type, id));
}
