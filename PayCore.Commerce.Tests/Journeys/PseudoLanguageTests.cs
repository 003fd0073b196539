using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>
/// The pages in a language that nobody speaks: every text in brackets, with accents, and two fifths longer than in English. What is not in brackets
/// was written past the texts; what does not fit is too narrow for German.
/// </summary>
[TestFixture(320)]
[TestFixture(768)]
[TestFixture(1280)]
internal sealed class PseudoLanguageTests(int width)
{
    private const string Language = "en-XA";

    private PayCoreApp app = null!;
    private NewAccount many = null!;
    private HttpClient client = null!;
    private IPage page = null!;

    /// <summary>What pages print as they got it: words of the catalogue (its languages have tests of their own) and names of languages.</summary>
    private static readonly HashSet<string> Data =
    [
        .. MethodCatalogue.All.Select(m => m.View.Name["en"]),
        .. MethodCatalogue.All.SelectMany(m => m.Fields).SelectMany(f => new[] { f.Label["en"], f.Hint.GetValueOrDefault("en", "") }),
        .. Texts.Languages.Select(l => Texts.Of(l).Name),
    ];

    private static readonly HashSet<string> English = [.. Texts.Of("en").Messages.Values.Select(m => m.Text)];

    [OneTimeSetUp]
    public async Task Start()
    {
        Locale.Add(new Texts(Language, Texts.Of("en").Messages.ToDictionary(m => m.Key, m => Pseudo(m.Value.Text))));
        app = await PayCoreApp.Start();
        client = app.Client();
        many = await app.AccountWith(30);
        page = await Browser.Open(app.Url, width: width);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await page.Leave();
        await app.DisposeAsync();
    }

    [TestCase("/hpp/")]
    [TestCase("/hpp/service/payment_card_eur_hpp")]
    [TestCase("/hpp/service/bank_transfer_eur_invoice")]
    public async Task The_pages_of_a_link(string path)
    {
        await page.GotoAsync($"{path}?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&lang={Language}&reference_id=order-1&description=Order+4711");
        await page.Locator(".langs summary").ClickAsync();
        await Look();
    }

    [Test]
    public async Task A_form_with_errors()
    {
        await page.GotoAsync($"/hpp/service/payment_card_eur_hpp?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&lang={Language}");
        await page.Locator("input[type=email]").FillAsync("not an address");
        await page.Locator("form button").ClickAsync();
        await Assertions.Expect(page.Locator(".problem")).ToBeVisibleAsync();
        await Look();
    }

    [Test]
    public async Task A_refusal()
    {
        await page.GotoAsync($"/hpp/?public_key={app.Account.PublicKeyLive}&amount=1&currency=EUR&lang={Language}");
        await Look();
    }

    [TestCase("paypal_eur_hpp", null)]
    [TestCase("bank_transfer_eur_invoice", null)]
    [TestCase("paypal_eur_hpp", "decline")]
    [TestCase("paypal_eur_hpp", "pay")]
    public async Task The_states_of_an_invoice(string service, string? act)
    {
        var id = (await app.Api().CreateInvoice(new { reference_id = $"{service}-{act}", amount = 1249, currency = "EUR", service })).Id;
        if (act is not null)
        {
            var gateway = await client.Get((await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!.PathAndQuery);
            await PageForm.In(gateway, "/sandbox/pay/").With("act", act).Send(client);
            await client.Get($"/return?id={id}");
        }

        await page.GotoAsync($"/hpp/i/{id}?lang={Language}");
        await Look();
        if (act != "pay")
        {
            await page.GotoAsync($"/hpp/i/{id}/cancel?lang={Language}");
            await Look();
        }
    }

    [TestCase("")]
    [TestCase("&q=pay")]
    [TestCase("&q=zzz")]
    [TestCase("&category=digital_wallet")]
    public async Task A_long_list_its_search_and_its_categories(string more)
    {
        await page.GotoAsync($"/hpp/methods?public_key={many.PublicKeyTest}&amount=1249&currency=EUR&lang={Language}{more}");
        await Look();
    }

    [TestCase("")]
    [TestCase("/methods?amount=2")]
    [TestCase("/methods?amount=x")]
    [TestCase("/methods?amount=20")]
    [TestCase("/poster")]
    [TestCase("/cancel")]
    public async Task The_pages_of_a_stored_link(string path)
    {
        var link = await app.Link(new { amount_min = 5, amount_max = 500, amount_preset = 20, currency = "EUR", description = "4711" });
        await page.GotoAsync($"/pay/{link.Id}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={Language}");
        await Look(least: 3);
    }

    [Test]
    public async Task The_ends_and_the_middle_of_an_invoice()
    {
        var (partly, charge) = await app.Opened("partly", 1249);
        await app.Happens(charge, "pay_part", new { amount = 249 });
        var (reserved, _) = await app.Paid("reserved", 1249, flow: "authorize");
        var (returned, back) = await app.Paid("returned", 1249);
        await app.Happens(back, "charge_back");
        var cancelled = await app.Started();
        await app.Api().Post($"/api/payment-invoices/{cancelled.Id}/cancel");
        var expired = await app.Api().CreateInvoice(new { reference_id = "expired", amount = 1249, currency = "EUR", expires = app.Clock.GetUtcNow().ToUnixTimeSeconds() + 400 });
        // Its words of the time that is left are on the page while it can be paid.
        await page.GotoAsync($"/hpp/i/{expired.Id}?lang={Language}");
        await Assertions.Expect(page.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();
        await Look();
        app.Clock.Advance(TimeSpan.FromSeconds(401));
        await app.Run<ExpireInvoices>();

        foreach (var invoice in (string[])[partly.Id, reserved.Id, returned.Id, cancelled.Id, expired.Id])
        {
            await page.GotoAsync($"/hpp/i/{invoice}?lang={Language}");
            await Look();
        }
    }

    [Test]
    public async Task The_card_in_the_frame_of_a_stranger()
    {
        await using var stranger = await ShopSite.Open();
        stranger.Body = $"<iframe title=\"Payment\" src=\"{app.Url}/hpp/?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&lang={Language}\"></iframe>";
        var visitor = await Browser.Open(stranger.On("stranger.test"), width: width);
        await visitor.GotoAsync("/");
        await Assertions.Expect(visitor.FrameLocator("iframe").Locator("a.button")).ToBeVisibleAsync();
        await Read(visitor.Frames[1], 3);
        await visitor.Leave();
    }

    [Test]
    public void The_language_is_longer_and_keeps_places()
    {
        Pseudo("Pay {total}").Should().Be("[Ƥȧẏ {total} ~~]");
        Message.Read(Pseudo(Texts.Of("en").Messages["failed.attempts"].Text)).Places.Should().Equal("count");
    }

    private async Task Look(int least = 6)
    {
        await page.ShouldFit();
        (await page.TitleAsync()).Should().StartWith("[");
        await Read(page.MainFrame, least);
    }

    /// <summary>Expects that all that is read or said on the page, or will be by its script, stands in the language's file.</summary>
    private static async Task Read(IFrame frame, int least)
    {
        // Text by text, with whether it is a value (bdi, an address), a description or a decoration; then the words that attributes hold.
        var seen = JsonSerializer.Deserialize<List<Seen>>(await frame.EvaluateAsync<string>("""
            () => {
              const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) {
                const text = walk.currentNode.textContent.trim(), parent = walk.currentNode.parentElement;
                if (text && parent.localName !== 'script') texts.push({ Text: text, Value: !!parent.closest('bdi,[aria-hidden=true],[role=timer],p.key') });
              }
              for (const name of ['aria-label', 'alt', 'title', 'placeholder', ...['busy', 'offline', 'copy', 'copied', 'select', 'text', 'soon', 'found', 'none', 'required', 'invalid'].map(n => `data-${n}`)])
                for (const e of document.querySelectorAll(`[${name}]`)) texts.push({ Text: e.getAttribute(name), Value: false });
              return JSON.stringify(texts);
            }
            """))!;

        seen.Should().HaveCountGreaterThanOrEqualTo(least);
        seen.Where(s => !(s.Text.StartsWith('[') && s.Text.EndsWith(']')) && !Data.Contains(s.Text) && (!s.Value || English.Contains(s.Text)))
            .Select(s => s.Text).Should().BeEmpty($"{frame.Url} has texts that no language file holds");
    }

    /// <summary>In brackets, accented outside of places, and two fifths longer.</summary>
    private static string Pseudo(string text)
    {
        var (pseudo, depth, letters) = (new StringBuilder("["), 0, 0);
        foreach (var c in text)
        {
            if (c == '}') depth--;
            pseudo.Append(depth == 0 && Accented.TryGetValue(c, out var accented) ? accented : c);
            if (depth == 0 && c != '}') letters++;
            if (c == '{') depth++;
        }

        pseudo.Append(' ');
        for (var i = 0; i < letters * 2 / 5 || i < 2; i++) pseudo.Append(i % 8 == 7 ? ' ' : '~');
        return pseudo.Append(']').ToString();
    }

    private static readonly Dictionary<char, char> Accented =
        "abcdefghijklmnopqrstuvwxyzPSTNCR".Zip("ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑƤŞŦȠƇŘ").ToDictionary(p => p.First, p => p.Second);

    private sealed record Seen(string Text, bool Value);
}
