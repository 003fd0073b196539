using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>What gateways report that nobody asked for: paid twice, too late, too much, in part; taken back, and won again.</summary>
internal sealed class SurpriseTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task Who_pays_twice_gets_the_second_payment_back_by_itself()
    {
        var (invoice, first) = await app.Opened("twice", 30);
        var second = await Another(invoice.Id, "ideal_eur_hpp");
        await app.Happens(second, "succeed");
        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");

        // The first was cancelled when the second paid; a provider may let money through all the same.
        await app.Happens(first, "succeed");

        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("processed/ok");
        after["processed_amount"].GetDecimal().Should().Be(30);
        after.Notices().Should().Equal("double_payment", "double_payment_refunded");
        after["refunds"].GetArrayLength().Should().Be(0);
        after["refundable_amount"].GetDecimal().Should().Be(30);
        (await api.Get($"/sandbox/api/charges/{first}")).Json.GetProperty("refunds")[0].GetProperty("amount").GetInt64().Should().Be(3000);
        (await api.Get($"/sandbox/api/charges/{second}")).Json.GetProperty("refunds").GetArrayLength().Should().Be(0);
        (await api.Get($"/api/payment-invoices/{invoice.Id}/events")).Text.Should().Contain("\"double_payment_refunded\"");
    }

    [Test]
    public async Task A_second_payment_that_the_gateway_does_not_give_back_is_left_for_the_merchant_and_asked_back_once()
    {
        var (invoice, first) = await app.Opened("twice-kept", 10.96m);
        await app.Happens(await Another(invoice.Id, "ideal_eur_hpp"), "succeed");
        await app.Happens(first, "succeed");

        var kept = await app.Reread(invoice.Id);
        kept.Notices().Should().Equal("double_payment", "double_payment_kept");
        kept["notices"][1].GetProperty("amount").GetDecimal().Should().Be(10.96m);
        (await api.Get($"/sandbox/api/charges/{first}")).Json.GetProperty("refunds").GetArrayLength().Should().Be(1, "it was asked once, and refused");
    }

    [Test]
    public async Task A_second_payment_whose_return_is_refused_late_is_told_too()
    {
        var (invoice, first) = await app.Opened("twice-kept-late", 10.97m);
        await app.Happens(await Another(invoice.Id, "ideal_eur_hpp"), "succeed");
        await app.Happens(first, "succeed");
        (await app.Reread(invoice.Id)).Notices().Should().Equal("double_payment");

        await app.Happens(first, "refuse_refunds");

        (await app.Reread(invoice.Id)).Notices().Should().Equal("double_payment", "double_payment_kept");
        (await api.Get($"/api/payment-invoices/{invoice.Id}/events")).Text.Should().Contain("\"double_payment_kept\"");
    }

    [Test]
    public async Task Money_of_another_payment_does_not_take_the_place_of_what_is_reserved()
    {
        var (invoice, first) = await app.Opened("reserved-and-paid", 30, "authorize");
        await app.Happens(await Another(invoice.Id, "ideal_eur_hpp"), "succeed");

        // A provider that takes the money of the payment that was cancelled.
        await app.Read(async db =>
        {
            var charge = await db.Set<SandboxCharge>().FirstAsync(c => c.Id == first);
            charge.Succeed(app.Clock.GetUtcNow());
            charge.Take(3000);
            db.AddRange(charge.TakeHappened().Skip(1).SelectMany(h => SandboxNotification.Of(charge, h.Type, h.Charge, app.Clock.GetUtcNow())));
            await db.Commit(CancellationToken.None);
            return charge.Id;
        });
        await app.Notify();
        await app.Notify();

        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("process_pending/authorized");
        after.Notices().Should().Equal("double_payment", "double_payment_refunded");
        (await api.Get($"/sandbox/api/charges/{first}")).Json.GetProperty("refunds")[0].GetProperty("amount").GetInt64().Should().Be(3000);
    }

    [Test]
    public async Task A_reservation_that_is_known_only_when_it_has_ended_ends_the_invoice()
    {
        var (invoice, charge) = await app.Opened("lapsed-unseen", 10.95m, "authorize");
        await api.Post($"/sandbox/api/charges/{charge}/succeed");
        await api.Post($"/sandbox/api/charges/{charge}/lapse");
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        await app.Run<PayCore.Commerce.Methods.Features.ReconcilePayments>();

        (await app.Reread(invoice.Id)).State().Should().Be("terminated/authorization_expired");
    }

    [Test]
    public async Task Money_that_arrives_after_the_cancel_is_a_late_payment()
    {
        var (invoice, charge) = await app.Opened("late", 30);
        await api.Post($"/api/payment-invoices/{invoice.Id}/cancel");

        await app.Happens(charge, "succeed");

        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("processed/late_payment");
        await api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = "late-1" } } });
        (await app.Reread(invoice.Id)).State().Should().Be("refunded/late_payment");
    }

    [Test]
    public async Task A_part_then_more_then_too_much()
    {
        var (invoice, charge) = await app.Opened("parts", 30);
        await app.Happens(charge, "pay_part", new { amount = 10 });
        var part = await app.Reread(invoice.Id);
        part.State().Should().Be("partially_processed/ok");
        part["remaining_amount"].GetDecimal().Should().Be(20);
        await app.Happens(charge, "pay_rest");
        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");
        await app.Happens(charge, "pay_more", new { amount = 5 });

        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("processed/ok");
        after["processed_amount"].GetDecimal().Should().Be(35);
        after.Notices().Should().Equal("overpaid");
        after["attempts"].GetInt32().Should().Be(1);
    }

    [Test]
    public async Task A_dispute_takes_money_back_and_a_won_one_brings_it_again()
    {
        var (invoice, charge) = await app.Paid("dispute", 30);
        await app.Happens(charge, "charge_back", new { amount = 10 });
        var part = await app.Reread(invoice.Id);
        part.State().Should().Be("partially_charged_back/ok");
        part["charged_back_amount"].GetDecimal().Should().Be(10);
        part["refundable_amount"].GetDecimal().Should().Be(20);
        await app.Happens(charge, "charge_back");
        (await app.Reread(invoice.Id)).State().Should().Be("charged_back/ok");

        await app.Happens(charge, "win_dispute");

        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("processed/chargeback_reversed");
        after["charged_back_amount"].GetDecimal().Should().Be(0);
        after["refundable_amount"].GetDecimal().Should().Be(30);
    }

    [Test]
    public async Task A_failure_then_a_success_is_a_success()
    {
        var (invoice, charge) = await app.Opened("fail-then-succeed", 30);
        await app.Happens(charge, "fail_then_succeed");
        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("processed/ok");
        after["attempts"].GetInt32().Should().Be(1, "one payment is one attempt");
    }

    [Test]
    public async Task Each_step_of_a_refund_and_a_dispute_is_called_back_in_its_order()
    {
        await using var merchant = await StubMerchant.Start();
        var (invoice, charge) = await app.Paid("told", 10, callback: merchant.Url + "/told");
        await api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = "told-1", amount = 4 } } });
        await app.Happens(charge, "charge_back", new { amount = 6 });

        var callbacks = await api.Get($"/api/payment-invoices/{invoice.Id}/callbacks");

        callbacks.Json.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("attributes").GetProperty("invoice_status").GetString())
            .Should().BeEquivalentTo("processing", "created", "process_pending", "processed", "refunding", "partially_refunded", "partially_charged_back");
        var events = await api.Get($"/api/payment-invoices/{invoice.Id}/events");
        events.Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("attributes").GetProperty("status").GetString())
            .Should().Equal("created", "processing", "process_pending", "processed", "refunding", "partially_refunded", "partially_charged_back");
    }

    private async Task<string> Another(string invoice, string service)
    {
        using var customer = app.Client();
        return (await customer.Post($"/public-api/payment-invoices/{invoice}/process", new { service })).Charge();
    }
}
