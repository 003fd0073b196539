using System.Collections.Concurrent;
using System.Net;
using Microsoft.Playwright;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>
/// The budgets of contract/hpp.md for what <see cref="PageBudgetTests"/> leaves out: every state, whole and in a frame, the pages of a stored link, the
/// longest links that there are, and how many requests a visitor's first look costs.
/// </summary>
internal sealed class EveryPageBudgetTests
{
    private const int MostPageBytes = 9 * 1024;
    private const int MostRequests = 5;
    private const int WantedRequests = 4;

    /// <summary>All colours that a link can give (contract/hpp.md, Parameters), each by its longer name and with an opacity.</summary>
    private static readonly string[] Colours =
    [
        "primary_color", "secondary_color", "primary_variant", "secondary_variant", "primary_text_color", "secondary_text_color", "primary_background_color",
        "secondary_background_color", "on_primary_color", "on_secondary_color", "success_color", "warning_color", "danger_color", "info_color",
    ];

    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private IReadOnlyDictionary<string, string> states = null!;
    private readonly Dictionary<int, NewAccount> accounts = [];

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await EveryState.Start();
        client = app.Client();
        foreach (var count in (int[])[1, 12, 30]) accounts[count] = await app.AccountWith(count);
        states = await app.EachState();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [TestCase("en")]
    [TestCase("uk")]
    [TestCase("kk")]
    [TestCase("ar")]
    public async Task Every_state_keeps_the_cap_whole_and_in_a_frame(string language)
    {
        var sizes = new Dictionary<string, int>();
        foreach (var (state, path) in states)
        {
            sizes[state] = await Size($"{path}lang={language}");
            sizes[$"{state} framed"] = await Size($"{path}lang={language}", framed: true);
            sizes[$"{state} framed"].Should().BeGreaterThan(sizes[state] - 100, "a frame's page has a script more, and the card in its place would be small");
        }

        Told(sizes);
    }

    [Test]
    public async Task The_pages_of_a_stored_link_and_a_list_in_a_frame_keep_the_cap()
    {
        var link = await app.Link(new { amount_min = 5, amount_max = 500, amount_preset = 20, currency = "EUR", description = "A roof for the library" });
        Told(new Dictionary<string, int>
        {
            ["amount"] = await Size($"/pay/{link.Id}?lang=uk"),
            ["amount framed"] = await Size($"/pay/{link.Id}?lang=uk", framed: true),
            ["amount wrong"] = await Size($"/pay/{link.Id}/methods?lang=uk&amount=2", status: HttpStatusCode.UnprocessableEntity),
            ["amount chosen"] = await Size($"/pay/{link.Id}/methods?lang=uk&amount=20"),
            ["poster"] = await Size($"/pay/{link.Id}/poster?lang=uk"),
            ["left"] = await Size($"/hpp/cancel?{Link(accounts[30])}&lang=uk"),
            ["list framed"] = await Size($"/hpp/?{Link(accounts[30])}&lang=uk", framed: true),
            ["card"] = await Size($"/hpp/?{Link(accounts[30])}&lang=uk", framed: true, around: "https://evil.example/", status: HttpStatusCode.Forbidden),
            ["no such page"] = await Size("/hpp/i/cpi_0000000000000000?lang=uk", status: HttpStatusCode.NotFound),
        });
    }

    /// <summary>Thirty methods, each of whose addresses carries all of it.</summary>
    [TestCase("uk")]
    [TestCase("kk")]
    public async Task The_longest_link_there_is_keeps_the_cap(string language)
    {
        var link = $"{Link(accounts[30])}&{string.Join('&', Colours.Select((c, i) => $"style[{c}]=%23{(i * 1_118_481) + 1_052_688:x6}f0"))}"
            + "&customer[email]=olena.petrenko@example.org&metadata[order]=4711-0815-2026&metadata[channel]=newsletter-november-2026&metadata[campaign]=black-friday"
            + $"&return_url=https%3A%2F%2Fshop.example%2Fthanks&lang={language}&sig_exp={app.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}&kid={accounts[30].LinkKeyTestKid}";
        // The rest of the room is Cyrillic, six bytes a letter: a description of the most letters, and what is left as metadata.
        var words = Prose((LinkQuery.MostBytes - link.Length - "&description=&metadata[note]=&sig=".Length - 43) / 6);
        link += $"&description={Uri.EscapeDataString(words[..1024])}&metadata[note]={Uri.EscapeDataString(words[1024..])}";
        link += $"&sig={LinkSignature.Sign(LinkSignature.Text(LinkQuery.Read(link, out _)!), accounts[30].LinkKeyTest)}";
        link.Length.Should().BeInRange(LinkQuery.MostBytes - 600, LinkQuery.MostBytes, "this is about the longest link");

        var sizes = new Dictionary<string, int>
        {
            ["list"] = await Size($"/hpp/?{link}"),
            ["search"] = await Size($"/hpp/methods?{link}&q=a"),
            ["fields"] = await Size($"/hpp/service/payment_card_eur_hpp?{link}"),
        };
        Told(sizes);
    }

    [TestCase(1)]
    [TestCase(12)]
    [TestCase(30)]
    public Task A_first_look_at_a_list_is_few_requests(int methods) => FewRequests($"{methods} methods", $"/hpp/?{Link(accounts[methods])}");

    [Test]
    public async Task A_first_look_at_a_state_is_few_requests()
    {
        foreach (var state in (string[])["created", "pending", "instructions", "failed", "paid", "refunded", "expired"]) await FewRequests(state, states[state]);
    }

    private async Task FewRequests(string name, string path)
    {
        var page = await Browser.Open(app.Url);
        var requests = new ConcurrentQueue<string>();
        page.Request += (_, request) => requests.Enqueue(new Uri(request.Url).GetLeftPart(UriPartial.Path));
        await page.GotoAsync(path);
        // A page that waits asks for news too; the script does that at once.
        if (await page.Locator("[data-live]").CountAsync() > 0) await Probe.Until(() => requests.Any(r => r.EndsWith("/events", StringComparison.Ordinal)), "the page listens");
        await page.Leave();

        requests.Should().OnlyContain(url => url.StartsWith(app.Url, StringComparison.Ordinal)).And.OnlyHaveUniqueItems();
        requests.Should().Contain(url => url.EndsWith("/hpp.js", StringComparison.Ordinal), "what a page asks for is seen here");
        // The tab's icon counts too; it is asked for so late that the visitor may have left.
        var count = requests.Count(r => !r.EndsWith("/favicon.svg", StringComparison.Ordinal)) + 1;
        TestContext.Out.WriteLine($"{name}: {count} requests, wanted {WantedRequests}: {string.Join(' ', requests)}");
        count.Should().BeLessThanOrEqualTo(MostRequests, $"{name} may make at most {MostRequests} requests, and should make {WantedRequests}");
    }

    private static void Told(Dictionary<string, int> sizes)
    {
        TestContext.Out.WriteLine(string.Join('\n', sizes.OrderByDescending(s => s.Value).Select(s => $"{s.Value} bytes: {s.Key}")));
        sizes.Where(s => s.Value > MostPageBytes).Should().BeEmpty($"no page is larger than {MostPageBytes} bytes");
    }

    private static string Link(NewAccount account) => $"public_key={account.PublicKeyTest}&amount=1249&currency=EUR&reference_id=order-4711";

    /// <summary>Words without much repetition, as people write them.</summary>
    private static string Prose(int length)
    {
        string[] words =
        [
            "замовлення", "книга", "перше", "видання", "доставка", "кур'єром", "до", "Києва", "подарункова", "упаковка", "червона", "стрічка", "листівка", "від", "друзів",
            "щиро", "вітаємо", "бажаємо", "здоров'я", "наснаги", "мандрів", "зустрічей", "читання", "вечорами", "бібліотека", "полиця", "дубова", "лампа", "крісло", "ковдра",
        ];
        var text = "";
        // A step that shares no divisor with the count visits the words in another order each round.
        for (var i = 0; text.Length < length; i++) text += words[((i * 7) + (i / words.Length * 11)) % words.Length] + (i % 9 == 8 ? ". " : " ");
        return text[..length];
    }

    private async Task<int> Size(string path, bool framed = false, string around = "https://shop.example/", HttpStatusCode status = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.ParseAdd("br");
        if (framed)
        {
            request.Headers.Add("Sec-Fetch-Dest", "iframe");
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Referrer = new Uri(path.StartsWith("/hpp/?", StringComparison.Ordinal) && around == "https://shop.example/" ? "http://localhost:3000/" : around);
        }

        using var answer = await client.SendAsync(request);
        answer.StatusCode.Should().Be(status, path);
        answer.Content.Headers.ContentEncoding.Should().Equal("br");
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }
}
