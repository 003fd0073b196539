using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>Shown anew, closed, redirected, copied from, described by attributes and words, kept out by a shop's policy.</summary>
internal sealed partial class WidgetJourneys
{
    [TestCase("shop")]
    [TestCase("frame")]
    public async Task A_lightbox_that_is_shown_anew_still_gives_the_focus_back(string way)
    {
        await Visit($"<button id=\"pay\" type=\"button\">Pay</button>{Loader}<script>{Listen} pay.onclick = () => payment_widget.init({{ target: 'lightbox', {Money} }});</script>");
        await page.Locator("#pay").ClickAsync();
        await Hears("ready payment_frame");

        if (way == "shop") await page.EvaluateAsync("payment_widget.reinit({ amount: 7 })");
        else await page.Frames[1].EvaluateAsync("parent.postMessage('reinit', '*')");
        await Hears("ready payment_frame", "rendered payment_frame", "ready payment_frame");
        await Assertions.Expect(page.Locator("dialog[open]")).ToHaveCountAsync(1);
        await Assertions.Expect(Frame.Locator(".amount")).ToHaveTextAsync(way == "shop" ? "€7.00" : "€100.25");
        await page.Keyboard.PressAsync("Escape");

        await Hears("close payment_frame");
        await Assertions.Expect(page.Locator("dialog")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#pay")).ToBeFocusedAsync();
    }

    [Test]
    public async Task A_frame_that_is_shown_anew_while_the_customer_is_in_it_keeps_the_focus_and_gives_it_back()
    {
        await Visit($"<button id=\"pay\" type=\"button\">Pay</button><div id=\"payment_widget\"></div>{Loader}<script>{Listen} pay.onclick = () => payment_widget.init({{ {Money} }});</script>");
        await page.Locator("#pay").ClickAsync();
        await Frame.GetByRole(AriaRole.Link, new() { Name = "PayPal" }).FocusAsync();
        await page.Frames[1].EvaluateAsync("parent.postMessage('reinit', '*')");
        await Hears("ready payment_frame", "rendered payment_frame", "ready payment_frame");
        await Assertions.Expect(page.Locator("#payment_frame")).ToBeFocusedAsync();

        await page.EvaluateAsync("payment_widget.close()");
        await Assertions.Expect(page.Locator("#pay")).ToBeFocusedAsync();
    }

    [Test]
    public async Task The_frame_itself_closes_by_delete()
    {
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>{Listen} payment_widget.init({{ {Money} }});</script>");
        await Hears("ready payment_frame");

        await page.Frames[1].EvaluateAsync("parent.postMessage('delete', '*')");

        await Hears("close payment_frame");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task The_words_around_the_page_are_the_shops()
    {
        await Visit($$"""
            <button id="pay" type="button">Pay</button>{{Loader}}<script>{{Listen}}
            pay.onclick = () => payment_widget.init({ target: 'lightbox', title: 'Оплата', close_text: 'Закрити', open_text: 'Відкрити сторінку оплати', failed_text: 'Сторінка оплати тут не відкрилася.', {{Money}}, base_url: '{{shop.On("evil.test")}}/hpp/' });</script>
            """);
        await page.Locator("#pay").ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Оплата" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Закрити" })).ToHaveTextAsync("\u2715");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Сторінка оплати тут не відкрилася. Відкрити сторінку оплати");
        (await page.Locator("iframe").GetAttributeAsync("src")).Should().NotContain("text=");
    }

    [Test]
    public async Task Details_are_copied_from_inside_the_shops_page()
    {
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Clock.InstallAsync(new() { TimeDate = app.Clock.GetUtcNow().UtcDateTime });
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>{Listen} payment_widget.init({{ cpi: '{await Transfer()}' }});</script>");
        await Hears("ready payment_frame");
        (await page.Frames[1].EvaluateAsync<bool>("document.featurePolicy.allowsFeature('clipboard-write')")).Should().BeTrue();

        await CopiesTheReference();
    }

    [Test]
    public async Task Details_are_copied_from_a_frame_that_the_shop_made_without_permission_too()
    {
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Clock.InstallAsync(new() { TimeDate = app.Clock.GetUtcNow().UtcDateTime });
        await Visit($"<iframe title=\"Payment\" src=\"{app.Url}/hpp/i/{await Transfer()}\" width=\"600\" height=\"900\"></iframe>");
        await Assertions.Expect(Frame.GetByRole(AriaRole.Button, new() { Name = "Copy Reference" })).ToBeVisibleAsync();
        (await page.Frames[1].EvaluateAsync<bool>("document.featurePolicy.allowsFeature('clipboard-write')")).Should().BeFalse();

        await CopiesTheReference();
    }

    [Test]
    public async Task Every_attribute_that_is_an_option_shows_the_payment_anew_and_no_other_does()
    {
        await Visit($"{Loader}<paycore-checkout id=\"x\" public-key=\"{account.PublicKeyTest}\" amount=\"100.25\" currency=\"EUR\"></paycore-checkout>");
        await Assertions.Expect(Frame.Locator(".amount")).ToHaveTextAsync("€100.25");

        await page.EvaluateAsync("first = document.querySelector('iframe'); x.className = 'wide'; x.style.margin = '1em'; x.dataset.seen = 1; x.setAttribute('aria-label', 'Pay'); x.setAttribute('description', 'Two first editions')");
        await Assertions.Expect(Frame.Locator(".what")).ToHaveTextAsync("Two first editions");
        await page.EvaluateAsync("second = document.querySelector('iframe'); x.className = ''; x.style.margin = ''; x.dataset.seen = 2; x.setAttribute('aria-label', 'Pay now')");
        await page.EvaluateAsync("new Promise(done => setTimeout(done))");
        (await page.EvaluateAsync<bool>("second !== first && second.isConnected && !first.isConnected")).Should().BeTrue();

        await page.EvaluateAsync("x.setAttribute('style[theme]', 'dark'); x.setAttribute('customer[email]', 'o@example.org')");
        await Assertions.Expect(page.Locator("iframe")).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex("theme%5D=dark.*email%5D=o%40example.org"));
    }

    [Test]
    public async Task The_earlier_widget_changes_and_closes_its_frame_and_keeps_what_is_not_given_again()
    {
        await Visit($"<div id=\"checkout\"></div>{Loader}<script>{Listen} widget.init({{ selector: 'checkout', flow: 'iframe', baseUrl: '{app.Url}/hpp', frameId: 'mine', {Money} }});</script>");
        await Hears("ready mine");

        await page.EvaluateAsync("widget.reinit({ frameId: 'mine', amount: 7 })");
        await Assertions.Expect(page.Locator("#checkout iframe")).ToHaveCountAsync(1);
        await Assertions.Expect(Frame.Locator(".amount")).ToHaveTextAsync("€7.00");
        await page.EvaluateAsync("widget.close()");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(1);
        await page.EvaluateAsync("widget.close({ frameId: 'mine' })");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(0);
        await Hears("close mine");
    }

    [Test]
    public async Task The_earlier_widgets_redirect_opens_a_tab()
    {
        await Visit($"<button id=\"pay\" type=\"button\">Pay</button>{Loader}<script>pay.onclick = () => widget.init({{ flow: 'redirect', {Money} }});</script>");

        var opened = await page.Context.RunAndWaitForPageAsync(() => page.Locator("#pay").ClickAsync());

        await Assertions.Expect(opened.Locator("h1")).ToHaveTextAsync("How would you like to pay?");
        page.Url.Should().Be(shop.Url + "/");
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(0);
    }

    [TestCase("widget.init()")]
    [TestCase("widget.reinit()")]
    [TestCase("payment_widget.init()")]
    [TestCase("payment_widget.reinit()")]
    public async Task A_call_without_options_says_what_is_missing(string call)
    {
        await Visit($"<div id=\"payment_widget\"></div>{Loader}<script>{call}; widget.close(); payment_widget.close(); {call};</script>");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The payment needs a cpi, or public_key, amount and currency. ");
    }

    // {own} is the payment server; the shop stands on another port of the same host.
    [TestCase("img-src 'self'", true)]
    [TestCase("default-src 'self'", false)]
    [TestCase("frame-src 'self'", false)]
    [TestCase("script-src 'self'", false)]
    [TestCase("script-src {own}; frame-src {own}", true)]
    [TestCase("default-src 'self'; script-src {own}; child-src {own}", true)]
    [TestCase("script-src-elem 'self'; script-src {own}", false)]
    [TestCase("default-src *", true)]
    [TestCase("frame-src http:", true)]
    [TestCase("frame-src https:", false)]
    [TestCase("frame-src 127.0.0.1", false)]
    [TestCase("frame-src 127.0.0.1:*", true)]
    [TestCase("frame-src localhost:*", false)]
    [TestCase("frame-src {own}/hpp/", true)]
    [TestCase("frame-src {own}/hpp", false)]
    [TestCase("frame-src 'none' {own}", true)]
    [TestCase("FRAME-SRC {own}; frame-src 'none'", true)]
    [TestCase("default-src *, frame-src 'none'", false)]
    [TestCase("script-src 'strict-dynamic' {own}", false)]
    public async Task The_embed_checks_word_about_a_shops_policy_is_the_browsers(string policy, bool shown)
    {
        shop.Policy = policy.Replace("{own}", app.Url, StringComparison.Ordinal);
        await page.AddInitScriptAsync("blocked = []; document.addEventListener('securitypolicyviolation', e => blocked.push(e.blockedURI));");
        await Visit($"{Loader}<paycore-checkout public-key=\"{account.PublicKeyTest}\" amount=\"100.25\" currency=\"EUR\"></paycore-checkout>");

        var isBlocked = false;
        await Probe.Until(
            async () => (isBlocked = await page.EvaluateAsync<bool>("own => blocked.some(u => u.startsWith(own))", app.Url)) || await Frame.Locator(".payment-wrap__items").CountAsync() > 0,
            "the page stands in the frame, or the browser says that it may not");
        isBlocked.Should().Be(!shown, "this is what Chromium does");
        (await Frame.Locator(".payment-wrap__items").CountAsync() > 0).Should().Be(shown);
        var answer = await app.Api(account: account).Get($"/api/embed-check?origin={shop.Url}&csp={Uri.EscapeDataString(shop.Policy)}");
        answer["embeddable"].GetBoolean().Should().Be(shown, answer.Text);
    }

    /// <summary>An invoice whose page shows bank details.</summary>
    private async Task<string> Transfer() =>
        (await app.Api(account: account).CreateInvoice(new { reference_id = $"order-{++orders}", amount = 100.25, currency = "EUR", service = "bank_transfer_eur_invoice" })).Id;

    private async Task CopiesTheReference()
    {
        var button = Frame.GetByRole(AriaRole.Button, new() { Name = "Copy Reference" });
        var given = await Frame.Locator("dt:text-is('Reference') + dd.key bdi").InnerTextAsync();
        // The word stays for three seconds of the page's clock, which stands until they are counted here.
        await page.Clock.PauseAtAsync(app.Clock.GetUtcNow().UtcDateTime.AddMinutes(5));
        await button.ClickAsync();
        await Assertions.Expect(Frame.GetByRole(AriaRole.Button, new() { Name = "Copied Reference" })).ToBeVisibleAsync();
        // The clipboard may be read by a page that has the focus only.
        await page.EvaluateAsync("document.activeElement.blur(); window.focus()");
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).Should().Be(given);
        await page.Clock.RunForAsync(3_000);
        await Assertions.Expect(button).ToBeVisibleAsync();
    }
}
