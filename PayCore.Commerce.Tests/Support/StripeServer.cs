using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static PayCore.Commerce.Tests.Support.StripeAnswers;

namespace PayCore.Commerce.Tests.Support;

/// <summary>A call as Stripe received it; form fields by their bracketed names.</summary>
internal sealed record StripeCall(string Method, string Path, string Query, string? Key, IReadOnlyDictionary<string, string> Form, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// A server of Stripe's shape on loopback: sessions, intents, charges, refunds and disputes with their states, idempotency keys and error objects, by the
/// published OpenAPI description. Tests play the customer, the merchant at the dashboard, the bank and a broken Stripe.
/// </summary>
internal sealed partial class StripeServer : IAsyncDisposable
{
    public const string TestKey = "sk_test_4eC39HqLyjWDarjtT1zdp7dc";
    public const string LiveKey = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";

    private readonly WebApplication app;
    private readonly Func<DateTimeOffset> now;
    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> sessions = [], intents = [], charges = [], refunds = [], disputes = [];
    private readonly Dictionary<string, (string Request, int Status, string Body)> answered = [];
    private readonly ConcurrentQueue<StripeCall> calls = new();
    private int last;

    private StripeServer(WebApplication app, Func<DateTimeOffset> now) => (this.app, this.now) = (app, now);

    public string Url => app.Urls.First();

    public IReadOnlyList<StripeCall> Calls => [.. calls];

    /// <summary>Answers in Stripe's place; true when it did.</summary>
    public Func<HttpContext, Task<bool>>? Fault { get; set; }

    /// <summary>Whether refunds wait for the payer's bank.</summary>
    public bool RefundsWait { get; set; }

    /// <summary>The error code with which captures, cancels or refunds are refused.</summary>
    public string? RefuseCapture { get; set; }
    public string? RefuseCancel { get; set; }
    public string? RefuseRefund { get; set; }

    public static async Task<StripeServer> Start(Func<DateTimeOffset> now)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new StripeServer(builder.Build(), now);
        server.app.Run(server.Receive);
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>An answer of this status and body to every call until <see cref="Fault"/> is taken away.</summary>
    public void AnswerAlways(int status, string body) => Fault = async http =>
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(body);
        return true;
    };

    public JsonObject SessionOf(string payment) => Locked(() => Copy(sessions.Values.Last(s => Text(s, "client_reference_id") == payment)));

    public int SessionsOf(string payment) => Locked(() => sessions.Values.Count(s => Text(s, "client_reference_id") == payment));

    public JsonObject IntentOf(string payment) => Locked(() => Copy(intents.Values.Last(i => Text(i["metadata"], "payment") == payment)));

    public IReadOnlyList<JsonObject> RefundsOf(string payment) =>
        Locked(() => refunds.Values.Where(r => Text(r, "payment_intent") == Text(IntentOf(payment), "id")).Select(Copy).ToList());

    /// <summary>The customer pays on the session's page: with a card, at once; or less, or in another currency than asked.</summary>
    public void Pay(string payment, long? amount = null, string? currency = null, bool waits = false) => Locked(() =>
    {
        var session = Open(payment);
        var intent = Intent(session);
        if (amount is not null) intent["amount"] = amount;
        if (currency is not null) intent["currency"] = currency;
        session["status"] = "complete";
        if (waits)
        {
            intent["status"] = "processing";
            return 0;
        }

        var isManual = Text(intent, "capture_method") == "manual";
        var charge = Charge(intent, "succeeded", captured: !isManual);
        intent["latest_charge"] = Text(charge, "id");
        intent["last_payment_error"] = null;
        intent["status"] = isManual ? "requires_capture" : "succeeded";
        intent[isManual ? "amount_capturable" : "amount_received"] = Number(intent, "amount");
        session["payment_status"] = isManual ? "unpaid" : "paid";
        return 0;
    });

    /// <summary>The bank answers a payment that waits.</summary>
    public void Settle(string payment, bool succeeds) => Locked(() =>
    {
        var intent = Find(payment);
        var charge = Charge(intent, succeeds ? "succeeded" : "failed", captured: succeeds);
        intent["latest_charge"] = Text(charge, "id");
        intent["status"] = succeeds ? "succeeded" : "requires_payment_method";
        if (succeeds) intent["amount_received"] = Number(intent, "amount");
        else intent["last_payment_error"] = CardError("insufficient_funds");
        return 0;
    });

    /// <summary>The customer's card is declined; the page stays open for another one.</summary>
    public void Decline(string payment, string declineCode) => Locked(() =>
    {
        var intent = Intent(Open(payment));
        intent["latest_charge"] = Text(Charge(intent, "failed", captured: false), "id");
        intent["last_payment_error"] = CardError(declineCode);
        return 0;
    });

    /// <summary>Nobody captured in time.</summary>
    public void Lapse(string payment) => Locked(() =>
    {
        var intent = Find(payment);
        (intent["status"], intent["cancellation_reason"], intent["amount_capturable"]) = ("canceled", "expired", 0);
        return 0;
    });

    /// <summary>The merchant returns money by the dashboard: such a refund carries none of our metadata.</summary>
    public string RefundOutside(string payment, long amount, string? currency = null) => Locked(() =>
    {
        var refund = NewRefund(Find(payment), amount, []);
        if (currency is not null) refund["currency"] = currency;
        return Text(refund, "id")!;
    });

    public void ChangeRefund(string id, string status, string? reason = null) => Locked(() =>
    {
        (refunds[id]["status"], refunds[id]["failure_reason"]) = (status, reason);
        return 0;
    });

    /// <summary>The payer's bank takes money back, or asks (<c>warning_needs_response</c>).</summary>
    public string Dispute(string payment, long amount, string status = "needs_response") => Locked(() =>
    {
        var intent = Find(payment);
        var dispute = new JsonObject
        {
            ["id"] = Next("du"), ["object"] = "dispute", ["amount"] = amount, ["balance_transactions"] = new JsonArray(), ["charge"] = Text(intent, "latest_charge"),
            ["created"] = Seconds(), ["currency"] = Text(intent, "currency"), ["evidence"] = new JsonObject(), ["is_charge_refundable"] = false, ["livemode"] = false,
            ["metadata"] = new JsonObject(), ["payment_intent"] = Text(intent, "id"), ["reason"] = "general", ["status"] = status,
        };
        charges[Text(intent, "latest_charge")!]["disputed"] = true;
        disputes[Text(dispute, "id")!] = dispute;
        return Text(dispute, "id")!;
    });

    public void ChangeDispute(string id, string status) => Locked(() =>
    {
        disputes[id]["status"] = status;
        return 0;
    });

    /// <summary>An event of Stripe's form about one of its objects, as it stands now.</summary>
    public string Event(string type, string about)
    {
        var shown = Locked(() => Copy(new[] { sessions, intents, charges, refunds, disputes }.Select(kind => kind.GetValueOrDefault(about)).First(o => o is not null)!));
        return new JsonObject
        {
            ["id"] = Locked(() => Next("evt")), ["object"] = "event", ["api_version"] = "2019-02-19", ["created"] = Seconds(),
            ["data"] = new JsonObject { ["object"] = shown }, ["livemode"] = false, ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null }, ["type"] = type,
        }.ToJsonString();
    }

    private async Task Receive(HttpContext http)
    {
        var form = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString()) : [];
        var key = http.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } sent ? sent : null;
        calls.Enqueue(new StripeCall(
            http.Request.Method, http.Request.Path, http.Request.QueryString.Value ?? "", key, form, http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString())));
        if (Fault is { } fault && await fault(http)) return;

        var (status, body) = Locked(() => Once(http, form, key));
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers["Request-Id"] = "req_" + calls.Count.ToString(CultureInfo.InvariantCulture);
        await http.Response.WriteAsync(body);
    }

    /// <summary>The same key and parameters get the first answer again; other parameters under a used key are refused.</summary>
    private (int Status, string Body) Once(HttpContext http, Dictionary<string, string> form, string? key)
    {
        var request = $"{http.Request.Method} {http.Request.Path} {string.Join('&', form.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}"))}";
        if (key is not null && answered.TryGetValue(key, out var first))
        {
            return first.Request == request
                ? (first.Status, first.Body)
                : Error(400, "idempotency_error", null, "Keys for idempotent requests can only be used with the same parameters they were first used with.");
        }

        var answer = Answer(http, form);
        if (key is not null) answered[key] = (request, answer.Status, answer.Body);
        return answer;
    }

    private (int Status, string Body) Answer(HttpContext http, Dictionary<string, string> form)
    {
        if (http.Request.Headers.Authorization.ToString() is not ("Bearer " + TestKey or "Bearer " + LiveKey))
            return Error(401, "invalid_request_error", null, "Invalid API Key provided");
        var parts = http.Request.Path.Value!.Trim('/').Split('/');
        return Expand(http, form, (http.Request.Method, parts) switch
        {
            ("POST", ["v1", "checkout", "sessions"]) => NewSession(form),
            ("GET", ["v1", "checkout", "sessions"]) => List(http, sessions.Values, ShowSession),
            ("GET", ["v1", "checkout", "sessions", var id]) => sessions.TryGetValue(id, out var session) ? Good(ShowSession(session)) : NotFound("checkout.session", id),
            ("POST", ["v1", "checkout", "sessions", var id, "expire"]) => Expire(id),
            ("GET", ["v1", "payment_intents", var id]) => intents.TryGetValue(id, out var intent) ? Good(Copy(intent)) : NotFound("payment_intent", id),
            ("POST", ["v1", "payment_intents", var id, "capture"]) => Capture(intents[id], form),
            ("POST", ["v1", "payment_intents", var id, "cancel"]) => CancelIntent(intents[id]),
            ("POST", ["v1", "refunds"]) => Refund(form),
            ("GET", ["v1", "charges"]) => List(http, charges.Values, ShowCharge),
            ("GET", ["v1", "refunds"]) => List(http, refunds.Values, Copy),
            ("GET", ["v1", "disputes"]) => List(http, disputes.Values, Copy),
            _ => Error(404, "invalid_request_error", null, $"Unrecognized request URL ({http.Request.Method}: {http.Request.Path})."),
        });
    }

    private (int Status, string Body) NewSession(Dictionary<string, string> form)
    {
        var (amount, created) = (long.Parse(form["line_items[0][price_data][unit_amount]"], CultureInfo.InvariantCulture), Seconds());
        if (amount < 10) return Error(400, "invalid_request_error", "amount_too_small", "The Checkout Session's total amount due must add up to at least 50 cents.");
        var expires = form.TryGetValue("expires_at", out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : created + (24 * 3600);
        if (expires < created + (30 * 60) || expires > created + (24 * 3600))
            return Error(400, "invalid_request_error", null, "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.");
        if (form.ContainsKey("payment_method_types[0]")) return Error(400, "invalid_request_error", "parameter_unknown", "Received unknown parameter: payment_method_types");

        var id = Next("cs_test");
        var session = new JsonObject
        {
            ["id"] = id, ["object"] = "checkout.session", ["amount_total"] = amount, ["amount_subtotal"] = amount, ["cancel_url"] = form.GetValueOrDefault("cancel_url"),
            ["client_reference_id"] = form.GetValueOrDefault("client_reference_id"), ["created"] = created, ["currency"] = form["line_items[0][price_data][currency]"],
            ["customer"] = null, ["customer_email"] = form.GetValueOrDefault("customer_email"), ["expires_at"] = expires, ["livemode"] = false,
            ["metadata"] = new JsonObject { ["payment"] = form.GetValueOrDefault("metadata[payment]") }, ["mode"] = form["mode"], ["payment_intent"] = null,
            ["payment_method_types"] = new JsonArray("card"), ["payment_status"] = "unpaid", ["status"] = "open", ["success_url"] = form.GetValueOrDefault("success_url"),
            ["ui_mode"] = "hosted_page", ["url"] = $"https://checkout.stripe.com/c/pay/{id}#fidkdWxOYHwnPyd1blpxYHZxWjA0",
            ["_capture_method"] = form.GetValueOrDefault("payment_intent_data[capture_method]"), ["_payment"] = form.GetValueOrDefault("payment_intent_data[metadata][payment]"),
        };
        sessions[id] = session;
        return Good(ShowSession(session));
    }

    private (int Status, string Body) Expire(string id)
    {
        if (RefuseCancel is { } code) return Error(400, "invalid_request_error", code, "Refused.");
        var session = sessions[id];
        Refresh(session);
        if (Text(session, "status") != "open") return Error(400, "invalid_request_error", null, $"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {Text(session, "status")}.");
        (session["status"], session["url"]) = ("expired", null);
        return Good(ShowSession(session));
    }

    private (int Status, string Body) Capture(JsonObject intent, Dictionary<string, string> form)
    {
        if (RefuseCapture is { } code) return Error(402, "card_error", code, "Your card was declined.", "do_not_honor");
        if (Text(intent, "status") != "requires_capture")
            return Error(400, "invalid_request_error", "payment_intent_unexpected_state", $"This PaymentIntent could not be captured because it has a status of {Text(intent, "status")}.");
        var amount = form.TryGetValue("amount_to_capture", out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : Number(intent, "amount");
        (intent["status"], intent["amount_received"], intent["amount_capturable"]) = ("succeeded", amount, 0);
        var charge = charges[Text(intent, "latest_charge")!];
        (charge["captured"], charge["amount_captured"]) = (true, amount);
        return Good(Copy(intent));
    }

    private (int Status, string Body) CancelIntent(JsonObject intent)
    {
        if (RefuseCancel is { } code) return Error(400, "invalid_request_error", code, "Refused.");
        if (Text(intent, "status") is "succeeded" or "canceled" or "processing")
            return Error(400, "invalid_request_error", "payment_intent_unexpected_state", $"You cannot cancel this PaymentIntent because it has a status of {Text(intent, "status")}.");
        (intent["status"], intent["amount_capturable"]) = ("canceled", 0);
        return Good(Copy(intent));
    }

    private (int Status, string Body) Refund(Dictionary<string, string> form)
    {
        if (RefuseRefund is { } code) return Error(400, "invalid_request_error", code, "The refund was refused.");
        var (intent, amount) = (intents[form["payment_intent"]], long.Parse(form["amount"], CultureInfo.InvariantCulture));
        var returned = refunds.Values.Where(r => Text(r, "payment_intent") == form["payment_intent"] && Text(r, "status") is not ("failed" or "canceled")).Sum(r => Number(r, "amount"));
        return returned + amount > Number(intent, "amount_received")
            ? Error(400, "invalid_request_error", "charge_already_refunded", "Refund amount is greater than unrefunded amount on charge.")
            : Good(Copy(NewRefund(intent, amount, new JsonObject { ["payment"] = form.GetValueOrDefault("metadata[payment]"), ["operation"] = form.GetValueOrDefault("metadata[operation]") })));
    }

    private JsonObject NewRefund(JsonObject intent, long amount, JsonObject metadata)
    {
        var refund = new JsonObject
        {
            ["id"] = Next("re"), ["object"] = "refund", ["amount"] = amount, ["balance_transaction"] = null, ["charge"] = Text(intent, "latest_charge"), ["created"] = Seconds(),
            ["currency"] = Text(intent, "currency"), ["failure_reason"] = null, ["metadata"] = metadata, ["payment_intent"] = Text(intent, "id"), ["reason"] = "requested_by_customer",
            ["receipt_number"] = null, ["status"] = RefundsWait ? "pending" : "succeeded",
        };
        return refunds[Text(refund, "id")!] = refund;
    }

    private JsonObject Intent(JsonObject session)
    {
        if (Text(session, "payment_intent") is { } known) return intents[known];
        var intent = new JsonObject
        {
            ["id"] = Next("pi"), ["object"] = "payment_intent", ["amount"] = Number(session, "amount_total"), ["amount_capturable"] = 0, ["amount_received"] = 0,
            ["canceled_at"] = null, ["cancellation_reason"] = null, ["capture_method"] = Text(session, "_capture_method"), ["created"] = Seconds(),
            ["currency"] = Text(session, "currency"), ["last_payment_error"] = null, ["latest_charge"] = null, ["livemode"] = false,
            ["metadata"] = new JsonObject { ["payment"] = Text(session, "_payment") }, ["payment_method_types"] = new JsonArray("card"), ["status"] = "requires_payment_method",
        };
        session["payment_intent"] = Text(intent, "id");
        return intents[Text(intent, "id")!] = intent;
    }

    private JsonObject Charge(JsonObject intent, string status, bool captured)
    {
        var amount = Number(intent, "amount");
        var charge = new JsonObject
        {
            ["id"] = Next("ch"), ["object"] = "charge", ["amount"] = amount, ["amount_captured"] = captured ? amount : 0, ["amount_refunded"] = 0,
            ["billing_details"] = new JsonObject { ["email"] = null, ["name"] = "Jenny Rosen", ["phone"] = null }, ["captured"] = captured, ["created"] = Seconds(),
            ["currency"] = Text(intent, "currency"), ["disputed"] = false, ["livemode"] = false, ["metadata"] = Copy((JsonObject)intent["metadata"]!),
            ["paid"] = status == "succeeded", ["payment_intent"] = Text(intent, "id"),
            ["payment_method_details"] = new JsonObject
            {
                ["type"] = "card",
                ["card"] = new JsonObject
                {
                    ["authorization_code"] = "123456", ["brand"] = "visa", ["country"] = "US", ["exp_month"] = 8,
                    ["exp_year"] = 2031, ["fingerprint"] = "Xt5EWLLDS7FJjR1c", ["funding"] = "credit", ["last4"] = "4242", ["network"] = "visa", ["wallet"] = null,
                },
            },
            ["refunded"] = false, ["status"] = status,
        };
        // Stripe leaves it out where nothing is reserved.
        if (!captured) charge["payment_method_details"]!["card"]!["capture_before"] = Seconds() + (7 * 24 * 3600);
        return charges[Text(charge, "id")!] = charge;
    }

    private JsonObject Open(string payment)
    {
        var session = sessions.Values.Last(s => Text(s, "client_reference_id") == payment);
        Refresh(session);
        return Text(session, "status") == "open" ? session : throw new InvalidOperationException($"The session is {Text(session, "status")}.");
    }

    private JsonObject Find(string payment) => intents.Values.Last(i => Text(i["metadata"], "payment") == payment);

    /// <summary>A session ends by itself.</summary>
    private void Refresh(JsonObject session)
    {
        if (Text(session, "status") == "open" && Number(session, "expires_at") <= Seconds()) (session["status"], session["url"]) = ("expired", null);
    }

    private JsonObject ShowSession(JsonObject session)
    {
        Refresh(session);
        var shown = Copy(session);
        shown.Remove("_capture_method");
        shown.Remove("_payment");
        return shown;
    }

    private T Locked<T>(Func<T> act)
    {
        lock (gate) return act();
    }

    private string Next(string prefix) => $"{prefix}_{++last:00000000}Stripe";

    private long Seconds() => now().ToUnixTimeSeconds();
}
