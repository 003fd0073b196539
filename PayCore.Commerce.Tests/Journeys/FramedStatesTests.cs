using Microsoft.Playwright;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>What a payer meets beside the receipt, in the frame of a shop that may: shown whole, accessible, and told to the shop.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class FramedStatesTests(bool javaScript)
{
    private PayCoreApp app = null!;
    private ShopSite shop = null!;
    private readonly Dictionary<string, (string Path, string Heading, string? Status)> states = [];

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        shop = await ShopSite.Open();
        var expired = await app.Api().CreateInvoice(new { reference_id = "expired", amount = 100.25, currency = "EUR", expires = app.Clock.GetUtcNow().ToUnixTimeSeconds() + 400 });
        app.Clock.Advance(TimeSpan.FromSeconds(401));
        await app.Run<ExpireInvoices>();
        Add("expired", expired, "The time to pay has passed");

        var (declined, charge) = await app.Opened("declined", 100.25m);
        await app.Happens(charge, "decline");
        Add("process_error", declined, "The payment did not go through");
        Add("process_pending", (await app.Opened("pending", 100.25m)).Invoice, "Waiting for confirmation");
        var cancelled = await app.Api().CreateInvoice(new { reference_id = "cancelled", amount = 100.25, currency = "EUR" });
        ((int)(await app.Api().Post($"/api/payment-invoices/{cancelled.Id}/cancel")).Status).Should().Be(200);
        Add("terminated", cancelled, "Payment cancelled");
        states["methods"] = ($"/hpp/?public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR", "How would you like to pay?", null);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await shop.DisposeAsync();
        await app.DisposeAsync();
    }

    [TestCase("process_error")]
    [TestCase("process_pending")]
    [TestCase("terminated")]
    [TestCase("expired")]
    [TestCase("methods")]
    public async Task A_state_is_shown_in_an_allowed_frame(string state)
    {
        var (path, heading, status) = states[state];
        shop.Body = $"<iframe title=\"Payment\" style=\"width:100%;height:900px;border:0\" src=\"{app.Url}{path}\"></iframe>";
        var page = await Browser.Open(shop.Url, javaScript);
        await page.GotoAsync("/");
        await Assertions.Expect(page.FrameLocator("iframe").GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        await Assertions.Expect(page.FrameLocator("iframe").Locator("main")).ToHaveAttributeAsync("aria-label", heading);
        if (javaScript)
        {
            await Probe.Until(() => page.EvaluateAsync<bool>("s => heard.some(m => m.paycore === 'ready') && (!s || heard.some(m => m.paycore === 'status' && m.status === s))", status), "the shop hears the status");
            foreach (var width in (int[])[320, 768, 1280])
            {
                await page.SetViewportSizeAsync(width, 800);
                (await page.Frames[1].EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).Should().BeLessThanOrEqualTo(0);
                await page.ShouldBeAccessible();
                await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"framed-{state}-{width}.png"), FullPage = true });
            }
        }

        await page.Leave();
    }

    private void Add(string status, Answer invoice, string heading) => states[status] = ($"/hpp/i/{invoice.Id}", heading, status);
}
