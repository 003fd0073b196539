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
    [TestCase("pl", "EUR", 124900, "1 249,00 €")]
    [TestCase("ro", "EUR", 124900, "1.249,00 €")]
    [TestCase("de", "EUR", 124900, "1.249,00 €")]
    [TestCase("fr", "EUR", 124900, "1 249,00 €")]
    [TestCase("es", "EUR", 124900, "1.249,00 €")]
    [TestCase("it", "EUR", 124900, "1.249,00 €")]
    [TestCase("pt-BR", "EUR", 124900, "€ 1.249,00")]
    [TestCase("pt-PT", "EUR", 124900, "1 249,00 €")]
    [TestCase("tr", "EUR", 124900, "€1.249,00")]
    [TestCase("kk", "EUR", 124900, "1 249,00 €")]
    [TestCase("ar", "EUR", 124900, "\u200f1,249.00 €")]
    [TestCase("ar-SA", "EUR", 124900, "\u200f1,249.00 €")]
    [TestCase("he", "EUR", 124900, "\u200f1,249.00 €")]
    [TestCase("he", "ILS", 124900, "\u200f1,249.00 ₪")]
    [TestCase("ar", "KWD", 1249500, "\u200f1,249.500 KWD")]
    [TestCase("pt-BR", "BRL", 124900, "R$ 1.249,00")]
    public void Money_is_written_by_the_rules_of_the_locale(string language, string currency, long minor, string expected) =>
        Spaces(Locale.Choose(language, null).Money(new Money(minor, Currency.Get(currency)))).Should().Be(expected);

    [Test]
    public void An_amount_never_breaks_at_the_end_of_a_line() =>
        Locale.Choose("ru", null).Money(new Money(124900, Currency.Get("CHF"))).Should().NotContain(" ");

    [TestCase("en", "November 24, 2026, 2:02 PM UTC")]
    [TestCase("en-GB", "24 November 2026, 14:02 UTC")]
    [TestCase("uk", "24 листопада 2026 р., 14:02 UTC")]
    [TestCase("ru", "24 ноября 2026 г., 14:02 UTC")]
    [TestCase("pl", "24 listopada 2026, 14:02 UTC")]
    [TestCase("ro", "24 noiembrie 2026, 14:02 UTC")]
    [TestCase("de", "24. November 2026, 14:02 UTC")]
    [TestCase("fr", "24 novembre 2026, 14:02 UTC")]
    [TestCase("es", "24 de noviembre de 2026, 14:02 UTC")]
    [TestCase("it", "24 novembre 2026, 14:02 UTC")]
    [TestCase("pt-BR", "24 de novembro de 2026, 14:02 UTC")]
    [TestCase("pt-PT", "24 de novembro de 2026, 14:02 UTC")]
    [TestCase("tr", "24 Kasım 2026, 14:02 UTC")]
    [TestCase("kk", "2026 ж. 24 қараша, 14:02 UTC")]
    [TestCase("ar", "24 نوفمبر 2026، 2:02 م UTC")]
    [TestCase("ar-SA", "24 نوفمبر 2026 م، 2:02 م UTC")]
    [TestCase("he", "24 בנובמבר 2026, 14:02 UTC")]
    public void Times_are_written_by_the_rules_of_the_locale_and_name_their_zone(string tag, string expected) =>
        Spaces(Locale.Choose(tag, null).Time(new DateTimeOffset(2026, 11, 24, 16, 2, 0, TimeSpan.FromHours(2))))
            .Replace("\u2068", "").Replace("\u2069", "").TrimStart('\u200f').Should().Be(expected);

    [TestCase(null, null, "en")]
    [TestCase(null, "uk-UA,uk;q=0.9,en;q=0.8", "uk-UA")]
    [TestCase(null, "nl-NL,nl;q=0.9,ru;q=0.5,en;q=0.7", "en")]
    [TestCase(null, "xx;q=1, uk;q=0", "en")]
    [TestCase("ru", "uk", "ru")]
    [TestCase("en_GB", null, "en-GB")]
    [TestCase("nl", "uk", "uk")]
    [TestCase("../../etc", ";;;,,,q=1;=", "en")]
    [TestCase("UK", null, "uk")]
    public void The_language_is_the_one_asked_for_else_the_browsers_else_English(string? asked, string? header, string expected) =>
        Locale.Choose(asked, header).Culture.Name.Should().Be(expected);

    [TestCase("pt", "pt-BR")]
    [TestCase("pt-BR", "pt-BR")]
    [TestCase("pt_BR", "pt-BR")]
    [TestCase("PT-pt", "pt-BR")]
    [TestCase("de-AT", "de-AT")]
    [TestCase("kk-Arab", "kk")]
    public void A_page_says_truly_in_what_it_is_written(string asked, string tag) => Locale.Choose(asked, null).Tag.Should().Be(tag);

    [TestCase("de", null, "en,de", "de")]
    [TestCase("de", "uk", "en,uk", "uk")]
    [TestCase("de", "fr", "pl,uk", "pl")]
    [TestCase(null, "pt-PT,uk;q=0.5", "uk,pt", "pt-PT")]
    [TestCase("de", null, "", "de")]
    [TestCase("de", null, "xx,../..", "de")]
    public void Only_the_languages_that_the_link_offers_are_chosen(string? asked, string? header, string available, string expected) =>
        Locale.Choose(asked, header, Locale.Spoken(available.Split(','))).Culture.Name.Should().Be(expected);

    /// <summary>ICU separates by several kinds of space that do not break.</summary>
    private static string Spaces(string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ');
}
