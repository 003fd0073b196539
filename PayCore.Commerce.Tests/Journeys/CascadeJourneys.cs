using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>A customer whose first gateway fails and whose second takes the money, in a real browser: nobody but the merchant learns of it.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class CascadeJourneys(bool javaScript)
{
    private const string Service = "payment_card_eur_hpp";

    private RoutedShop shop = null!;
    private IPage page = null!;
    private List<string> seen = null!;

    [OneTimeSetUp]
    public async Task Start() => shop = await RoutedShop.Open();

    [OneTimeTearDown]
    public async Task Stop() => await shop.DisposeAsync();

    [SetUp]
    public async Task Arrive()
    {
        // So that the newest invoice is this customer's.
        shop.App.Clock.Advance(TimeSpan.FromSeconds(1));
        await shop.Accounts("Backup-9", "Gateway-7");
        await shop.Routes(Service, "Gateway-7", "Backup-9");
        await shop.Routes("paypal_eur_hpp", "Backup-9");
        page = await Browser.Open(shop.App.Url, javaScript);
        seen = [];
        page.FrameNavigated += (_, frame) => seen.Add(new Uri(frame.Url).AbsolutePath);
    }

    [TearDown]
    public Task Leave() => page.Context.CloseAsync();

    [Test]
    public Task A_customer_pays_though_the_first_gateway_refuses_softly() => Pays(Fates.Refuses("provider_error"), "Gateway-7 declined provider_error");

    [Test]
    public Task A_customer_pays_though_the_first_gateway_is_down() => Pays(Fates.Down, "Gateway-7 unanswered");

    [Test]
    public Task A_customer_pays_though_the_first_gateways_answer_is_lost() => Pays(Fates.LosesAnswer, "Gateway-7 unanswered");

    private async Task Pays(Fate fate, string left)
    {
        shop.Let("Gateway-7", fate);
        await page.GotoAsync($"/hpp/?public_key={shop.App.Account.PublicKeyTest}&amount=100.25&currency=EUR&description=Two+first+editions");
        await page.GetByRole(AriaRole.Link, new() { Name = "Payment card" }).ClickAsync();
        await SeesNothingOdd("Pay with: Payment card");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay €100.25", Exact = true }).ClickAsync();

        // One click leads to one provider's page, without a word of the other.
        await SeesNothingOdd("Pay by card");
        await page.GetByLabel("Card number").FillAsync("5519 2838 1203 0000");
        await page.GetByLabel("Expiry date").FillAsync("10/31");
        await page.GetByLabel("Security code").FillAsync("123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 100.25 EUR", Exact = true }).ClickAsync();

        await SeesNothingOdd("Payment received");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Payment card ending 0000");
        seen.Where(path => path.StartsWith("/sandbox/pay/", StringComparison.Ordinal)).Distinct().Should().ContainSingle();
        var list = (await shop.Api.Get("/api/payment-invoices?sort=-created")).Json.GetProperty("data");
        var invoice = await shop.App.Reread(list[0].GetProperty("id").GetString()!);
        invoice.State().Should().Be("processed/ok");
        invoice["attempts"].GetInt32().Should().Be(1);
        (await shop.Route(invoice)).Should().Equal(left, "Backup-9 chosen");
    }

    private async Task SeesNothingOdd(string heading)
    {
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        foreach (var word in new[] { "Gateway-7", "Backup-9", "gwa_", "provider_error", "The provider says no" }) (await page.ContentAsync()).Should().NotContain(word);
        (await page.Locator("[role=alert], .problem").CountAsync()).Should().Be(0);
    }
}
