using Microsoft.Playwright;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>Every state of the payment page in every theme, against what the visitor's own system prefers: axe finds nothing and nothing is wider than its window.</summary>
internal sealed class PagesInEveryThemeTests
{
    private static readonly int[] Widths = [320, 768, 1280];
    private static readonly string[] States = ["methods", "long-list", "search", "fields", "wrong", "left", "created", "pending", "instructions", "failed", "paid", "cancel", "cancelled", "refusal"];

    /// <summary>What every visitor meets: axe sees them in every theme at every width.</summary>
    private static readonly string[] Main = ["methods", "wrong", "pending", "failed", "paid"];

    private PayCoreApp app = null!;
    private NewAccount many = null!;
    private readonly Dictionary<string, string> addresses = [];

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        many = await app.AccountWith(30);
        var link = $"public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&reference_id=order-4711&description=Order+4711";
        addresses["methods"] = $"/hpp/?{link}";
        addresses["long-list"] = $"/hpp/?public_key={many.PublicKeyTest}&amount=1249&currency=EUR";
        addresses["search"] = $"/hpp/methods?public_key={many.PublicKeyTest}&amount=1249&currency=EUR&q=pay";
        addresses["fields"] = $"/hpp/service/mobile_payment_eur_hpp?{link}";
        addresses["wrong"] = addresses["fields"];
        addresses["left"] = $"/hpp/cancel?{link}&return_url=x";
        addresses["refusal"] = $"/hpp/?public_key={app.Account.PublicKeyTest}&amount=abc";
        addresses["created"] = $"/hpp/i/{await Invoice("created", null)}?";
        addresses["pending"] = $"/hpp/i/{await Invoice("pending", "paypal_eur_hpp")}?";
        addresses["instructions"] = $"/hpp/i/{await Invoice("instructions", "bank_transfer_eur_invoice")}?";
        addresses["failed"] = $"/hpp/i/{await Invoice("failed", "paypal_eur_hpp", "decline")}?";
        addresses["paid"] = $"/hpp/i/{await Invoice("paid", "paypal_eur_hpp", "pay")}?";
        addresses["cancel"] = $"/hpp/i/{await Invoice("cancel", null)}/cancel?";
        var cancelled = await Invoice("cancelled", null);
        await app.Api().Post($"/api/payment-invoices/{cancelled}/cancel");
        addresses["cancelled"] = $"/hpp/i/{cancelled}?";
    }

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    /// <param name="width">Where axe looks first: themes change colours and widths the layout, so each state meets each theme and each width, and the main ones meet all of both.</param>
    /// <param name="theme">None ("auto"): the visitor's own, which the other tests of pages have for the rest of the states.</param>
    [TestCase("light", 1280, true, "theme=light")]
    [TestCase("basic", 768, true, "style[theme]=basic")]
    [TestCase("dark", 320, false, "style[theme]=dark")]
    [TestCase("brand", 1280, true, "style[primary]=%23ffcc00&style[primary_text_color]=%23888888&style[secondary_background_color]=%23fff8e1&style[danger_color]=%23ff9999")]
    [TestCase("auto", 1280, false, "")]
    [TestCase("auto-dark", 1280, true, "")]
    [Parallelizable(ParallelScope.Self)]
    public async Task A_state_is_accessible(string theme, int width, bool dark, string look)
    {
        var console = new List<string>();
        var page = await Browser.Open(app.Url, width: width, dark: dark);
        page.Console += (_, message) => console.Add($"{page.Url} {message.Text}");
        foreach (var state in look.Length > 0 ? States : Main)
        {
            var answer = await page.GotoAsync($"{addresses[state]}&{look}");
            // The browser itself writes of a status that is an error, as a refusal's is.
            if (answer!.Status >= 400) console.Clear();
            if (state == "wrong")
            {
                await SendWrong(page);
                console.Clear();
            }

            await page.ShouldBeAccessible();
            await Keep(page, $"theme-{theme}-{state}-{width}.png");
            foreach (var other in Widths)
            {
                await page.SetViewportSizeAsync(other, 800);
                await page.ShouldFit();
                if (other != width && Main.Contains(state)) await page.ShouldBeAccessible();
            }

            await page.SetViewportSizeAsync(width, 800);
            console.Should().BeEmpty();
        }

        await page.Leave();
    }

    private static async Task SendWrong(IPage page)
    {
        await page.GetByLabel("Phone").FillAsync("501");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".problem")).ToBeFocusedAsync();
    }

    /// <summary>A picture to look at, under <c>artifacts/pages</c>.</summary>
    private static Task Keep(IPage page, string name) => page.ScreenshotAsync(
        new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, name), FullPage = true });

    private async Task<string> Invoice(string reference, string? service, string? act = null)
    {
        var created = await app.Api().CreateInvoice(new { reference_id = reference, amount = 1249, currency = "EUR", description = "Order 4711: two first editions", service });
        ((int)created.Status).Should().Be(201, created.Text);
        if (act is null) return created.Id;
        var client = app.Client();
        var gateway = await client.Get((await client.Get($"/redirect/hpp/?cpi={created.Id}")).Headers.Location!.PathAndQuery);
        await PageForm.In(gateway, "/sandbox/pay/").With("act", act).Send(client);
        await client.Get($"/return?id={created.Id}");
        return created.Id;
    }
}
