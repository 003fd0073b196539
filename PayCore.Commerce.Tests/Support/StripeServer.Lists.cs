using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using static PayCore.Commerce.Tests.Support.StripeAnswers;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Stripe's lists, page after page, and what it puts into an answer when <c>expand</c> asks for it; nothing is expanded by itself.</summary>
internal sealed partial class StripeServer
{
    private const int MostLevels = 4;
    private const int RefundsInCharge = 10;

    /// <summary>What may be expanded of each object, as far as anybody asks for it.</summary>
    private static readonly Dictionary<string, string[]> Expandable = new()
    {
        ["checkout.session"] = ["payment_intent"], ["payment_intent"] = ["latest_charge"], ["charge"] = ["payment_intent", "refunds"],
        ["refund"] = ["charge", "payment_intent"], ["dispute"] = ["charge", "payment_intent"],
    };

    /// <summary>A payment that somebody else's software took by the same account, or one of ours that is not known here any more: its page, open.</summary>
    public void Sell(string reference, long amount) => Locked(() => NewSession(new Dictionary<string, string>
    {
        ["mode"] = "payment", ["client_reference_id"] = reference, ["metadata[payment]"] = reference, ["payment_intent_data[metadata][payment]"] = reference,
        ["payment_intent_data[capture_method]"] = "automatic", ["line_items[0][price_data][unit_amount]"] = amount.ToString(CultureInfo.InvariantCulture),
        ["line_items[0][price_data][currency]"] = "eur",
    }));

    /// <summary>A charge of old software, which knows no intents.</summary>
    public void ChargeWithoutIntent(long amount) => Locked(() =>
    {
        var charge = Charge(new JsonObject { ["id"] = null, ["amount"] = amount, ["currency"] = "eur", ["metadata"] = new JsonObject() }, "succeeded", captured: true);
        return NewRefund(new JsonObject { ["id"] = null, ["latest_charge"] = Text(charge, "id"), ["currency"] = "eur" }, amount, []);
    });

    /// <summary>The newest first, ten unless told; <c>starting_after</c> goes on after an object.</summary>
    private static (int Status, string Body) List(HttpContext http, IEnumerable<JsonObject> all, Func<JsonObject, JsonObject> show)
    {
        var query = http.Request.Query;
        var found = all.Reverse().Where(o => IsWithin(o, query) && (!query.ContainsKey("payment_intent") || Text(o, "payment_intent") == query["payment_intent"])).ToList();
        var limit = query.ContainsKey("limit") ? int.Parse(query["limit"]!, CultureInfo.InvariantCulture) : 10;
        if (limit is < 1 or > 100) return Error(400, "invalid_request_error", "parameter_invalid_integer", "Invalid limit.");
        var start = 0;
        if (query.ContainsKey("starting_after") && (start = found.FindIndex(o => Text(o, "id") == query["starting_after"]) + 1) == 0)
            return Error(400, "invalid_request_error", "resource_missing", $"No such object: '{query["starting_after"]}'");
        return Good(Page(found.Skip(start), limit, http.Request.Path, show));
    }

    private static JsonObject Page(IEnumerable<JsonObject> found, int limit, string? url, Func<JsonObject, JsonObject> show)
    {
        var page = found.Take(limit + 1).ToList();
        return new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. page.Take(limit).Select(show)]), ["has_more"] = page.Count > limit, ["url"] = url };
    }

    private static bool IsWithin(JsonObject o, IQueryCollection query) =>
        (!long.TryParse(query["created[gte]"], out var from) || Number(o, "created") >= from)
        && (!long.TryParse(query["created[lte]"], out var to) || Number(o, "created") <= to)
        && (!long.TryParse(query["created[lt]"], out var before) || Number(o, "created") < before);

    private (int Status, string Body) Expand(HttpContext http, Dictionary<string, string> form, (int Status, string Body) answer)
    {
        var asked = http.Request.Query.Select(q => (q.Key, Value: q.Value.ToString())).Concat(form.Select(f => (f.Key, f.Value)));
        var paths = asked.Where(a => a.Key.StartsWith("expand[", StringComparison.Ordinal)).Select(a => a.Value).ToList();
        if (answer.Status != 200 || paths.Count == 0) return answer;
        var body = JsonNode.Parse(answer.Body)!;
        foreach (var path in paths)
        {
            if (path.Split('.') is { Length: > MostLevels }) return Error(400, "invalid_request_error", null, $"You cannot expand more than {MostLevels} levels of a property. Property: {path}");
            if (!Expand(body, path.Split('.'))) return Error(400, "invalid_request_error", null, $"This property cannot be expanded ({path}).");
        }

        return Good((JsonObject)body);
    }

    /// <summary>False: there is nothing of this name to expand. What is null stays null.</summary>
    private bool Expand(JsonNode? node, ReadOnlySpan<string> path)
    {
        if (node is null || path.IsEmpty) return true;
        var (kind, name) = (Text(node, "object")!, path[0]);
        var rest = path[1..];
        if (kind == "list")
        {
            if (name != "data") return false;
            foreach (var one in node["data"]!.AsArray())
            {
                if (!Expand(one, rest)) return false;
            }

            return true;
        }

        if (!Expandable[kind].Contains(name)) return false;
        if (name == "refunds")
            node[name] = Page(refunds.Values.Reverse().Where(r => Text(r, "charge") == Text(node, "id")), RefundsInCharge, $"/v1/charges/{Text(node, "id")}/refunds", Copy);
        else if (node[name] is JsonValue id)
            node[name] = name == "payment_intent" ? Copy(intents[id.GetValue<string>()]) : ShowCharge(charges[id.GetValue<string>()]);
        return Expand(node[name], rest);
    }

    private JsonObject ShowCharge(JsonObject charge)
    {
        var shown = Copy(charge);
        var returned = refunds.Values.Where(r => Text(r, "charge") == Text(charge, "id") && Text(r, "status") is not ("failed" or "canceled")).Sum(r => Number(r, "amount"));
        (shown["amount_refunded"], shown["refunded"]) = (returned, returned > 0 && returned == Number(charge, "amount_captured"));
        return shown;
    }
}
