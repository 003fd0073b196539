namespace PayCore.Commerce.Hpp.Languages;

/// <summary>Plural categories of whole numbers by the Unicode CLDR rules (cldr/supplemental/plurals.xml), for the languages that pages speak.</summary>
internal static class PluralRules
{
    private const long Million = 1_000_000;

    /// <summary>The category of a number: 21 is "one" in Ukrainian, 0 is "one" in French.</summary>
    public static string Of(string language, long number) => language switch
    {
        "uk" or "ru" => Slavic(Math.Abs(number)),
        "pl" => Polish(Math.Abs(number)),
        "ro" => Romanian(Math.Abs(number)),
        "fr" or "pt-BR" => Romance(Math.Abs(number), fewest: 0),
        "es" or "it" => Romance(Math.Abs(number), fewest: 1),
        "ar" => Arabic(Math.Abs(number)),
        "he" => Math.Abs(number) switch { 1 => "one", 2 => "two", _ => "other" },
        _ => number is 1 ? "one" : "other",
    };

    /// <summary>Every category that a text with a plural needs in the language, those of fractions (Slavic "other") included.</summary>
    public static IReadOnlyList<string> Categories(string language) => language switch
    {
        "uk" or "ru" or "pl" => ["one", "few", "many", "other"],
        "ro" => ["one", "few", "other"],
        "fr" or "pt-BR" or "es" or "it" => ["one", "many", "other"],
        "ar" => ["zero", "one", "two", "few", "many", "other"],
        "he" => ["one", "two", "other"],
        _ => ["one", "other"],
    };

    private static string Slavic(long n) => (n % 10, n % 100) switch
    {
        (1, not 11) => "one",
        (>= 2 and <= 4, not (>= 12 and <= 14)) => "few",
        _ => "many",
    };

    private static string Polish(long n) => n is 1 ? "one" : n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14) ? "few" : "many";

    private static string Romanian(long n) => n is 1 ? "one" : n is 0 || n % 100 is >= 1 and <= 19 ? "few" : "other";

    /// <param name="fewest">The least number that is "one": French and Brazilian Portuguese count nothing in the singular.</param>
    private static string Romance(long n, long fewest) => n <= 1 && n >= fewest ? "one" : n is not 0 && n % Million is 0 ? "many" : "other";

    private static string Arabic(long n) => (n, n % 100) switch
    {
        (0, _) => "zero",
        (1, _) => "one",
        (2, _) => "two",
        (_, >= 3 and <= 10) => "few",
        (_, >= 11) => "many",
        _ => "other",
    };
}
