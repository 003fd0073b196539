using System.Collections.Frozen;

namespace PayCore.Commerce.Methods.Gateways.Manual;

/// <summary>Bank account numbers by ISO 13616: a country of the registry, its length, and check digits by MOD 97-10.</summary>
internal static class Iban
{
    /// <summary>Lengths by country (IBAN Registry of SWIFT, release 99).</summary>
    private static readonly FrozenDictionary<string, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 " +
        "GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 " +
        "NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30")
        .Split(' ').ToFrozenDictionary(c => c[..2], c => int.Parse(c[2..], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>The number without spaces, in capitals.</summary>
    public static string Compact(string text) => text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>What is wrong with a number, as the rest of a sentence; null: nothing.</summary>
    public static string? Problem(string text)
    {
        var iban = Compact(text);
        if (iban.Length < 4 || !Mod97.IsPlain(iban) || !char.IsAsciiDigit(iban[2]) || !char.IsAsciiDigit(iban[3])) return "must be two letters, two check digits and the account, e.g. DE89 3704 0044 0532 0130 00.";
        if (!Lengths.TryGetValue(iban[..2], out var length)) return $"begins with {iban[..2]}, a country that has no IBAN.";
        if (iban.Length != length) return $"must have {length} characters for {iban[..2]}, not {iban.Length}.";
        return Mod97.Of(iban) == 1 ? null : "has wrong check digits: a character of it is mistyped.";
    }
}
