using Microsoft.Playwright;

namespace PayCore.Commerce.Tests.Support;

/// <summary>A visitor without a mouse.</summary>
internal static class Keyboard
{
    private const int MostStops = 80;

    /// <summary>Moves on with Tab alone until the element whose text or label begins like this has the focus, which must be seen and within the window.</summary>
    /// <param name="inside">The frame where the element stands; null: the page itself.</param>
    public static async Task TabTo(this IPage page, string text, IFrame? inside = null)
    {
        var frame = inside ?? page.MainFrame;
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (!(await frame.Focused("e => e === document.body || !document.hasFocus() ? '' : (e.labels?.[0] ?? e).textContent.trim()")).StartsWith(text, StringComparison.Ordinal)) continue;
            (await frame.Focused("e => getComputedStyle(e).outlineStyle")).Should().NotBe("none", $"the focus on {text} is seen");
            if (inside is null) (await frame.Focused("e => { const b = e.getBoundingClientRect(); return `${b.bottom > 0 && b.top < innerHeight}`; }")).Should().Be("true", $"{text} is in sight");
            return;
        }

        Assert.Fail($"Tab never reaches {text} on {frame.Url}.");
    }

    /// <summary>Goes there and presses Enter.</summary>
    public static async Task EnterOn(this IPage page, string text, IFrame? inside = null)
    {
        await page.TabTo(text, inside);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Writes instead of what the field with the focus holds.</summary>
    public static async Task TypeInstead(this IPage page, string text)
    {
        await page.Keyboard.PressAsync("ControlOrMeta+A");
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>What the function says of the element that has the focus.</summary>
    public static Task<string> Focused(this IFrame frame, string function) => frame.EvaluateAsync<string>($"({function})(document.activeElement)");
}
