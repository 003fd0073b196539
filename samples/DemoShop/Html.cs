using System.Globalization;
using System.Text.Encodings.Web;

namespace DemoShop;

/// <summary>A piece of a page. Everything that is put into it is encoded, unless it is such a piece itself.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Of(FormattableString page) => new(page.ToString(new Encoding()));

    private sealed class Encoding : IFormatProvider, ICustomFormatter
    {
        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            Html html => html.Text,
            IEnumerable<Html> many => string.Concat(many.Select(h => h.Text)),
            IFormattable value => HtmlEncoder.Default.Encode(value.ToString(format, CultureInfo.InvariantCulture)),
            _ => HtmlEncoder.Default.Encode(arg?.ToString() ?? ""),
        };
    }
}
