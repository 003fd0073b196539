using System.Collections.Concurrent;
using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

internal sealed class ApiReferenceTests
{
    [Test]
    public async Task The_reference_shows_both_APIs_in_Production_and_asks_no_other_host()
    {
        await using var app = await PayCoreApp.Start(environment: "Production", settings: ("PublicUrl", "https://pay.shop.example"));
        var page = await Browser.Open(app.Url);
        var (asked, complaints) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        page.Request += (_, request) => asked.Enqueue(request.Url);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") complaints.Enqueue(message.Text); };

        await page.GotoAsync("/docs");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "PayCore Commerce Private API" })).ToBeVisibleAsync();
        await Assertions.Expect(page).ToHaveTitleAsync("PayCore Commerce API");
        await page.GetByText("Private API").First.ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "Public API" }).Or(page.GetByRole(AriaRole.Menuitem, new() { Name = "Public API" })).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "PayCore Commerce Public API" })).ToBeVisibleAsync();

        asked.Where(url => !url.StartsWith(app.Url, StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal)).Should().BeEmpty();
        complaints.Should().BeEmpty();
        await page.Leave();
    }
}
