using System.Globalization;

namespace PayCore.Commerce.Shared;

/// <summary>
/// A decimal number read from its text, exactly: sign, digits, and how many of them stand behind the point. Nothing is converted before the
/// decimals are counted, so <c>1e-30</c> is not 0 and <c>1e400</c> is not infinity (contract/README.md). Trailing zeros say nothing: 10.50 is 10.5.
/// </summary>
public readonly record struct AmountText
{
    private const int MostCharacters = 128;

    // Far beyond any amount and any currency's decimals; a larger exponent changes no answer.
    private const int ExponentBound = 100_000;

    private AmountText(bool negative, string digits, int scale) => (Negative, Digits, Scale) = (negative, digits, scale);

    public bool Negative { get; }

    /// <summary>Significant digits, without zeros at either end; empty for zero.</summary>
    public string Digits { get; }

    /// <summary>The value is <see cref="Digits"/> · 10^−Scale. Negative for 1e3.</summary>
    public int Scale { get; }

    /// <summary>Reads a JSON number (RFC 8259), which is also how JavaScript prints numbers.</summary>
    /// <returns>False when the text is not such a number, or longer than 128 characters.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out AmountText amount)
    {
        amount = default;
        if (text.Length is 0 or > MostCharacters) return false;

        var at = text[0] == '-' ? 1 : 0;
        var negative = at == 1;
        var whole = Take(text, ref at);
        if (whole.Length == 0 || (whole.Length > 1 && whole[0] == '0')) return false;

        var fraction = ReadOnlySpan<char>.Empty;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Take(text, ref at);
            if (fraction.Length == 0) return false;
        }

        var exponent = 0;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            var minus = at < text.Length && text[at] == '-';
            if (at < text.Length && text[at] is '+' or '-') at++;
            var digits = Take(text, ref at);
            if (digits.Length == 0) return false;
            exponent = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var e) ? Math.Min(e, ExponentBound) : ExponentBound;
            if (minus) exponent = -exponent;
        }

        if (at != text.Length) return false;

        var all = string.Concat(whole, fraction);
        var trimmed = all.TrimEnd('0');
        var scale = fraction.Length - exponent - (all.Length - trimmed.Length);
        trimmed = trimmed.TrimStart('0');
        amount = new AmountText(negative, trimmed, trimmed.Length == 0 ? 0 : scale);
        return true;
    }

    /// <summary>The amount as money, or the error of contract/invoice.md: <c>amount_range</c> or <c>amount_precision</c>.</summary>
    public Result<Money> In(Currency currency, string source = "amount")
    {
        if (RangeProblem(source) is { } problem) return problem;
        if (Scale > currency.Exponent)
            return Error.Invalid("amount_precision", $"The amount has more decimals than {currency.Code} allows ({currency.Exponent}).", source);

        var minor = long.Parse(Digits + new string('0', currency.Exponent - Scale), NumberStyles.None, CultureInfo.InvariantCulture);
        return minor > Money.MaximumMajor * currency.MinorPerMajor
            ? Error.Invalid("amount_range", "The amount must be at most 999999999999.", source)
            : new Money(minor, currency);
    }

    /// <summary>What is wrong with the amount in every currency, or null: <c>amount_range</c>.</summary>
    public Error? RangeProblem(string source = "amount") =>
        Negative || Digits.Length == 0 ? Error.Invalid("amount_range", "The amount must be greater than 0.", source)
        : Digits.Length - Scale > 12 ? Error.Invalid("amount_range", "The amount must be at most 999999999999.", source)
        : null;

    /// <summary>A part of a whole, 0 ≤ x &lt; 1, exactly; null for any other number, and for one with more decimals.</summary>
    public decimal? Fraction(int mostDecimals) => (Negative && Digits.Length > 0) || Digits.Length > Scale || Scale > mostDecimals
        ? null
        : Digits.Length == 0 ? 0 : decimal.Parse($"0.{Digits.PadLeft(Scale, '0')}", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<char> Take(ReadOnlySpan<char> text, scoped ref int at)
    {
        var from = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text[from..at];
    }
}
