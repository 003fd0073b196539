using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>What no notification tells is found by asking (contract/methods-and-gateways.md; contract/invoice.md, Time).</summary>
internal sealed class ReconcilerTests
{
    private PayCoreApp app = null!;

    [SetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [TearDown]
    public async Task Stop() => await app.DisposeAsync();

    [Test]
    public async Task A_payment_whose_notification_never_comes_is_asked_for_after_half_a_minute()
    {
        var invoice = await app.Started();
        await app.Act(invoice, "succeed");

        await AdvanceAndReconcile(29);
        (await app.Now(invoice)).Word("status").Should().Be("process_pending");
        await AdvanceAndReconcile(1);

        (await app.Now(invoice)).Word("status").Should().Be("processed");
        var last = (await app.Api().Get($"/api/payment-invoices/{invoice.Id}/events")).Json.GetProperty("data").EnumerateArray().Last().GetProperty("attributes");
        last.GetProperty("cause").GetString().Should().Be("reconciler");
        last.GetProperty("actor").GetString().Should().Be("gateway");
    }

    [Test]
    public async Task A_payment_without_an_outcome_is_asked_for_less_and_less_often()
    {
        var invoice = await app.Started();

        for (var n = 0; n < 20; n++) await AdvanceAndReconcile(30);

        // After 30 s, then 30 s, 1, 2 and 4 minutes later: five questions in ten minutes, not twenty.
        (await Payment(invoice)).Queries.Should().Be(5);
    }

    [Test]
    public async Task A_customer_who_comes_back_is_not_told_a_stale_state()
    {
        var invoice = await app.Started();
        await app.Act(invoice, "succeed");

        await app.Client().Get($"/return?id={invoice.Id}");

        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_start_whose_request_died_and_that_nobody_does_is_settled_after_a_minute_and_everything_else_waits_for_that()
    {
        var invoice = await app.Api().CreateInvoice(new
        {
            reference_id = "dead", amount = 5, currency = "EUR", expires = app.Clock.GetUtcNow().AddSeconds(61).ToUnixTimeSeconds(),
        });
        await app.DieBeforeTheCall(invoice);

        await AdvanceAndReconcile(59);
        (await app.Now(invoice)).Word("status").Should().Be("processing");
        (await app.Api().Post($"/api/payment-invoices/{invoice.Id}/cancel")).ShouldFail(409, "conflict");
        app.Clock.Advance(TimeSpan.FromSeconds(3));
        await app.Run<ExpireInvoices>();
        (await app.Now(invoice)).Word("status").Should().Be("processing", "expiry waits for the start's outcome");
        await app.Run<ReconcilePayments>();

        (await app.Now(invoice)).Word("status").Should().Be("process_error");
        await app.Run<ExpireInvoices>();
        (await app.Now(invoice)).Word("status").Should().Be("expired");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Run<DispatchOperations>();
        (await app.Read(db => db.Set<GatewayOperation>().CountAsync(o => o.State == OperationState.Due))).Should().Be(0);
        (await Payment(invoice)).GatewayReference.Should().BeNull("a start that was given up is never made");
    }

    [Test]
    public async Task A_start_of_an_invoice_flow_that_nobody_did_waits_for_its_customer()
    {
        var invoice = await app.Api().CreateInvoice(new { reference_id = "dead-transfer", amount = 5, currency = "EUR" });
        await app.DieBeforeTheCall(invoice, "bank_transfer_eur_invoice");

        await AdvanceAndReconcile(60);

        (await app.Now(invoice)).Word("status").Should().Be("process_pending");
    }

    private async Task AdvanceAndReconcile(int seconds)
    {
        app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await app.Run<ReconcilePayments>();
    }

    private Task<Payment> Payment(Answer invoice)
    {
        var id = new InvoiceId(invoice.Id);
        return app.Read(db => db.Set<Payment>().AsNoTracking().SingleAsync(p => p.InvoiceId == id));
    }
}
