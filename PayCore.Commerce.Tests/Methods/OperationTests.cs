using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>Calls to gateways are rows first; who holds the claim calls, and only the holder writes the outcome.</summary>
internal sealed class OperationTests
{
    private PayCoreApp app = null!;
    private Answer invoice = null!;
    private GatewayOperation start = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task DieBeforeTheCall()
    {
        invoice = await app.Api().CreateInvoice(new { reference_id = TestContext.CurrentContext.Test.ID, amount = 5, currency = "EUR" });
        await app.DieBeforeTheCall(invoice);
        start = await Operation();
    }

    [Test]
    public async Task An_operation_whose_request_died_is_done_by_the_dispatcher_after_its_lease()
    {
        await app.Run<DispatchOperations>();
        (await app.Now(invoice)).Word("status").Should().Be("processing", "the request might still be at work");

        app.Clock.Advance(GatewayOperation.Lease);
        await app.Run<DispatchOperations>();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("process_pending");
        after["flow_data"].GetProperty("action").GetString().Should().StartWith($"{app.Url}/sandbox/pay/");
        (await Operation()).State.Should().Be(OperationState.Done);
    }

    [Test]
    public async Task A_lease_is_not_taken_twice()
    {
        (await Claim("first")).Should().BeFalse("the dead request's lease still runs");
        app.Clock.Advance(GatewayOperation.Lease);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Claim($"racer-{n}")));

        claims.Count(taken => taken).Should().Be(1);
        (await Operation()).Tries.Should().Be(start.Tries + 1);
    }

    [Test]
    public async Task Two_dispatchers_at_once_make_one_charge()
    {
        app.Clock.Advance(GatewayOperation.Lease);

        await Task.WhenAll(app.Run<DispatchOperations>(), app.Run<DispatchOperations>(), app.Run<DispatchOperations>());

        var payment = start.PaymentId.Value;
        (await app.Read(db => db.Set<SandboxCharge>().CountAsync(c => c.Reference == payment))).Should().Be(1);
    }

    [Test]
    public async Task An_outcome_of_a_claim_that_was_lost_is_not_written()
    {
        var outcome = new GatewayAnswer.Reported(GatewayReport.Failed("declined"));

        await app.Send(new ExecuteOperation.Outcome(start.Id, "lost", outcome));
        (await app.Now(invoice)).Word("status").Should().Be("processing");
        await app.Send(new ExecuteOperation.Outcome(start.Id, start.ClaimId!, outcome));
        (await app.Now(invoice)).Word("status").Should().Be("process_error");
        await app.Send(new ExecuteOperation.Outcome(start.Id, start.ClaimId!, new GatewayAnswer.Reported(new GatewayReport(ReportedStatus.Pending))));

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("process_error");
        after["attempts"].GetInt32().Should().Be(1);
    }

    [Test]
    public async Task A_call_without_an_answer_is_made_again_with_growing_pauses_and_the_same_key()
    {
        await app.Send(new ExecuteOperation.Outcome(start.Id, start.ClaimId!, new GatewayAnswer.None("No answer.")));
        var postponed = await Operation();
        postponed.Id.Should().Be(start.Id);
        postponed.ClaimId.Should().BeNull();
        postponed.DueAt.Should().Be(app.Clock.GetUtcNow().AddSeconds(5));
        (await Claim("early")).Should().BeFalse();

        app.Clock.Advance(TimeSpan.FromSeconds(5));
        await app.Run<DispatchOperations>();

        (await app.Now(invoice)).Word("status").Should().Be("process_pending");
    }

    [Test]
    public void A_lease_of_an_earlier_run_is_void_and_one_of_this_run_is_not()
    {
        var taken = start.LeaseUntil!.Value - GatewayOperation.Lease;

        start.IsFree(taken.AddSeconds(1), voidBefore: taken.AddSeconds(1) + GatewayOperation.Lease).Should().BeTrue("the process that took it is dead");
        start.IsFree(taken.AddSeconds(1), app.Services.GetRequiredService<FirstMoment>().VoidLeasesBefore).Should().BeFalse();
        start.IsFree(taken + GatewayOperation.Lease, app.Services.GetRequiredService<FirstMoment>().VoidLeasesBefore).Should().BeTrue();
    }

    [Test]
    public async Task A_killed_run_of_the_job_leaves_its_work_to_the_next()
    {
        app.Clock.Advance(GatewayOperation.Lease);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var killed = () => scope.ServiceProvider.GetRequiredService<DispatchOperations>().Run(new CancellationToken(canceled: true));
            await killed.Should().ThrowAsync<OperationCanceledException>();
        }

        (await app.Now(invoice)).Word("status").Should().Be("processing");
        await app.Run<DispatchOperations>();
        (await app.Now(invoice)).Word("status").Should().Be("process_pending");
    }

    private async Task<bool> Claim(string claim) => (await app.Send(new ExecuteOperation.Claim(start.Id, claim))).Value;

    private Task<GatewayOperation> Operation()
    {
        var id = new InvoiceId(invoice.Id);
        return app.Read(db => db.Set<GatewayOperation>().AsNoTracking().SingleAsync(o => o.InvoiceId == id && o.Kind == OperationKind.Start));
    }
}
