using System.Globalization;
using System.Text.Encodings.Web;

namespace DemoShop;

/// <summary>A piece of a page. Everything that is put into it is encoded, unless it is such a piece itself.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Of(FormattableString page) => new(string.Format(CultureInfo.InvariantCulture, page.Format, [.. page.GetArguments().Select(Encode)]));

    private static object Encode(object? value) => value switch
    {
        Html html => html.Text,
        IEnumerable<Html> many => string.Concat(many.Select(h => h.Text)),
        _ => HtmlEncoder.Default.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
