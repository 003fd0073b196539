namespace PayCore.Commerce.Hpp.Languages;

/// <summary>Plural categories of whole numbers by the Unicode CLDR rules (cldr/supplemental/plurals.xml), for the languages that pages speak.</summary>
internal static class PluralRules
{
    public static string Of(string language, long number) => language switch
    {
        "uk" or "ru" => Slavic(Math.Abs(number)),
        _ => number is 1 ? "one" : "other",
    };

    private static string Slavic(long n) => (n % 10, n % 100) switch
    {
        (1, not 11) => "one",
        (>= 2 and <= 4, not (>= 12 and <= 14)) => "few",
        _ => "many",
    };
}
