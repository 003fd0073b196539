using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>From a link of each kind, over a field that was filled wrong, to the receipt, or out of it, with Tab, Enter and letters alone.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class KeyboardJourneys(bool javaScript)
{
    private PayCoreApp app = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        // An hour to pay: short enough to ask for more.
        await app.Patch("""{"payment_options":{"lifetime":3600}}""");
    }

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task Arrive() => page = await Browser.Open(app.Url, javaScript);

    [TearDown]
    public Task Leave() => page.Leave();

    [Test]
    public async Task A_keyboard_finds_the_mistake_mends_it_and_pays()
    {
        await page.GotoAsync(Link);
        (await page.Locator(".methods li").CountAsync()).Should().BeGreaterThan(3, "there is something to choose");
        await page.EnterOn("Mobile payment");
        await Expects("Pay with: Mobile payment");

        await page.TabTo("Phone");
        await page.Keyboard.TypeAsync("501");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".problem")).ToBeFocusedAsync();
        (await page.TitleAsync()).Should().StartWith("Error: ");
        await page.TabTo("Phone");
        (await page.MainFrame.Focused("e => e.localName")).Should().Be("a", "the summary's link is the next stop");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("Phone")).ToBeFocusedAsync();
        (await page.MainFrame.Focused("e => e.value")).Should().Be("501", "what was typed is kept");
        (await page.MainFrame.Focused("e => e.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).textContent).join(' ')"))
            .Should().Contain("please check what you entered");

        await page.TypeInstead("+380501234567");
        await page.EnterOn("Pay €1,249.00");
        await PayAtTheProvider("1,249.00");
    }

    [Test]
    public async Task The_payer_of_a_stored_link_says_how_much_and_pays()
    {
        var link = await app.Link(new { amount_min = 5, amount_max = 500, currency = "EUR", description = "A roof for the library" });
        await page.GotoAsync($"/pay/{link.Id}");
        await page.TabTo("Amount in EUR");
        await page.TypeInstead("2");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".problem")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("Amount in EUR")).ToBeFocusedAsync();
        (await page.MainFrame.Focused("e => e.value")).Should().Be("2");
        await page.TypeInstead("20");
        await page.Keyboard.PressAsync("Enter");

        await Expects("How would you like to pay?");
        await page.EnterOn("Google Pay");
        await Expects("Pay with: Google Pay");
        await page.EnterOn("Pay €20.00");
        await PayAtTheProvider("20.00");
    }

    /// <summary>Browsers give no focus to a frame of another site by themselves, so without scripts the summary is only the first thing in main.</summary>
    [Test]
    public async Task In_a_shops_frame_a_keyboard_chooses_mends_and_pays_in_the_whole_window()
    {
        await using var shop = await ShopSite.Open();
        shop.Body = $"<a href=\"#cart\">Cart</a><iframe title=\"Payment\" style=\"width:100%;height:900px;border:0\" src=\"{app.Url}{Link}\"></iframe>";
        await page.GotoAsync(shop.Url);
        var (frame, inside) = (page.FrameLocator("iframe"), page.Frames[1]);
        await page.TabTo("Cart");
        await page.EnterOn("Mobile payment", inside);
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Pay with: Mobile payment");
        await inside.WaitForLoadStateAsync(); // by then its script runs
        await page.TabTo("Phone", inside);
        await page.Keyboard.TypeAsync("501");
        await page.Keyboard.PressAsync("Enter");

        if (javaScript)
        {
            // Nothing is sent while a field is wrong: the shop's page stays, and the field has the focus.
            var phone = frame.GetByLabel("Phone");
            await Assertions.Expect(phone).ToHaveAttributeAsync("aria-invalid", "true");
            await Assertions.Expect(phone).ToBeFocusedAsync();
            page.Url.Should().StartWith(shop.Url);
            await page.Keyboard.PressAsync("ControlOrMeta+A");
            await page.Keyboard.TypeAsync("+380501234567");
            await page.Keyboard.PressAsync("Enter");
        }
        else
        {
            // The provider's page takes the whole window, and so does the answer to the form that leads there.
            await Assertions.Expect(page.Locator(".problem")).ToBeFocusedAsync();
            page.Url.Should().StartWith(app.Url);
            await page.TabTo("Phone");
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.GetByLabel("Phone")).ToBeFocusedAsync();
            await page.TypeInstead("+380501234567");
            await page.EnterOn("Pay €1,249.00");
        }

        await PayAtTheProvider("1,249.00");
    }

    [Test]
    public async Task A_keyboard_chooses_another_method_cancels_and_says_yes()
    {
        var made = await app.Api().CreateInvoice(new { reference_id = $"order-{javaScript}", amount = 1249, currency = "EUR", service = "paypal_eur_hpp" });
        await page.GotoAsync($"/hpp/i/{made.Id}");
        await page.EnterOn("Choose another method");
        await Expects("How would you like to pay?");
        await page.EnterOn("Cancel payment");
        await Expects("Cancel this payment?");
        await page.EnterOn("Yes, cancel the payment");

        await Expects("Payment cancelled");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
    }

    [Test]
    public async Task Who_asks_for_more_time_while_typing_keeps_what_is_typed_and_pays()
    {
        var made = await app.Api().CreateInvoice(new { reference_id = $"slow-{javaScript}", amount = 1249, currency = "EUR" });
        await page.GotoAsync($"/hpp/i/{made.Id}/service/mobile_payment_eur_hpp");
        await page.TabTo("Phone");
        await page.Keyboard.TypeAsync("501");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await page.EnterOn("I need more time");

        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("Pay by");
        await Assertions.Expect(page.Locator(".problem")).ToHaveCountAsync(0);
        (await app.Reread(made.Id))["expires"].GetInt64().Should().Be(made["expires"].GetInt64() + 600);
        await page.TabTo("Phone");
        (await page.MainFrame.Focused("e => e.value")).Should().Be("501");
        if (javaScript)
            foreach (var width in (int[])[320, 768, 1280])
            {
                await page.SetViewportSizeAsync(width, 800);
                await page.ShouldFit();
                await page.ShouldBeAccessible();
                await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"more-time-{width}.png"), FullPage = true });
            }

        await page.TypeInstead("+380501234567");
        await page.EnterOn("Pay €1,249.00");
        await PayAtTheProvider("1,249.00");
    }

    [Test]
    public async Task In_a_shops_frame_more_time_is_given_though_a_field_is_half_typed()
    {
        var made = await app.Api().CreateInvoice(new { reference_id = $"framed-{javaScript}", amount = 1249, currency = "EUR" });
        await using var shop = await ShopSite.Open();
        shop.Body = $"<a href=\"#cart\">Cart</a><iframe title=\"Payment\" style=\"width:100%;height:900px;border:0\" src=\"{app.Url}/hpp/i/{made.Id}/service/mobile_payment_eur_hpp\"></iframe>";
        await page.GotoAsync(shop.Url);
        var (frame, inside) = (page.FrameLocator("iframe"), page.Frames[1]);
        await inside.WaitForLoadStateAsync();
        await page.TabTo("Cart");
        await page.TabTo("Phone", inside);
        await page.Keyboard.TypeAsync("501");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await page.EnterOn("I need more time", inside);

        await Assertions.Expect(frame.Locator(".notice")).ToContainTextAsync("Pay by");
        await Assertions.Expect(frame.GetByLabel("Phone")).ToHaveValueAsync("501");
        page.Url.Should().StartWith(shop.Url);
        (await app.Reread(made.Id))["expires"].GetInt64().Should().Be(made["expires"].GetInt64() + 600);
    }

    private async Task PayAtTheProvider(string amount)
    {
        await page.WaitForURLAsync("**/sandbox/pay/**");
        await page.EnterOn($"Pay {amount} EUR");
        await Expects("Payment received");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
    }

    private string Link => $"/hpp/?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR&description=Order+4711";

    private Task Expects(string heading) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
}
