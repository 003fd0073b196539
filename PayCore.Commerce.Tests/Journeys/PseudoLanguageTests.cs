using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using PayCore.Commerce.Hpp.Languages;
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

    [Test]
    public void The_language_is_longer_and_keeps_places()
    {
        Pseudo("Pay {total}").Should().Be("[Ƥȧẏ {total} ~~]");
        Message.Read(Pseudo(Texts.Of("en").Messages["failed.attempts"].Text)).Places.Should().Equal("count");
    }

    private async Task Look()
    {
        await page.ShouldFit();
        var title = await page.TitleAsync();
        title.Should().StartWith("[");

        // Text by text, with whether it is a value (bdi), a description or a decoration.
        var seen = JsonSerializer.Deserialize<List<Seen>>(await page.EvaluateAsync<string>("""
            () => {
              const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) {
                const text = walk.currentNode.textContent.trim(), parent = walk.currentNode.parentElement;
                if (text) texts.push({ Text: text, Value: !!parent.closest('bdi,[aria-hidden=true]') });
              }
              for (const e of document.querySelectorAll('[aria-label]')) texts.push({ Text: e.getAttribute('aria-label'), Value: false });
              return JSON.stringify(texts);
            }
            """))!;

        seen.Should().HaveCountGreaterThan(5);
        seen.Where(s => !(s.Text.StartsWith('[') && s.Text.EndsWith(']')) && !Data.Contains(s.Text) && (!s.Value || English.Contains(s.Text)))
            .Select(s => s.Text).Should().BeEmpty($"{page.Url} has texts that no language file holds");
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
