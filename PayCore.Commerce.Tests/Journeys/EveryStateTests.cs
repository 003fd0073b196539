using Microsoft.Playwright;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>
/// Every state of an invoice and every page of a link in three languages, one of them from right to left, at three widths: a picture of each under
/// <c>artifacts/pages</c> to look at, nothing wider than its window, nothing that axe finds; and the same where no script runs, but for axe, which is one.
/// </summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class EveryStateTests(bool javaScript)
{
    private static readonly int[] Widths = [320, 768, 1280];
    private static readonly string[] Languages = ["en", "uk", "ar"];

    private PayCoreApp app = null!;
    private NewAccount many = null!;
    private Dictionary<string, string> pages = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await EveryState.Start();
        many = await app.AccountWith(30);
        var link = $"public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&description=Order+4711";
        var stored = await app.Link(new { amount_min = 5, amount_max = 500, amount_preset = 20, currency = "EUR", description = "A roof for the library" });
        pages = new Dictionary<string, string>(await app.EachState())
        {
            ["methods"] = $"/hpp/?{link}&",
            ["long-list"] = $"/hpp/?public_key={many.PublicKeyTest}&amount=1249&currency=EUR&",
            ["search"] = $"/hpp/methods?public_key={many.PublicKeyTest}&amount=1249&currency=EUR&q=pay&",
            ["fields"] = $"/hpp/service/mobile_payment_eur_hpp?{link}&",
            ["left"] = $"/hpp/cancel?{link}&return_url=x&",
            ["refusal"] = $"/hpp/?public_key={app.Account.PublicKeyTest}&amount=abc&",
            ["amount"] = $"/pay/{stored.Id}?",
            ["amount-wrong"] = $"/pay/{stored.Id}/methods?amount=2&",
            ["poster"] = $"/pay/{stored.Id}/poster?",
        };
    }

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [TestCaseSource(nameof(Languages))]
    [Parallelizable(ParallelScope.Self)]
    public async Task A_page_fits_is_accessible_and_is_kept_as_a_picture(string language)
    {
        pages.Keys.Should().Contain(EveryState.Names);
        var console = new List<string>();
        var page = await Browser.Open(app.Url, javaScript);
        page.Console += (_, message) => console.Add($"{page.Url} {message.Text}");
        var round = Array.IndexOf(Languages, language);
        foreach (var (name, path) in pages)
        {
            var answer = await page.GotoAsync($"{path}lang={language}");
            answer!.Status.Should().Be(name is "refusal" or "amount-wrong" ? 422 : 200, name);
            // The browser itself writes of a status that is an error.
            if (answer.Status != 200) console.Clear();
            (await page.Locator("html").GetAttributeAsync("dir")).Should().Be(language == "ar" ? "rtl" : "ltr");
            (await page.Locator("html").GetAttributeAsync("lang")).Should().StartWith(language);
            foreach (var width in Widths)
            {
                await page.SetViewportSizeAsync(width, 800);
                await page.ShouldFit();
                await Keep(page, $"state-{name}-{language}-{width}{(javaScript ? "" : "-nojs")}.jpg");
            }

            if (!javaScript) continue;
            // Every state meets axe in every language, and at every width in one of them.
            await page.SetViewportSizeAsync(Widths[round++ % Widths.Length], 800);
            await page.ShouldBeAccessible();
        }

        await page.Leave();
        console.Should().BeEmpty();
    }

    [TestCase("starting", "starting.heading")]
    [TestCase("hand-off", "handoff.heading")]
    [TestCase("authorized", "authorized.heading")]
    [TestCase("partly-paid", "partial.heading")]
    [TestCase("refunding", "refunding.heading")]
    [TestCase("partly-refunded", "partially_refunded.heading")]
    [TestCase("refunded", "refunded.heading")]
    [TestCase("charged-back", "charged_back.heading")]
    [TestCase("expired", "expired.heading")]
    public async Task A_state_is_what_its_picture_says(string state, string heading)
    {
        using var client = app.Client();

        (await client.Get($"{pages[state]}lang=en")).Text.Should().Contain($">{Texts.Of("en")[heading]}</h1>");
    }

    private static Task Keep(IPage page, string name) => page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, name), FullPage = true, Type = ScreenshotType.Jpeg, Quality = 70,
    });
}
