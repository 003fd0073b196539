using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Shared.Pages;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed partial class LookTests
{
    private static readonly string[] ColourNames =
    [
        "primary", "secondary", "primary_variant", "secondary_variant", "primary_text_color", "secondary_text_color", "primary_background_color",
        "secondary_background_color", "on_primary_color", "on_secondary_color", "success_color", "warning_color", "danger_color", "info_color",
    ];

    [TestCase("#fff", "#ffffff")]
    [TestCase("#1F4fd8", "#1f4fd8")]
    [TestCase("#000000ff", "#000000")]
    [TestCase("#00000080", "#7f7f7f")]
    [TestCase("#00000000", "#ffffff")]
    [TestCase("fff", null)]
    [TestCase("#ff", null)]
    [TestCase("#ffff", null)]
    [TestCase("#fffff", null)]
    [TestCase("#ggg", null)]
    [TestCase("# 12", null)]
    [TestCase("#-12-34", null)]
    [TestCase("red", null)]
    [TestCase("rgb(0,0,0)", null)]
    [TestCase("#fff;}body{display:none}", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void A_colour_is_three_six_or_eight_digits_and_shows_what_is_behind_it(string? text, string? colour) =>
        Colour.Parse(text, Colour.White)?.ToString().Should().Be(colour);

    [TestCase("#000", "#fff", 21)]
    [TestCase("#fff", "#fff", 1)]
    [TestCase("#767676", "#fff", 4.54)]
    [TestCase("#949494", "#fff", 3.03)]
    public void Contrast_is_as_WCAG_defines_it(string one, string other, double expected) =>
        Of(one).Contrast(Of(other)).Should().BeApproximately(expected, 0.01);

    [Test]
    public void Whatever_colours_are_given_everything_can_be_read() => Prop.ForAll(
        Colours().ListOf(ColourNames.Length).ToArbitrary(),
        colours => Bases.All(name =>
        {
            var palette = Named(name).With(ColourNames.Zip(colours).Where(c => c.Second.Length > 0).GroupBy(c => Token(c.First)).ToDictionary(g => g.Key, g => g.First().Second));
            var unreadable = Palette.Pairs.Where(p => palette[p.Front].Contrast(palette[p.Back]) < p.Contrast).ToList();
            return unreadable.Count == 0 ? true : throw new AssertionException($"{name} {string.Join(',', colours)}: {string.Join(' ', unreadable)}");
        })).QuickCheckThrowOnFailure();

    [TestCaseSource(nameof(Bases))]
    public void A_palette_of_ours_needs_no_repair(string name) =>
        Named(name).With(new Dictionary<string, string>()).Css().Should().Be(Named(name).Css());

    [Test]
    public void Good_colours_are_left_as_they_are()
    {
        var css = Look.Read(Query("style[theme]=light&style[primary]=%23005c4b&style[on_primary_color]=%23ffffff&style[primary_text_color]=%23222222")).Css;

        css.Should().Contain("--primary:#005c4b;").And.Contain("--on-primary:#ffffff;").And.Contain("--text:#222222;").And.Contain("--link:#005c4b;");
    }

    [Test]
    public void A_bright_brand_colour_stays_a_colour_of_buttons_gets_dark_words_and_is_darker_as_a_link()
    {
        var palette = Palette.Light.With(new Dictionary<string, string> { ["primary"] = "#e08a00" });

        palette["on-primary"].Should().Be(Colour.Black);
        palette["primary"].Contrast(Colour.White).Should().BeInRange(3, 3.6);
        palette["link"].Contrast(palette["bg"]).Should().BeGreaterThanOrEqualTo(4.5);
    }

    [Test]
    public void The_palettes_are_those_of_the_style_sheet()
    {
        var blocks = PageStyles.Css.Value.Split("@media (prefers-color-scheme:dark)");
        foreach (var (palette, css) in new[] { (Palette.Light, blocks[0]), (Palette.Dark, blocks[1].Split('}')[0]) })
            foreach (Match token in Token().Matches(css))
                if (palette.Names.Contains(token.Groups[1].Value))
                    palette[token.Groups[1].Value].Should().Be(Of(token.Groups[2].Value), token.Groups[1].Value);
    }

    [TestCase("", "")]
    [TestCase("style[theme]=neon", "")]
    [TestCase("style[primary]=red", "")]
    [TestCase("style[font_family]=Comic+Sans", "")]
    [TestCase("style[font_family]=serif", ":root{--font:Georgia")]
    [TestCase("style[font_family]=sans_serif", ":root{--font:Arial")]
    [TestCase("theme=dark", ":root{color-scheme:dark;--bg:#0f1216;")]
    [TestCase("style[theme]=light&theme=dark", ":root{color-scheme:light;--bg:#f5f6f8;")]
    [TestCase("style[theme]=basic", ":root{color-scheme:light;--bg:#ffffff;")]
    [TestCase("theme=light&style[primary_background_color]=%23101010", ":root{color-scheme:dark;--bg:#101010;")]
    [TestCase("style[primary_background_color]=%23fafafa", ":root{color-scheme:light;--bg:#fafafa;")]
    public void A_theme_is_one_of_three_else_the_visitors_own(string query, string css)
    {
        var look = Look.Read(Query(query));
        if (css.Length == 0) look.Css.Should().BeEmpty();
        else look.Css.Should().StartWith(css);
    }

    [Test]
    public void Without_a_theme_colours_are_repaired_for_light_and_for_dark()
    {
        var css = Look.Read(Query("style[primary]=%23003300")).Css;

        css.Should().StartWith(":root{--primary:#003300;").And.Contain("@media (prefers-color-scheme:dark){:root{--bg:#0f1216;").And.NotContain("color-scheme:dark;");
        Regex.Matches(css, "--primary:(#[0-9a-f]{6})")[1].Groups[1].Value.Should().NotBe("#003300");
    }

    [Test]
    public void Nothing_of_the_links_own_text_reaches_the_style_sheet()
    {
        var hostile = "%3C%2Fstyle%3E%3Cscript%3E;}*{display:none}url(//evil)%5C";
        var names = ColourNames.Select(n => $"style[{n}]={hostile}").Append($"style[theme]={hostile}").Append($"theme={hostile}").Append($"style[font_family]={hostile}")
            .Append($"style[{hostile}]=%23fff");

        Look.Read(Query(string.Join('&', names))).Css.Should().BeEmpty();
    }

    [Test]
    public void Switches_are_true_or_one_and_texts_come_from_a_list()
    {
        var look = Look.Read(Query("display[hide_header]=true&display[hide_footer]=1&display[hide_progress_bar]=yes&display[hide_method_filter]=false&style[show_method_logo]=0&style[pay_button_label]=donate"));

        look.Should().BeEquivalentTo(Look.Default with { HideHeader = true, HideFooter = true, MethodLogos = false, PayText = "pay.donate" });
        Look.Read(Query("style[pay_button_label]=hurry")).PayText.Should().Be("pay");
    }

    [TestCase("", ":root{--font:Georgia", ":root{color-scheme:dark;--bg:#0f1216;", "--primary:#ff8800;")]
    [TestCase("theme=light", ":root{--font:Georgia", ":root{color-scheme:light;--bg:#f5f6f8;")]
    [TestCase("style[primary_color]=%2300aaff", ":root{color-scheme:dark;", "--primary:#00aaff;")]
    [TestCase("style[primary]=red", "--primary:#ff8800;")]
    [TestCase("style[font_family]=monospace", ":root{--font:ui-monospace", ":root{color-scheme:dark;")]
    [TestCase("style[theme]=", ":root{color-scheme:dark;")]
    public void The_accounts_look_is_that_of_a_link_which_says_nothing(string query, params string[] css) =>
        Look.Read(Query(query), """{"style":{"theme":"dark","primary":"#ff8800","font_family":"serif"}}""").Css.Should().ContainAll(css);

    [Test]
    public void A_links_theme_comes_before_the_accounts_ground()
    {
        const string white = """{"style":{"primary_background_color":"#ffffff","primary_text_color":"#111111"}}""";

        Look.Read(Query(""), white).Css.Should().StartWith(":root{color-scheme:light;--bg:#ffffff;");
        Look.Read(Query("theme=dark"), white).Css.Should().StartWith(":root{color-scheme:dark;--bg:#0f1216;");
    }

    [Test]
    public void The_accounts_switches_are_true_or_one_and_a_link_turns_them_off()
    {
        const string defaults = """{"display":{"hide_header":true,"hide_footer":1,"hide_progress_bar":"1","hide_method_filter":null},"style":{"show_method_logo":false,"pay_button_label":"book","x":{"y":[{"z":[1]}]}},"amount":1}""";

        Look.Read(Query(""), defaults).Should().BeEquivalentTo(
            Look.Default with { HideHeader = true, HideFooter = true, HideProgress = true, MethodLogos = false, PayText = "pay.book" });
        Look.Read(Query("display[hide_header]=false&style[pay_button_label]=pay"), defaults).Should().BeEquivalentTo(
            Look.Default with { HideFooter = true, HideProgress = true, MethodLogos = false });
        Look.Read(Query(""), "{}").Should().Be(Look.Default);
    }

    private static readonly string[] Bases = ["light", "dark", "basic"];

    private static Palette Named(string name) => name switch { "light" => Palette.Light, "dark" => Palette.Dark, _ => Palette.Basic };

    private static Colour Of(string text) => Colour.Parse(text, Colour.White)!.Value;

    private static LinkQuery Query(string text) => LinkQuery.Read(text, out _)!;

    /// <summary>Mostly a colour, with or without opacity; sometimes none is given.</summary>
    private static Gen<string> Colours()
    {
        var digits = Gen.Elements("0123456789abcdef".ToCharArray());
        Gen<string> Of(int length) => digits.ListOf(length).Select(d => $"#{new string([.. d])}");
        return Gen.OneOf(Of(3), Of(6), Of(6), Of(8), Gen.Elements("", "#000", "#fff", "#808080", "#777777"));
    }

    private static string Token(string name) => name switch
    {
        "primary_variant" => "primary-hover", "secondary_variant" => "secondary-hover", "primary_text_color" => "text", "secondary_text_color" => "muted",
        "primary_background_color" => "bg", "secondary_background_color" => "surface", "on_primary_color" => "on-primary", "on_secondary_color" => "on-secondary",
        _ => name.Replace("_color", "", StringComparison.Ordinal),
    };

    [GeneratedRegex("--([a-z-]+):(#[0-9a-f]{3,6})[;}]?")]
    private static partial Regex Token();
}
