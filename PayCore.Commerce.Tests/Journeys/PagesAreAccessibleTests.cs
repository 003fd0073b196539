using Microsoft.Playwright;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>
/// Every page that people see, in light and dark, narrow and wide: axe finds nothing, nothing has to be scrolled sideways, and the console is silent
/// (a blocked style or script would speak there). Pictures of them are kept as <c>artifacts/pages</c> to look at.
/// </summary>
[TestFixture(320, false)]
[TestFixture(768, true)]
[TestFixture(1280, false)]
internal sealed class PagesAreAccessibleTests(int width, bool dark)
{
    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private IPage page = null!;
    private readonly List<string> console = [];

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
        page = await Browser.Open(app.Url, width: width, dark: dark);
        page.Console += (_, message) => console.Add($"{page.Url} {message.Text}");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await page.Leave();
        await app.DisposeAsync();
    }

    [TestCase("methods", "&lang=en")]
    [TestCase("methods-uk", "&lang=uk")]
    [TestCase("methods-category", "&category=digital_wallet")]
    [TestCase("service", "&service=payment_card_eur_hpp")]
    [TestCase("service-ru", "&service=mobile_payment_eur_hpp&lang=ru")]
    [TestCase("methods-ar", "&lang=ar")]
    [TestCase("methods-de", "&lang=de&service_fields[email]=x")]
    [TestCase("methods-kk", "&lang=kk")]
    [TestCase("service-he", "&service=mobile_payment_eur_hpp&lang=he")]
    [TestCase("service-invoice", "&service=bank_transfer_eur_invoice")]
    [TestCase("long-texts", "&reference_id=WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW&description=Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft")]
    public async Task The_pages_of_a_link(string name, string more)
    {
        await page.GotoAsync($"/hpp/?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&reference_id={name}&description=Order+4711{more}");
        await Look(name);
    }

    [Test]
    public async Task A_refusal()
    {
        await page.GotoAsync($"/hpp/?public_key={app.Account.PublicKeyTest}&amount=abc");
        console.Clear();
        await Look("link-not-valid");
    }

    [Test]
    public async Task A_form_with_errors()
    {
        await page.GotoAsync($"/hpp/?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&service=payment_card_eur_hpp");
        await page.GetByLabel("Email").FillAsync("not an address");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Locator(".problem")).ToBeVisibleAsync();
        console.Clear();
        await Look("service-errors");
    }

    [TestCase("created", null, null)]
    [TestCase("pending", "paypal_eur_hpp", null)]
    [TestCase("instructions", "bank_transfer_eur_invoice", null)]
    [TestCase("instructions-ar", "bank_transfer_eur_invoice", null, "ar")]
    [TestCase("failed", "paypal_eur_hpp", "decline")]
    [TestCase("failed-kk", "paypal_eur_hpp", "decline", "kk")]
    [TestCase("paid", "paypal_eur_hpp", "pay")]
    [TestCase("paid-he", "paypal_eur_hpp", "pay", "he")]
    public async Task The_states_of_an_invoice(string name, string? service, string? act, string language = "en")
    {
        var id = await Create(name, service);
        if (act is not null)
        {
            var gateway = await client.Get((await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!.PathAndQuery);
            await PageForm.In(gateway, "/sandbox/pay/").With("act", act).Send(client);
            await client.Get($"/return?id={id}");
        }

        await page.GotoAsync($"/hpp/i/{id}?lang={language}");
        await Look(name);
    }

    [Test]
    public async Task The_switch_of_languages()
    {
        await page.GotoAsync($"/hpp/?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&lang=pl");
        await page.Locator(".langs summary").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Українська" })).ToBeVisibleAsync();
        await Look("languages");
        await page.GetByRole(AriaRole.Link, new() { Name = "עברית" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
    }

    [Test]
    public async Task The_ends_of_an_invoice()
    {
        var (cancelled, expired) = (await Create("cancelled"), await Create("expired"));
        await page.GotoAsync($"/hpp/i/{cancelled}/cancel");
        await Look("cancel");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Look("cancelled");

        app.Clock.Advance(TimeSpan.FromHours(24));
        await app.Run<ExpireInvoices>();
        await page.GotoAsync($"/hpp/i/{expired}?lang=uk");
        await Look("expired-uk");
    }

    [Test]
    public async Task The_pages_of_the_sandbox_and_the_inspector()
    {
        foreach (var (name, service) in new[] { ("sandbox-card", "payment_card_eur_hpp"), ("sandbox-buttons", "paypal_eur_hpp") })
        {
            await page.GotoAsync($"/redirect/hpp/?cpi={await Create(name, service)}");
            await Look(name);
        }

        await page.GotoAsync("/sandbox/");
        await Look("sandbox");
        await page.GotoAsync("/dev/callbacks");
        await Look("inspector");
    }

    private async Task Look(string name)
    {
        var folder = Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}{(dark ? "-dark" : "")}.png"), FullPage = true });
        await page.ShouldFit();
        await page.ShouldBeAccessible();
        console.Should().BeEmpty();
    }

    private async Task<string> Create(string reference, string? service = null)
    {
        var created = await app.Api().CreateInvoice(new { reference_id = reference, amount = 1249, currency = "EUR", description = "Order 4711: two first editions", service });
        ((int)created.Status).Should().Be(201, created.Text);
        return created.Id;
    }
}
