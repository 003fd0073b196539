using Microsoft.Playwright;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>A customer who pays by bank transfer, in live mode: the details, the part that arrives, the rest, the receipt.</summary>
internal sealed class TransferJourneys
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api(Mode.Live);
        await app.TakesTransfers(Mode.Live);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [TearDown]
    public Task Leave() => page.Leave();

    [TestCase(1280, true)]
    [TestCase(320, false)]
    public async Task A_customer_chooses_a_transfer_pays_in_two_parts_and_reads_the_receipt(int width, bool javaScript)
    {
        page = await Browser.Open(app.Url, javaScript, width);
        var made = await api.CreateInvoice(new { reference_id = $"journey-{width}", amount = 1249, currency = "EUR", customer = new { reference_id = "c-1", email = "olena@example.org", name = "Olena Petrenko" } });
        await page.GotoAsync(new Uri(made["hpp_url"].GetString()!).PathAndQuery);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("1,249") }).ClickAsync();

        await Expects("How to pay: Bank transfer");
        var invoice = await api.Get($"/api/payment-invoices/{made.Id}");
        await Shows("Book Corner GmbH");
        await Shows("DE89 3704 0044 0532 0130 00");
        await Shows("COBADEFFXXX");
        await Shows("€1,249.00");
        await Shows(string.Join(' ', invoice.Reference().Chunk(4).Select(c => new string(c))));
        await Shows("A transfer takes from a few seconds to two working days.");
        (await page.ContentAsync()).Should().NotContain("olena@example.org").And.NotContain("Petrenko");
        var code = page.GetByRole(AriaRole.Img, new() { Name = "Code with the payment details for banking apps" });
        await page.WaitForLoadStateAsync();
        (await code.EvaluateAsync<bool>("i => i.complete && i.naturalWidth > 0")).Should().BeTrue("the page's policy lets the code be shown");
        if (javaScript) await page.ShouldBeAccessible();
        await page.ShouldFit();

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await code.IsVisibleAsync()).Should().BeTrue();
        (await page.GetByText("DE89 3704").IsVisibleAsync()).Should().BeTrue();
        (await page.GetByRole(AriaRole.Button, new() { Name = "I have paid: check status" }).IsVisibleAsync()).Should().BeFalse();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        await api.State(made.Id, new { status = "processed", amount = 249, original_id = $"journey-{width}-1" });
        await page.GetByRole(AriaRole.Button, new() { Name = "I have paid: check status" }).ClickAsync();
        await Shows("€1,000.00");

        await api.Import($"date;amount;currency;reference;transaction id\n2026-11-24;1000,00;EUR;{invoice.Reference()};journey-{width}-2\n");
        if (!javaScript) await page.ReloadAsync(); // with scripts the page learns it by itself
        await Expects("Payment received");
        await Shows("Bank transfer");
    }

    private Task Expects(string heading) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    private Task Shows(string text) => Assertions.Expect(page.Locator("main")).ToContainTextAsync(text);
}
