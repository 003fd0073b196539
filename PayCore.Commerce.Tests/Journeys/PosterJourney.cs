using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>From a poster on a wall to the receipt, in a real Chromium without JavaScript; and every page of a stored link for everybody.</summary>
internal sealed class PosterJourney
{
    private PayCoreApp app = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [TearDown]
    public Task Leave() => page.Leave();

    [Test]
    public async Task A_passer_by_reads_the_poster_chooses_the_amount_and_pays()
    {
        var link = await app.Link(new { amount_min = 5, amount_preset = 20, currency = "EUR", description = "A roof for the library" });
        page = await Browser.Open(app.Url, javaScript: false, width: 390);
        await page.GotoAsync($"/pay/{link.Id}/poster");
        (await page.Locator("img").EvaluateAsync<int>("i => i.naturalWidth")).Should().BeGreaterThan(0, "the QR code is shown");
        var address = await page.Locator(".key").InnerTextAsync();

        await page.GotoAsync(address);
        await page.GetByLabel("Amount in EUR").FillAsync("2");
        await Click("Continue");
        await Assertions.Expect(page.Locator(".problem")).ToContainTextAsync("At least €5.00");
        await page.GetByLabel("Amount in EUR").FillAsync("12,50");
        await Click("Continue");
        await page.Locator(".payment-wrap__items").GetByRole(AriaRole.Link, new() { Name = "iDEAL" }).ClickAsync();
        await Click("Pay €12.50");
        await Click("Pay 12.50 EUR");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Payment received");
        (await app.LinkNow(link))["paid_total"].GetDecimal().Should().Be(12.5m);
    }

    [TestCase("en", 320)]
    [TestCase("de", 320)]
    [TestCase("ar", 390)]
    public async Task The_pages_are_accessible_and_fit(string locale, int width)
    {
        var link = await app.Link(new { amount_min = 5, amount_max = 500, amount_preset = 20, currency = "EUR", description = "A roof for the library", locale });
        page = await Browser.Open(app.Url, width: width);
        foreach (var path in (string[])["", "/methods", "/methods?amount=2", "/methods?amount=20", "/poster"])
        {
            await page.GotoAsync($"/pay/{link.Id}{path}");
            await page.ShouldBeAccessible();
            await page.ShouldFit();
        }
    }

    private Task Click(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
