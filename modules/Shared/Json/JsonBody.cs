using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace PayCore.Commerce.Shared;

/// <summary>Reads a JSON request body by the rules of contract/README.md: media type, 64 KiB, 16 levels, no member twice.</summary>
public static class JsonBody
{
    public const int MostBytes = 64 * 1024;
    public const int MostLevels = 16;

    /// <summary>Content codings that are not read here (IANA, HTTP Content Coding Registry); other words of that header change nothing.</summary>
    private static readonly string[] Packed = ["gzip", "deflate", "compress", "br", "zstd"];

    /// <summary>The document, or 415, 413, 400 <c>malformed_json</c>, <c>too_deep</c>, <c>duplicate_member</c>. No body at all is an element of kind <c>Undefined</c> when <paramref name="optional"/>.</summary>
    public static async Task<Result<JsonElement>> ReadJson(this HttpRequest request, CancellationToken ct, bool optional = false)
    {
        if (request.ContentLength > MostBytes) return TooLarge();
        var read = await request.ReadBytes(MostBytes, ct);
        if (read is null) return TooLarge();
        var body = read.Value;
        if (body.Length == 0 && optional) return default(JsonElement);
        if (request.Headers.ContentEncoding.Any(coding => coding is not null && Packed.Any(p => coding.Contains(p, StringComparison.OrdinalIgnoreCase))))
            return new Error("unsupported_media_type", ErrorKind.UnsupportedMedia, "Send the body as it is, without Content-Encoding.");
        if (!IsJson(request.ContentType))
            return new Error("unsupported_media_type", ErrorKind.UnsupportedMedia, "Send the body as application/json or application/vnd.api+json.");

        return Parse(body);
    }

    public static Result<JsonElement> Parse(ReadOnlyMemory<byte> body)
    {
        // A byte order mark means nothing in JSON, and may be ignored (RFC 8259, 8.1).
        if (body.Span.StartsWith("\uFEFF"u8)) body = body[3..];
        try
        {
            if (Offence(body.Span) is { } error) return error;
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MostLevels });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : Malformed("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            return Malformed($"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
        catch (InvalidOperationException)
        {
            // A string with half of a surrogate pair cannot be read as text.
            return Malformed("The body holds a text that is not valid Unicode.");
        }
    }

    private static Error? Offence(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 512 });
        var members = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (reader.CurrentDepth >= MostLevels)
                        return new Error("too_deep", ErrorKind.Malformed, $"The body is nested deeper than {MostLevels} levels.");
                    if (reader.TokenType == JsonTokenType.StartObject) members.Push([]);
                    break;
                case JsonTokenType.EndObject:
                    members.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    if (!members.Peek().Add(name))
                        return new Error("duplicate_member", ErrorKind.Malformed, $"The member \"{Shorten(name)}\" stands twice in one object.");
                    break;
                case JsonTokenType.String:
                    _ = reader.GetString();
                    break;
            }
        }

        return null;
    }

    /// <summary>The whole body; null when it is longer than <paramref name="most"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadBytes(this HttpRequest request, int most, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        try
        {
            var chunk = new byte[8 * 1024];
            int count;
            while ((count = await request.Body.ReadAsync(chunk, ct)) > 0)
            {
                if (buffer.Length + count > most) return null;
                buffer.Write(chunk, 0, count);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return buffer.ToArray();
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/vnd.api+json", StringComparison.OrdinalIgnoreCase));

    private static Error Malformed(string detail) => new("malformed_json", ErrorKind.Malformed, detail);

    private static Error TooLarge() => new("body_too_large", ErrorKind.TooLarge, $"The body is larger than {MostBytes / 1024} KiB.");

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
