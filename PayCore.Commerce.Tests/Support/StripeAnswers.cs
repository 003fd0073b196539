using System.Globalization;
using System.Text.Json.Nodes;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Stripe's objects, lists and errors as JSON.</summary>
internal static class StripeAnswers
{
    public static JsonObject CardError(string declineCode) => new()
    {
        ["code"] = "card_declined", ["decline_code"] = declineCode, ["doc_url"] = "https://stripe.com/docs/error-codes/card-declined", ["message"] = "Your card was declined.", ["type"] = "card_error",
    };

    public static (int Status, string Body) Good(JsonObject body) => (200, body.ToJsonString());

    public static (int Status, string Body) NotFound(string kind, string id) => Error(404, "invalid_request_error", "resource_missing", $"No such {kind}: '{id}'");

    public static (int Status, string Body) Error(int status, string type, string? code, string message, string? declineCode = null) => (status, new JsonObject
    {
        ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["decline_code"] = declineCode, ["message"] = message },
    }.ToJsonString());

    public static JsonObject Copy(JsonObject o) => (JsonObject)o.DeepClone();

    public static string? Text(JsonNode? of, string name) => of?[name]?.GetValue<string>();

    public static long Number(JsonObject of, string name) => long.Parse(of[name]!.ToJsonString(), CultureInfo.InvariantCulture);
}
