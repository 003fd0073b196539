using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>The circuit breaker of each gateway account: open after five calls without an answer, tried again after a pause, closed by an answer.</summary>
internal sealed class CircuitTests
{
    private RoutedShop shop = null!;

    [OneTimeSetUp]
    public async Task Start() => shop = await RoutedShop.Open();

    [OneTimeTearDown]
    public async Task Stop() => await shop.DisposeAsync();

    [SetUp]
    public async Task SetUp()
    {
        await shop.Accounts("first", "second", "third");
        await shop.Routes(RoutedShop.Service, "first", "second");
        shop.Let("first", Fates.Down);
    }

    [Test]
    public async Task Five_calls_without_an_answer_open_it_and_then_the_route_is_skipped()
    {
        for (var n = 0; n < 5; n++)
        {
            (await Circuit("first")).Should().Be("closed");
            (await shop.Route(await shop.Start())).Should().Equal("first unanswered", "second chosen");
        }

        (await Circuit("first")).Should().Be("open");
        (await Circuit("second")).Should().Be("closed", "each account has a circuit of its own");
        var skipping = await shop.Start();

        Calls("first").Should().Be(5);
        skipping.State().Should().Be("process_pending/ok");
        (await shop.Events(skipping)).Where(e => e.Route.Count > 0).Should().AllSatisfy(e => e.Route.Should().Equal("first skipped", "second chosen"));
    }

    [Test]
    public async Task An_answer_among_the_failures_starts_the_count_anew_and_a_refusal_is_an_answer()
    {
        for (var n = 0; n < 4; n++) await shop.Start();
        shop.Let("first", Fates.Refuses("provider_error"));
        await shop.Start();
        shop.Let("first", Fates.Down);
        for (var n = 0; n < 4; n++) await shop.Start();

        (await Circuit("first")).Should().Be("closed");
        await shop.Start();
        (await Circuit("first")).Should().Be("open");
    }

    [Test]
    public async Task After_ten_seconds_one_call_tries_while_the_others_go_elsewhere_and_its_success_closes()
    {
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await Break();
        await shop.Start();
        Calls("first").Should().Be(5);
        shop.Let("first", async (start, ct) =>
        {
            arrived.TrySetResult();
            await answer.Task.WaitAsync(ct);
            return await start();
        });

        shop.App.Clock.Advance(TimeSpan.FromSeconds(10));
        var trial = shop.Start();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
        for (var n = 0; n < 3; n++) (await shop.Place(await shop.Start())).Should().Be("second");
        Calls("first").Should().Be(6, "one call is let through to try");
        answer.SetResult();

        (await shop.Place(await trial)).Should().Be("first");
        (await Circuit("first")).Should().Be("closed");
        shop.Let("first", null);
        (await shop.Place(await shop.Start())).Should().Be("first");
    }

    [Test]
    public async Task A_trial_that_fails_doubles_the_pause_up_to_five_minutes()
    {
        await Break();

        foreach (var pause in new[] { 10, 20, 40, 80, 160, 300, 300 })
        {
            var before = Calls("first");
            shop.App.Clock.Advance(TimeSpan.FromSeconds(pause - 1));
            (await shop.Route(await shop.Start())).Should().Equal("first skipped", "second chosen");
            Calls("first").Should().Be(before, $"{pause} s are not over");
            shop.App.Clock.Advance(TimeSpan.FromSeconds(1));
            (await shop.Route(await shop.Start())).Should().Equal("first unanswered", "second chosen");
            Calls("first").Should().Be(before + 1);
        }
    }

    [Test]
    public async Task A_circuit_that_opens_during_a_cascade_is_skipped_too()
    {
        await shop.Routes(RoutedShop.Service, "first", "second", "third");
        shop.Let("first", (_, _) =>
        {
            shop.OpenCircuit("second");
            return Task.FromResult<GatewayAnswer>(new GatewayAnswer.Reported(Commerce.Methods.Domain.GatewayReport.Failed("provider_error")));
        });

        (await shop.Route(await shop.Start())).Should().Equal("second skipped", "first declined provider_error", "third chosen");
        shop.Calls.Should().Equal("first", "third");
    }

    [Test]
    public async Task Where_there_is_no_other_route_the_payment_waits_for_the_end_of_the_pause()
    {
        await Break();
        await shop.Routes(RoutedShop.Service, "first");
        var invoice = await shop.Start();
        invoice.State().Should().Be("processing/ok");
        Calls("first").Should().Be(5, "it is not called");

        shop.Let("first", null);
        shop.App.Clock.Advance(TimeSpan.FromSeconds(10));
        await shop.App.Run<DispatchOperations>();

        (await shop.App.Now(invoice)).State().Should().Be("process_pending/ok");
        (await Circuit("first")).Should().Be("closed");
    }

    [Test]
    public async Task Routes_that_are_skipped_do_not_use_up_those_that_may_be_tried()
    {
        string[] open = ["a", "b", "c", "d", "e", "f"];
        await shop.Accounts([.. open, "last"]);
        await shop.Routes(RoutedShop.Service, [.. open, "last"]);
        foreach (var account in open) shop.OpenCircuit(account);

        (await shop.Route(await shop.Start())).Should().Equal("a skipped", "b skipped", "c skipped", "d skipped", "e skipped", "f skipped", "last chosen");
        shop.Calls.Should().Equal("last");
    }

    /// <summary>The first account has not answered five times.</summary>
    private async Task Break()
    {
        for (var n = 0; n < 5; n++) await shop.Start();
        (await Circuit("first")).Should().Be("open");
    }

    private int Calls(string account) => shop.Calls.Count(c => c == account);

    private async Task<string?> Circuit(string account) => (await shop.Api.Get($"/api/gateway-accounts/{shop.Id(account)}")).Word("circuit");
}
