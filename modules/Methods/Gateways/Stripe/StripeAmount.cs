using System.Collections.Frozen;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Stripe;

/// <summary>
/// Stripe's amounts: integers by an exponent table of its own (docs.stripe.com/currencies, Zero-decimal, Three-decimal, Special cases), which differs
/// from ISO 4217. ISK and UGX have no decimals but are sent with two; MGA has two in ISO 4217 and none here; the last digit of a three-decimal amount is 0.
/// </summary>
internal static class StripeAmount
{
    /// <summary>The longest amount that Stripe takes in any currency (IDR: twelve digits); most currencies end at eight, which Stripe tells itself.</summary>
    public const long Most = 999_999_999_999;

    private static readonly FrozenSet<string> WithoutDecimals = new[]
    {
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> WithThree = new[] { "BHD", "JOD", "KWD", "OMR", "TND" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The integer for Stripe; null for an amount that it cannot express.</summary>
    public static long? Of(Money money)
    {
        var (minor, theirs, ours) = (money.Minor, Exponent(money.Currency.Code), money.Currency.Exponent);
        if (minor <= 0 || minor > Most) return null;
        for (; ours > theirs; ours--)
        {
            if (minor % 10 != 0) return null;
            minor /= 10;
        }

        for (; ours < theirs; ours++) minor *= 10;
        return minor > Most || (theirs == 3 && minor % 10 != 0) ? null : minor;
    }

    /// <summary>What an integer of Stripe's means; null for an unknown currency, or a part of what ISO 4217 calls the smallest unit.</summary>
    public static Money? Read(long amount, string? code)
    {
        if (Currency.Find(code?.ToUpperInvariant()) is not { } currency || amount is < 0 or > Most) return null;
        var (theirs, ours) = (Exponent(currency.Code), currency.Exponent);
        for (; theirs > ours; theirs--)
        {
            if (amount % 10 != 0) return null;
            amount /= 10;
        }

        for (; theirs < ours; theirs++) amount *= 10;
        return new Money(amount, currency);
    }

    private static int Exponent(string code) => WithoutDecimals.Contains(code) ? 0 : WithThree.Contains(code) ? 3 : 2;
}
