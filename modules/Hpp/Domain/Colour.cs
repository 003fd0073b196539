using System.Globalization;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>An opaque sRGB colour, and what WCAG 2.2 says about two of them (Success Criteria 1.4.3 and 1.4.11).</summary>
internal readonly record struct Colour(byte R, byte G, byte B)
{
    /// <summary>Least contrast of text with what is behind it.</summary>
    public const double OfText = 4.5;

    /// <summary>Least contrast of borders and surfaces that show what can be used.</summary>
    public const double OfControl = 3;

    public static readonly Colour White = new(255, 255, 255);
    public static readonly Colour Black = new(0, 0, 0);

    // Linear light of each step of a channel (WCAG 2.2, relative luminance).
    private static readonly double[] Linear = [.. Enumerable.Range(0, 256).Select(i => i / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];

    public double Luminance => (0.2126 * Linear[R]) + (0.7152 * Linear[G]) + (0.0722 * Linear[B]);

    /// <summary>Black or white: whichever reads better on this colour. It always reaches 4.5.</summary>
    public Colour Ink => Contrast(Black) >= Contrast(White) ? Black : White;

    /// <summary>Reads <c>#rgb</c>, <c>#rrggbb</c> or <c>#rrggbbaa</c>; null: anything else.</summary>
    /// <param name="behind">What shows through a colour that is not opaque.</param>
    public static Colour? Parse(string? text, Colour behind)
    {
        if (text is not ['#', .. var digits] || !digits.All(char.IsAsciiHexDigit)) return null;
        if (digits.Length == 3) digits = string.Concat(digits.Select(d => new string(d, 2)));
        if (digits.Length is not (6 or 8)) return null;
        var colour = new Colour(Channel(0), Channel(2), Channel(4));
        return digits.Length == 6 ? colour : behind.Mix(colour, Channel(6), 255);

        byte Channel(int at) => byte.Parse(digits.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>From 1 (the same) to 21 (black and white).</summary>
    public double Contrast(Colour other)
    {
        var (light, dark) = (Math.Max(Luminance, other.Luminance), Math.Min(Luminance, other.Luminance));
        return (light + 0.05) / (dark + 0.05);
    }

    /// <summary>This colour with so many parts of the whole replaced by another.</summary>
    public Colour Mix(Colour other, int parts, int whole = 100)
    {
        return new Colour(Channel(R, other.R), Channel(G, other.G), Channel(B, other.B));

        byte Channel(int from, int to) => (byte)(((from * (whole - parts)) + (to * parts) + (whole / 2)) / whole);
    }

    /// <summary>The nearest shade, towards black or white, that reaches the contrast with every one of the others; that end itself when none does.</summary>
    public Colour Repaired(double contrast, Colour towards, params ReadOnlySpan<Colour> others)
    {
        for (var parts = 0; parts < 100; parts++)
        {
            var shade = Mix(towards, parts);
            if (Reaches(shade, contrast, others)) return shade;
        }

        return towards;
    }

    /// <summary>As a style sheet writes it, e.g. <c>#1f4fd8</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");

    private static bool Reaches(Colour shade, double contrast, ReadOnlySpan<Colour> others)
    {
        foreach (var other in others)
            if (shade.Contrast(other) < contrast) return false;
        return true;
    }
}
