using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>What the countdown says near the end, in a real browser.</summary>
internal sealed class CountdownTests
{
    private PayCoreApp app = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [Test]
    public async Task The_warning_is_said_though_its_second_was_skipped_and_the_page_learns_later_that_it_is_over()
    {
        var expires = app.Clock.GetUtcNow().ToUnixTimeSeconds() + 400;
        var invoice = await app.Api().CreateInvoice(new { reference_id = "order-soon", amount = 100.25, currency = "EUR", expires });
        var page = await Browser.Open(app.Url);
        await page.Clock.InstallAsync();
        var asked = 0;
        await page.RouteAsync("**/events?**", async route =>
        {
            asked++;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = $"{{\"changed\":{(asked > 2 ? "true" : "false")}}}" });
        });
        await page.GotoAsync($"/hpp/i/{invoice.Id}");
        await Assertions.Expect(page.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();

        await page.Clock.FastForwardAsync(150_000);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Less than 5 minutes are left to pay.");
        await page.Clock.FastForwardAsync(260_000);
        var loaded = page.WaitForRequestAsync($"**/hpp/i/{invoice.Id}");
        await Probe.Until(async () => { await page.Clock.FastForwardAsync(6_000); return asked > 2; }, "the page asks until it is over");
        await loaded;
        await page.Context.CloseAsync();
    }
}
