using Microsoft.Playwright;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>Back, a second tab, an impatient hand, a gateway that fails: what a customer does in a real browser never pays twice by accident.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class NeverTwiceJourneys(bool javaScript)
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private IPage page = null!;
    private string reference = "";
    private HashSet<string> before = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [SetUp]
    public async Task Arrive()
    {
        reference = $"order-{TestContext.CurrentContext.Test.ID}";
        before = [.. await Invoices()];
        page = await Browser.Open(app.Url, javaScript);
    }

    [TearDown]
    public Task Leave() => page.Leave();

    [Test]
    public async Task Back_from_the_receipt_of_an_invoice_leads_to_the_receipt_and_never_to_a_form()
    {
        var id = (await api.CreateInvoice(new { reference_id = reference, amount = 100.25, currency = "EUR" })).Id;
        await page.GotoAsync($"/hpp/i/{id}/service/paypal_eur_hpp");
        await Click("Pay €100.25");
        await Click("Pay 100.25 EUR");
        await Expects("Payment received");

        await page.GoBackAsync();
        await Expects("This payment is paid");
        await page.GoBackAsync();
        await Expects("Payment received");

        (await page.Locator("form").CountAsync()).Should().Be(0);
        (await Started()).Should().Equal("processed 1");
    }

    [Test]
    public async Task Back_from_the_receipt_of_a_link_with_a_reference_leads_to_a_form_that_takes_no_second_payment()
    {
        await PayAndGoBack($"&reference_id={reference}");

        await Click("Pay €100.25");

        await Expects("This has already been paid");
        (await Started()).Should().Equal("processed 1");
    }

    /// <summary>
    /// Without a reference nothing says that a second order is not wanted (contract/hpp.md, Signed link: each draft is a new invoice). Going back starts nothing;
    /// who then presses the button is asked again at the provider, with a payment of its own that takes nothing by itself.
    /// </summary>
    [Test]
    public async Task Back_from_the_receipt_of_a_link_without_a_reference_starts_nothing_and_a_new_order_is_asked_for_again()
    {
        await PayAndGoBack();
        await page.ReloadAsync();
        await Expects("Pay with: PayPal");
        (await Started()).Should().Equal("processed 1");

        await Click("Pay €100.25");

        await page.WaitForURLAsync("**/sandbox/pay/**");
        await Expects("Pay with paypal");
        (await Started()).Should().BeEquivalentTo("processed 1", "process_pending 1");
    }

    /// <summary>What a browser sends that kept the page with its form in memory: the draft and the form of the payment that was made.</summary>
    [Test]
    public async Task The_very_form_that_was_paid_leads_to_its_receipt_when_it_is_sent_again()
    {
        var token = await PayAndGoBack();
        await page.Locator("input[name=token]").EvaluateAsync("(input, token) => { input.value = token; }", token);

        await Click("Pay €100.25");

        await Expects("Payment received");
        (await Started()).Should().Equal("processed 1");
    }

    [Test]
    public async Task Two_tabs_of_a_link_with_a_reference_are_one_invoice_and_one_payment()
    {
        await page.GotoAsync(Form($"&reference_id={reference}"));
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync(Form($"&reference_id={reference}"));
        await Click("Pay €100.25");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        await second.GetByRole(AriaRole.Button, new() { Name = "Pay €100.25" }).ClickAsync();
        await second.WaitForURLAsync("**/sandbox/pay/**");

        second.Url.Should().Be(page.Url, "both tabs stand before the same payment");
        await Click("Pay 100.25 EUR");
        await Expects("Payment received");
        await second.ReloadAsync();
        await Assertions.Expect(second.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This payment is paid");
        (await Started()).Should().Equal("processed 1");
    }

    [Test]
    public async Task A_second_click_while_the_first_is_on_its_way_is_the_same_payment()
    {
        var (sent, arrive) = (0, new TaskCompletionSource());
        await page.RouteAsync("**/hpp/pay?**", async route =>
        {
            if (++sent > 1)
            {
                await route.ContinueAsync();
                return;
            }

            // The server gets the first click at once; its answer is slow.
            var answer = await route.FetchAsync(new() { MaxRedirects = 0 });
            await arrive.Task;
            // Where the second click has taken its place, nobody waits for it any more.
            if (javaScript) await route.FulfillAsync(new() { Response = answer });
            else await route.AbortAsync("aborted");
        });
        await page.GotoAsync(Form());
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Pay €100.25" });
        await button.ScrollIntoViewIfNeededAsync();
        var box = (await button.BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(box.X + 20, box.Y + 20);
        await Probe.Until(async () => (await Started()).Count == 1, "the first click has started a payment");
        await page.Mouse.ClickAsync(box.X + 20, box.Y + 20);
        if (!javaScript) await Probe.Until(() => sent == 2, "without scripts the second click is sent");
        arrive.SetResult();

        await page.WaitForURLAsync("**/sandbox/pay/**");
        sent.Should().Be(javaScript ? 1 : 2);
        (await Started()).Should().Equal("process_pending 1");
    }

    /// <summary>100.92: the sandbox answers each start with an error 500.</summary>
    [Test]
    public async Task A_gateway_that_answers_500_is_told_in_plain_words_and_only_the_customer_tries_again()
    {
        await page.GotoAsync(Form(amount: "100.92"));
        await Click("Pay €100.92");

        await Expects("The payment did not go through");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The payment provider has a problem at the moment.");
        (await page.Locator("body").InnerTextAsync()).Should().NotContainAny("500", "provider_error", "Sandbox", "sandbox");
        await page.ReloadAsync();
        await Expects("The payment did not go through");
        (await Started()).Should().Equal("process_error 1");

        await Click("Try again: pay €100.92");
        await Expects("The payment did not go through");
        (await Started()).Should().Equal("process_error 2");
    }

    /// <summary>Pays the link's first form and goes back to where it stood.</summary>
    /// <returns>The token of the form that was paid.</returns>
    private async Task<string> PayAndGoBack(string more = "")
    {
        await page.GotoAsync(Form(more));
        var token = await page.Locator("input[name=token]").InputValueAsync();
        await Click("Pay €100.25");
        await Click("Pay 100.25 EUR");
        await Expects("Payment received");
        await page.GoBackAsync();
        await Expects("This payment is paid");
        await page.GoBackAsync();
        await Expects("Pay with: PayPal");
        return token;
    }

    private string Form(string more = "", string amount = "100.25") => $"/hpp/service/paypal_eur_hpp?public_key={app.Account.PublicKeyTest}&amount={amount}&currency=EUR{more}";

    private Task Click(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private Task Expects(string heading) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    private async Task<IReadOnlyList<string>> Invoices() =>
        [.. (await api.Get("/api/payment-invoices?page[size]=100")).Json.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];

    /// <summary>The invoices that this test made: each one's status and how many payments it has.</summary>
    private async Task<IReadOnlyList<string>> Started()
    {
        var started = new List<string>();
        foreach (var id in (await Invoices()).Where(id => !before.Contains(id)))
            started.Add($"{(await app.Reread(id)).Word("status")} {(await app.Send(new ListPayments(new InvoiceId(id)))).Value.Count}");
        return started;
    }
}
