using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Stripe;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>The whole way by Stripe, over HTTP on both sides, in both modes.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed partial class StripeTests(bool isTest)
{
    private const string Secret = "whsec_abcdefghijklmnopqrstuvwxyz123456";

    private StripeServer stripe = null!;
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private string gatewayAccount = "";
    private int last;

    [OneTimeSetUp]
    public async Task Start()
    {
        stripe = await StripeServer.Start(() => app.Clock.GetUtcNow());
        app = await PayCoreApp.Start(settings: [("Gateways:Stripe:BaseUrl", stripe.Url), ("Gateways:TimeLimitSeconds", "5")]);
        api = app.Api(isTest ? Mode.Test : Mode.Live);
        var made = await AddAccount(isTest ? StripeServer.TestKey : StripeServer.LiveKey);
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        gatewayAccount = made.Id;
        foreach (var service in new[] { "payment_card_eur_hpp", "payment_card_kwd_hpp", "payment_card_jpy_hpp" })
        {
            var configured = await Put($"/api/payment-services/{service}", new
            {
                data = new { type = "payment-services", attributes = new { routes = new[] { new { gateway_account = gatewayAccount } } } },
            });
            configured.Status.Should().Be(HttpStatusCode.Created, configured.Text);
        }
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
        await stripe.DisposeAsync();
    }

    [TearDown]
    public void Mend()
    {
        (stripe.Fault, stripe.RefundsWait, stripe.RefuseCapture, stripe.RefuseCancel, stripe.RefuseRefund) = (null, false, null, null, null);
        app.Services.GetRequiredService<GatewayCircuits>().Answered(new GatewayAccountId(gatewayAccount));
    }

    [Test]
    public async Task A_card_payment_goes_to_Stripes_page_and_is_processed_when_Stripe_says_so()
    {
        var invoice = await Open(new { amount = 10.5m, description = "Two books" });

        invoice.Word("status").Should().Be("process_pending", invoice.Text);
        invoice["flow_data"].GetProperty("action").GetString().Should().StartWith("https://checkout.stripe.com/c/pay/cs_test_");
        var asked = stripe.Calls.Last(c => c.Path == "/v1/checkout/sessions" && c.Method == "POST");
        asked.Key.Should().StartWith("gop_");
        asked.Form.Should().Contain(new Dictionary<string, string>
        {
            ["mode"] = "payment", ["client_reference_id"] = PaymentOf(invoice), ["payment_intent_data[metadata][payment]"] = PaymentOf(invoice),
            ["payment_intent_data[capture_method]"] = "automatic", ["line_items[0][price_data][currency]"] = "eur", ["line_items[0][price_data][unit_amount]"] = "1050",
            ["line_items[0][price_data][product_data][name]"] = "Two books", ["allowed_payment_method_types[0]"] = "card", ["adaptive_pricing[enabled]"] = "false",
            ["success_url"] = $"{app.Url}/return?id={invoice.Id}", ["cancel_url"] = $"{app.Url}/return?id={invoice.Id}",
        });
        asked.Headers.Should().NotContainKey("x-stripe-client-telemetry");

        stripe.Pay(PaymentOf(invoice));
        await Notify("checkout.session.completed", SessionOf(invoice));

        var paid = await Read(invoice);
        paid.Word("status").Should().Be("processed", paid.Text);
        paid["processed_amount"].GetDecimal().Should().Be(10.5m);
        paid["original_data"].GetProperty("original_id").GetString().Should().StartWith("pi_");
        paid["approval_code"].GetString().Should().Be("123456");
        var card = paid["payload"].GetProperty("payment_card");
        card.GetProperty("last").GetString().Should().Be("4242");
        card.GetProperty("first").ValueKind.Should().Be(JsonValueKind.Null);
        app.Logs.Text.Should().NotContain("sk_");
    }

    [Test]
    public async Task A_declined_card_leaves_the_page_open_and_the_next_one_pays()
    {
        var invoice = await Open(new { amount = 20 });
        stripe.Decline(PaymentOf(invoice), "insufficient_funds");
        await Notify("payment_intent.payment_failed", IntentOf(invoice));
        (await Read(invoice)).Word("status").Should().Be("process_pending");

        stripe.Pay(PaymentOf(invoice));
        await Notify("payment_intent.succeeded", IntentOf(invoice));

        (await Read(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_bank_debit_that_fails_later_is_an_error_with_the_banks_reason()
    {
        var invoice = await Open(new { amount = 20 });
        stripe.Pay(PaymentOf(invoice), waits: true);
        await Notify("checkout.session.completed", SessionOf(invoice));
        (await Read(invoice)).Word("status").Should().Be("process_pending");

        stripe.Settle(PaymentOf(invoice), succeeds: false);
        await Notify("checkout.session.async_payment_failed", SessionOf(invoice));

        var failed = await Read(invoice);
        (failed.Word("status"), failed.Word("resolution")).Should().Be(("process_error", "insufficient_funds"));
    }

    [Test]
    public async Task A_reservation_is_captured_in_part_and_the_rest_released()
    {
        var invoice = await Authorized(100);

        var captured = await Capture(invoice, 60);

        captured.Status.Should().Be(HttpStatusCode.OK, captured.Text);
        (captured.Word("status"), captured["processed_amount"].GetDecimal()).Should().Be(("partially_processed", 60m));
        stripe.IntentOf(PaymentOf(invoice))["amount_received"]!.GetValue<long>().Should().Be(6000);
        captured["refunds"].GetArrayLength().Should().Be(0);
    }

    [Test]
    public async Task A_refused_capture_leaves_the_reservation_to_be_captured_again()
    {
        var invoice = await Authorized(100);
        stripe.RefuseCapture = "card_declined";
        (await Capture(invoice, 100)).ShouldFail(409, "capture_refused");

        stripe.RefuseCapture = null;
        (await Capture(invoice, 100)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_reservation_is_voided_by_cancel_and_a_refused_void_is_told()
    {
        var invoice = await Authorized(100);
        stripe.RefuseCancel = "charge_exceeds_source_limit";
        await Cancel(invoice);
        var kept = await Read(invoice);
        (kept.Word("status"), kept.Word("resolution")).Should().Be(("process_pending", "authorized"));
        kept["notices"][0].GetProperty("code").GetString().Should().Be("void_refused");

        stripe.RefuseCancel = null;
        await Cancel(invoice);

        (await Read(invoice)).Word("status").Should().Be("terminated");
        stripe.IntentOf(PaymentOf(invoice))["status"]!.GetValue<string>().Should().Be("canceled");
    }

    [Test]
    public async Task A_reservation_that_lapses_is_terminated_with_that_reason()
    {
        var invoice = await Authorized(100);
        stripe.Lapse(PaymentOf(invoice));
        await Notify("payment_intent.canceled", IntentOf(invoice));

        var lapsed = await Read(invoice);
        (lapsed.Word("status"), lapsed.Word("resolution")).Should().Be(("terminated", "authorization_expired"));
    }

    [Test]
    public async Task Refunds_in_part_and_then_in_full_carry_our_operation_and_are_done_at_once()
    {
        var invoice = await Paid(100);

        (await Refund(invoice, 40)).Word("status").Should().Be("processed");
        (await Read(invoice)).Word("status").Should().Be("partially_refunded");
        (await Refund(invoice, null)).Word("status").Should().Be("processed");

        (await Read(invoice)).Word("status").Should().Be("refunded");
        var made = stripe.RefundsOf(PaymentOf(invoice));
        made.Select(r => r["amount"]!.GetValue<long>()).Should().Equal(4000, 6000);
        made.Should().OnlyContain(r => r["metadata"]!["operation"]!.GetValue<string>().StartsWith("gop_", StringComparison.Ordinal));
    }

    [TestCase("succeeded", "refunded", "processed")]
    [TestCase("failed", "refund_failed", "process_failed")]
    public async Task A_refund_that_waits_for_the_bank_ends_as_the_bank_says(string outcome, string status, string refundStatus)
    {
        var invoice = await Paid(30);
        stripe.RefundsWait = true;
        var refund = await Refund(invoice, null);
        refund.Word("status").Should().Be("process_pending", refund.Text);
        (await Read(invoice)).Word("status").Should().Be("refund_pending");

        var theirs = stripe.RefundsOf(PaymentOf(invoice)).Single()["id"]!.GetValue<string>();
        stripe.ChangeRefund(theirs, outcome, outcome == "failed" ? "expired_or_canceled_card" : null);
        await Notify("refund.updated", theirs);

        (await Read(invoice)).Word("status").Should().Be(status);
        (await api.Get($"/api/refunds/{refund.Id}")).Word("status").Should().Be(refundStatus);
    }

    [Test]
    public async Task Another_currency_than_asked_is_told_and_not_counted()
    {
        var invoice = await Open(new { amount = 50 });
        stripe.Pay(PaymentOf(invoice), currency: "usd");
        await Notify("checkout.session.completed", SessionOf(invoice));

        var foreign = await Read(invoice);
        foreign.Word("status").Should().Be("process_pending");
        foreign["notices"][0].GetProperty("code").GetString().Should().Be("currency_mismatch");
    }

    [Test]
    public async Task Cancel_ends_the_session_at_Stripe()
    {
        var invoice = await Open(new { amount = 50 });

        (await Cancel(invoice)).Word("status").Should().Be("terminated");

        stripe.SessionOf(PaymentOf(invoice))["status"]!.GetValue<string>().Should().Be("expired");
    }

    [Test]
    public async Task Cancelled_while_it_is_being_paid_ends_in_the_truth_that_it_was_paid()
    {
        var invoice = await Open(new { amount = 50 });
        stripe.Pay(PaymentOf(invoice));

        await Cancel(invoice);

        var paid = await Read(invoice);
        (paid.Word("status"), paid.Word("resolution")).Should().Be(("processed", "late_payment"), paid.Text);
    }

    [Test]
    public async Task An_invoice_that_lives_for_days_gets_a_new_session_when_the_old_one_ends()
    {
        var invoice = await Open(new { amount = 50, expires = app.Clock.GetUtcNow().AddDays(3).ToUnixTimeSeconds() });
        var (first, page) = (SessionOf(invoice), invoice["flow_data"].GetProperty("action").GetString());
        app.Clock.Advance(TimeSpan.FromHours(24.5));
        await Notify("checkout.session.expired", first);

        var again = await Read(invoice);
        again.Word("status").Should().Be("process_pending", again.Text);
        again.Headers.ETag.Should().NotBe(invoice.Headers.ETag, "a client that holds the old address is told of the new one");
        again["flow_data"].GetProperty("action").GetString().Should().StartWith("https://checkout.stripe.com/").And.NotBe(page);
        PaymentOf(again).Should().Be(PaymentOf(invoice));
        stripe.Pay(PaymentOf(invoice));
        await Notify("checkout.session.completed", SessionOf(invoice));

        (await Read(invoice)).Word("status").Should().Be("processed");
        stripe.SessionsOf(PaymentOf(invoice)).Should().Be(2);
    }

    [Test]
    public async Task An_invoice_that_lives_for_minutes_ends_its_session_before_Stripe_would()
    {
        var invoice = await Open(new { amount = 50, expires = app.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds() });
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        await app.Run<ExpireInvoices>();

        (await Read(invoice)).Word("status").Should().Be("expired");
        stripe.SessionOf(PaymentOf(invoice))["status"]!.GetValue<string>().Should().Be("expired");
    }

    [TestCase("KWD", "1.234", null)]
    [TestCase("KWD", "1.23", "1230")]
    [TestCase("JPY", "500", "500")]
    public async Task An_amount_that_Stripe_cannot_express_is_refused_before_anything_starts(string currency, string amount, string? sent)
    {
        var invoice = await Create(new { amount = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency, service = $"payment_card_{currency.ToLowerInvariant()}_hpp" });

        if (sent is null) invoice.ShouldFail(422, "amount_unsupported /data/attributes/amount");
        else stripe.Calls.Last(c => c.Method == "POST").Form["line_items[0][price_data][unit_amount]"].Should().Be(sent);
    }

    [Test]
    public async Task A_key_of_the_other_mode_is_refused_and_a_good_one_never_shown()
    {
        (await AddAccount(isTest ? StripeServer.LiveKey : StripeServer.TestKey)).ShouldFail(422, "invalid_value /data/attributes/credentials/secret_key");
        (await AddAccount("pk_test_4eC39HqLyjWDarjtT1zdp7dc")).ShouldFail(422, "invalid_value /data/attributes/credentials/secret_key");
        (await AddAccount(isTest ? "rk_test_abc" : "rk_live_abc", "secret")).ShouldFail(422, "invalid_value /data/attributes/credentials/webhook_secret");

        var shown = await api.Get($"/api/gateway-accounts/{gatewayAccount}");
        shown.Text.Should().NotContain("sk_").And.NotContain("whsec_");
        shown["notifications_url"].GetString().Should().Be($"{app.Url}/gateways/{StripeGateway.GatewayName}/notifications/{gatewayAccount}");
    }

    private Task<Answer> AddAccount(string key, string secret = Secret) => api.Post("/api/gateway-accounts", new
    {
        data = new { type = "gateway-accounts", attributes = new { gateway = "stripe", name = "Stripe", credentials = new { secret_key = key, webhook_secret = secret } } },
    });

    private Task<Answer> Put(string path, object body) =>
        api.Ask(new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") });

    private async Task<Answer> Open(object attributes)
    {
        var made = await Create(new Dictionary<string, object?>(Members(attributes)) { ["currency"] = "EUR", ["service"] = "payment_card_eur_hpp" });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        return made;
    }

    private Task<Answer> Create(object attributes) =>
        api.CreateInvoice(new Dictionary<string, object?>(Members(attributes)) { ["reference_id"] = $"order-{Interlocked.Increment(ref last)}" });

    private static Dictionary<string, object?> Members(object attributes) =>
        attributes as Dictionary<string, object?> ?? attributes.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(attributes));

    private async Task<Answer> Paid(int amount)
    {
        var invoice = await Open(new { amount });
        stripe.Pay(PaymentOf(invoice));
        await Notify("checkout.session.completed", SessionOf(invoice));
        var paid = await Read(invoice);
        paid.Word("status").Should().Be("processed", paid.Text);
        return paid;
    }

    private async Task<Answer> Authorized(int amount)
    {
        var invoice = await Open(new { amount, payment_flow = "authorize" });
        stripe.Pay(PaymentOf(invoice));
        await Notify("payment_intent.amount_capturable_updated", IntentOf(invoice));
        var reserved = await Read(invoice);
        (reserved.Word("status"), reserved.Word("resolution")).Should().Be(("process_pending", "authorized"), reserved.Text);
        reserved["authorized_amount"].GetDecimal().Should().Be(amount);
        return reserved;
    }

    private Task<Answer> Read(Answer invoice) => api.Get($"/api/payment-invoices/{invoice.Id}");

    private Task<Answer> Cancel(Answer invoice) => api.Post($"/api/payment-invoices/{invoice.Id}/cancel");

    private Task<Answer> Capture(Answer invoice, decimal amount) =>
        api.Post($"/api/payment-invoices/{invoice.Id}/capture", new { data = new { type = "captures", attributes = new { amount } } });

    private Task<Answer> Refund(Answer invoice, decimal? amount, string? description = null)
    {
        var attributes = new Dictionary<string, object> { ["reference_id"] = $"refund-{Interlocked.Increment(ref last)}" };
        if (amount is { } some) attributes["amount"] = some;
        if (description is not null) attributes["description"] = description;
        return api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refunds", attributes } });
    }

    private async Task Notify(string type, string about)
    {
        (await Send(stripe.Event(type, about))).Status.Should().Be(HttpStatusCode.OK);
        await Work();
    }

    /// <summary>The jobs that a notification wakes; a payment's gateway is asked at most once in five seconds.</summary>
    private async Task Work()
    {
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        await app.Run<ApplyNotifications>();
        await app.Run<DispatchOperations>();
        await app.Run<ReconcilePayments>();
    }

    private async Task<Answer> Send(string body, string secret = Secret, TimeSpan age = default)
    {
        var stamp = (app.Clock.GetUtcNow() - age).ToUnixTimeSeconds();
        using var client = app.Client();
        return await client.Post($"/gateways/stripe/notifications/{gatewayAccount}", body, (StripeNotifications.SignatureHeader, $"t={stamp},v1={StripeMappingTests.Sign(secret, stamp, body)}"));
    }

    private static string PaymentOf(Answer invoice) =>
        invoice.Json.GetProperty("data").GetProperty("relationships").GetProperty("active-payment").GetProperty("data").GetProperty("id").GetString()!;

    private string SessionOf(Answer invoice) => stripe.SessionOf(PaymentOf(invoice))["id"]!.GetValue<string>();

    private string IntentOf(Answer invoice) => stripe.IntentOf(PaymentOf(invoice))["id"]!.GetValue<string>();
}
