using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>/dev/snippets: every snippet does what it says, exactly as it stands on the page.</summary>
internal sealed partial class DemoSnippetsTests
{
    private PayCoreApp app = null!;
    private ShopSite shop = null!;
    private HttpClient client = null!;
    private Dictionary<string, string> snippets = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        shop = await ShopSite.Open();
        client = app.Client();
        snippets = Snippet().Matches((await client.Get("/dev/snippets")).Text).ToDictionary(m => m.Groups["id"].Value, m => WebUtility.HtmlDecode(m.Groups["text"].Value));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await shop.DisposeAsync();
        await app.DisposeAsync();
    }

    [Test]
    public void There_is_one_for_each_way_to_be_paid() =>
        snippets.Keys.Should().BeEquivalentTo("plain", "signed", "stored", "invoice", "frame", "lightbox", "element", "form", "client");

    [TestCase("plain")]
    [TestCase("signed")]
    public async Task A_shown_link_opens(string id)
    {
        var page = await client.Get(new Uri(snippets[id]).PathAndQuery);

        page.Status.Should().Be(HttpStatusCode.OK, snippets[id]);
        page.Text.Should().Contain("Demo Shop").And.Contain("€10.50").And.Contain("Two books");
        (await client.Get("/dev/snippets")).Text.Should().Contain($"href=\"{WebUtility.HtmlEncode(snippets[id])}\"");
    }

    [Test]
    public async Task The_signed_link_names_key_and_end_and_cannot_be_changed()
    {
        snippets["signed"].Should().MatchRegex(@"&sig_exp=\d+&kid=\w+&sig=[\w-]{43}$");

        (await client.Get(new Uri(snippets["signed"].Replace("amount=10.50", "amount=1", StringComparison.Ordinal)).PathAndQuery)).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [TestCase("stored", "url")]
    [TestCase("invoice", "hpp_url")]
    public async Task A_shown_request_makes_what_its_answer_leads_to(string id, string link)
    {
        var curl = Curl().Match(snippets[id]);
        using var request = new HttpRequestMessage(HttpMethod.Post, curl.Groups["url"].Value);
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(curl.Groups["user"].Value)));
        request.Content = new StringContent(curl.Groups["body"].Value, Encoding.UTF8, "application/json");

        var made = await client.Ask(request);

        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        var opened = await client.Get(new Uri(made[link].GetString()!).PathAndQuery);
        if (opened.Status == HttpStatusCode.Redirect) opened = await client.Get(opened.Headers.Location!.OriginalString);
        opened.Status.Should().Be(HttpStatusCode.OK);
        opened.Text.Should().Contain("Demo Shop");
    }

    [TestCase("frame", true)]
    [TestCase("lightbox", true, "Pay €100.25")]
    [TestCase("element", true)]
    [TestCase("form", false, "Pay €100.25")]
    public async Task A_shown_widget_shows_the_payment_page(string id, bool isFramed, string? button = null)
    {
        var page = await Visit(id);
        if (button is not null) await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        var heading = isFramed ? page.FrameLocator("iframe").Locator("h1") : page.Locator("h1");
        await Assertions.Expect(heading).ToHaveTextAsync("How would you like to pay?");
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task The_shown_browser_client_makes_an_invoice()
    {
        var page = await Visit("client");

        await Assertions.Expect(page.Locator("#result")).ToHaveTextAsync("process_pending");
        await page.Context.CloseAsync();
    }

    [TestCase("127.0.0.1", HttpStatusCode.OK)]
    [TestCase("localhost:5000", HttpStatusCode.OK)]
    [TestCase("evil.example", HttpStatusCode.NotFound)]
    [TestCase("127.0.0.1.evil.example", HttpStatusCode.NotFound)]
    public async Task Only_a_name_of_this_machine_shows_the_keys(string host, HttpStatusCode status) =>
        (await client.Get("/dev/snippets", ("Host", host))).Status.Should().Be(status);

    [TestCase("X-Forwarded-For", "198.51.100.1")]
    [TestCase("Forwarded", "for=198.51.100.1")]
    public async Task A_tunnel_that_runs_on_this_machine_shows_no_keys(string header, string value) =>
        (await client.Get("/dev/snippets", (header, value))).Status.Should().Be(HttpStatusCode.NotFound);

    [TestCase(320)]
    [TestCase(1280)]
    public async Task The_page_is_accessible_and_fits_and_a_click_selects_a_whole_snippet(int width)
    {
        var page = await Browser.Open(app.Url, width: width);
        await page.GotoAsync("/dev/snippets");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"snippets-{width}.png"), FullPage = true });

        await page.ShouldFit();
        await page.ShouldBeAccessible();
        await page.Locator("#stored").ClickAsync();
        (await page.EvaluateAsync<string>("getSelection().toString().trim()")).Should().Be(snippets["stored"]);
        await page.Context.CloseAsync();
    }

    private async Task<IPage> Visit(string id)
    {
        shop.Body = snippets[id];
        var page = await Browser.Open(shop.Url);
        await page.GotoAsync(shop.Url);
        return page;
    }

    [GeneratedRegex("""<pre id="(?<id>\w+)"[^>]*>(?<text>.*?)</pre>""", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("""^curl -u '(?<user>[^']+)' -H 'Content-Type: application/json' '(?<url>[^']+)' -d '(?<body>[^']+)'$""")]
    private static partial Regex Curl();
}
