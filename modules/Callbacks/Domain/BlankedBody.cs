using System.Text.Json;
using System.Text.Json.Nodes;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Domain;

/// <summary>The body of a callback without who paid: the customer's attributes, the client's address and the card's holder are null, all else is as it was.</summary>
internal static class BlankedBody
{
    // They say when, not who.
    private static readonly string[] Kept = ["created", "updated"];

    public static byte[] Of(ReadOnlySpan<byte> body)
    {
        var document = JsonNode.Parse(body)!;
        if (document["data"]?["attributes"]?["payload"] is JsonObject payload)
        {
            payload["client_ip"] = null;
            if (payload["payment_card"] is JsonObject card) card["holder"] = null;
        }

        foreach (var customer in document["included"]?.AsArray().Where(i => (string?)i?["type"] == "customers") ?? [])
        {
            if (customer!["attributes"] is not JsonObject attributes) continue;
            foreach (var name in attributes.Select(a => a.Key).Except(Kept).ToList()) attributes[name] = null;
        }

        return JsonSerializer.SerializeToUtf8Bytes(document, Wire.Options);
    }
}
