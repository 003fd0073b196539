using System.Net;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed class TransferCodeTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private HttpClient visitor = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        (api, visitor) = (app.Api(), app.Client());
        await app.TakesTransfers();
        await app.TakesTransfers(currency: "usd");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        visitor.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public void The_text_is_that_of_EPC_069_12() =>
        TransferCode.Text("Käthe & Söhne GmbH", "DE89370400440532013000", "COBADEFFXXX", new Money(124_900, Currency.Get("EUR")), "RF18539007547034")
            .Should().Be("BCD\n002\n1\nSCT\nCOBADEFFXXX\nKäthe & Söhne GmbH\nDE89370400440532013000\nEUR1249.00\n\nRF18539007547034");

    [Test]
    public void Without_a_BIC_its_line_is_empty_and_small_amounts_keep_their_cents() =>
        TransferCode.Text("A", "DE89370400440532013000", null, new Money(5, Currency.Get("EUR")), "RF18539007547034").Split('\n')
            .Should().Equal("BCD", "002", "1", "SCT", "", "A", "DE89370400440532013000", "EUR0.05", "", "RF18539007547034");

    [Test]
    public async Task A_banking_app_reads_the_invoice_from_the_picture_and_after_a_part_what_is_missing()
    {
        var invoice = await api.Asks("qr-1", 1249);
        using var picture = await visitor.GetAsync($"/hpp/i/{invoice.Id}/qr.png");
        picture.StatusCode.Should().Be(HttpStatusCode.OK);
        picture.Content.Headers.ContentType!.MediaType.Should().Be("image/png");
        picture.Headers.CacheControl!.NoStore.Should().BeTrue();
        QrPicture.OfPng(await picture.Content.ReadAsByteArrayAsync()).Should().Be(
            $"BCD\n002\n1\nSCT\nCOBADEFFXXX\nBook Corner GmbH\n{TransferSide.Iban}\nEUR1249.00\n\n{invoice.Reference()}");

        await api.State(invoice.Id, new { status = "processed", amount = 249, original_id = "qr-1" });
        QrPicture.OfPng(await visitor.GetByteArrayAsync($"/hpp/i/{invoice.Id}/qr.png")).Should().Contain("\nEUR1000.00\n");
    }

    [Test]
    public async Task The_drawing_is_an_SVG_without_scripts()
    {
        var invoice = await api.Asks("qr-svg", 10);
        using var drawing = await visitor.GetAsync($"/hpp/i/{invoice.Id}/qr.svg");
        drawing.Content.Headers.ContentType!.MediaType.Should().Be("image/svg+xml");
        drawing.Headers.CacheControl!.NoStore.Should().BeTrue();
        var svg = System.Xml.Linq.XDocument.Parse(await drawing.Content.ReadAsStringAsync());
        svg.Root!.Name.LocalName.Should().Be("svg");
        svg.Descendants().Select(e => e.Name.LocalName).Distinct().Should().BeSubsetOf(["svg", "rect", "path", "g"]);
    }

    [Test]
    public async Task There_is_no_code_for_another_currency_another_gateway_or_an_invoice_that_is_paid()
    {
        var dollars = await api.Asks("qr-usd", 10, "USD");
        await Missing(dollars.Id);
        (await visitor.Get($"/hpp/i/{dollars.Id}")).Text.Should().NotContain("/qr.svg").And.Contain("RF");

        var (card, _) = await app.Opened("qr-card", 10);
        await Missing(card.Id);

        var paid = await api.Asks("qr-paid", 10);
        await api.State(paid.Id, new { status = "processed", original_id = "qr-paid" });
        await Missing(paid.Id);
        await Missing("cpi_0000000000000000");
    }

    private async Task Missing(string invoice)
    {
        foreach (var ending in (string[])["svg", "png"])
            (await visitor.Get($"/hpp/i/{invoice}/qr.{ending}")).Status.Should().Be(HttpStatusCode.NotFound);
    }
}
