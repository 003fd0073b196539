using System.Collections.Frozen;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>How a merchant wants the page to look (contract/hpp.md, <c>style</c>, <c>theme</c> and <c>display</c>). What is not understood is ignored.</summary>
/// <param name="Css">Custom properties that follow the style sheet; never a text of the link, only colours and names of our own lists.</param>
/// <param name="PayText">The key of the pay button's text.</param>
internal sealed record Look(
    string Css, string PayText, bool MethodLogos, bool HideHeader, bool HideFooter, bool HideProgress, bool HideFilter, bool HideLifetime, bool HideInvoiceLifetime)
{
    public static readonly Look Default = new("", "pay", true, false, false, false, false, false, false);

    /// <summary>What the page's colours are called in a link, in both published ways of writing.</summary>
    private static readonly FrozenDictionary<string, string> Colours = new Dictionary<string, string>
    {
        ["primary"] = "primary", ["primary_color"] = "primary", ["primary_variant"] = "primary-hover", ["on_primary_color"] = "on-primary",
        ["secondary"] = "secondary", ["secondary_color"] = "secondary", ["secondary_variant"] = "secondary-hover", ["on_secondary_color"] = "on-secondary",
        ["primary_text_color"] = "text", ["secondary_text_color"] = "muted", ["primary_background_color"] = "bg", ["secondary_background_color"] = "surface",
        ["success_color"] = "success", ["warning_color"] = "warning", ["danger_color"] = "danger", ["info_color"] = "info",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Fonts = new Dictionary<string, string>
    {
        ["system"] = "",
        ["sans-serif"] = "Arial,Helvetica,\"Liberation Sans\",\"Noto Sans\",sans-serif",
        ["serif"] = "Georgia,Cambria,\"Times New Roman\",\"Noto Serif\",serif",
        ["monospace"] = "ui-monospace,SFMono-Regular,Menlo,Consolas,\"Liberation Mono\",monospace",
        ["rounded"] = "ui-rounded,\"Hiragino Maru Gothic ProN\",Quicksand,Nunito,\"Arial Rounded MT Bold\",system-ui,sans-serif",
        ["humanist"] = "Optima,Candara,\"Gill Sans\",\"Noto Sans\",sans-serif",
        ["arial"] = "Arial,Helvetica,\"Liberation Sans\",sans-serif",
        ["verdana"] = "Verdana,\"DejaVu Sans\",sans-serif",
        ["georgia"] = "Georgia,\"Times New Roman\",serif",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> PayTexts = FrozenSet.ToFrozenSet(["subscribe", "donate", "buy", "book", "order"], StringComparer.Ordinal);

    /// <summary>What only matters together with a theme: an account's ground and words would make a link's theme another one.</summary>
    private static readonly string[] OfTheme = ["bg", "surface", "text", "muted"];

    /// <param name="query">What the link says; null: nothing that can be read.</param>
    /// <param name="defaults">The account's own look, where the link says nothing: JSON object text, or null.</param>
    public static Look Read(LinkQuery? query, string? defaults = null)
    {
        var (link, account) = (query ?? LinkQuery.OfDefaults(null), LinkQuery.OfDefaults(defaults));
        if (link.Pairs.Concat(account.Pairs).All(p => p.Root is not ("style" or "theme" or "display"))) return Default;
        var label = Said("style", "pay_button_label") ?? "";
        return new Look(
            StyleOf(link, account),
            PayTexts.Contains(label) ? $"pay.{label}" : "pay",
            !Is(Said("style", "show_method_logo"), "false", "0"),
            Hides("hide_header"), Hides("hide_footer"), Hides("hide_progress_bar"), Hides("hide_method_filter"), Hides("hide_lifetime_counter"),
            Hides("hide_invoice_lifetime_counter"));

        bool Hides(string name) => Is(Said("display", name), "true", "1");

        string? Said(string root, string name) => link.Last(root, name) ?? account.Last(root, name);
    }

    private static string StyleOf(LinkQuery link, LinkQuery account)
    {
        var asked = link.Last("style", "theme") ?? link.Last("theme");
        var given = ColoursOf(account);
        if (asked is not null)
            foreach (var token in OfTheme) given.Remove(token);
        foreach (var (token, value) in ColoursOf(link)) given[token] = value;

        var font = Fonts.GetValueOrDefault((link.Last("style", "font_family") ?? account.Last("style", "font_family") ?? "").Replace('_', '-'), "");
        var fontCss = font.Length == 0 ? "" : $":root{{--font:{font}}}";
        var theme = asked ?? account.Last("style", "theme");

        // A background says more than a theme: words of the other kind would have to be bent until they can be read.
        if (Colour.Parse(given.GetValueOrDefault("bg") ?? given.GetValueOrDefault("surface"), Colour.White) is { } ground)
            theme = ground.Ink == Colour.White ? "dark" : theme == "basic" ? "basic" : "light";
        return fontCss + theme switch
        {
            "light" => Fixed("light", Palette.Light),
            "dark" => Fixed("dark", Palette.Dark),
            "basic" => Fixed("light", Palette.Basic) + ":root{--radius:6px;--shadow:none}",
            _ when given.Count == 0 => "",
            _ => $":root{{{Palette.Light.With(given).Css(Palette.Light)}}}@media (prefers-color-scheme:dark){{:root{{{Palette.Dark.With(given).Css()}}}}}",
        };

        string Fixed(string scheme, Palette palette) => $":root{{color-scheme:{scheme};{palette.With(given).Css()}}}";
    }

    private static Dictionary<string, string> ColoursOf(LinkQuery query)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, token) in Colours)
            if (query.Last("style", name) is { } value && Colour.Parse(value, Colour.White) is not null) given[token] = value;
        return given;
    }

    private static bool Is(string? value, string word, string digit) => value == word || value == digit;
}
