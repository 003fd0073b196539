using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>What the countdown says near the end, and where the focus is in a shop's frame, in a real browser.</summary>
internal sealed class CountdownTests
{
    private PayCoreApp app = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [Test]
    public async Task In_a_frame_of_another_site_the_outcome_has_the_focus()
    {
        using var api = app.Api();
        var invoice = await api.CreateInvoice(new { reference_id = "order-framed", amount = 100.25, currency = "EUR" });
        await api.Post($"/api/payment-invoices/{invoice.Id}/cancel");
        await using var shop = await ShopSite.Open();
        shop.Body = $"<iframe title=\"Payment\" width=\"400\" height=\"800\" src=\"{app.Url}/hpp/i/{invoice.Id}\"></iframe>";
        var page = await Browser.Open(shop.On("shop.localhost"));
        await page.GotoAsync("/");

        await Assertions.Expect(page.FrameLocator("iframe").GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

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
