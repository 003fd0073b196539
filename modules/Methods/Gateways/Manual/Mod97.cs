namespace PayCore.Commerce.Methods.Gateways.Manual;

/// <summary>Check digits by ISO 7064 MOD 97-10, as IBANs (ISO 13616) and creditor references (ISO 11649) have them: letters count as 10 to 35.</summary>
internal static class Mod97
{
    /// <summary>The remainder by 97 of a text of the characters 0-9 and A-Z, its first four moved to the end; 1 when the check digits are right.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var rest = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[(i + 4) % text.Length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        }

        return rest;
    }

    public static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterUpper(c)) return false;
        return true;
    }
}
