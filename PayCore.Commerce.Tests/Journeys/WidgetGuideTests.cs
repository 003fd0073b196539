using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>Every snippet of docs/widget.md in a real browser, exactly as it stands there but for the server's address, the key and the invoice.</summary>
internal sealed partial class WidgetGuideTests
{
    private PayCoreApp app = null!;
    private NewAccount account = null!;
    private ShopSite shop = null!;
    private readonly HashSet<string> run = [];

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        account = (await app.Send(new CreateAccount("Book Corner", ["EUR"], null, null))).Value;
        await app.Send(new ConfigureDemoServices(new AccountId(account.AccountId)));
        shop = await ShopSite.Open();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await shop.DisposeAsync();
        await app.DisposeAsync();
        run.Should().BeEquivalentTo(Snippets().Keys, "every snippet of the guide is run");
    }

    [TestCase("A frame")]
    [TestCase("Loaded async")]
    [TestCase("An element")]
    [TestCase("An invoice of your backend")]
    [TestCase("A lightbox", "Pay €100.25")]
    [TestCase("Without JavaScript: a form into a frame", "Pay €100.25")]
    [TestCase("The earlier widget")]
    public async Task Shows_the_payment_page_in_a_frame(string heading, string? button = null)
    {
        var page = await Visit(heading, javaScript: !heading.StartsWith("Without JavaScript", StringComparison.Ordinal));
        if (button is not null) await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        await Assertions.Expect(page.FrameLocator("iframe").Locator("h1")).ToHaveTextAsync("How would you like to pay?");
        await Assertions.Expect(page.FrameLocator("iframe").Locator(".payee")).ToContainTextAsync("Book Corner");
        page.Url.Should().Be(shop.Url + "/");
        await page.Leave();
    }

    [Test]
    public async Task Speaks_the_shops_language_around_the_page_too()
    {
        var page = await Visit("Words", javaScript: true);

        await Assertions.Expect(page.FrameLocator("iframe").Locator("h1")).ToHaveTextAsync("Як ви хочете заплатити?");
        await Assertions.Expect(page.Locator("iframe")).ToHaveAttributeAsync("title", "Оплата");
        await page.Context.CloseAsync();
    }

    /// <summary>The words to copy for the plain link are those of the page's own card.</summary>
    [Test]
    public void The_words_of_every_language_stand_there() =>
        Texts.Languages.Where(l => !Regex.IsMatch(Guide, $@"^\| `{l}` \| [^|]+ \| [^|]+ \| {Regex.Escape(Texts.Of(l)["embed.open"])} \| [^|]+ \|$", RegexOptions.Multiline)).Should().BeEmpty();

    [TestCase("A redirect", true)]
    [TestCase("Without JavaScript: a form", false)]
    public async Task Leads_to_the_payment_page(string heading, bool javaScript)
    {
        var page = await Visit(heading, javaScript);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay €100.25" }).ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("How would you like to pay?");
        page.Url.Should().StartWith(app.Url + "/hpp/?public_key=");
        await page.Leave();
    }

    [Test]
    public async Task The_browser_client_asks_creates_and_reads()
    {
        var page = await Visit("The browser client", javaScript: true);

        await Assertions.Expect(page.Locator("#result")).ToHaveTextAsync(new Regex(@"^\d\d+ services, process_pending$"));
        await page.Leave();
    }

    [Test]
    public async Task The_browser_client_rejects_with_a_sentence_and_the_answer()
    {
        shop.Body = $"<script src=\"{app.Url}/js/public-api-client.js\"></script>";
        var page = await Browser.Open(shop.Url);
        await page.GotoAsync(shop.Url);

        (await Refusal($"new MerchantSDK({{ apiKey: '{account.PublicKeyTest}' }}).createPaymentInvoice({{ amount: -1, currency: 'EUR' }})"))
            .Should().Be("The amount must be greater than 0. | amount_range");
        (await Refusal("new MerchantSDK({ apiKey: 'pk_test_nobody', currency: 'EUR' }).makePaymentPrerequest()")).Should().EndWith(" | unauthorized");
        (await Refusal($"new MerchantSDK({{ apiKey: '{account.PublicKeyTest}' }}).getPaymentInvoiceStatus('cpi_0000000000000000')")).Should().EndWith(" | not_found");
        (await Refusal($"new MerchantSDK({{ apiKey: '{account.PublicKeyTest}', BASE_URL: 'http://127.0.0.1:1/public-api/' }}).makePaymentPrerequest('EUR')"))
            .Should().StartWith("The server could not be reached. | ");
        await page.Leave();

        Task<string> Refusal(string call) => page.EvaluateAsync<string>($"{call}.then(() => 'no refusal', r => `${{r.message}} | ${{r.error.errors ? r.error.errors[0].code : r.error}}`)");
    }

    private async Task<IPage> Visit(string heading, bool javaScript)
    {
        run.Add(heading);
        var created = await app.Api(account: account).CreateInvoice(new { reference_id = heading, amount = 100.25, currency = "EUR" });
        shop.Body = Snippets()[heading].Replace("https://pay.example", app.Url, StringComparison.Ordinal)
            .Replace("pk_test_…", account.PublicKeyTest, StringComparison.Ordinal).Replace("cpi_…", created.Id, StringComparison.Ordinal);
        var page = await Browser.Open(shop.Url, javaScript);
        await page.GotoAsync(shop.Url);
        return page;
    }

    private static string Guide => File.ReadAllText(Repository.File("docs/widget.md"));

    /// <summary>The guide's snippets by the heading that they stand under.</summary>
    private static Dictionary<string, string> Snippets() => Snippet().Matches(Guide)
        .ToDictionary(m => m.Groups["heading"].Value, m => m.Groups["html"].Value);

    [GeneratedRegex(@"^## (?<heading>[^\n]+)\n(?:(?!## )[^\n]*\n)*?```html\n(?<html>.*?)```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
