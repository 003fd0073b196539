using System.Collections.Concurrent;
using Microsoft.Playwright;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>What the one script adds, in a real browser, and that a keyboard is enough.</summary>
internal sealed class PageScriptTests
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
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [SetUp]
    public async Task Arrive()
    {
        console.Clear();
        page = await Browser.Open(app.Url);
        page.Console += (_, message) => console.Add($"{page.Url} {message.Text}");
        page.PageError += (_, error) => console.Add(error);
    }

    [TearDown]
    public async Task Leave() => await page.Leave();

    [Test]
    public async Task A_keyboard_is_enough_from_the_link_to_the_receipt()
    {
        await page.GotoAsync($"/hpp/?{Link}");
        await page.Keyboard.PressAsync("Tab");
        (await Focused()).Should().Be("Skip to payment");

        await page.EnterOn("Apple Pay");
        await Expects("Pay with: Apple Pay");
        await page.EnterOn("Pay €100.25");
        await page.WaitForURLAsync("**/sandbox/pay/**");
        await page.EnterOn("Pay 100.25 EUR");

        await Expects("Payment received");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        console.Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_error_summary_has_the_focus_and_its_link_leads_to_the_field(bool javaScript)
    {
        var visitor = await Browser.Open(app.Url, javaScript);
        await visitor.GotoAsync($"/hpp/service/mobile_payment_eur_hpp?{Link}");
        await visitor.GetByLabel("Phone").FillAsync("501");
        await visitor.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(visitor.Locator(".problem")).ToBeFocusedAsync();
        await visitor.Keyboard.PressAsync("Tab");
        await visitor.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.GetByLabel("Phone")).ToBeFocusedAsync();
        await visitor.Leave();
    }

    [Test]
    public async Task A_field_is_checked_when_it_is_left_and_forgiven_when_it_is_right()
    {
        await page.GotoAsync($"/hpp/service/payment_card_eur_hpp?{Link}");
        var email = page.GetByLabel("Email");
        await email.FillAsync("olena@");
        (await email.GetAttributeAsync("aria-invalid")).Should().BeNull("nobody is told while typing");
        await email.BlurAsync();

        await Assertions.Expect(page.Locator("#field-0-error")).ToHaveTextAsync("Email: please check what you entered. Example: olena@example.org");
        await Assertions.Expect(email).ToHaveAttributeAsync("aria-describedby", "field-0-hint field-0-error");
        await page.ShouldBeAccessible();
        await email.FillAsync("olena@example.org");
        await Assertions.Expect(page.Locator("#field-0-error")).ToHaveCountAsync(0);
        await Assertions.Expect(email).ToHaveAttributeAsync("aria-describedby", "field-0-hint");
        console.Should().BeEmpty();
    }

    [Test]
    public async Task A_pasted_number_may_bring_marks_of_direction()
    {
        await page.GotoAsync($"/hpp/service/mobile_payment_eur_hpp?{Link}");
        var phone = page.GetByLabel("Phone");
        await phone.FillAsync("501");
        await phone.BlurAsync();
        await Assertions.Expect(phone).ToHaveAttributeAsync("aria-invalid", "true");
        await phone.FillAsync("\u202a+380501234567\u202c");
        (await phone.GetAttributeAsync("aria-invalid")).Should().BeNull();
        await page.GetByRole(AriaRole.Button).ClickAsync();

        await page.WaitForURLAsync("**/sandbox/pay/**");
    }

    [Test]
    public async Task A_long_list_gets_shorter_while_one_types()
    {
        var account = await app.AccountWith(30);
        await page.GotoAsync($"/hpp/?public_key={account.PublicKeyTest}&amount=100.25&currency=EUR");
        var entries = page.Locator(".payment-wrap__items li:visible");
        await Assertions.Expect(entries).ToHaveCountAsync(30);

        await page.GetByLabel("Find a method").PressSequentiallyAsync("SkrÍll");
        await Assertions.Expect(entries).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Methods found: 1.");
        await page.GetByLabel("Find a method").FillAsync("zzz");
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("No method was found. Try a part of its name.");
        await page.GetByLabel("Find a method").FillAsync("skrill");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("Methods found: 1.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show all methods" }).ClickAsync();
        await Assertions.Expect(entries).ToHaveCountAsync(30);
        console.Should().BeEmpty();
    }

    [Test]
    public async Task Payment_details_are_copied_by_a_button_named_after_them()
    {
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await HoldWords();
        await page.GotoAsync($"/hpp/i/{await Invoice("order-copy", "bank_transfer_eur_invoice")}");
        var given = await page.Locator("dt:text-is('Reference') + dd.key").EvaluateAsync<string>("d => d.firstChild.textContent");

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy Reference" }).ClickAsync();

        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Copied");
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).Should().Be(given);
        await page.ShouldBeAccessible();
        await LetWordsGo();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy Reference" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Where_copying_is_forbidden_the_detail_is_selected_and_the_customer_is_told()
    {
        List<string> failures = [];
        page.PageError += (_, failure) => failures.Add(failure);
        await page.AddInitScriptAsync("navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError')); document.execCommand = () => false;");
        await HoldWords();
        await page.GotoAsync($"/hpp/i/{await Invoice("order-no-copy", "bank_transfer_eur_invoice")}");
        var given = await page.Locator("dt:text-is('Reference') + dd.key").EvaluateAsync<string>("d => d.firstChild.textContent");

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy Reference" }).ClickAsync();

        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Selected, ready to copy");
        (await page.EvaluateAsync<string>("getSelection().toString()")).Should().Be(given);
        await LetWordsGo();
        failures.Should().BeEmpty();
    }

    [Test]
    public async Task In_the_last_hour_the_time_left_is_shown()
    {
        var expires = app.Clock.GetUtcNow().ToUnixTimeSeconds() + 600;
        var soon = await app.Api().CreateInvoice(new { reference_id = "order-soon", amount = 100.25, currency = "EUR", expires });
        await page.GotoAsync($"/hpp/i/{soon.Id}");
        await Assertions.Expect(page.GetByRole(AriaRole.Timer)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^(10:00|9:5\\d)$"));
        await page.ShouldBeAccessible();

        await page.GotoAsync($"/hpp/i/{soon.Id}?display[hide_invoice_lifetime_counter]=1");
        await Assertions.Expect(page.GetByRole(AriaRole.Timer)).ToHaveCountAsync(0);
        (await page.Locator(".summary").TextContentAsync()).Should().Contain("Pay by");
        await page.GotoAsync($"/hpp/i/{await Invoice("order-later", null)}");
        await Assertions.Expect(page.GetByRole(AriaRole.Timer)).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_cold_list_is_at_most_five_requests_and_none_to_another_host()
    {
        var requests = new ConcurrentQueue<string>();
        page.Request += (_, request) => requests.Enqueue(request.Url);
        await page.GotoAsync($"/hpp/?{Link}", new() { WaitUntil = WaitUntilState.NetworkIdle });

        requests.Should().HaveCountLessThanOrEqualTo(5).And.OnlyContain(url => url.StartsWith(app.Url, StringComparison.Ordinal));
        requests.Should().NotContain(url => url.Contains("woff", StringComparison.Ordinal));
    }

    /// <summary>What the page says for three seconds stays until the test lets it go. The page's other timers run: axe needs them.</summary>
    private Task HoldWords() =>
        page.AddInitScriptAsync("held = []; const later = setTimeout; setTimeout = (act, after, ...more) => after === 3000 ? held.push(act) : later(act, after, ...more);");

    private async Task LetWordsGo()
    {
        (await page.EvaluateAsync<int>("held.map(act => act()).length")).Should().Be(1, "one thing was said for three seconds");
        await Assertions.Expect(page.Locator("#live")).ToBeEmptyAsync();
    }

    private string Link => $"public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR";

    private Task<string> Focused() => page.EvaluateAsync<string>("document.activeElement.textContent.trim()");

    private Task Expects(string heading) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    private async Task<string> Invoice(string reference, string? service) =>
        (await app.Api().CreateInvoice(new { reference_id = reference, amount = 100.25, currency = "EUR", service })).Id;
}
