using System.Net;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>The pages in every language, over HTTP, and the switch between them.</summary>
internal sealed class LanguagePagesTests
{
    /// <summary>The hard cap of contract/hpp.md for a compressed page.</summary>
    private const int MostBytes = 9 * 1024;

    private PayCoreApp app = null!;
    private HttpClient client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    private string Link => $"public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&reference_id=order-1";

    [TestCaseSource(nameof(Languages))]
    public async Task Every_page_is_written_in_the_language_and_in_its_direction(string language)
    {
        var texts = Texts.Of(language);
        var paying = await app.Api().CreateInvoice(new { reference_id = $"in-{language}", amount = 1249, currency = "EUR", service = "paypal_eur_hpp" });
        foreach (var (address, heading) in new[]
        {
            ($"/hpp/?{Link}&lang={language}", texts["methods.heading"]),
            ($"/hpp/service/payment_card_eur_hpp?{Link}&lang={language}", texts["service.heading", ("method", Card(language))]),
            ($"/hpp/i/{paying.Id}?lang={language}", texts["pending.heading"]),
            ($"/hpp/?amount=1&lang={language}", texts["refusal.link_malformed"]),
        })
        {
            var page = WebUtility.HtmlDecode((await client.Get(address)).Text);

            page.Should().Contain($"<html lang=\"{language}\" dir=\"{(language is "ar" or "he" ? "rtl" : "ltr")}\"");
            page.Should().MatchRegex($">{System.Text.RegularExpressions.Regex.Escape(heading)}</h1>");
            page.Should().Contain($"hreflang=\"{language}\" aria-current=\"true\">{texts.Name}</a>");
        }
    }

    [TestCaseSource(nameof(Languages))]
    public async Task A_page_in_any_language_fits_the_first_round_trip(string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/hpp/?{Link}&lang={language}");
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var answer = await client.SendAsync(request);

        answer.Content.Headers.ContentEncoding.Should().Equal("br");
        answer.Content.Headers.ContentLength.Should().BeLessThan(MostBytes);
        TestContext.Out.WriteLine($"{language}: {answer.Content.Headers.ContentLength} bytes");
    }

    [TestCase("available_locales=en,pl,pt")]
    [TestCase("available_locales[]=en&available_locales[]=pl_PL&available_locales[]=xx&available_locales[]=pt-BR")]
    public async Task The_link_may_offer_fewer_languages(string available)
    {
        var page = (await client.Get($"/hpp/?{Link}&{available}&lang=de", ("Accept-Language", "uk,pl;q=0.5"))).Text;

        page.Should().Contain("<html lang=\"pl\"");
        Offered(page).Should().Equal("en", "pl", "pt-BR");
    }

    [Test]
    public async Task One_language_needs_no_switch() =>
        Offered((await client.Get($"/hpp/?{Link}&available_locales=fr")).Text).Should().BeEmpty();

    [Test]
    public async Task The_offer_of_languages_goes_on_to_the_invoice()
    {
        var made = await app.Api().CreateInvoice(new { reference_id = "offered", amount = 1249, currency = "EUR" });
        var page = (await client.Get($"/hpp/i/{made.Id}?available_locales=fr,it&lang=de")).Text;

        page.Should().Contain("<html lang=\"fr\"").And.Contain($"/hpp/i/{made.Id}/service/payment_card_eur_hpp?available_locales=fr%2Cit");
    }

    private static IReadOnlyList<string> Languages() => Texts.Languages;

    private static string Card(string language) => Commerce.Methods.Catalogue.MethodCatalogue.Get("payment_card").View.Name[language];

    private static IEnumerable<string> Offered(string page) => page.Split("hreflang=\"").Skip(1).Select(part => part.Split('"')[0]);
}
