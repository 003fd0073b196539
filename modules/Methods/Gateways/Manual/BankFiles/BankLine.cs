using System.Globalization;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Manual.BankFiles;

/// <summary>One movement of a bank's file, as far as it matters here; whoever paid is not kept.</summary>
/// <param name="Number">Counted from 1 in the file.</param>
/// <param name="Iban">The account that it is about, compact; null where the file does not say (CSV).</param>
/// <param name="AmountMinor">Minor units without sign; null where there is none that can be counted.</param>
/// <param name="TransactionId">The bank's own id; null: it gives none.</param>
/// <param name="References">The creditor references of ours that it names.</param>
internal sealed record BankLine(
    int Number, int Line, bool IsCredit, bool IsBooked, string? Iban, DateOnly? Booked, long? AmountMinor, string Currency, string? TransactionId,
    IReadOnlyList<string> References)
{
    public string? Reference => References.Count > 0 ? References[0] : null;

    /// <summary>What the movement is when the bank gives no id: the n-th of its day, amount and reference.</summary>
    public string Likeness => string.Create(CultureInfo.InvariantCulture, $"{Booked:yyyy-MM-dd} {AmountMinor} {Currency} {Reference}");
}

/// <summary>The file cannot be read on: where, and why in a sentence.</summary>
internal sealed class BankFileProblem(int line, int position, string problem) : Exception(problem)
{
    public int Line { get; } = line;

    public int Position { get; } = position;
}

/// <summary>Amounts as banks write them.</summary>
internal static class BankAmount
{
    /// <summary>
    /// Minor units of an amount with a decimal point or comma, with thousands marked by the other one, by spaces or by apostrophes. False for anything
    /// else, and for one that can be read in two ways: 1.234 of a currency with two decimals.
    /// </summary>
    public static bool TryRead(string text, Currency currency, out long minor)
    {
        minor = 0;
        var plain = new string([.. text.Where(c => !char.IsWhiteSpace(c) && c is not ('\'' or '’')).Select(c => c == '−' ? '-' : c)]);
        var isNegative = plain.StartsWith('-') || plain.EndsWith('-');
        plain = plain.Trim('-').TrimStart('+');
        if (Split(plain, currency) is not var (whole, fraction)) return false;

        var digits = whole.TrimStart('0');
        if (!AmountText.TryParse($"{(digits.Length == 0 ? "0" : digits)}{(fraction.Length == 0 ? "" : ".")}{fraction}", out var amount)) return false;
        if (amount.Digits.Length == 0) return true;
        var money = amount.In(currency);
        if (money.IsFailure) return false;
        minor = isNegative ? -money.Value.Minor : money.Value.Minor;
        return true;
    }

    private static (string Whole, string Fraction)? Split(string text, Currency currency)
    {
        var (comma, point) = (text.LastIndexOf(','), text.LastIndexOf('.'));
        var last = Math.Max(comma, point);
        if (last < 0) return IsDigits(text) ? (text, "") : null;

        var (mark, after) = (text[last], text.Length - last - 1);
        var isOnly = Math.Min(comma, point) < 0;
        var isRepeated = text.IndexOf(mark, StringComparison.Ordinal) != last;
        if (isRepeated && !isOnly) return null;
        if (isOnly && !isRepeated && after == 3 && currency.Exponent is not (0 or 3)) return null;

        var isThousands = isOnly && (isRepeated || (after == 3 && currency.Exponent == 0));
        var (whole, fraction) = isThousands ? (text, "") : (text[..last], text[(last + 1)..]);
        var groups = whole.Split(isThousands ? mark : mark == ',' ? '.' : ',');
        var areGroups = groups.Length == 1 || (groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(g => g.Length == 3));
        return areGroups && groups.All(IsDigits) && (isThousands || IsDigits(fraction)) ? (string.Concat(groups), fraction) : null;
    }

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
