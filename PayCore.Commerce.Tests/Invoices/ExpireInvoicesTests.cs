using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>The end of the time to pay (contract/invoice.md, Time).</summary>
internal sealed class ExpireInvoicesTests
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
    public async Task Time_that_is_over_ends_the_invoice_with_its_open_payment()
    {
        var (open, unstarted) = (await app.Started(), await api.CreateInvoice(new { reference_id = "waits", amount = 1, currency = "EUR" }));
        var given = await api.CreateInvoice(new { reference_id = "given", amount = 1, currency = "EUR", expires = app.Clock.GetUtcNow().AddDays(2).ToUnixTimeSeconds() });
        open["expires"].GetInt64().Should().Be(app.Clock.GetUtcNow().AddHours(24).ToUnixTimeSeconds(), "the account's lifetime is 24 hours");

        app.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await app.Run<ExpireInvoices>();
        (await app.Now(open)).Word("status").Should().Be("process_pending");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Run<ExpireInvoices>();

        foreach (var ended in (Answer[])[open, unstarted])
        {
            var now = await app.Now(ended);
            now.Word("status").Should().Be("expired");
            now.Word("resolution").Should().Be("lifetime_exceeded");
            now.Word("resolution_message").Should().Be("The time to pay is over.");
        }

        (await Charge(open)).Should().Be(ChargeStatus.Cancelled);
        (await app.Now(given)).Word("status").Should().Be("created");
        var sequence = (await app.Now(open))["sequence"].GetInt32();
        await app.Run<ExpireInvoices>();
        (await app.Now(open))["sequence"].GetInt32().Should().Be(sequence);
        (await api.Post($"/api/payment-invoices/{open.Id}/cancel")).ShouldFail(409, "invalid_state");
    }

    [Test]
    public async Task A_service_is_not_started_once_the_time_is_over_even_before_the_job_came()
    {
        var made = await api.CreateInvoice(new { reference_id = "late-start", amount = 1, currency = "EUR", expires = app.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds() });
        app.Clock.Advance(TimeSpan.FromMinutes(5));

        (await app.Client().Post($"/public-api/payment-invoices/{made.Id}/process", new { service = "paypal_eur_hpp" })).ShouldFail(409, "invalid_state");

        await app.Run<ExpireInvoices>();
        (await app.Now(made)).Word("status").Should().Be("expired");
    }

    [Test]
    public async Task An_invoice_that_cannot_be_ended_holds_up_no_other()
    {
        var broken = await api.CreateInvoice(new { reference_id = "broken", amount = 1, currency = "EUR", expires = app.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds() });
        var sound = await api.CreateInvoice(new { reference_id = "sound", amount = 1, currency = "EUR", expires = app.Clock.GetUtcNow().AddMinutes(6).ToUnixTimeSeconds() });
        await app.Read(db => db.Database.ExecuteSqlAsync($"UPDATE invoices_invoices SET Currency = 'nonsense' WHERE Id = {broken.Id}"));
        app.Clock.Advance(TimeSpan.FromMinutes(7));

        await app.Run<ExpireInvoices>();

        (await app.Now(sound)).Word("status").Should().Be("expired");
        app.Logs.Errors.Should().Contain(broken.Id);
        await app.Read(db => db.Database.ExecuteSqlAsync($"UPDATE invoices_invoices SET Currency = 'EUR' WHERE Id = {broken.Id}"));
        await app.Run<ExpireInvoices>();
        (await app.Now(broken)).Word("status").Should().Be("expired");
    }

    private Task<ChargeStatus> Charge(Answer invoice)
    {
        var id = invoice.Charge();
        return app.Read(db => db.Set<SandboxCharge>().Where(c => c.Id == id).Select(c => c.Status).SingleAsync());
    }
}
