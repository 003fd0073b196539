using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>The pages around a payment: the sandbox's challenge and settling, pages that say what failed, and a payment's state in a shop's frame.</summary>
[TestFixture(320, false)]
[TestFixture(768, true)]
[TestFixture(1280, false)]
internal sealed class OuterPagesAreAccessibleTests(int width, bool dark)
{
    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
        page = await Browser.Open(app.Url, width: width, dark: dark);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await page.Leave();
        await app.DisposeAsync();
    }

    [Test]
    public async Task The_confirmation_at_the_bank()
    {
        var invoice = await app.Started("payment_card_eur_hpp");
        await page.GotoAsync($"/sandbox/pay/{invoice.Charge()}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 100.25 EUR" }).ClickAsync();
        await Shows("Pay by card");
        await Assertions.Expect(page.Locator(".problem")).ToBeVisibleAsync();
        await Look("sandbox-card-errors");

        await page.GetByLabel("Card number").FillAsync("5123 8172 3406 0000");
        await page.GetByLabel("Expiry date").FillAsync("10/31");
        await page.GetByLabel("Security code").FillAsync("123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 100.25 EUR" }).ClickAsync();
        await Shows("Confirm the payment");
        await Look("sandbox-challenge");
    }

    [Test]
    public async Task The_tester_s_page_before_and_after_the_money_and_with_an_amount_that_is_wrong()
    {
        var invoice = await app.Started();
        await page.GotoAsync($"/sandbox/settle/{invoice.Charge()}");
        await Shows("Settle the charge");
        await Look("sandbox-settle");

        await page.GetByLabel("Amount").FillAsync("ten");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay a part" }).ClickAsync();
        await Assertions.Expect(page.Locator(".problem")).ToBeVisibleAsync();
        await Look("sandbox-settle-errors");

        await page.GetByRole(AriaRole.Button, new() { Name = "Succeed now" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Charge back" })).ToBeVisibleAsync();
        await Look("sandbox-settle-paid");
        await page.GotoAsync($"/sandbox/pay/{invoice.Charge()}");
        await Shows("This payment is paid");
        await Look("sandbox-finished");
    }

    [TestCase("/nothing-here", "Page not found", "not-found")]
    [TestCase("/sandbox/pay/sch_nobody", "There is no such charge", "sandbox-not-found")]
    [TestCase("/hpp/i/cpi_0000000000000000", "There is no such page", "no-such-page")]
    public async Task A_page_that_is_not_there(string path, string heading, string name)
    {
        (await page.GotoAsync(path))!.Status.Should().Be(404);
        await Shows(heading);
        await Look(name);
    }

    /// <summary>The tables are taken away for a moment, which is a failure of ours as good as any.</summary>
    [TestCase("alter table sandbox_charges rename to away", "alter table away rename to sandbox_charges", "/sandbox/pay/sch_any", "failure")]
    [TestCase("alter table invoices_invoices rename to away", "alter table away rename to invoices_invoices", "/hpp/i/cpi_any", "page-failure")]
    public async Task A_failure_of_ours(string harm, string mend, string path, string name)
    {
        await Do(harm);
        try
        {
            (await page.GotoAsync(path))!.Status.Should().Be(500);
        }
        finally
        {
            await Do(mend);
        }

        await Shows("Something went wrong on our side");
        (await page.ContentAsync()).Should().NotContainAny("SQLite", "no such table", "Exception");
        await Look(name);
    }

    [TestCase("en")]
    [TestCase("ar")]
    public async Task A_state_in_a_shop_s_frame(string language)
    {
        var (invoice, _) = await app.Paid($"framed-{width}-{language}", 100.25m);
        await using var shop = await ShopSite.Open();
        shop.Body = $"<iframe title=\"Payment\" style=\"width:100%;height:700px;border:0\" src=\"{app.Url}/hpp/i/{invoice.Id}?lang={language}\"></iframe>";
        var visitor = await Browser.Open(shop.Url, width: width, dark: dark);
        await visitor.GotoAsync("/");
        await Assertions.Expect(visitor.FrameLocator("iframe").Locator(".receipt")).ToBeVisibleAsync();

        await visitor.ShouldBeAccessible();
        (await visitor.Frames[1].EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).Should().BeLessThanOrEqualTo(0);
        await visitor.Leave();
    }

    private Task Do(string statement) => app.Read(db => db.Database.ExecuteSqlRawAsync(statement));

    private Task Shows(string heading) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    private async Task Look(string name)
    {
        await page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"outer-{name}-{width}.png"), FullPage = true,
        });
        await page.ShouldFit();
        await page.ShouldBeAccessible();
    }
}
