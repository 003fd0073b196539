using System.Globalization;
using System.Numerics;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Manual;

/// <summary>
/// Structured creditor references by ISO 11649: RF, two check digits by MOD 97-10, and the payment's own id in the characters 0-9 and A-Z, so that
/// no two payments share one and nothing must be kept to make it again.
/// </summary>
internal static class CreditorReference
{
    /// <summary>Of at most 25 that the standard allows.</summary>
    public const int Length = 23;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static string Of(PaymentId payment)
    {
        var number = payment.Value[PaymentId.Prefix.Length..].Aggregate(BigInteger.Zero, (sum, c) => (sum * Id.Alphabet.Length) + Id.Alphabet.IndexOf(c, StringComparison.Ordinal));
        Span<char> body = stackalloc char[Length - 4];
        for (var i = body.Length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, Digits.Length, out var digit);
            body[i] = Digits[(int)digit];
        }

        var check = 98 - Mod97.Of($"RF00{body}");
        return string.Create(CultureInfo.InvariantCulture, $"RF{check:00}{body}");
    }

    /// <summary>
    /// The references of ours that a payer wrote anywhere in a text, in any case, with or without spaces and the like between their characters;
    /// only those whose check digits are right.
    /// </summary>
    public static IEnumerable<string> FindIn(string text)
    {
        Span<char> plain = stackalloc char[text.Length <= 1024 ? text.Length : 0];
        if (plain.Length < text.Length) plain = new char[text.Length];
        var count = 0;
        foreach (var c in text)
            if (char.IsAsciiLetterOrDigit(c)) plain[count++] = char.ToUpperInvariant(c);

        var found = new List<string>();
        for (var i = 0; i + Length <= count; i++)
        {
            var candidate = plain.Slice(i, Length);
            if (candidate is ['R', 'F', >= '0' and <= '9', >= '0' and <= '9', ..] && Mod97.Of(candidate) == 1) found.Add(candidate.ToString());
        }

        return found;
    }
}
