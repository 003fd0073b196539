using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>
/// When a payment goes on to its next route, and when it must not (contract/methods-and-gateways.md, Route: never after a gateway may have taken the
/// money; contract/invoice.md: a cascade over several routes is one payment).
/// </summary>
internal sealed class CascadeTests
{
    private const string Transfer = "bank_transfer_eur_invoice";

    private static readonly string[] Soft =
        ["provider_error", "provider_fatal_error", "error", "fatal_error", "general_fatal_error", "invalid_request", "invalid_amount", "limit_violation"];

    private RoutedShop shop = null!;

    [OneTimeSetUp]
    public async Task Start() => shop = await RoutedShop.Open();

    [OneTimeTearDown]
    public async Task Stop() => await shop.DisposeAsync();

    [SetUp]
    public async Task SetUp()
    {
        await shop.Accounts("first", "second", "third");
        foreach (var service in new[] { RoutedShop.Service, Transfer }) await shop.Routes(service, "first", "second");
    }

    [TestCaseSource(nameof(Soft))]
    public async Task A_soft_decline_goes_on_to_the_next_route_and_is_one_payment(string resolution)
    {
        shop.Let("first", Fates.Refuses(resolution));

        var invoice = await shop.Start();

        invoice.State().Should().Be("process_pending/ok");
        invoice["attempts"].GetInt32().Should().Be(0, "the attempt goes on");
        invoice["original_data"].GetProperty("original_resolution").GetString().Should().NotBe("no", "the customer's payment was not refused");
        invoice.Charge().Should().Be((await shop.Charge(invoice, "second"))!.Id);
        shop.Calls.Should().Equal("first", "second");
        shop.Keys.Should().OnlyHaveUniqueItems("each start has an idempotency key of its own");
        (await shop.Payments(invoice)).Should().ContainSingle().Which.Route.Should().Equal($"first declined {resolution}", "second chosen");

        await shop.App.Happens(invoice.Charge(), "succeed");
        var paid = await shop.App.Now(invoice);
        paid.State().Should().Be("processed/ok");
        paid["attempts"].GetInt32().Should().Be(1);
    }

    [Test]
    public async Task Every_other_decline_is_final_for_the_attempt()
    {
        var hard = Resolutions.Reasons.Keys.Append(Resolutions.Unknown).Except(Soft).Distinct().ToList();
        hard.Count.Should().BeGreaterThan(20);
        foreach (var resolution in hard)
        {
            shop.Let("first", Fates.Refuses(resolution));
            var invoice = await shop.Start();
            invoice.State().Should().Be($"process_error/{resolution}");
            invoice["attempts"].GetInt32().Should().Be(1);
            (await shop.Route(invoice)).Should().Equal("first chosen");
        }

        shop.Calls.Should().NotContain("second");
    }

    [Test]
    public async Task The_decision_is_told_by_the_events()
    {
        shop.Let("first", Fates.Refuses("provider_error"));

        var events = await shop.Events(await shop.Start());

        events.Select(e => e.Status).Should().Equal("created", "processing", "process_pending");
        events[0].Route.Should().BeEmpty();
        events[1].Route.Should().Equal("first chosen");
        events[2].Route.Should().Equal("first declined provider_error", "second chosen");
    }

    [Test]
    public async Task When_no_route_is_left_the_last_answer_stands_and_the_customer_may_try_again_from_the_first()
    {
        shop.Let("first", Fates.Refuses("provider_error"));
        shop.Let("second", Fates.Refuses("limit_violation"));
        var invoice = await shop.Start();

        invoice.State().Should().Be("process_error/limit_violation");
        invoice["attempts"].GetInt32().Should().Be(1);
        (await shop.Route(invoice)).Should().Equal("first declined provider_error", "second chosen");

        shop.Let("first", null);
        var again = await shop.App.Client().Post($"/public-api/payment-invoices/{invoice.Id}/process", new { service = RoutedShop.Service });
        ((int)again.Status).Should().Be(200, again.Text);
        (await shop.App.Now(invoice)).State().Should().Be("process_pending/ok");
        (await shop.Place(invoice)).Should().Be("first");
        (await shop.Payments(invoice)).Should().HaveCount(2);
    }

    [TestCase(RoutedShop.Service)]
    [TestCase(Transfer)]
    public async Task A_gateway_that_was_never_reached_is_left_in_every_flow(string service)
    {
        shop.Let("first", Fates.Down);

        var invoice = await shop.Start(service: service);

        invoice.State().Should().Be("process_pending/ok");
        (await shop.Route(invoice)).Should().Equal("first unanswered", "second chosen");
        await Later(TimeSpan.FromMinutes(1));
        (await Operations(invoice)).Should().NotContain(o => o.Kind == OperationKind.Cancel, "there is nothing to end");
    }

    [Test]
    public async Task A_lost_answer_of_a_page_nobody_was_sent_to_goes_on_and_its_session_is_ended()
    {
        shop.Let("first", Fates.LosesAnswer);
        var invoice = await shop.Start();

        invoice.State().Should().Be("process_pending/ok");
        (await shop.Route(invoice)).Should().Equal("first unanswered", "second chosen");
        (await shop.Charge(invoice, "first"))!.Status.Should().Be(ChargeStatus.Open);
        await Later(GatewayOperation.Lease);

        (await shop.Charge(invoice, "first"))!.Status.Should().Be(ChargeStatus.Cancelled);
        (await shop.Charge(invoice, "second"))!.Status.Should().Be(ChargeStatus.Open);
        (await shop.App.Now(invoice)).State().Should().Be("process_pending/ok");
    }

    [Test]
    public async Task A_lost_answer_of_details_to_pay_by_stays_where_it_may_have_been_done()
    {
        shop.Let("first", Fates.LosesAnswer);
        var invoice = await shop.Start(service: Transfer);
        invoice.State().Should().Be("processing/ok");

        // That a later try does not arrive says nothing of the one before it.
        shop.Let("first", Fates.Down);
        await Later(TimeSpan.FromSeconds(5));
        (await shop.App.Now(invoice)).State().Should().Be("processing/ok");
        shop.Let("first", null);
        await Later(TimeSpan.FromSeconds(10));

        (await shop.App.Now(invoice)).State().Should().Be("process_pending/ok");
        (await shop.Place(invoice)).Should().Be("first");
        shop.Calls.Should().Equal("first", "first", "first");
        shop.Keys.Distinct().Should().ContainSingle("the same call has the same key");
    }

    [TestCaseSource(nameof(Soft))]
    public async Task Once_the_customer_was_sent_to_a_gateway_no_other_is_tried(string resolution)
    {
        var invoice = await shop.Start();
        await shop.App.Happens(invoice.Charge(), "decline", new { reason = resolution });

        (await shop.App.Now(invoice)).State().Should().Be($"process_error/{resolution}");
        shop.Calls.Should().Equal("first");
        (await shop.Payments(invoice)).Should().ContainSingle();
    }

    [TestCase(29, "process_pending/ok", new[] { "first", "second" })]
    [TestCase(30, "process_error/provider_error", new[] { "first" })]
    public async Task No_further_route_is_begun_after_half_a_minute(int seconds, string state, string[] calls)
    {
        shop.Let("first", (_, _) =>
        {
            shop.App.Clock.Advance(TimeSpan.FromSeconds(seconds));
            return Task.FromResult<GatewayAnswer>(new GatewayAnswer.Reported(GatewayReport.Failed("provider_error")));
        });

        (await shop.Start()).State().Should().Be(state);

        shop.Calls.Should().Equal(calls);
    }

    [Test]
    public async Task An_account_that_was_switched_off_since_is_passed_over()
    {
        await shop.Routes(RoutedShop.Service, "first", "second", "third");
        shop.Let("first", async (_, _) =>
        {
            await shop.SwitchOff("second");
            return new GatewayAnswer.Reported(GatewayReport.Failed("provider_error"));
        });

        (await shop.Route(await shop.Start())).Should().Equal("first declined provider_error", "third chosen");
    }

    [Test]
    public async Task A_process_that_dies_between_two_routes_leaves_the_next_one_to_the_dispatcher()
    {
        var invoice = await DieBetweenTheRoutes();
        (await shop.App.Now(invoice)).State().Should().Be("processing/ok");
        (await shop.Place(invoice)).Should().Be("second", "that it goes on is on disk before anybody is called");
        shop.Calls.Should().BeEmpty();

        await Later(GatewayOperation.Lease);

        (await shop.App.Now(invoice)).State().Should().Be("process_pending/ok");
        shop.Calls.Should().Equal("second");
        (await shop.Route(invoice)).Should().Equal("first declined provider_error", "second chosen");
    }

    [Test]
    public async Task A_process_that_dies_between_two_routes_and_is_gone_for_long_is_settled_by_the_reconciler()
    {
        var invoice = await DieBetweenTheRoutes();

        shop.App.Clock.Advance(TimeSpan.FromSeconds(60));
        await shop.App.Run<ReconcilePayments>();

        (await shop.App.Now(invoice)).State().Should().Be("process_error/provider_error");
        await Later(TimeSpan.FromMinutes(1));
        shop.Calls.Should().BeEmpty("a start that was given up is never made");
        (await Operations(invoice)).Should().OnlyContain(o => o.State == OperationState.Done);
        (await shop.App.Now(invoice)).State().Should().Be("process_error/provider_error");
    }

    /// <summary>The first route's refusal is on disk, and the process is gone before it calls the next.</summary>
    private async Task<Answer> DieBetweenTheRoutes()
    {
        var invoice = await shop.Api.CreateInvoice(new { reference_id = $"dead-{TestContext.CurrentContext.Test.ID}", amount = 5, currency = "EUR" });
        await shop.App.DieBeforeTheCall(invoice);
        var start = (await Operations(invoice)).Single();
        await shop.App.Send(new ExecuteOperation.Outcome(start.Id, start.ClaimId!, new GatewayAnswer.Reported(GatewayReport.Failed("provider_error"))));
        return invoice;
    }

    private async Task Later(TimeSpan time)
    {
        shop.App.Clock.Advance(time);
        await shop.App.Run<DispatchOperations>();
    }

    private Task<List<GatewayOperation>> Operations(Answer invoice)
    {
        var id = new InvoiceId(invoice.Id);
        return shop.App.Read(db => db.Set<GatewayOperation>().AsNoTracking().Where(o => o.InvoiceId == id).ToListAsync());
    }
}
