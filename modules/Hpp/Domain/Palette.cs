namespace PayCore.Commerce.Hpp.Domain;

/// <summary>
/// The colours of a page by the names of page.css. A merchant's colours are put in and every pair that is read together is repaired to WCAG 2.2 AA,
/// so no choice of colours makes a page that cannot be read (contract/hpp.md, Parameters).
/// </summary>
internal sealed class Palette
{
    /// <summary>The values of page.css; a test compares.</summary>
    public static readonly Palette Light = new(
        "bg:#f5f6f8;surface:#fff;text:#14181f;muted:#566070;line:#dfe3ea;line-strong:#808a99;primary:#1f4fd8;primary-hover:#1a43b8;on-primary:#fff;"
        + "link:#1f4fd8;primary-soft:#eaf0ff;secondary:#14181f;secondary-hover:#14181f;on-secondary:#fff;success:#0c6b3d;success-soft:#e7f6ee;"
        + "danger:#b3261e;danger-soft:#fdecea;warning:#7a4a00;warning-soft:#fff4e0;info:#0b5394;info-soft:#e6f1fc");

    public static readonly Palette Dark = new(
        "bg:#0f1216;surface:#191d24;text:#eef1f5;muted:#a9b3c1;line:#2d333d;line-strong:#7d8796;primary:#8db0ff;primary-hover:#a9c3ff;on-primary:#0b1a3d;"
        + "link:#8db0ff;primary-soft:#1b2540;secondary:#eef1f5;secondary-hover:#eef1f5;on-secondary:#191d24;success:#6fd3a0;success-soft:#12281d;"
        + "danger:#ffb4ab;danger-soft:#371917;warning:#ffcf87;warning-soft:#33240a;info:#93c8ff;info-soft:#13273b");

    /// <summary>White, black, and nothing else that is not needed: to stand inside a page of the merchant's own.</summary>
    public static readonly Palette Basic = new(
        "bg:#fff;surface:#fff;text:#111;muted:#595959;line:#d9d9d9;line-strong:#767676;primary:#222;primary-hover:#000;on-primary:#fff;"
        + "link:#222;primary-soft:#f2f2f2;secondary:#222;secondary-hover:#222;on-secondary:#fff;success:#0c6b3d;success-soft:#f2f2f2;"
        + "danger:#b3261e;danger-soft:#f9f1f0;warning:#6b4200;warning-soft:#f7f3ec;info:#333;info-soft:#f2f2f2");

    /// <summary>What is read, or has to be seen, on what, and how well. Everything that a page shows is one of these pairs.</summary>
    public static readonly IReadOnlyList<(string Front, string Back, double Contrast)> Pairs =
    [
        .. new[] { "bg", "surface", "primary-soft" }.SelectMany(back => new[] { "text", "muted", "link", "success", "danger", "warning", "info" }.Select(front => (front, back, Colour.OfText))),
        ("success", "success-soft", Colour.OfText), ("danger", "danger-soft", Colour.OfText), ("warning", "warning-soft", Colour.OfText), ("info", "info-soft", Colour.OfText),
        ("on-primary", "primary", Colour.OfText), ("on-primary", "primary-hover", Colour.OfText), ("on-secondary", "secondary", Colour.OfText),
        ("primary", "bg", Colour.OfControl), ("primary", "surface", Colour.OfControl), ("secondary", "bg", Colour.OfControl),
        ("secondary-hover", "bg", Colour.OfControl), ("line-strong", "bg", Colour.OfControl), ("line-strong", "surface", Colour.OfControl),
    ];

    private readonly List<string> order = [];
    private readonly Dictionary<string, Colour> colours = new(StringComparer.Ordinal);

    private Palette(string values)
    {
        foreach (var value in values.Split(';'))
        {
            var parts = value.Split(':');
            order.Add(parts[0]);
            colours[parts[0]] = Colour.Parse(parts[1], Colour.White)!.Value;
        }
    }

    private Palette(Palette other) => (order, colours) = (other.order, new Dictionary<string, Colour>(other.colours, StringComparer.Ordinal));

    public IReadOnlyList<string> Names => order;

    public Colour this[string name] => colours[name];

    /// <summary>The custom properties of all colours, or of those alone that differ from another palette.</summary>
    public string Css(Palette? from = null) =>
        string.Concat(order.Where(name => from is null || from[name] != this[name]).Select(name => $"--{name}:{this[name]};"));

    /// <summary>This palette with the given colours, repaired; a text that is no colour is ignored.</summary>
    /// <param name="given">Texts such as <c>#1f4fd8</c> by the names of this palette.</param>
    public Palette With(IReadOnlyDictionary<string, string> given)
    {
        var good = given.Where(g => Colour.Parse(g.Value, Colour.White) is not null).ToDictionary(g => g.Key, g => g.Value, StringComparer.Ordinal);
        var mine = new Palette(this);
        mine.Ground(good);
        mine.Fills(good);
        mine.Words(good);
        mine.Chosen(good);
        return mine;
    }

    /// <summary>Backgrounds first: each of them must be readable with the one ink, black or white, that the page's background asks for.</summary>
    private void Ground(IReadOnlyDictionary<string, string> given)
    {
        var (bg, surface) = (Put(given, "bg", this["bg"]), Put(given, "surface", this["surface"]));
        if (bg && !surface) colours["surface"] = this["bg"].Mix(Colour.White, 6);
        if (surface && !bg) colours["bg"] = this["surface"].Mix(Colour.Black, 4);
        var ink = this["bg"].Ink;
        var away = ink.Ink;
        Repair("surface", Colour.OfText, away, ink);
        if (bg || surface)
        {
            colours["line"] = this["surface"].Mix(ink, 15);
            colours["line-strong"] = this["surface"].Mix(ink, 45);
        }

        Repair("line-strong", Colour.OfControl, ink, this["bg"], this["surface"]);
        foreach (var name in (string[])["primary", "success", "danger", "warning", "info"])
        {
            if (!Put(given, name, this["surface"]) && !bg && !surface) continue;
            colours[$"{name}-soft"] = this["surface"].Mix(this[name], 10);
            Repair($"{name}-soft", Colour.OfText, away, ink);
        }
    }

    /// <summary>The button, and what is written on it.</summary>
    private void Fills(IReadOnlyDictionary<string, string> given)
    {
        var ink = this["bg"].Ink;
        if (given.ContainsKey("primary")) colours["link"] = this["primary"];
        Repair("primary", Colour.OfControl, ink, this["bg"], this["surface"]);
        if (!Put(given, "on-primary", this["primary"]) && given.ContainsKey("primary"))
            colours["on-primary"] = this["primary"].Contrast(Colour.White) >= Colour.OfText ? Colour.White : Colour.Black;
        Repair("on-primary", Colour.OfText, this["primary"].Ink, this["primary"]);
        if (!Put(given, "primary-hover", this["primary"]) && given.ContainsKey("primary")) colours["primary-hover"] = this["primary"].Mix(this["on-primary"].Ink, 14);
        Repair("primary-hover", Colour.OfText, this["on-primary"].Ink, this["on-primary"]);
    }

    /// <summary>The chosen category: of the words' colour unless it has its own, so after them.</summary>
    private void Chosen(IReadOnlyDictionary<string, string> given)
    {
        var ink = this["bg"].Ink;
        if (!Put(given, "secondary", this["surface"]) && given.ContainsKey("text")) colours["secondary"] = this["text"];
        Repair("secondary", Colour.OfControl, ink, this["bg"]);
        if (!Put(given, "on-secondary", this["secondary"]) && given.ContainsKey("surface")) colours["on-secondary"] = this["surface"];
        Repair("on-secondary", Colour.OfText, this["secondary"].Ink, this["secondary"]);
        if (!Put(given, "secondary-hover", this["surface"])) colours["secondary-hover"] = this["secondary"];
        Repair("secondary-hover", Colour.OfControl, ink, this["bg"]);
    }

    private void Words(IReadOnlyDictionary<string, string> given)
    {
        var ink = this["bg"].Ink;
        Put(given, "text", this["surface"]);
        Put(given, "muted", this["surface"]);
        foreach (var name in (string[])["text", "muted", "link"]) Repair(name, Colour.OfText, ink, this["bg"], this["surface"], this["primary-soft"]);
        foreach (var name in (string[])["success", "danger", "warning", "info"])
            Repair(name, Colour.OfText, ink, this["bg"], this["surface"], this["primary-soft"], this[$"{name}-soft"]);
    }

    private bool Put(IReadOnlyDictionary<string, string> given, string name, Colour behind)
    {
        if (Colour.Parse(given.GetValueOrDefault(name), behind) is not { } colour) return false;
        colours[name] = colour;
        return true;
    }

    private void Repair(string name, double contrast, Colour towards, params ReadOnlySpan<Colour> behind) =>
        colours[name] = this[name].Repaired(contrast, towards, behind);
}
