using Microsoft.Playwright;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>One link in two tabs, and a form that was paid already in the same one: every payment is one that somebody asked for.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class SecondTabJourneys(bool javaScript)
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private IPage page = null!;
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
        before = [.. await Invoices()];
        page = await Browser.Open(app.Url, javaScript);
    }

    [TearDown]
    public Task Leave() => page.Leave();

    /// <summary>Without a reference each draft is an invoice of its own (contract/hpp.md, Signed link): two tabs are two visitors.</summary>
    [Test]
    public async Task Two_tabs_of_a_plain_link_without_a_reference_are_two_visitors_and_each_pays_only_by_its_own_click()
    {
        var second = await TwoTabs(Plain);
        await Click(page, "Pay €100.25");
        await Click(page, "Pay 100.25 EUR");
        await Expects(page, "Payment received");

        await second.ReloadAsync();
        await Expects(second, "Pay with: PayPal");
        (await Started()).Should().Equal("processed 1");
        await Click(second, "Pay €100.25");
        await second.WaitForURLAsync("**/sandbox/pay/**");
        (await Started()).Should().BeEquivalentTo("processed 1", "process_pending 1");
    }

    [Test]
    public async Task Two_tabs_of_a_stored_link_for_one_payment_are_one_payment()
    {
        var link = await app.Link(new { amount = 100.25m, currency = "EUR", max_payments = 1 });
        var second = await TwoTabs($"/pay/{link.Id}/service/paypal_eur_hpp");
        await Click(page, "Pay €100.25");
        await Click(second, "Pay €100.25");
        await Expects(second, "All places are taken");
        await Click(page, "Pay 100.25 EUR");
        await Expects(page, "Payment received");

        await second.ReloadAsync();
        (await Started()).Should().Equal("processed 1");
        (await app.LinkNow(link))["paid_count"].GetInt32().Should().Be(1);
    }

    [Test]
    public async Task Two_tabs_of_a_stored_link_for_everybody_are_two_payers()
    {
        var link = await app.Link(new { amount = 100.25m, currency = "EUR" });
        var second = await TwoTabs($"/pay/{link.Id}/service/paypal_eur_hpp");
        foreach (var tab in new[] { page, second })
        {
            await Click(tab, "Pay €100.25");
            await Click(tab, "Pay 100.25 EUR");
            await Expects(tab, "Payment received");
            await tab.ReloadAsync();
            await Expects(tab, "Payment received");
        }

        (await Started()).Should().Equal("processed 1", "processed 1");
    }

    [Test]
    public async Task A_form_that_was_paid_in_this_tab_says_so_and_takes_a_second_order_only_from_who_wants_one()
    {
        await page.GotoAsync(Plain);
        await Assertions.Expect(page.Locator("#sent")).ToHaveCountAsync(0);
        await Click(page, "Pay €100.25");
        await Click(page, "Pay 100.25 EUR");
        await ExpectsWithItsScript("Payment received");
        var receipt = page.Url;
        await page.GotoAsync($"{Plain}&amount=7".Replace("amount=100.25&", "", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("#sent")).ToHaveCountAsync(0);

        await page.GotoAsync(Plain);
        if (!javaScript)
        {
            await Expects(page, "Pay with: PayPal");
            await Assertions.Expect(page.Locator(".notice")).ToHaveCountAsync(0);
            return;
        }

        var told = page.GetByRole(AriaRole.Status).GetByRole(AriaRole.Link);
        await Assertions.Expect(told).ToHaveTextAsync("Payment received – Book Corner: €100.25");
        foreach (var width in (int[])[320, 768, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.ShouldFit();
            await page.ShouldBeAccessible();
            await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"paid-before-{width}.png"), FullPage = true });
        }

        await told.ClickAsync();
        await Expects(page, "Payment received");
        page.Url.Split('?')[0].Should().Be(receipt.Split('?')[0]);
        (await Started()).Should().Equal("processed 1");

        await page.GotoAsync(Plain);
        await Click(page, "Pay €100.25");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        (await Started()).Should().BeEquivalentTo("processed 1", "process_pending 1");
    }

    /// <summary>Back from the provider, before anything was said of the payment, and Pay again.</summary>
    [Test]
    public async Task Back_from_the_provider_the_same_form_is_the_same_payment()
    {
        await page.GotoAsync(Plain);
        await Click(page, "Pay €100.25");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        var provider = page.Url;
        await page.GotoAsync(Plain);
        await Assertions.Expect(page.Locator("#sent")).ToHaveCountAsync(0);
        await Click(page, "Pay €100.25");
        await page.WaitForURLAsync("**/sandbox/pay/**");

        if (javaScript)
        {
            page.Url.Should().Be(provider);
            (await Started()).Should().Equal("process_pending 1");
        }
        else
        {
            (await Started()).Should().Equal(["process_pending 1", "process_pending 1"], "without scripts nobody remembers, and a form without a reference is an order of its own");
        }
    }

    /// <summary>A form that was left, and then another order of the same shop that was paid: the form is not told of that, and its own payment is still the same.</summary>
    [Test]
    public async Task Another_order_that_was_paid_in_this_tab_is_not_taken_for_the_forms()
    {
        await page.GotoAsync(Plain);
        await Click(page, "Pay €100.25");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        var provider = page.Url;
        var other = await api.CreateInvoice(new { reference_id = $"other-{provider[^8..]}", amount = 7, currency = "EUR", service = "paypal_eur_hpp" });
        await page.GotoAsync($"/hpp/i/{other.Id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to the payment provider" }).ClickAsync();
        await Click(page, "Pay 7.00 EUR");
        await ExpectsWithItsScript("Payment received");

        await page.GotoAsync(Plain);
        await Expects(page, "Pay with: PayPal");
        await Assertions.Expect(page.Locator("#sent")).ToHaveCountAsync(0);
        await Click(page, "Pay €100.25");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        (page.Url == provider).Should().Be(javaScript, "without scripts nobody remembers, and a form without a reference is an order of its own");
    }

    /// <summary>What is still on its way is told as such; what failed is not told, since nothing was taken.</summary>
    [Test]
    public async Task A_form_tells_of_a_payment_that_waits_and_not_of_one_that_failed()
    {
        await page.GotoAsync(Plain);
        await Click(page, "Pay €100.25");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        var invoice = (await Invoices()).Single(id => !before.Contains(id));
        await page.GotoAsync($"/hpp/i/{invoice}");
        await Expects(page, "Waiting for confirmation");
        await page.GotoAsync(Plain);
        if (javaScript)
        {
            await Assertions.Expect(page.Locator("#sent a")).ToHaveTextAsync("Waiting for confirmation – Book Corner: €100.25");
            await page.Locator("#sent a").ClickAsync();
        }
        else
        {
            await Expects(page, "Pay with: PayPal");
            await Assertions.Expect(page.Locator("#sent")).ToHaveCountAsync(0);
            await page.GotoAsync($"/hpp/i/{invoice}");
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to the payment provider" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Decline" }).ClickAsync();
        await ExpectsWithItsScript("The payment did not go through");
        await page.GotoAsync(Plain);
        await Expects(page, "Pay with: PayPal");
        await Assertions.Expect(page.Locator("#sent")).ToHaveCountAsync(0);
    }

    /// <summary>The money came after its place in the link was taken: the page says that it goes back, and offers no way to pay again.</summary>
    [Test]
    public async Task Money_that_came_too_late_for_its_link_is_told_to_be_on_its_way_back_and_nothing_can_be_paid_there()
    {
        using var payer = app.Client();
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        var late = await app.StartsToPay(payer, link);
        var invoice = await app.Newest();
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        await app.Run<ReleaseLinkSlots>();
        await app.Happens(await app.StartsToPay(payer, link), "succeed");
        await app.Happens(late, "succeed");
        await app.Notify();

        await page.GotoAsync($"/hpp/i/{invoice.Id}");
        await Expects(page, "Your money is being returned");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await page.GotoAsync($"/hpp/i/{invoice.Id}/service/paypal_eur_hpp");
        await Expects(page, "Your money is being returned");
        await page.ReloadAsync();
        (await page.Locator("form").CountAsync()).Should().Be(0);
        (await app.Send(new ListPayments(new InvoiceId(invoice.Id)))).Value.Should().HaveCount(1);
        if (!javaScript) return;
        foreach (var width in (int[])[320, 768, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.ShouldFit();
            await page.ShouldBeAccessible();
            await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"returned-{width}.png"), FullPage = true });
        }
    }

    private string Plain => $"/hpp/service/paypal_eur_hpp?public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR";

    private async Task<IPage> TwoTabs(string path)
    {
        var second = await page.Context.NewPageAsync();
        await page.GotoAsync(path);
        await second.GotoAsync(path);
        return second;
    }

    private static Task Click(IPage tab, string button) => tab.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static Task Expects(IPage tab, string heading) => Assertions.Expect(tab.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    /// <summary>The script, which runs before the page is loaded, has told the tab what came of the payment: only now the page may be left.</summary>
    private async Task ExpectsWithItsScript(string heading)
    {
        await Expects(page, heading);
        await page.WaitForLoadStateAsync();
    }

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
