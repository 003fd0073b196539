using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed class LocaleTests
{
    [TestCase("en", "EUR", 124900, "€1,249.00")]
    [TestCase("en", "JPY", 1249, "¥1,249")]
    [TestCase("en", "KWD", 1249500, "KWD 1,249.500")]
    [TestCase("en", "CHF", 124900, "CHF 1,249.00")]
    [TestCase("uk", "EUR", 124900, "1 249,00 €")]
    [TestCase("uk", "UAH", 99999999999900, "999 999 999 999,00 ₴")]
    [TestCase("ru", "USD", 5, "0,05 $")]
    [TestCase("ru", "KZT", 124900, "1 249,00 ₸")]
    [TestCase("pl", "EUR", 124900, "?")]
    [TestCase("ro", "EUR", 124900, "?")]
    [TestCase("de", "EUR", 124900, "?")]
    [TestCase("fr", "EUR", 124900, "?")]
    [TestCase("es", "EUR", 124900, "?")]
    [TestCase("it", "EUR", 124900, "?")]
    [TestCase("pt-BR", "EUR", 124900, "?")]
    [TestCase("pt-PT", "EUR", 124900, "?")]
    [TestCase("tr", "EUR", 124900, "?")]
    [TestCase("kk", "EUR", 124900, "?")]
    [TestCase("ar", "EUR", 124900, "?")]
    [TestCase("ar-SA", "EUR", 124900, "?")]
    [TestCase("he", "EUR", 124900, "?")]
    [TestCase("he", "ILS", 124900, "?")]
    [TestCase("ar", "KWD", 1249500, "?")]
    [TestCase("pt-BR", "BRL", 124900, "?")]
    public void Money_is_written_by_the_rules_of_the_locale(string language, string currency, long minor, string expected) =>
        Spaces(Locale.Choose(language, null).Money(new Money(minor, Currency.Get(currency)))).Should().Be(expected);

    [Test]
    public void An_amount_never_breaks_at_the_end_of_a_line() =>
        Locale.Choose("ru", null).Money(new Money(124900, Currency.Get("CHF"))).Should().NotContain(" ");

    [TestCase("en", "November 24, 2026, 2:02 PM UTC")]
    [TestCase("en-GB", "24 November 2026, 14:02 UTC")]
    [TestCase("uk", "24 листопада 2026 р., 14:02 UTC")]
    [TestCase("ru", "24 ноября 2026 г., 14:02 UTC")]
    [TestCase("pl", "?")]
    [TestCase("ro", "?")]
    [TestCase("de", "?")]
    [TestCase("fr", "?")]
    [TestCase("es", "?")]
    [TestCase("it", "?")]
    [TestCase("pt-BR", "?")]
    [TestCase("pt-PT", "?")]
    [TestCase("tr", "?")]
    [TestCase("kk", "?")]
    [TestCase("ar", "?")]
    [TestCase("ar-SA", "?")]
    [TestCase("he", "?")]
    public void Times_are_written_by_the_rules_of_the_locale_and_name_their_zone(string tag, string expected) =>
        Spaces(Locale.Choose(tag, null).Time(new DateTimeOffset(2026, 11, 24, 16, 2, 0, TimeSpan.FromHours(2)))).Should().Be(expected);

    [TestCase(null, null, "en")]
    [TestCase(null, "uk-UA,uk;q=0.9,en;q=0.8", "uk-UA")]
    [TestCase(null, "de-DE,de;q=0.9,ru;q=0.5,en;q=0.7", "en")]
    [TestCase(null, "xx;q=1, uk;q=0", "en")]
    [TestCase("ru", "uk", "ru")]
    [TestCase("en_GB", null, "en-GB")]
    [TestCase("de", "uk", "uk")]
    [TestCase("../../etc", ";;;,,,q=1;=", "en")]
    [TestCase("UK", null, "uk")]
    public void The_language_is_the_one_asked_for_else_the_browsers_else_English(string? asked, string? header, string expected) =>
        Locale.Choose(asked, header).Culture.Name.Should().Be(expected);

    /// <summary>ICU separates by several kinds of space that do not break.</summary>
    private static string Spaces(string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ');
}
