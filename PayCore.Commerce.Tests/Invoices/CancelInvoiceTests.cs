using System.Net;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>POST /api/payment-invoices/{id}/cancel (contract/private-api.md, Cancel).</summary>
internal sealed class CancelInvoiceTests
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
    public async Task An_invoice_that_is_cancelled_while_it_is_being_paid_ends_in_one_truth([Range(1, 4)] int n)
    {
        var (invoice, charge) = await app.Opened($"cancel-race-{n}", 30);

        await Task.WhenAll(api.Post($"/sandbox/api/charges/{charge}/succeed"), Cancel(invoice), app.Notify());
        await app.Notify();

        var status = (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("status").GetString();
        ((await app.Reread(invoice.Id)).State(), status).Should()
            .BeOneOf(("processed/ok", "paid"), ("processed/late_payment", "paid"), ("terminated/cancelled_by_merchant", "cancelled"));
    }

    [Test]
    public async Task Before_payment_it_is_terminated_with_its_open_payment_and_again_changes_nothing()
    {
        var invoice = await app.Started();

        var first = await Cancel(invoice);
        var again = await Cancel(invoice);

        first.Status.Should().Be(HttpStatusCode.OK);
        first.Word("status").Should().Be("terminated");
        first.Word("resolution").Should().Be("cancelled_by_merchant");
        again.Status.Should().Be(HttpStatusCode.OK);
        again["sequence"].GetInt32().Should().Be(first["sequence"].GetInt32());
        (await Charge(invoice)).Should().Be(ChargeStatus.Cancelled);
        (await app.Now(invoice))["failed"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Test]
    public async Task An_invoice_that_nobody_started_is_terminated()
    {
        var made = await api.CreateInvoice(new { reference_id = "unstarted", amount = 1, currency = "EUR" });
        (await Cancel(made)).Word("status").Should().Be("terminated");
        (await api.CreateInvoice(new { reference_id = "unstarted", amount = 1, currency = "EUR" })).Word("status").Should().Be("terminated", "a replay shows it as it is now");
    }

    [Test]
    public async Task After_payment_it_is_a_conflict()
    {
        var invoice = await app.Started();
        await app.Act(invoice, "succeed");
        await app.Notify();

        (await Cancel(invoice)).ShouldFail(409, "invalid_state");

        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task While_it_is_being_started_the_caller_is_told_when_to_come_again()
    {
        var invoice = await api.CreateInvoice(new { reference_id = "starting", amount = 1, currency = "EUR" });
        await app.DieBeforeTheCall(invoice);

        var answer = await Cancel(invoice);

        answer.ShouldFail(409, "conflict");
        answer.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        (await app.Now(invoice)).Word("status").Should().Be("processing");
    }

    [Test]
    public async Task Somebody_elses_invoice_is_404_and_stays()
    {
        var invoice = await app.Started();
        using var stranger = app.Api(account: await app.AnotherAccount());

        (await stranger.Post($"/api/payment-invoices/{invoice.Id}/cancel")).ShouldFail(404, "not_found");
        (await api.Post("/api/payment-invoices/cpi_0123456789abcdef/cancel")).ShouldFail(404, "not_found");

        (await app.Now(invoice)).Word("status").Should().Be("process_pending");
    }

    [Test]
    public async Task Money_that_arrives_after_the_cancel_is_a_late_payment()
    {
        var invoice = await app.Started();
        var inbox = await app.InboxOf(invoice);
        await Cancel(invoice);

        await inbox.Send(invoice.Event("paid", 10_025));
        await app.Notify();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("processed");
        after.Word("resolution").Should().Be("late_payment");
    }

    private Task<Answer> Cancel(Answer invoice) => api.Post($"/api/payment-invoices/{invoice.Id}/cancel");

    private Task<ChargeStatus> Charge(Answer invoice)
    {
        var id = invoice.Charge();
        return app.Read(db => db.Set<SandboxCharge>().Where(c => c.Id == id).Select(c => c.Status).SingleAsync());
    }
}
