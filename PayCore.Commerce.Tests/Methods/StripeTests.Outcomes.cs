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

internal sealed partial class StripeTests
{
    [Test]
    public async Task A_refused_refund_says_so()
    {
        var invoice = await Paid(30);
        stripe.RefuseRefund = "balance_insufficient";

        var refund = await Refund(invoice, null);

        (refund.Word("status"), refund.Word("resolution")).Should().Be(("process_failed", "insufficient_funds"));
    }

    [Test]
    public async Task A_refund_that_got_no_answer_is_sent_again_and_made_once()
    {
        var invoice = await Paid(30);
        stripe.AnswerAlways(429, """{"error":{"type":"invalid_request_error","code":"rate_limit","message":"Too many requests"}}""");
        var refund = await Refund(invoice, null);
        refund.Word("status").Should().Be("process_error", refund.Text);

        Mend();
        app.Clock.Advance(TimeSpan.FromSeconds(40));
        await app.Run<DispatchOperations>();

        (await api.Get($"/api/refunds/{refund.Id}")).Word("status").Should().Be("processed");
        stripe.RefundsOf(PaymentOf(invoice)).Should().HaveCount(1);
    }

    [Test]
    public async Task What_Stripe_cannot_express_is_neither_captured_nor_returned_and_uses_up_no_reference()
    {
        var reserved = await Create(new { amount = 5, currency = "KWD", service = "payment_card_kwd_hpp", payment_flow = "authorize" });
        stripe.Pay(PaymentOf(reserved));
        await Notify("payment_intent.amount_capturable_updated", IntentOf(reserved));
        var sequence = (await Read(reserved))["sequence"].GetInt32();
        (await Capture(reserved, 1.234m)).ShouldFail(422, "amount_unsupported /data/attributes/amount");
        (await Read(reserved))["sequence"].GetInt32().Should().Be(sequence);
        (await Capture(reserved, 5)).Word("status").Should().Be("processed");

        (await Refund(reserved, 1.234m)).ShouldFail(422, "amount_unsupported /data/attributes/amount");
        (await Read(reserved)).Word("status").Should().Be("processed");
        last--;
        (await Refund(reserved, 1.23m)).Word("status").Should().Be("processed", "the same reference is free");
    }

    [Test]
    public async Task A_refund_made_at_Stripe_itself_is_found_by_its_intent()
    {
        var invoice = await Paid(50);

        await Notify("refund.created", stripe.RefundOutside(PaymentOf(invoice), 2000));

        var refunded = await Read(invoice);
        (refunded.Word("status"), refunded["refunded_amount"].GetDecimal()).Should().Be(("partially_refunded", 20m));
        refunded["notices"][0].GetProperty("code").GetString().Should().Be("refunded_outside");
    }

    [Test]
    public async Task A_dispute_takes_the_money_back_until_it_is_won()
    {
        var invoice = await Paid(50);
        var dispute = stripe.Dispute(PaymentOf(invoice), 5000);
        await Notify("charge.dispute.created", dispute);
        (await Read(invoice)).Word("status").Should().Be("charged_back");

        stripe.ChangeDispute(dispute, "won");
        await Notify("charge.dispute.closed", dispute);

        var won = await Read(invoice);
        (won.Word("status"), won.Word("resolution")).Should().Be(("processed", "chargeback_reversed"));
    }

    [Test]
    public async Task An_inquiry_takes_nothing_and_a_lost_dispute_stays_lost()
    {
        var invoice = await Paid(50);
        var dispute = stripe.Dispute(PaymentOf(invoice), 5000, "warning_needs_response");
        await Notify("charge.dispute.created", dispute);
        (await Read(invoice)).Word("status").Should().Be("processed");

        stripe.ChangeDispute(dispute, "lost");
        await Notify("charge.dispute.closed", dispute);

        (await Read(invoice)).Word("status").Should().Be("charged_back");
    }

    [Test]
    public async Task Events_in_any_order_and_twice_end_the_same()
    {
        var invoice = await Open(new { amount = 50 });
        stripe.Pay(PaymentOf(invoice));
        var paid = stripe.Event("checkout.session.completed", SessionOf(invoice));
        var declined = stripe.Event("payment_intent.payment_failed", IntentOf(invoice));
        var returned = stripe.Event("refund.created", stripe.RefundOutside(PaymentOf(invoice), 5000));

        foreach (var body in new[] { returned, paid, paid, declined, returned })
        {
            (await Send(body)).Status.Should().Be(HttpStatusCode.OK);
            await Work();
        }

        var end = await Read(invoice);
        end.Word("status").Should().Be("refunded", end.Text);
        end["refunds"].GetArrayLength().Should().Be(1);
        var kept = await app.Read(db => db.Set<ReceivedNotification>().CountAsync(n => n.Body == Encoding.UTF8.GetBytes(paid)));
        kept.Should().Be(1);
    }

    [Test]
    public async Task A_customer_who_confirms_in_the_moment_of_the_cancel_gets_the_money_free_again()
    {
        var invoice = await Open(new { amount = 100, payment_flow = "authorize" });
        var payment = PaymentOf(invoice);
        stripe.Fault = http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/expire", StringComparison.Ordinal)) return Task.FromResult(false);
            stripe.Fault = null;
            stripe.Pay(payment);
            return Task.FromResult(false);
        };

        await Cancel(invoice);

        var after = await Read(invoice);
        (after.Word("status"), after.Word("resolution")).Should().Be(("terminated", "cancelled_by_merchant"));
        after["notices"].EnumerateArray().Select(n => n.GetProperty("code").GetString()).Should().Equal("late_authorization_voided");
        stripe.IntentOf(payment)["status"]!.GetValue<string>().Should().Be("canceled");
    }

    [Test]
    public async Task An_event_that_is_not_signed_by_this_account_is_401_and_changes_nothing()
    {
        var invoice = await Open(new { amount = 50 });
        stripe.Pay(PaymentOf(invoice));
        var body = stripe.Event("checkout.session.completed", SessionOf(invoice));

        (await Send(body, "whsec_another")).ShouldFail(401, "unauthorized");
        (await Send(body, age: TimeSpan.FromMinutes(6))).ShouldFail(401, "unauthorized");
        (await app.Client().Post($"/gateways/stripe/notifications/{gatewayAccount}", body)).ShouldFail(401, "unauthorized");
        await app.Run<ApplyNotifications>();

        (await Read(invoice)).Word("status").Should().Be("process_pending");
    }

    [Test]
    public async Task An_event_about_nothing_of_ours_is_done_with_at_once()
    {
        var body = """{"id":"evt_foreign","type":"payment_intent.succeeded","data":{"object":{"object":"payment_intent","id":"pi_foreign","metadata":{}}}}""";

        (await Send(body)).Status.Should().Be(HttpStatusCode.OK);
        await app.Run<ApplyNotifications>();

        var state = await app.Read(db => db.Set<ReceivedNotification>().Where(n => n.ExternalId == "evt_foreign").Select(n => n.State).SingleAsync());
        state.Should().Be(NotificationState.Applied);
    }

    [Test]
    public async Task Events_of_the_merchants_other_software_are_done_with_and_not_kept()
    {
        const string Own = """{"id":"evt_other_own","type":"checkout.session.completed","data":{"object":{"object":"checkout.session","id":"cs_foreign","client_reference_id":"order-7"}}}""";
        const string Returned = """{"id":"evt_other_refund","type":"refund.created","data":{"object":{"object":"refund","id":"re_foreign","payment_intent":"pi_foreign"}}}""";
        foreach (var body in new[] { Own, Returned }) (await Send(body)).Status.Should().Be(HttpStatusCode.OK);
        await app.Run<ApplyNotifications>();
        (await Kept("evt_other_own")).State.Should().Be(NotificationState.Applied);
        (await Kept("evt_other_refund")).State.Should().Be(NotificationState.Received, "a query that is under way may be about to tell of this intent");

        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.Run<ApplyNotifications>();

        foreach (var id in new[] { "evt_other_own", "evt_other_refund" })
        {
            var done = await Kept(id);
            done.State.Should().Be(NotificationState.Applied);
            done.Body.Should().BeEmpty("it is about somebody else's customers");
        }
    }

    [Test]
    public async Task A_refund_that_is_told_before_its_payments_intent_is_known_here_is_found_once_it_is()
    {
        var invoice = await Paid(50);
        var intent = IntentOf(invoice);
        // The query that told of the intent is not applied yet, and is older than the refund.
        await Refer(invoice, "cs_as_before");
        await Send(stripe.Event("refund.created", stripe.RefundOutside(PaymentOf(invoice), 2000)));
        await app.Run<ApplyNotifications>();
        (await Read(invoice)).Word("status").Should().Be("processed");

        await Refer(invoice, intent);
        await Work();

        (await Read(invoice)).Word("status").Should().Be("partially_refunded");
    }

    [Test]
    public async Task An_invoice_that_the_customer_extended_keeps_its_page_beyond_the_old_end()
    {
        await Lifetime(2 * 3600);
        var invoice = await Open(new { amount = 50 });
        app.Clock.Advance(TimeSpan.FromMinutes(110));
        (await app.Send(new Commerce.Invoices.Contracts.ExtendInvoice(new InvoiceId(invoice.Id)))).IsFailure.Should().BeFalse();
        await Lifetime(24 * 3600);
        var first = SessionOf(invoice);
        app.Clock.Advance(TimeSpan.FromMinutes(20));

        await Notify("checkout.session.expired", first);

        var extended = await Read(invoice);
        extended.Word("status").Should().Be("process_pending", extended.Text);
        SessionOf(invoice).Should().NotBe(first);
        stripe.Pay(PaymentOf(invoice));
        await Notify("checkout.session.completed", SessionOf(invoice));
        (await Read(invoice)).Word("status").Should().Be("processed");

        async Task Lifetime(int seconds)
        {
            using var live = app.Api(Mode.Live);
            var body = JsonSerializer.Serialize(new { data = new { type = "commerce-accounts", attributes = new { payment_options = new { lifetime = seconds } } } });
            var changed = await live.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account") { Content = new StringContent(body, Encoding.UTF8, "application/json") });
            changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);
        }
    }

    [Test]
    public async Task A_page_that_nobody_used_until_its_time_was_over_says_so()
    {
        var invoice = await Open(new { amount = 50, expires = app.Clock.GetUtcNow().AddMinutes(31).ToUnixTimeSeconds() });
        app.Clock.Advance(TimeSpan.FromMinutes(32));
        await Notify("checkout.session.expired", SessionOf(invoice));

        var over = await Read(invoice);
        (over.Word("status"), over.Word("resolution")).Should().Be(("process_error", "lifetime_exceeded"), over.Text);
    }

    [Test]
    public async Task The_merchants_words_for_a_refund_go_along()
    {
        var invoice = await Paid(30);
        await Refund(invoice, 10, "Torn cover");
        await Refund(invoice, 5);

        var calls = stripe.Calls.Where(c => c.Path == "/v1/refunds" && c.Method == "POST").TakeLast(2).ToList();
        calls[0].Form.Should().Contain("metadata[description]", "Torn cover").And.NotContainKey("reason");
        calls[1].Form.Should().NotContainKey("metadata[description]");
    }

    [Test]
    public async Task A_refund_in_another_currency_is_told_once_and_never_counted()
    {
        var invoice = await Paid(50);
        var refund = stripe.RefundOutside(PaymentOf(invoice), 2000, "usd");
        await Notify("refund.created", refund);
        await Notify("refund.updated", refund);

        var told = await Read(invoice);
        told.Word("status").Should().Be("processed", told.Text);
        told["refunded_amount"].ValueKind.Should().Be(JsonValueKind.Null);
        var notice = told["notices"].EnumerateArray().Should().ContainSingle().Subject;
        notice.GetProperty("code").GetString().Should().Be("currency_mismatch");
        notice.GetProperty("amount").GetDecimal().Should().Be(20);
    }

    private async Task Refer(Answer invoice, string reference)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommerceDb>();
        var payment = await db.Set<Payment>().FirstAsync(p => p.Id == new PaymentId(PaymentOf(invoice)));
        db.Entry(payment).Property(p => p.GatewayReference).CurrentValue = reference;
        await db.Commit(CancellationToken.None);
    }

    private Task<ReceivedNotification> Kept(string id) => app.Read(db => db.Set<ReceivedNotification>().AsNoTracking().SingleAsync(n => n.ExternalId == id));

    [Test]
    public async Task A_payment_whose_event_never_came_is_found_by_asking()
    {
        var invoice = await Open(new { amount = 50 });
        stripe.Pay(PaymentOf(invoice));

        app.Clock.Advance(TimeSpan.FromSeconds(31));
        await app.Run<ReconcilePayments>();

        (await Read(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task An_event_while_Stripe_is_down_is_asked_about_again_until_it_answers()
    {
        var invoice = await Paid(50);
        var dispute = stripe.Dispute(PaymentOf(invoice), 5000);
        stripe.AnswerAlways(200, "<html>We will be back soon</html>");
        await Notify("charge.dispute.created", dispute);
        (await Read(invoice)).Word("status").Should().Be("processed");

        Mend();
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await app.Run<ReconcilePayments>();

        (await Read(invoice)).Word("status").Should().Be("charged_back");
    }

    [TestCase(500, """{"error":{"type":"api_error","message":"Something went wrong"}}""")]
    [TestCase(200, "garbage")]
    [TestCase(200, "{}")]
    public async Task A_start_without_an_answer_that_means_anything_is_settled_after_a_minute(int status, string body)
    {
        stripe.AnswerAlways(status, body);
        var invoice = await Open(new { amount = 50 });
        invoice.Word("status").Should().Be("processing", invoice.Text);

        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.Run<ReconcilePayments>();

        (await Read(invoice)).Word("status").Should().Be("process_error");
    }

    [Test]
    public async Task A_slow_Stripe_is_no_answer_and_the_session_that_it_made_after_all_is_ended()
    {
        stripe.Fault = async http =>
        {
            if (http.Request.Method == "POST" && http.Request.Path == "/v1/checkout/sessions") await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return false;
        };
        var invoice = await Open(new { amount = 50 });
        invoice.Word("status").Should().Be("processing", invoice.Text);
        await Probe.Until(() => stripe.SessionsOf(PaymentOf(invoice)) == 1, "Stripe made the session");

        Mend();
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.Run<ReconcilePayments>();
        (await Read(invoice)).Word("status").Should().Be("process_error");
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await app.Run<DispatchOperations>();

        stripe.SessionOf(PaymentOf(invoice))["status"]!.GetValue<string>().Should().Be("expired");
    }

    [Test]
    public async Task A_start_that_Stripe_refuses_fails_with_the_reason()
    {
        var invoice = await Open(new { amount = 0.05m });

        (invoice.Word("status"), invoice.Word("resolution")).Should().Be(("process_error", "invalid_amount"), invoice.Text);
        invoice["original_data"].GetProperty("original_resolution").GetString().Should().Be("amount_too_small");
    }

    [Test]
    public async Task Less_than_asked_is_told_and_never_counted_as_all()
    {
        var invoice = await Open(new { amount = 50 });
        stripe.Pay(PaymentOf(invoice), amount: 4000);
        await Notify("checkout.session.completed", SessionOf(invoice));

        var less = await Read(invoice);
        (less.Word("status"), less["processed_amount"].GetDecimal()).Should().Be(("partially_processed", 40m));
        less["notices"][0].GetProperty("code").GetString().Should().Be("amount_mismatch");
    }
}
