using Microsoft.Playwright;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>Whole paths of a customer in a real Chromium against a host with a real socket; with and without JavaScript.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class PaymentJourneys(bool javaScript)
{
    private const string PaidWithoutChallenge = "5519 2838 1203 0000";
    private const string PaidWithChallenge = "5123 8172 3406 0000";
    private const string Declined = "4302 9128 3702 0000";

    private PayCoreApp app = null!;
    private NewAccount account = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task Arrive()
    {
        account = (await app.Send(new CreateAccount("Book Corner", ["EUR"], null, null))).Value;
        await app.Send(new ConfigureDemoServices(new AccountId(account.AccountId)));
        page = await Browser.Open(app.Url, javaScript);
    }

    [TearDown]
    public async Task Leave() => await page.Leave();

    [Test]
    public async Task A_customer_pays_by_card()
    {
        await Choose("Payment card");
        await Click("Pay €100.25");
        await PayByCard(PaidWithoutChallenge);

        await Expects("Payment received");
        await Shows("Payment card ending 0000");
        (await Invoice()).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_customer_reserves_and_the_merchant_captures()
    {
        var created = await Api().CreateInvoice(new { reference_id = "reserve-1", amount = 100.25, currency = "EUR", payment_flow = "authorize" });
        await page.GotoAsync($"/hpp/i/{created.Id}");
        await Choose("PayPal", start: false);
        await Click("Pay €100.25");
        await Click("Pay 100.25 EUR");

        await Expects("Amount reserved");
        await Shows("Reserved");
        (await Invoice()).State().Should().Be("process_pending/authorized");

        (await Api().Post($"/api/payment-invoices/{created.Id}/capture")).State().Should().Be("processed/ok");
        await page.ReloadAsync();

        await Expects("Payment received");
        await Shows("Paid");
    }

    [Test]
    public async Task A_customer_confirms_at_the_bank_and_pays()
    {
        await Choose("Payment card");
        await Click("Pay €100.25");
        await PayByCard(PaidWithChallenge);
        await Expects("Confirm the payment");
        await Click("Confirm 100.25 EUR");

        await Expects("Payment received");
        (await Invoice()).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_declined_customer_reads_why_and_pays_by_another_method_on_the_same_invoice()
    {
        await Choose("Payment card");
        await page.GetByLabel("Email").FillAsync("olena@example.org");
        await Click("Pay €100.25");
        await PayByCard(Declined, expiry: "05/29");

        await Expects("The payment did not go through");
        await Shows("There is not enough money on the card or account.");
        var declined = await Invoice();
        declined.Word("status").Should().Be("process_error");

        await Follow("Choose another method");
        await Choose("PayPal", start: false);
        await Click("Pay €100.25");
        await Click("Pay 100.25 EUR");

        await Expects("Payment received");
        var paid = await Invoice();
        paid.Id.Should().Be(declined.Id);
        paid.Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_declined_customer_tries_again_with_another_card()
    {
        await Choose("Payment card");
        await Click("Pay €100.25");
        await PayByCard(Declined, expiry: "09/33");
        await Expects("The payment did not go through");
        await Click("Try again: pay €100.25");
        await PayByCard(PaidWithoutChallenge);

        await Expects("Payment received");
    }

    [Test]
    public async Task A_customer_who_has_not_started_leaves_and_nothing_was_made()
    {
        await Choose("Payment card");
        await Follow("Cancel and return to Book Corner");

        await Expects("Nothing was paid now");
        (await Api().Get("/api/payment-invoices")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
    }

    [Test]
    public async Task A_customer_cancels_at_the_provider_and_then_the_payment()
    {
        await Choose("PayPal");
        await Click("Pay €100.25");
        await Click("Cancel");
        await Expects("The payment did not go through");

        await Follow("Cancel payment");
        await Expects("Cancel this payment?");
        await Click("Yes, cancel the payment");

        await Expects("Payment cancelled");
        (await Invoice()).Word("status").Should().Be("terminated");
    }

    [Test]
    public async Task A_customer_who_comes_too_late_reads_that_the_time_has_passed()
    {
        var created = await Api().CreateInvoice(new { reference_id = "order-1", amount = 100.25, currency = "EUR" });
        await page.GotoAsync($"/hpp/i/{created.Id}");
        await Expects("How would you like to pay?");
        app.Clock.Advance(TimeSpan.FromHours(24));
        await app.Run<ExpireInvoices>();

        await Choose("Payment card", start: false);

        await Expects("The time to pay has passed");
    }

    [Test]
    public async Task A_pending_payment_is_waited_for_until_it_is_settled()
    {
        await Choose("Payment card");
        await Click("Pay €100.25");
        await PayByCard(PaidWithoutChallenge, expiry: "07/77");
        await Expects("Waiting for confirmation");

        // The provider settles while the customer's browser waits for the answer.
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        var charge = (await app.Client().Get($"/redirect/hpp/?cpi={(await Invoice()).Id}")).Headers.Location!.Segments[^1];
        var settle = await app.Client().Get($"/sandbox/settle/{charge}");
        await PageForm.In(settle, "/sandbox/settle/").With("act", "pay").Send(app.Client());
        await Click("Check status");

        await Expects("Payment received");
    }

    [Test]
    public async Task A_wrong_field_is_found_by_its_link()
    {
        await page.GotoAsync($"{Link()}&service=mobile_payment_eur_hpp");
        await page.GetByLabel("Phone").FillAsync("501");
        await Click("Pay €100.25");

        await page.Locator(".problem a").First.ClickAsync();

        (await page.GetByLabel("Phone").InputValueAsync()).Should().Be("501");
        await Assertions.Expect(page.GetByLabel("Phone")).ToBeFocusedAsync();
    }

    [Test]
    public async Task Reloading_after_paying_and_going_back_starts_nothing_again()
    {
        await Choose("PayPal");
        await Click("Pay €100.25");
        await Click("Pay 100.25 EUR");
        await Expects("Payment received");
        await page.ReloadAsync();
        await Expects("Payment received");
        await page.GoBackAsync();
        await page.GoForwardAsync();

        (await Api().Get("/api/payment-invoices")).Json.GetProperty("data").GetArrayLength().Should().Be(1);
        (await Invoice())["attempts"].GetInt32().Should().Be(1);
    }

    [Test]
    public async Task The_whole_path_can_be_walked_in_Ukrainian()
    {
        await page.GotoAsync($"{Link()}&lang=uk");
        await Follow("Платіжна картка");
        await Click("Сплатити 100,25 €");
        await PayByCard(PaidWithoutChallenge);

        await Expects("Платіж отримано");
    }

    private HttpClient Api() => app.Api(account: account);

    private string Link() => $"/hpp/?public_key={account.PublicKeyTest}&amount=100.25&currency=EUR&description=Two+first+editions";

    private async Task Choose(string method, bool start = true)
    {
        if (start) await page.GotoAsync(Link());
        await page.Locator(".payment-wrap__items").GetByRole(AriaRole.Link, new() { Name = method }).ClickAsync();
    }

    private async Task PayByCard(string number, string expiry = "10/31")
    {
        await Expects("Pay by card");
        await page.GetByLabel("Card number").FillAsync(number);
        await page.GetByLabel("Expiry date").FillAsync(expiry);
        await page.GetByLabel("Security code").FillAsync("123");
        await Click("Pay 100.25 EUR");
    }

    private Task Click(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private Task Follow(string link) => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync();

    private Task Expects(string heading) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    private Task Shows(string text) => Assertions.Expect(page.Locator("main")).ToContainTextAsync(text);

    /// <summary>The one invoice there is, as the merchant reads it.</summary>
    private async Task<Answer> Invoice()
    {
        var list = await Api().Get("/api/payment-invoices");
        return await Api().Get($"/api/payment-invoices/{list.Json.GetProperty("data")[0].GetProperty("id").GetString()}");
    }
}
