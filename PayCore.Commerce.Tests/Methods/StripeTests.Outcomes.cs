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
