using System.Collections.Concurrent;
using Microsoft.Playwright;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>The payment widget in a shop's page on another origin, in a real browser: what shop and customer see, and what strangers do not.</summary>
internal sealed partial class WidgetJourneys
{
    /// <summary>Keeps the widget's events as text in <c>events</c>.</summary>
    private const string Listen = "events = []; for (const name of Object.values(payment_widget.events)) payment_widget.bindEventListener(name, d => events.push([name, d.frame_id, d.status].filter(Boolean).join(' ')));";

    private PayCoreApp app = null!;
    private NewAccount account = null!;
    private ShopSite shop = null!;
    private IPage page = null!;
    private int orders;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        account = (await app.Send(new CreateAccount("Book Corner", ["EUR"], null, null))).Value;
        await app.Send(new ConfigureDemoServices(new AccountId(account.AccountId)));
    }

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task Arrive()
    {
        shop = await ShopSite.Open();
        page = await Browser.Open(shop.Url);
    }

    [TearDown]
    public async Task Leave()
    {
        await page.Leave();
        await shop.DisposeAsync();
    }

    private string Loader => $"<script src=\"{app.Url}/widget/payment-widget.js\"></script>";

    private string Money => $"public_key: '{account.PublicKeyTest}', amount: 100.25, currency: 'EUR'";

    private IFrameLocator Frame => page.FrameLocator("iframe");

    [Test]
    public async Task A_customer_gets_bank_details_inside_the_shops_page_and_the_shop_hears_of_it()
    {
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>{Listen} payment_widget.init({{ {Money} }});</script>");
        await Frame.Locator(".payment-wrap__items").GetByRole(AriaRole.Link, new() { Name = "Bank transfer" }).ClickAsync();
        await Frame.GetByRole(AriaRole.Button, new() { Name = "Show details to pay" }).ClickAsync();
        await Expects("How to pay: Bank transfer");

        await Hears("rendered payment_frame", "ready payment_frame", "resize payment_frame", "status payment_frame process_pending");
        page.Url.Should().Be(shop.Url + "/");
    }

    [Test]
    public async Task The_frame_has_a_name_and_the_height_of_its_page_and_is_accessible_with_the_shops_page_around_it()
    {
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>{Listen} payment_widget.init({{ {Money} }});</script>");
        await Hears("ready payment_frame");

        (await page.Locator("iframe").GetAttributeAsync("title")).Should().Be("Payment");
        var inside = page.Frames[1];
        await Probe.Until(
            async () => await inside.EvaluateAsync<int>("Math.abs(innerHeight - Math.ceil(document.documentElement.getBoundingClientRect().height))") == 0,
            "the frame is as high as its page");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, "widget-1280.png"), FullPage = true });
        await page.ShouldBeAccessible();
        await page.SetViewportSizeAsync(340, 700);
        await Probe.Until(
            async () => await inside.EvaluateAsync<bool>("innerWidth < 340 && innerHeight === Math.ceil(document.documentElement.getBoundingClientRect().height)"),
            "the frame follows the narrower window");
        (await inside.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).Should().BeLessThanOrEqualTo(0);
        await page.ShouldBeAccessible();
    }

    [Test]
    public async Task A_providers_page_takes_the_whole_window_and_the_customer_pays_there()
    {
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>payment_widget.init({{ {Money} }});</script>");
        await Frame.GetByRole(AriaRole.Link, new() { Name = "PayPal" }).ClickAsync();
        await Frame.GetByRole(AriaRole.Button, new() { Name = "Pay €100.25" }).ClickAsync();

        await page.WaitForURLAsync("**/sandbox/pay/**");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay 100.25 EUR" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Payment received");
    }

    [Test]
    public async Task A_customer_who_has_paid_returns_to_the_shop_in_the_whole_window_and_the_shop_is_told_before()
    {
        using var client = app.Client();
        var created = await app.Api(account: account).CreateInvoice(
            new { reference_id = $"order-{++orders}", amount = 100.25, currency = "EUR", service = "paypal_eur_hpp", return_url = shop.Url + "/thanks" });
        var provider = await client.Get((await client.Get($"/redirect/hpp/?cpi={created.Id}")).Headers.Location!.PathAndQuery);
        await PageForm.In(provider, "/sandbox/pay/").With("act", "pay").Send(client);
        await client.Get($"/return?id={created.Id}");

        await Visit($$"""
            <div id="payment_widget"></div>{{Loader}}
            <script>payment_widget.init({ cpi: '{{created.Id}}', handlers: { status(d) { sessionStorage.paid = d.status; }, return() { sessionStorage.returns = 'yes'; payment_widget.close(); } } });</script>
            """);
        await Frame.GetByRole(AriaRole.Link, new() { Name = "Return to Book Corner" }).ClickAsync();

        await page.WaitForURLAsync($"{shop.Url}/thanks?cpi={created.Id}&**");
        (await page.EvaluateAsync<string>("`${sessionStorage.paid} ${sessionStorage.returns}`")).Should().Be("processed yes");
    }

    [Test]
    public async Task A_customer_who_cancels_is_back_in_the_shop_with_the_focus_where_it_was()
    {
        await Visit($"<button id=\"pay\" type=\"button\">Pay</button><div id=\"payment_widget\"></div>{Loader}<script>{Listen} pay.onclick = () => payment_widget.init({{ {Money} }});</script>");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        await Frame.GetByRole(AriaRole.Link, new() { Name = "Cancel and return to Book Corner" }).ClickAsync();

        await Hears("close payment_frame");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#pay")).ToBeFocusedAsync();
    }

    [TestCase("shop")]
    [TestCase("frame")]
    [TestCase("button")]
    public async Task A_lightbox_closes_by_Escape_and_by_its_button_and_gives_the_focus_back(string way)
    {
        await Visit($"<button id=\"pay\" type=\"button\">Pay</button>{Loader}<script>{Listen} pay.onclick = () => payment_widget.init({{ target: 'lightbox', {Money} }});</script>");
        await page.Locator("#pay").ClickAsync();
        await Hears("ready payment_frame");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Payment" })).ToBeVisibleAsync();
        await page.ShouldBeAccessible();

        if (way == "button") await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        else if (way == "frame") await Frame.GetByRole(AriaRole.Link, new() { Name = "PayPal" }).PressAsync("Escape");
        else await page.Keyboard.PressAsync("Escape");

        await Hears("close payment_frame");
        await Assertions.Expect(page.Locator("dialog")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#pay")).ToBeFocusedAsync();
    }

    [Test]
    public async Task Nested_options_become_bracket_parameters()
    {
        await Visit($$"""
            <div id="payment_widget"></div>{{Loader}}<script>
            payment_widget.init({ {{Money}}, service: null, customer: { email: 'o@example.org', address: { country: 'UA' } }, display: { hide_header: true, show_methods: ['paypal', 'payment_card'] },
              service_fields: [{ key: 'email', value: 'o@example.org' }], metadata: { order: 7 }, handlers: { ready() {} } });
            </script>
            """);

        var query = Uri.UnescapeDataString(new Uri((await page.Locator("iframe").GetAttributeAsync("src"))!).Query);
        query.Should().Be($"?public_key={account.PublicKeyTest}&amount=100.25&currency=EUR&customer[email]=o@example.org&customer[address][country]=UA"
            + "&display[hide_header]=true&display[show_methods][0]=paypal&display[show_methods][1]=payment_card&service_fields[0][key]=email&service_fields[0][value]=o@example.org&metadata[order]=7");
        await Assertions.Expect(Frame.Locator(".payment-wrap__items a")).ToHaveCountAsync(2);
    }

    [Test]
    public async Task Another_amount_replaces_the_frame_and_keeps_the_other_options()
    {
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>{Listen} payment_widget.init({{ {Money} }}); payment_widget.reinit({{ amount: 7 }});</script>");

        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(1);
        await Assertions.Expect(Frame.Locator(".amount")).ToHaveTextAsync("€7.00");
        (await page.EvaluateAsync<string[]>("events")).Should().NotContain("close payment_frame");
        await page.EvaluateAsync("payment_widget.close({ frame_id: 'another' })");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(1);
        await page.EvaluateAsync("payment_widget.close({ frame_id: 'payment_frame' })");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task An_element_follows_its_attributes_and_tells_by_events_of_its_own()
    {
        await Visit($"<script>heardOf = []; addEventListener('paycore:ready', e => heardOf.push(e.target.localName));</script>{Loader}<paycore-checkout id=\"x\" public-key=\"{account.PublicKeyTest}\" amount=\"100.25\" currency=\"EUR\"></paycore-checkout>");
        await Assertions.Expect(Frame.Locator(".amount")).ToHaveTextAsync("€100.25");
        await Probe.Until(() => page.EvaluateAsync<bool>("heardOf.includes('paycore-checkout')"), "the element tells that it is ready");

        await page.EvaluateAsync("x.setAttribute('amount', '8')");
        await Assertions.Expect(Frame.Locator(".amount")).ToHaveTextAsync("€8.00");
        await page.EvaluateAsync("x.remove()");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(0);
    }

    [TestCase("{ amount: 1 }", "The payment needs a cpi, or public_key, amount and currency.")]
    [TestCase("{ cpi: 'cpi_0000000000000000', selector_id: 'nowhere' }", "There is no element nowhere to pay in.")]
    public async Task What_is_wrong_stands_visibly_in_the_shops_page(string options, string sentence)
    {
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>{Listen} payment_widget.init({options});</script>");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(sentence);
        await Hears("error payment_frame");
    }

    [Test]
    public async Task In_a_strangers_page_the_frame_shows_a_card_without_data_and_the_widget_offers_the_link()
    {
        var cpi = await Invoice(account, Mode.Live);
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>{Listen} payment_widget.init({{ cpi: '{cpi}' }});</script>", "evil.test");

        await Expects("Pay on a page of its own");
        (await Frame.Locator("body").InnerTextAsync()).Should().NotContainAny("Book Corner", "100");
        await Hears("error payment_frame");
        await page.ShouldBeAccessible();

        var opened = await page.Context.RunAndWaitForPageAsync(() => Frame.GetByRole(AriaRole.Link, new() { Name = "Open the payment page" }).ClickAsync());
        await Assertions.Expect(opened.Locator("body")).ToContainTextAsync("Book Corner");
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("Book Corner");
    }

    [Test]
    public async Task A_stranger_who_hides_where_the_frame_stands_gets_an_empty_one_and_hears_nothing()
    {
        var owner = (await app.Send(new CreateAccount("Book Corner", ["EUR"], shop.On("shop.localhost"), null))).Value;
        var cpi = await Invoice(owner, Mode.Live);
        var console = new ConcurrentQueue<string>();
        page.Console += (_, message) => console.Enqueue(message.Text);
        shop.ReferrerPolicy = "no-referrer";
        shop.Body = $"<iframe title=\"Payment\" src=\"{app.Url}/hpp/i/{cpi}\"></iframe>";
        await page.GotoAsync(shop.On("evil.test"));
        await Probe.Until(() => console.Any(line => line.Contains("frame-ancestors", StringComparison.Ordinal)), "the browser refuses the frame");
        (await page.EvaluateAsync<int>("heard.length")).Should().Be(0);

        // The same page at the allowed domain: shown, and spoken to.
        await page.GotoAsync(shop.On("shop.localhost"));
        await Assertions.Expect(Frame.Locator("body")).ToContainTextAsync("Book Corner");
        await Probe.Until(() => page.EvaluateAsync<bool>("heard.some(m => m.paycore === 'status' && m.status === 'created')"), "the allowed page hears the status");
    }

    [Test]
    public async Task Nobody_but_the_frame_can_close_it_and_a_frame_beside_it_hears_nothing()
    {
        await using var stranger = await ShopSite.Open();
        stranger.Body = "<script>setInterval(() => { for (const m of ['close', 'delete', 'reinit', { paycore: 'status', status: 'processed' }, { paycore: 'escape' }]) { parent.postMessage(m, '*'); for (let i = 0; i < parent.length; i++) parent[i].postMessage(m, '*'); } }, 20)</script>";
        await Visit($$"""
            <div id="payment_widget"></div>{{Loader}}<script>{{Listen}} payment_widget.init({ {{Money}} });</script>
            <iframe id="stranger" title="Another" src="{{stranger.On("evil.test")}}"></iframe>
            """);
        await Hears("ready payment_frame");
        await Probe.Until(() => page.EvaluateAsync<bool>("heard.filter(m => m === 'close').length > 20"), "the stranger's messages arrive");
        // Nor is the shop's own page heard in place of the frame.
        await page.EvaluateAsync("postMessage('close', '*')");
        await Probe.Until(() => page.EvaluateAsync<bool>("heard.filter(m => m === 'close').length > 40"), "the stranger goes on");

        (await page.EvaluateAsync<string[]>("events")).Should().NotContain(e => e.StartsWith("close", StringComparison.Ordinal) || e.StartsWith("status", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("#payment_frame")).ToHaveCountAsync(1);
        (await page.Frames.Single(f => f.Url.Contains("evil.test", StringComparison.Ordinal)).EvaluateAsync<int>("heard.length")).Should().Be(0);
    }

    [TestCase("")]
    [TestCase("?public_key=pk_test_nobody&origin=shop")]
    [TestCase("?public_key={key}&origin=https%3A%2F%2Fshop.example&width=200")]
    public async Task The_embed_checks_page_is_accessible(string query)
    {
        await page.GotoAsync($"{app.Url}/hpp/embed-check{query.Replace("{key}", account.PublicKeyTest, StringComparison.Ordinal)}");

        await page.ShouldBeAccessible();
        await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"embed-check-{query.Length}.png"), FullPage = true });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_embed_checks_mistakes_have_the_focus_and_lead_to_their_fields(bool javaScript)
    {
        var visitor = await Browser.Open(app.Url, javaScript);
        await visitor.GotoAsync($"/hpp/embed-check?public_key={account.PublicKeyTest}&origin=shop&width=wide");
        await Assertions.Expect(visitor.Locator(".problem")).ToBeFocusedAsync();
        (await visitor.TitleAsync()).Should().StartWith("Error: ");
        foreach (var (name, label) in new[] { ("origin", "The shop's origin"), ("width", "Width of the frame") })
        {
            await Assertions.Expect(visitor.GetByLabel(label)).ToHaveAttributeAsync("aria-describedby", $"{name}-hint {name}-error");
            await Assertions.Expect(visitor.GetByLabel(label)).ToHaveAttributeAsync("aria-invalid", "true");
            await Assertions.Expect(visitor.Locator($"#{name}-error")).ToContainTextAsync($"The {name} must be");
        }

        await Assertions.Expect(visitor.GetByLabel("Height of the frame")).ToHaveAttributeAsync("aria-describedby", "height-hint");
        await visitor.Keyboard.PressAsync("Tab");
        await visitor.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.GetByLabel("The shop's origin")).ToBeFocusedAsync();
        if (javaScript)
            foreach (var width in (int[])[320, 768, 1280])
            {
                await visitor.SetViewportSizeAsync(width, 800);
                await visitor.ShouldFit();
                await visitor.ShouldBeAccessible();
                await visitor.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"embed-check-errors-{width}.png"), FullPage = true });
            }

        await visitor.Leave();
    }

    /// <summary>The file of the npm package, as published: test.sh fetches it, because it carries no licence to copy it by.</summary>
    [Test]
    public async Task The_unmodified_published_widget_shows_our_page_and_closes_on_its_word()
    {
        var file = Repository.File("artifacts/merchant-widget-js-0.4.2/package/dist/merchantWidget.umd.min.js");
        if (!File.Exists(file)) Assert.Fail($"{file} is not there: run ./test.sh, which fetches @paycore/merchant-widget-js 0.4.2 from the npm registry.");
        await Visit($$"""
            <div id="checkout" style="height:900px"></div><script>{{await File.ReadAllTextAsync(file)}}</script><script>
            widget.init({ selector: 'checkout', flow: 'iframe', public_key: '{{account.PublicKeyTest}}', amount: 100.25, currency: 'EUR', baseUrl: '{{app.Url}}/hpp', customer: { reference_id: 'c-1', email: 'o@example.org' } });
            </script>
            """);

        await Assertions.Expect(Frame.Locator(".payment-wrap__items a")).Not.ToHaveCountAsync(0);
        await Frame.Locator(".payment-wrap__items").GetByRole(AriaRole.Link, new() { Name = "Bank transfer" }).ClickAsync();
        await Expects("Pay with: Bank transfer");
        await page.Frames[1].EvaluateAsync("parent.postMessage('reinit', '*')");
        await Expects("How would you like to pay?");
        await Frame.GetByRole(AriaRole.Link, new() { Name = "Cancel and return to Book Corner" }).ClickAsync();
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(0);
    }

    private async Task Visit(string body, string? host = null)
    {
        shop.Body = body;
        await page.GotoAsync(host is null ? shop.Url : shop.On(host));
    }

    private Task Expects(string heading) => Assertions.Expect(Frame.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    /// <summary>Waits until the shop's page was told all of these, in this order.</summary>
    private async Task Hears(params string[] expected)
    {
        string[] events = [];
        await Probe.Until(
            async () =>
            {
                events = await page.EvaluateAsync<string[]>("events");
                var next = 0;
                foreach (var told in events)
                    if (next < expected.Length && told == expected[next]) next++;
                return next == expected.Length;
            },
            $"the shop hears {string.Join(", ", expected)}");
    }

    private async Task<string> Invoice(NewAccount owner, Mode mode)
    {
        var created = await app.Api(mode, owner).CreateInvoice(new { reference_id = $"order-{++orders}", amount = 100.25, currency = "EUR" });
        ((int)created.Status).Should().Be(201, created.Text);
        return created.Id;
    }
}
