using System.Security.Cryptography;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>By which route a payment starts (contract/methods-and-gateways.md, Route): conditions, then priority, then weight.</summary>
internal sealed class RoutingTests
{
    private const string Service = RoutedShop.Service;

    private RoutedShop shop = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        shop = await RoutedShop.Open();
        await shop.Accounts("first", "second", "third");
    }

    [OneTimeTearDown]
    public async Task Stop() => await shop.DisposeAsync();

    [TearDown]
    public void Mend()
    {
        foreach (var account in new[] { "first", "second", "third" }) shop.Let(account, null);
    }

    [Test]
    public async Task The_amount_chooses_the_route_limits_included()
    {
        await shop.Routes(Service, new { gateway_account = shop.Id("first"), amount_max = 50 }, new { gateway_account = shop.Id("second"), amount_min = 50.01m, amount_max = 100 });

        (await PlaceOf(0.01m)).Should().Be("first");
        (await PlaceOf(50)).Should().Be("first");
        (await PlaceOf(50.01m)).Should().Be("second");
        (await PlaceOf(100)).Should().Be("second");
        (await shop.Try(100.01m)).ShouldFail(422, "service_unavailable /data/attributes/service");
    }

    [Test]
    public async Task The_amount_is_what_the_gateway_takes_the_fee_included()
    {
        using var live = shop.App.Api(Mode.Live);
        var bearer = await live.Patch("/api/account", "commerce-accounts", new { payment_options = new { fee_strategy = "external" } });
        ((int)bearer.Status).Should().Be(200, bearer.Text);
        var answer = await shop.Put("giropay_eur_hpp", new
        {
            fee = new { rate = 0.02m, @fixed = 0.5m },
            routes = new object[] { new { gateway_account = shop.Id("first"), amount_max = 50 }, new { gateway_account = shop.Id("second") } },
        });
        ((int)answer.Status).Should().Be(201, answer.Text);

        var under = await shop.Start(48.52m, "giropay_eur_hpp");
        var over = await shop.Start(48.53m, "giropay_eur_hpp");

        under["payment_amount"].GetDecimal().Should().Be(50m);
        over["payment_amount"].GetDecimal().Should().Be(50.01m);
        (await shop.Place(under)).Should().Be("first");
        (await shop.Place(over)).Should().Be("second");
    }

    [Test]
    public async Task The_customers_country_chooses_the_route_and_an_unknown_one_fits_only_routes_for_all()
    {
        await shop.Routes(Service, new { gateway_account = shop.Id("first"), countries = new[] { "DE", "AT" } }, new { gateway_account = shop.Id("second") });
        (await PlaceOf(10, "DE")).Should().Be("first");
        (await PlaceOf(10, "FR")).Should().Be("second");
        (await PlaceOf(10)).Should().Be("second");

        await shop.Routes(Service, new { gateway_account = shop.Id("first"), countries = new[] { "DE", "AT" } });
        (await shop.Try(10, country: "FR")).ShouldFail(422, "service_unavailable /data/attributes/service");
        (await shop.Try(10)).ShouldFail(422, "service_unavailable /data/attributes/service");
    }

    [Test]
    public async Task Each_currency_has_a_service_with_routes_of_its_own()
    {
        await shop.Routes(Service, "first");
        await shop.Routes("paypal_usd_hpp", "second");

        (await PlaceOf(10)).Should().Be("first");
        (await shop.Place(await shop.Start(10, "paypal_usd_hpp", "USD"))).Should().Be("second");
    }

    [Test]
    public async Task A_route_whose_gateway_account_is_switched_off_is_left_out()
    {
        await shop.Accounts("off");
        await shop.Routes(Service, "off", "second");
        (await PlaceOf(10)).Should().Be("off");
        await shop.SwitchOff("off");

        (await PlaceOf(10)).Should().Be("second");
        await shop.Routes(Service, "off");
        (await shop.Try(10)).ShouldFail(422, "service_unavailable /data/attributes/service");
        (await shop.Api.Get($"/api/payment-services/{Service}")).Word("status").Should().Be("unavailable");
    }

    [Test]
    public async Task Priority_goes_before_the_order_in_which_routes_are_written_and_without_it_that_order_holds()
    {
        await shop.Routes(Service, new { gateway_account = shop.Id("first"), priority = 3 }, new { gateway_account = shop.Id("second"), priority = 2 }, new { gateway_account = shop.Id("third"), priority = 1 });
        shop.Let("third", Fates.Refuses("provider_error"));
        shop.Let("second", Fates.Refuses("limit_violation"));
        (await shop.Route(await shop.Start())).Should().Equal("third declined provider_error", "second declined limit_violation", "first chosen");

        await shop.Routes(Service, "third", "first", "second");
        (await shop.Route(await shop.Start())).Should().Equal("third declined provider_error", "first chosen");
    }

    [Test]
    public async Task A_gateway_account_with_two_routes_is_tried_once()
    {
        await shop.Routes(Service, new { gateway_account = shop.Id("first"), amount_max = 50 }, new { gateway_account = shop.Id("first") }, new { gateway_account = shop.Id("second") });
        shop.Let("first", Fates.Refuses("provider_error"));

        (await shop.Route(await shop.Start(10))).Should().Equal("first declined provider_error", "second chosen");
    }

    [Test]
    public async Task Five_routes_are_tried_at_most()
    {
        string[] names = ["a", "b", "c", "d", "e", "f"];
        await shop.Accounts(names);
        await shop.Routes(Service, names);
        foreach (var name in names) shop.Let(name, Fates.Refuses("provider_error"));

        (await shop.Start()).State().Should().Be("process_error/provider_error");

        shop.Calls.Should().Equal("a", "b", "c", "d", "e");
    }

    [Test]
    public async Task Routes_of_the_same_priority_share_the_payments_and_never_come_before_a_better_one()
    {
        await shop.Routes(Service, new { gateway_account = shop.Id("third"), priority = 2, weight = 1000 }, new { gateway_account = shop.Id("first"), priority = 1 }, new { gateway_account = shop.Id("second"), priority = 1 });
        var places = new HashSet<string>();
        for (var n = 0; n < 40; n++) places.Add(await PlaceOf(10));

        places.Should().BeEquivalentTo(["first", "second"], "that one of two equals is never drawn in 40 times happens once in 500,000,000,000");
    }

    /// <summary>Every number that can be drawn is drawn once, so the shares are exact: no statistics.</summary>
    [TestCase(new[] { 1 })]
    [TestCase(new[] { 1, 1 })]
    [TestCase(new[] { 70, 30 })]
    [TestCase(new[] { 3, 2, 5 })]
    [TestCase(new[] { 1, 1000, 1, 7 })]
    public void The_first_route_and_the_next_are_drawn_exactly_by_weight(int[] weights)
    {
        var (routes, all) = (Ways(weights), weights.Sum());

        var firsts = Enumerable.Range(0, all).Select(drawn => Routing.Order(routes, r => r, Draws(drawn))[0]).ToList();
        for (var n = 0; n < weights.Length; n++) firsts.Count(f => f == routes[n]).Should().Be(weights[n]);

        // Once the first route is gone, the others share in proportion to what is left.
        if (weights.Length < 3) return;
        var seconds = Enumerable.Range(0, all - weights[0]).Select(drawn => Routing.Order(routes, r => r, Draws(0, drawn))).ToList();
        seconds.Should().OnlyContain(order => order[0] == routes[0]);
        for (var n = 1; n < weights.Length; n++) seconds.Count(order => order[1] == routes[n]).Should().Be(weights[n]);
    }

    [Test]
    public void Every_order_holds_every_route_once_by_priority_whatever_is_drawn()
    {
        for (var n = 0; n < 2_000; n++)
        {
            var routes = Ways([.. Enumerable.Range(0, RandomNumberGenerator.GetInt32(1, 21)).Select(_ => RandomNumberGenerator.GetInt32(1, 1001))])
                .ConvertAll(r => r with { Priority = RandomNumberGenerator.GetInt32(1, 5) });

            var order = Routing.Order(routes, r => r, RandomNumberGenerator.GetInt32);

            order.Should().HaveCount(routes.Count).And.OnlyHaveUniqueItems().And.BeSubsetOf(routes);
            order.Select(r => r.Priority).Should().BeInAscendingOrder();
        }
    }

    [Test]
    public async Task Routes_that_make_no_sense_are_told_all_at_once_and_nothing_changes()
    {
        await shop.Routes(Service, "first");
        var wrong = await shop.Put(Service, new
        {
            routes = new object[]
            {
                new { gateway_account = "gwa_0123456789abcdef" },
                new { priority = 21 },
                new { gateway_account = shop.Id("first"), priority = 1, weight = 0 },
                new { gateway_account = shop.Id("second"), weight = 1001, amount_min = 2, amount_max = 1 },
                new { gateway_account = shop.Id("second"), countries = new[] { "de" }, amount_min = 1.005m },
            },
        });

        wrong.ShouldFail(422,
            "invalid_value /data/attributes/routes/0/gateway_account", "required /data/attributes/routes/1/gateway_account", "invalid_value /data/attributes/routes/1/priority",
            "invalid_value /data/attributes/routes/2/weight", "invalid_value /data/attributes/routes/3/weight", "invalid_value /data/attributes/routes/3/amount_max",
            "invalid_value /data/attributes/routes/4/countries/0", "amount_precision /data/attributes/routes/4/amount_min");
        (await shop.Api.Get($"/api/payment-services/{Service}"))["routes"].GetArrayLength().Should().Be(1);
    }

    private async Task<string> PlaceOf(decimal amount, string? country = null) => await shop.Place(await shop.Start(amount, country: country));

    /// <summary>Draws these numbers, then the least.</summary>
    private static Func<int, int> Draws(params int[] drawn)
    {
        var at = 0;
        return below => at < drawn.Length && drawn[at] < below ? drawn[at++] : 0;
    }

    private static List<ServiceRoute> Ways(int[] weights) =>
        [.. weights.Select((weight, n) => new ServiceRoute(new GatewayAccountId($"gwa_{n}"), 1, weight, null, null, []))];
}
