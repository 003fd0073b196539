using Microsoft.Playwright;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>Networks that fail at the wrong moment, and hands that click twice: never a second payment by accident.</summary>
internal sealed class FailingNetworkTests
{
    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private IPage page = null!;
    private string reference = "";

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

    [SetUp]
    public void Name() => reference = $"order-{TestContext.CurrentContext.Test.ID}";

    [TearDown]
    public async Task Leave() => await page.Leave();

    [Test]
    public async Task When_the_answer_to_a_click_is_lost_the_same_form_again_is_the_same_payment()
    {
        page = await Browser.Open(app.Url, javaScript: false);
        var lost = 0;
        await page.RouteAsync("**/hpp/pay?**", async route =>
        {
            if (lost++ > 0)
            {
                await route.ContinueAsync();
                return;
            }

            // The server has done its work; its answer never arrives.
            await route.FetchAsync(new() { MaxRedirects = 0 });
            await route.AbortAsync("aborted");
        });
        await page.GotoAsync(Form);
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Probe.Until(async () => await Payments() == (1, 1), "the first click has started a payment");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForURLAsync("**/sandbox/pay/**");

        lost.Should().Be(2);
        (await Payments()).Should().Be((1, 1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_double_click_is_one_payment(bool javaScript)
    {
        page = await Browser.Open(app.Url, javaScript);
        var sent = 0;
        page.Request += (_, request) => sent += request.Url.Contains("/hpp/pay?", StringComparison.Ordinal) ? 1 : 0;
        await page.GotoAsync(Form);
        await page.GetByRole(AriaRole.Button).DblClickAsync();
        await page.WaitForURLAsync("**/sandbox/pay/**");

        if (javaScript) sent.Should().Be(1);
        (await Payments()).Should().Be((1, 1));
    }

    [Test]
    public async Task A_busy_button_says_so_and_is_free_again_when_the_page_comes_back()
    {
        page = await Browser.Open(app.Url);
        await page.RouteAsync("**/hpp/pay?**", route => route.AbortAsync("aborted"));
        await page.GotoAsync(Form);
        await page.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Button)).ToHaveAttributeAsync("aria-busy", "true");
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("One moment, please.");
        await page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        (await page.GetByRole(AriaRole.Button).GetAttributeAsync("aria-busy")).Should().BeNull();
    }

    [Test]
    public async Task The_result_comes_by_itself_and_its_heading_gets_the_focus()
    {
        page = await Browser.Open(app.Url);
        var id = await Waiting();
        await Pay(id);

        await Receipt();
    }

    [Test]
    public async Task A_cut_stream_is_replaced_by_asking()
    {
        page = await Browser.Open(app.Url);
        await page.RouteAsync("**/events?**", route => route.Request.ResourceType == "eventsource" ? route.AbortAsync() : route.ContinueAsync());
        var asked = page.WaitForRequestAsync(request => request.Url.Contains("/events?", StringComparison.Ordinal) && request.ResourceType == "fetch");
        var id = await Waiting();
        await asked;
        await Pay(id);

        await Receipt();
    }

    [Test]
    public async Task Who_was_offline_meanwhile_sees_the_result_when_the_network_is_back()
    {
        page = await Browser.Open(app.Url);
        var id = await Waiting();
        await page.Context.SetOfflineAsync(true);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("There is no connection. This page keeps trying.");
        // The emulated loss may leave a stream open that a real one ends; then the page would be told while it cannot be loaded.
        await page.EvaluateAsync("dispatchEvent(new Event('pagehide'))");
        await Pay(id);
        await page.Context.SetOfflineAsync(false);

        await Receipt();
    }

    [Test]
    public async Task The_second_tab_of_an_invoice_that_was_paid_in_the_first_starts_nothing()
    {
        page = await Browser.Open(app.Url);
        var created = await app.Api().CreateInvoice(new { reference_id = reference, amount = 100.25, currency = "EUR" });
        var step = $"/hpp/i/{created.Id}/service/paypal_eur_hpp";
        var second = await page.Context.NewPageAsync();
        await page.GotoAsync(step);
        await second.GotoAsync(step);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay €100.25" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 100.25 EUR" }).ClickAsync();
        await Receipt();

        await second.GetByRole(AriaRole.Button, new() { Name = "Pay €100.25" }).ClickAsync();

        await Assertions.Expect(second.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Payment received");
        (await Payments()).Should().Be((1, 1));
    }

    [Test]
    public async Task Going_back_after_success_shows_the_receipt_and_not_the_form()
    {
        page = await Browser.Open(app.Url);
        var created = await app.Api().CreateInvoice(new { reference_id = reference, amount = 100.25, currency = "EUR" });
        await page.GotoAsync($"/hpp/i/{created.Id}/service/paypal_eur_hpp");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay €100.25" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 100.25 EUR" }).ClickAsync();
        await Receipt();
        await page.ReloadAsync();
        await Receipt();

        await page.GotoAsync($"/hpp/i/{created.Id}/service/paypal_eur_hpp");
        await Receipt();
        (await Payments()).Should().Be((1, 1));
    }

    private string Form => $"/hpp/service/paypal_eur_hpp?public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR&reference_id={reference}";

    /// <summary>A page that waits for the gateway's word.</summary>
    private async Task<string> Waiting()
    {
        var created = await app.Api().CreateInvoice(new { reference_id = reference, amount = 100.25, currency = "EUR", service = "paypal_eur_hpp" });
        await page.GotoAsync($"/hpp/i/{created.Id}");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Waiting for confirmation");
        return created.Id;
    }

    /// <summary>The customer pays elsewhere, e.g. in the provider's app.</summary>
    private async Task Pay(string id)
    {
        var gateway = await client.Get((await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!.PathAndQuery);
        await PageForm.In(gateway, "/sandbox/pay/").With("act", "pay").Send(client);
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        await client.Get($"/return?id={id}");
    }

    private async Task Receipt()
    {
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Payment received", new() { Timeout = 40_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
    }

    /// <summary>Invoices of this test's reference, and payments of the first.</summary>
    private async Task<(int Invoices, int Payments)> Payments()
    {
        var mine = (await app.Api().Get($"/api/payment-invoices?filter[reference_id]={reference}")).Json.GetProperty("data");
        if (mine.GetArrayLength() == 0) return (0, 0);
        var payments = await app.Send(new ListPayments(new InvoiceId(mine[0].GetProperty("id").GetString()!)));
        return (mine.GetArrayLength(), payments.Value.Count);
    }
}
