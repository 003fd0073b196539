using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>A gateway that does what it is asked and whose answer is lost, or that is not reached: nothing is done twice, nothing is forgotten.</summary>
internal sealed class LostAnswerTests
{
    private readonly LossyGateway.Line line = new();
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start(services =>
        {
            services.RemoveAll<IGateway>();
            services.AddSingleton<IGateway>(provider => new LossyGateway(ActivatorUtilities.CreateInstance<SandboxGateway>(provider), line));
        }, settings: ("Gateways:TimeLimitSeconds", "5"));
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [TearDown]
    public void Mend() => (line.Next, line.Before, line.Lacks) = (() => null, _ => Task.CompletedTask, Capabilities.None);

    [Test]
    public async Task A_gateway_that_returns_only_all_refuses_a_part()
    {
        var (invoice, _) = await app.Paid("all-or-nothing", 50);
        line.Lacks = Capabilities.PartialRefund;

        (await Refund("part-1", 20)).ShouldFail(422, "partial_refund_unsupported /data/attributes/amount");

        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");
        (await Refund("whole-1", 50)).Status.Should().Be(HttpStatusCode.Created);
        (await app.Reread(invoice.Id)).State().Should().Be("refunded/ok");

        Task<Answer> Refund(string reference, decimal amount) =>
            api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = reference, amount } } });
    }

    [Test]
    public async Task A_capture_that_takes_too_long_is_504_and_is_settled()
    {
        var (invoice, _) = await app.Paid("slow-capture", 50, "authorize");
        line.Before = ct => Task.Delay(Timeout.InfiniteTimeSpan, ct);

        (await api.Post($"/api/payment-invoices/{invoice.Id}/capture")).ShouldFail(504, "gateway_timeout");

        (await app.Reread(invoice.Id)).State().Should().Be("processing/authorized");
        line.Before = _ => Task.CompletedTask;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Run<DispatchOperations>();
        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task A_void_that_is_given_up_is_told_as_refused_and_the_money_can_be_captured()
    {
        var (invoice, _) = await app.Paid("given-up-void", 50, "authorize");
        line.Next = () => false;
        (await Cancel(invoice)).State().Should().Be("process_pending/authorized");
        (await api.Post($"/api/payment-invoices/{invoice.Id}/capture")).ShouldFail(409, "invalid_state");
        await ChangeCancel(invoice, (db, cancel) => db.Entry(cancel).Property(o => o.Tries).CurrentValue = 99);

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Run<DispatchOperations>();

        (await app.Reread(invoice.Id)).Notices().Should().Equal("void_refused");
        line.Next = () => null;
        (await api.Post($"/api/payment-invoices/{invoice.Id}/capture")).State().Should().Be("processed/ok");
    }

    /// <summary>A cancel of the payment's start is still due, and found nothing to do when it looked; then the merchant asks for the void.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_void_that_is_asked_while_an_older_cancel_ends_is_done(bool answered)
    {
        var (invoice, charge) = await app.Paid($"void-meets-cancel-{answered}", 50, "authorize");
        await ChangeCancel(invoice, (_, _) => { });
        (await Cancel(invoice)).State().Should().Be("process_pending/authorized");

        await End(invoice, answered ? new GatewayAnswer.Reported(new GatewayReport(ReportedStatus.Cancelled)) : new GatewayAnswer.NotCalled());

        (await app.Reread(invoice.Id)).State().Should().Be("process_pending/authorized", "nothing was given free yet");
        await Settle(invoice, charge);
    }

    [Test]
    public async Task A_void_that_is_asked_in_the_moment_in_which_an_older_cancel_ends_is_done([Range(1, 6)] int n)
    {
        var (invoice, charge) = await app.Paid($"void-races-cancel-{n}", 50, "authorize");
        await ChangeCancel(invoice, (_, _) => { });

        await Task.WhenAll(Cancel(invoice), End(invoice, new GatewayAnswer.NotCalled()));

        await Settle(invoice, charge);
    }

    [Test]
    public async Task What_somebody_leaves_who_dies_at_a_call_is_done_once_when_his_lease_is_over(
        [Values("start", "capture", "refund", "void", "return")] string what, [Values] bool after)
    {
        var reference = $"dies-{what}-{after}";
        var (id, begin, state) = await Prepare(what, reference);
        line.NextDeath = () =>
        {
            line.NextDeath = () => null;
            return after;
        };
        var death = line.Death();
        var dead = begin();
        (await Task.WhenAny(dead, death)).Should().Be(death);

        app.Clock.Advance(GatewayOperation.Lease - TimeSpan.FromSeconds(1));
        await app.Run<DispatchOperations>();
        id ??= (await app.Read(db => db.Set<Invoice>().Where(i => i.ReferenceId == reference).Select(i => i.Id).SingleAsync())).Value;
        if (what != "return") (await app.Reread(id)).State().Should().NotBe(state, "he might still be at work");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Run<DispatchOperations>();
        await app.Notify();

        var done = await app.Reread(id);
        done.State().Should().Be(state);
        line.Raise();
        await dead;
        (await app.Reread(id))["sequence"].GetInt32().Should().Be(done["sequence"].GetInt32(), "who comes back has lost his claim");
        var payments = await app.Read(db => db.Set<Payment>().AsNoTracking().Where(p => p.InvoiceId == new InvoiceId(id)).ToListAsync());
        var references = payments.ConvertAll(p => p.Id.Value);
        var charges = await app.Read(db => db.Set<SandboxCharge>().AsNoTracking().Where(c => references.Contains(c.Reference)).ToListAsync());
        charges.Should().HaveCount(payments.Count);
        charges.Sum(c => c.Refunds.Count).Should().Be(what is "refund" or "return" ? 1 : 0);
        if (what == "return") done.Notices().Should().Equal("double_payment", "double_payment_refunded");
    }

    /// <summary>What stands before, what is begun, and what the invoice's state is at the end.</summary>
    private async Task<(string? Invoice, Func<Task> Begin, string State)> Prepare(string what, string reference)
    {
        if (what == "start")
            return (null, () => api.CreateInvoice(new { reference_id = reference, amount = 50, currency = "EUR", service = "paypal_eur_hpp" }), "process_pending/ok");
        if (what == "return")
        {
            var (twice, first) = await app.Opened(reference, 50);
            using var customer = app.Client();
            await app.Happens((await customer.Post($"/public-api/payment-invoices/{twice.Id}/process", new { service = "ideal_eur_hpp" })).Charge(), "succeed");
            await api.Post($"/sandbox/api/charges/{first}/succeed");
            await app.Run<SendSandboxNotifications>();
            await app.Run<ApplyNotifications>();
            return (twice.Id, app.Run<DispatchOperations>, "processed/ok");
        }

        var (invoice, _) = await app.Paid(reference, 50, what == "refund" ? null : "authorize");
        return what switch
        {
            "capture" => (invoice.Id, () => api.Post($"/api/payment-invoices/{invoice.Id}/capture"), "processed/ok"),
            "void" => (invoice.Id, () => Cancel(invoice), "terminated/cancelled_by_merchant"),
            _ => (invoice.Id, () => api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = reference } } }), "refunded/ok"),
        };
    }

    private Task<Answer> Cancel(Answer invoice) => api.Post($"/api/payment-invoices/{invoice.Id}/cancel");

    /// <summary>Changes the invoice's cancel that is due, made for it where there is none.</summary>
    private Task<OperationId> ChangeCancel(Answer invoice, Action<CommerceDb, GatewayOperation> change) => app.Read(async db =>
    {
        var id = invoice.Payment();
        var payment = await db.Set<Payment>().FirstAsync(p => p.Id == id);
        var cancel = await db.Set<GatewayOperation>().FirstOrDefaultAsync(o => o.PaymentId == id && o.Kind == OperationKind.Cancel && o.State == OperationState.Due);
        if (cancel is null) db.Add(cancel = GatewayOperation.Claimed(payment, OperationKind.Cancel, "older", app.Clock.GetUtcNow()));
        change(db, cancel);
        await db.Commit(CancellationToken.None);
        return cancel.Id;
    });

    private async Task End(Answer invoice, GatewayAnswer answer)
    {
        var id = invoice.Payment();
        var cancel = await app.Read(db => db.Set<GatewayOperation>().Where(o => o.PaymentId == id && o.Kind == OperationKind.Cancel && o.ClaimId == "older").Select(o => o.Id).SingleAsync());
        await app.Send(new ExecuteOperation.Outcome(cancel, "older", answer));
    }

    private async Task Settle(Answer invoice, string charge)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Run<DispatchOperations>();
        (await app.Reread(invoice.Id)).State().Should().Be("terminated/cancelled_by_merchant");
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("status").GetString().Should().Be("voided");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_capture_without_an_answer_is_502_keeps_its_state_and_is_settled(bool done)
    {
        var (invoice, _) = await app.Paid($"lost-capture-{done}", 50, "authorize");
        line.Next = () => done;

        (await api.Post($"/api/payment-invoices/{invoice.Id}/capture")).ShouldFail(502, "gateway_error");

        (await app.Reread(invoice.Id)).State().Should().Be("processing/authorized");
        (await api.Post($"/api/payment-invoices/{invoice.Id}/capture")).ShouldFail(409, "invalid_state");
        line.Next = () => null;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Run<DispatchOperations>();
        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_refund_without_an_answer_is_told_as_unsent_and_returned_once(bool done)
    {
        var (invoice, charge) = await app.Paid($"lost-refund-{done}", 50);
        line.Next = () => done;
        var refund = await api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = $"lost-{done}", amount = 20 } } });

        refund.Status.Should().Be(HttpStatusCode.Created);
        refund.Word("status").Should().Be("process_error");
        (await app.Reread(invoice.Id)).State().Should().Be("refund_error/ok");
        line.Next = () => null;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Run<DispatchOperations>();

        (await app.Reread(invoice.Id)).State().Should().Be("partially_refunded/ok");
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("refunds").GetArrayLength().Should().Be(1);
    }
}
