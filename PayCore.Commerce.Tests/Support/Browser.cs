using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace PayCore.Commerce.Tests.Support;

/// <summary>A real Chromium: one for all tests, a fresh context (no cookies, no cache) for each visitor.</summary>
internal static class Browser
{
    /// <summary>What a page shows may take a whole request of a busy machine; longer than this it does not come.</summary>
    private const int LongestExpectMilliseconds = 30_000;

    /// <summary>A click or a visit, with all that it waits for.</summary>
    private const int LongestStepMilliseconds = 60_000;

    private static readonly Lazy<Task<IBrowser>> Running = new(Launch);

    /// <summary>A visitor's window.</summary>
    /// <param name="javaScript">Whether scripts run.</param>
    /// <param name="dark">Whether the visitor prefers dark colours.</param>
    public static async Task<IPage> Open(string url, bool javaScript = true, int width = 1280, bool dark = false, string locale = "en-US")
    {
        var browser = await Running.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = url,
            JavaScriptEnabled = javaScript,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
        });
        context.SetDefaultTimeout(LongestStepMilliseconds);
        return await context.NewPageAsync();
    }

    /// <summary>Closes the visitor's window. A browser that does not answer fails the test; it does not stop all of them.</summary>
    public static Task Leave(this IPage page) => page.Context.CloseAsync().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Expects that axe finds nothing: WCAG 2.0 to 2.2, A and AA, and best practice, target sizes included.</summary>
    /// <param name="forcedColours">The browser paints in the visitor's colours, which are not those that axe reads from the style: contrast is left out.</param>
    public static async Task ShouldBeAccessible(this IPage page, bool forcedColours = false)
    {
        // In a window without JavaScript axe would never answer, and Playwright has no time limit for that.
        var result = await page.RunAxe(new AxeRunOptions
        {
            RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"),
            Rules = new Dictionary<string, RuleOptions> { ["target-size"] = new() { Enabled = true }, ["color-contrast"] = new() { Enabled = !forcedColours } },
        }).WaitAsync(TimeSpan.FromSeconds(60));
        result.Violations.Select(v => $"{page.Url} {v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Select(n => $"{n.Html} {string.Join(' ', n.Any.Select(c => c.Message))}"))}").Should().BeEmpty();
    }

    /// <summary>Expects that nothing has to be scrolled sideways (WCAG 1.4.10).</summary>
    public static async Task ShouldFit(this IPage page) =>
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth")).Should().BeLessThanOrEqualTo(0, $"{page.Url} is wider than its window");

    private static async Task<IBrowser> Launch()
    {
        // As test.sh finds it; without it Debian's place, else Playwright's own.
        string?[] places = [Environment.GetEnvironmentVariable("PAYCORE_BROWSER"), "/usr/bin/chromium", "/usr/bin/chromium-browser"];
        var own = places.FirstOrDefault(File.Exists);
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(LongestExpectMilliseconds);
        try
        {
            return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = own,
                // Names for sites that are not loopback to the product, though they stand on this machine.
                Args = ["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"],
            });
        }
        catch (PlaywrightException e)
        {
            throw new InvalidOperationException("The journeys need a browser and there is none: run ./test.sh, which installs Chromium.", e);
        }
    }
}
