using Microsoft.Playwright;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>A shop that customers are sent back to at once, so that the tab which pays never sees a page of ours that tells the outcome.</summary>
internal sealed class AutoReturnJourneys
{
    private PayCoreApp app = null!;
    private ShopSite shop = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        shop = await ShopSite.Open();
        api = app.Api();
        await app.Patch("""{"auto_return":true}""");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await shop.DisposeAsync();
        await app.DisposeAsync();
    }

    [Test]
    public async Task The_next_order_by_the_same_link_is_a_payment_of_its_own_and_Back_leads_to_the_one_that_waits()
    {
        var page = await Browser.Open(app.Url);
        var link = $"/hpp/service/paypal_eur_hpp?public_key={app.Account.PublicKeyTest}&amount=2.50&currency=EUR&return_url={Uri.EscapeDataString($"{shop.Url}/thanks")}";
        await page.GotoAsync(link);
        await Click("Pay €2.50");
        await Click("Pay 2.50 EUR");
        await page.WaitForURLAsync($"{shop.Url}/thanks**");

        await page.GotoAsync(link);
        await Click("Pay €2.50");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        var provider = page.Url;
        (await Started()).Should().BeEquivalentTo("processed 1", "process_pending 1");

        await page.GoBackAsync();
        await Click("Pay €2.50");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        page.Url.Should().Be(provider);
        (await Started()).Should().BeEquivalentTo("processed 1", "process_pending 1");
        await page.Leave();

        Task Click(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }

    private async Task<IReadOnlyList<string>> Started()
    {
        var started = new List<string>();
        foreach (var invoice in (await api.Get("/api/payment-invoices")).Json.GetProperty("data").EnumerateArray())
        {
            var id = invoice.GetProperty("id").GetString()!;
            started.Add($"{(await app.Reread(id)).Word("status")} {(await app.Send(new ListPayments(new InvoiceId(id)))).Value.Count}");
        }

        return started;
    }
}
