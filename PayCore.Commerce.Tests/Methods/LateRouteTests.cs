using System.Globalization;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>
/// A route that was left without an answer, and that brings money after all: a payment of its own, which the invoice takes or returns like any other
/// (contract/invoice.md, Several payments of one invoice).
/// </summary>
internal sealed class LateRouteTests
{
    private RoutedShop shop = null!;

    [OneTimeSetUp]
    public async Task Start() => shop = await RoutedShop.Open();

    [OneTimeTearDown]
    public async Task Stop() => await shop.DisposeAsync();

    [SetUp]
    public async Task SetUp()
    {
        await shop.Accounts("first", "second");
        await shop.Routes(RoutedShop.Service, "first", "second");
        shop.Let("first", Fates.LosesAnswer);
    }

    /// <summary>Each notification comes three times.</summary>
    [Test]
    public async Task Its_money_is_counted_once_as_a_payment_of_its_own_and_the_open_one_is_cancelled()
    {
        var invoice = await shop.Start(10.93m);

        await At("first", invoice, "succeed");

        var paid = await shop.App.Now(invoice);
        paid.State().Should().Be("processed/ok");
        paid["processed_amount"].GetDecimal().Should().Be(10.93m);
        paid["attempts"].GetInt32().Should().Be(1);
        paid.Notices().Should().BeEmpty();
        var payments = await shop.Payments(invoice);
        payments.Select(p => (p.Status, string.Join(", ", p.Route))).Should().Equal(("cancelled", "first late, second chosen"), ("paid", "first late"));
        paid.Payment().Value.Should().Be(payments[1].Id);
        (await shop.Api.Get($"/api/payments/{payments[0].Id}"))["route"][0].GetProperty("payment").GetString().Should().Be(payments[1].Id);
        (await shop.Route(invoice)).Should().Equal("first late");
        (await shop.Charge(invoice, "second"))!.Status.Should().Be(ChargeStatus.Cancelled);
    }

    [Test]
    public async Task Its_money_after_the_invoice_was_paid_is_returned_where_it_came_from()
    {
        var invoice = await shop.Start();
        await At("second", invoice, "succeed");
        (await shop.App.Now(invoice)).State().Should().Be("processed/ok");

        await At("first", invoice, "succeed");

        var paid = await shop.App.Now(invoice);
        paid.State().Should().Be("processed/ok");
        paid["processed_amount"].GetDecimal().Should().Be(10m);
        paid["refunds"].GetArrayLength().Should().Be(0);
        paid.Notices().Should().Equal("double_payment", "double_payment_refunded");
        (await shop.Charge(invoice, "first"))!.Refunds.Should().ContainSingle().Which.Amount.Should().Be(1000);
        (await shop.Charge(invoice, "second"))!.Refunds.Should().BeEmpty();
    }

    /// <summary>No notification is ever sent: the end of the session finds that it was paid.</summary>
    [Test]
    public async Task Its_money_is_found_when_the_session_is_ended_too_late()
    {
        var invoice = await shop.Start(10.95m);
        await At("first", invoice, "succeed");
        (await shop.App.Now(invoice)).State().Should().Be("process_pending/ok");

        shop.App.Clock.Advance(GatewayOperation.Lease);
        await shop.App.Run<DispatchOperations>();

        (await shop.App.Now(invoice)).State().Should().Be("processed/ok");
        (await shop.Payments(invoice)).Select(p => p.Status).Should().BeEquivalentTo(["cancelled", "paid"]);
    }

    /// <summary>No notification is ever sent.</summary>
    [TestCase("decline")]
    [TestCase("cancel")]
    [TestCase("pending")]
    public async Task The_books_of_the_account_that_was_left_differ_by_money_alone(string action)
    {
        var (invoice, other) = (await shop.Start(10.95m), await shop.Start(20.95m));
        (await Differences("first")).Should().BeEmpty("the pages there are open, and nobody pays");
        await At("first", invoice, action);
        (await Differences("first")).Should().BeEmpty("it ended without money");

        await At("first", other, "succeed");

        (await Differences("first")).Should().Equal($"missing_here {other.Payment().Value} paid, 20.95 EUR");
        (await Differences("second")).Should().BeEmpty();
    }

    [Test]
    public async Task Its_money_after_the_end_of_the_invoice_is_a_late_payment()
    {
        var invoice = await shop.Start();
        ((int)(await shop.Api.Post($"/api/payment-invoices/{invoice.Id}/cancel")).Status).Should().Be(200);

        await At("first", invoice, "succeed");

        (await shop.App.Now(invoice)).State().Should().Be("processed/late_payment");
    }

    [Test]
    public async Task Its_money_is_returned_where_it_came_from_when_the_merchant_asks()
    {
        var invoice = await shop.Start();
        await At("first", invoice, "succeed");

        var refund = await shop.Api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = $"r-{invoice.Id}", amount = 4 } } });

        refund.Word("status").Should().Be("processed", refund.Text);
        (await shop.App.Now(invoice)).State().Should().Be("partially_refunded/ok");
        (await shop.Charge(invoice, "first"))!.Refunds.Should().ContainSingle().Which.Amount.Should().Be(400);
    }

    [Test]
    public async Task A_part_of_the_money_that_grows_there_is_one_payment()
    {
        var invoice = await shop.Start();
        await At("first", invoice, "pay_part", new { amount = 4 });
        (await shop.App.Now(invoice)).State().Should().Be("partially_processed/ok");

        await At("first", invoice, "pay_rest");

        var paid = await shop.App.Now(invoice);
        paid.State().Should().Be("processed/ok");
        paid["processed_amount"].GetDecimal().Should().Be(10m);
        (await shop.Payments(invoice)).Should().HaveCount(2);
    }

    [TestCase("decline")]
    [TestCase("cancel")]
    [TestCase("pending")]
    public async Task What_is_no_money_there_changes_nothing_here(string action)
    {
        var invoice = await shop.Start();

        await At("first", invoice, action);

        var after = await shop.App.Now(invoice);
        after.State().Should().Be("process_pending/ok");
        after["sequence"].GetInt32().Should().Be(invoice["sequence"].GetInt32());
        (await shop.Payments(invoice)).Should().ContainSingle();
        await At("second", invoice, "succeed");
        (await shop.App.Now(invoice)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task An_account_where_the_payment_never_was_tells_nothing_of_it()
    {
        await shop.Accounts("stranger");
        await shop.Routes("klarna_eur_hpp", "stranger");
        var inbox = await shop.App.InboxOf(await shop.Start(service: "klarna_eur_hpp"));
        var invoice = await shop.Start();

        await inbox.Send(invoice.Event("paid", 1000));
        await shop.App.Run<ApplyNotifications>();

        (await shop.App.Now(invoice)).State().Should().Be("process_pending/ok");
        (await shop.Payments(invoice)).Should().ContainSingle();
    }

    /// <summary>What today's books of this account tell otherwise than our rows.</summary>
    private async Task<List<string>> Differences(string account)
    {
        var date = shop.App.Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var asked = await shop.Api.Post("/api/reconciliations", new { data = new { type = "reconciliations", attributes = new { date, gateway_account = shop.Id(account) } } });
        await shop.App.Run<RunReconciliations>();
        var done = await shop.Api.Get($"/api/reconciliations/{asked.Id}");
        done["gateway_accounts"][0].GetProperty("status").GetString().Should().Be("answered", done.Text);
        return [.. done["differences"].EnumerateArray().Select(d => $"{d.GetProperty("kind").GetString()} {d.GetProperty("payment").GetString()} {d.GetProperty("theirs").GetString()}")];
    }

    /// <summary>A second later something happens to the invoice's charge at this account, and is notified.</summary>
    private async Task At(string account, Answer invoice, string action, object? body = null)
    {
        shop.App.Clock.Advance(TimeSpan.FromSeconds(1));
        await shop.App.Happens((await shop.Charge(invoice, account))!.Id, action, body);
    }
}
