using Microsoft.Playwright;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>
/// What a visitor's own system asks for: high contrast (CSS Color Adjust, forced colors) leaves controls their edges and shows where one is without colours of
/// ours, and less motion is none.
/// </summary>
internal sealed class VisitorsWishesTests
{
    private PayCoreApp app = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task Arrive() => page = await Browser.Open(app.Url);

    [TearDown]
    public Task Leave() => page.Leave();

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task With_forced_colours_controls_have_edges_and_the_present_one_differs(ColorScheme scheme)
    {
        var account = await app.AccountWith(12);
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active, ColorScheme = scheme });
        await page.GotoAsync($"/hpp/?public_key={account.PublicKeyTest}&amount=1249&currency=EUR");
        (await Style(".methods a", "borderTopStyle")).Should().Be("solid");
        (await Style(".methods a", "borderTopColor")).Should().NotBe(await Style(".methods a", "backgroundColor"));
        (await Style(".methods .icon", "color")).Should().Be(await Style("h1", "color"), "the icon has the visitor's colour, not the merchant's, which may be that of the background");
        (await Style(".steps [aria-current]", "borderTopColor")).Should().NotBe(await Style(".steps li:last-child", "borderTopColor"), "the present step differs from the others");
        (await Style(".filter [aria-current]", "backgroundColor")).Should().NotBe(await Style(".filter a:last-child", "backgroundColor"), "the chosen category differs from the others");
        await Keep($"methods-{scheme}");

        await page.GotoAsync($"/hpp/service/mobile_payment_eur_hpp?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR");
        await page.GetByLabel("Phone").FillAsync("501");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".problem")).ToBeFocusedAsync();
        (await Style("form .button", "borderTopStyle")).Should().Be("solid");
        (await Style("form .button", "borderTopColor")).Should().NotBe(await Style("form .button", "backgroundColor"), "the button has an edge");
        (await Style(".field input", "borderTopColor")).Should().NotBe(await Style(".field input", "backgroundColor"));
        await page.TabTo("Pay €1,249.00");
        (await Style("form .button", "outlineColor")).Should().NotBe(await Style("form.card", "backgroundColor"), "the focus is seen");
        await Keep($"fields-{scheme}");

        var (paid, _) = await app.Paid($"forced-{scheme}", 100.25m);
        await page.GotoAsync($"/hpp/i/{paid.Id}");
        (await Style(".badge", "borderTopColor")).Should().NotBe(await Style(".card", "backgroundColor"));
        (await Style(".badge path", "stroke")).Should().NotBe(await Style(".badge", "backgroundColor"), "the mark is seen");
        await Keep($"paid-{scheme}");
    }

    [Test]
    public async Task Who_wants_less_motion_gets_none()
    {
        await page.GotoAsync($"/hpp/?public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR");
        (await Style(".methods a", "transitionDuration")).Should().Be("0.12s, 0.12s", "there is a motion to leave out");

        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });

        (await page.EvaluateAsync<int>("""
            () => [...document.querySelectorAll('*')].map(e => getComputedStyle(e))
              .filter(s => s.animationName !== 'none' || s.scrollBehavior === 'smooth' || !/^0s(, 0s)*$/.test(s.transitionDuration)).length
            """)).Should().Be(0);
    }

    /// <summary>Pictures to look at, and axe.</summary>
    private async Task Keep(string name)
    {
        foreach (var width in (int[])[320, 768, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.ShouldFit();
            await page.ScreenshotAsync(new()
            {
                Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"forced-colours-{name}-{width}.png"), FullPage = true,
            });
        }

        await page.ShouldBeAccessible(forcedColours: true);
    }

    private Task<string> Style(string selector, string property) => page.Locator(selector).First.EvaluateAsync<string>("(e, p) => getComputedStyle(e)[p]", property);
}
