using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>The faults of the gateway itself that amounts ask for by their last two digits (contract/methods-and-gateways.md, The sandbox).</summary>
internal sealed class FaultTests
{
    private PayCoreApp app = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start(settings: ("Gateways:TimeLimitSeconds", "5"));

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [Test]
    public async Task A_start_that_times_out_is_settled_after_a_minute_and_its_session_is_cancelled()
    {
        var invoice = await app.Started(amount: 10.91m);
        invoice.Word("status").Should().Be("processing", "whether the gateway took it is not known");
        invoice["flow_data"].GetRawText().Should().Be("{}");
        var cancel = await app.Api().Post($"/api/payment-invoices/{invoice.Id}/cancel");
        cancel.ShouldFail(409, "conflict");
        cancel.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));

        app.Clock.Advance(TimeSpan.FromSeconds(60));
        await app.Run<ReconcilePayments>();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("process_error");
        after.Word("resolution").Should().Be("provider_error");
        (await Status(invoice)).Should().Be(ChargeStatus.Open);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await app.Run<DispatchOperations>();
        (await Status(invoice)).Should().Be(ChargeStatus.Cancelled, "nobody may pay a session that nobody was sent to");
        (await app.Now(invoice)).Word("status").Should().Be("process_error");
    }

    [Test]
    public async Task A_minute_of_the_test_clock_settles_a_start_that_times_out_too()
    {
        var invoice = await app.Started(amount: 20.91m);
        (await app.Api().Post("/api/test-clock/advance", new { seconds = 59 })).Status.Should().Be(System.Net.HttpStatusCode.OK);
        await app.Run<ReconcilePayments>();
        (await app.Now(invoice)).Word("status").Should().Be("processing");

        await app.Api().Post("/api/test-clock/advance", new { seconds = 1 });
        await app.Run<ReconcilePayments>();

        (await app.Now(invoice)).State().Should().Be("process_error/provider_error");
    }

    [Test]
    public async Task The_test_clock_takes_time_off_the_next_try_of_what_the_sandbox_has_to_tell()
    {
        var charge = (await app.Started()).Charge();
        (await app.Api().Post($"/sandbox/api/charges/{charge}/succeed")).Status.Should().Be(System.Net.HttpStatusCode.OK);
        var due = await Due();

        await app.Api().Post("/api/test-clock/advance", new { seconds = 60 });

        (due - await Due()).Should().Be(TimeSpan.FromMinutes(1));

        Task<DateTimeOffset> Due() => app.Read(db => db.Set<SandboxNotification>().Where(n => n.ChargeId == charge).Select(n => n.DueAt).SingleAsync());
    }

    [Test]
    public async Task A_start_of_an_invoice_flow_that_times_out_waits_and_is_queried()
    {
        var invoice = await app.Started("bank_transfer_eur_invoice", 11.91m);
        invoice.Word("status").Should().Be("processing");

        app.Clock.Advance(TimeSpan.FromSeconds(60));
        await app.Run<ReconcilePayments>();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("process_pending");
        after["flow_data"].GetProperty("metadata").GetProperty("reference").GetString().Should().StartWith("SBX-");
        await app.Act(after, "succeed");
        await app.Notify();
        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_start_that_is_answered_with_500_is_a_process_error_with_201()
    {
        var invoice = await app.Started(amount: 10.92m);

        invoice.Word("status").Should().Be("process_error");
        invoice.Word("resolution").Should().Be("provider_error");
        invoice["original_data"].GetProperty("original_resolution").GetString().Should().Be("http_500");
        invoice["attempts"].GetInt32().Should().Be(1);
    }

    [Test]
    public async Task Three_copies_of_one_notification_count_once()
    {
        var invoice = await app.Started(amount: 10.93m);
        await app.Act(invoice, "succeed");
        await app.Notify();

        (await Sent(invoice)).Should().Be(3);
        var after = await app.Now(invoice);
        after.Word("status").Should().Be("processed");
        after["processed_amount"].GetRawText().Should().Be("10.93");
        after["sequence"].GetInt32().Should().Be(invoice["sequence"].GetInt32() + 1);
    }

    [Test]
    public async Task Notifications_out_of_order_end_in_the_same_state()
    {
        var invoice = await app.Started(amount: 10.94m);
        await app.Act(invoice, "succeed");
        await app.Notify();

        (await Sent(invoice)).Should().Be(2, "the outcome, then the state before it");
        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task An_outcome_that_is_never_notified_is_found_by_a_query()
    {
        var invoice = await app.Started(amount: 10.95m);
        await app.Act(invoice, "succeed");
        await app.Notify();
        (await Sent(invoice)).Should().Be(0);
        (await app.Now(invoice)).Word("status").Should().Be("process_pending");

        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await app.Run<ReconcilePayments>();

        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    private Task<ChargeStatus> Status(Answer invoice)
    {
        var payment = invoice.Payment().Value;
        return app.Read(db => db.Set<SandboxCharge>().Where(c => c.Reference == payment).Select(c => c.Status).SingleAsync());
    }

    private Task<int> Sent(Answer invoice)
    {
        var charge = invoice.Charge();
        return app.Read(db => db.Set<SandboxNotification>().CountAsync(n => n.ChargeId == charge && n.State == SandboxNotificationState.Delivered));
    }
}
