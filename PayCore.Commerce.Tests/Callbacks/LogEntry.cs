using System.Text.Json;

namespace PayCore.Commerce.Tests.Callbacks;

/// <summary>A callback as the API shows it.</summary>
internal sealed record LogEntry(
    string Id, string Status, string? Reason, string InvoiceStatus, string? Url, long? NextAttempt,
    IReadOnlyList<(int Number, int? HttpStatus, string? Error, string? Answer)> Attempts)
{
    public static LogEntry Of(JsonElement resource)
    {
        var a = resource.GetProperty("attributes");
        return new LogEntry(
            resource.GetProperty("id").GetString()!,
            a.GetProperty("status").GetString()!,
            a.GetProperty("reason").GetString(),
            a.GetProperty("invoice_status").GetString()!,
            a.GetProperty("url").GetString(),
            a.GetProperty("next_attempt") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null,
            [.. a.GetProperty("attempts").EnumerateArray().Select(t => (
                t.GetProperty("number").GetInt32(),
                t.GetProperty("http_status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : (int?)null,
                t.GetProperty("error").GetString(),
                t.GetProperty("answer").GetString()))]);
    }
}
