using Microsoft.AspNetCore.Components;

namespace PayCore.Commerce.Shared.Pages;

/// <summary>The one stylesheet of every page (page.css), read once, without comments and indentation, and put inline: a page is one request.</summary>
public static class PageStyles
{
    public static MarkupString Css { get; } = new(Read());

    private static string Read()
    {
        using var stream = typeof(PageStyles).Assembly.GetManifestResourceStream("page.css")
            ?? throw new InvalidOperationException("page.css is not embedded.");
        using var text = new StreamReader(stream);
        var lines = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Concat(lines.Where(line => !line.StartsWith("/*", StringComparison.Ordinal)));
    }
}
