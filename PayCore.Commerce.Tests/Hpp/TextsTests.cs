using System.Text.RegularExpressions;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed partial class TextsTests
{
    private static readonly string[] Others = [.. Texts.Languages.Skip(1)];

    [TestCaseSource(nameof(Others))]
    public void Every_language_has_the_same_texts_with_the_same_places(string language)
    {
        var (english, other) = (Texts.Of("en").Messages, Texts.Of(language).Messages);

        other.Keys.Should().BeEquivalentTo(english.Keys);
        foreach (var (key, message) in english) other[key].Places.Should().Equal(message.Places, key);
    }

    [TestCaseSource(nameof(AllLanguages))]
    public void Plurals_have_every_form_of_their_language(string language)
    {
        foreach (var (key, message) in Texts.Of(language).Messages)
            foreach (var forms in message.Plurals) forms.Should().BeEquivalentTo(PluralRules.Categories(language), key);
    }

    [TestCaseSource(nameof(AllLanguages))]
    public void Every_number_falls_into_a_form_of_its_language(string language)
    {
        var used = Enumerable.Range(0, 1000).Append(1_000_000).Select(n => PluralRules.Of(language, n)).Distinct();

        // The Slavic "other" is of fractions alone.
        var whole = PluralRules.Categories(language).Where(c => c != "other" || language is not ("uk" or "ru" or "pl"));
        used.Should().BeEquivalentTo(whole);
    }

    [TestCaseSource(nameof(Others))]
    public void Every_language_has_the_words_of_the_catalogue(string language)
    {
        foreach (var method in MethodCatalogue.All)
        {
            method.View.Name[language].Should().NotBeEmpty(method.View.Code);
            foreach (var field in method.Fields)
            {
                field.Label[language].Should().NotBeEmpty(method.View.Code);
                if (field.Hint.Count > 0) field.Hint[language].Should().NotBeEmpty(method.View.Code).And.NotContain("{");
            }
        }
    }

    [Test]
    public void A_method_that_is_no_brand_is_named_by_words()
    {
        MethodCatalogue.Get("payment_card").View.Name["pt-BR"].Should().Be("Cartão de pagamento");
        MethodCatalogue.Get("bizum").View.Name["ar"].Should().Be("Bizum");
        MethodCatalogue.Get("bizum").Fields[0].Hint["de"].Should().Be("Die bei Bizum registrierte Nummer, mit + und Ländervorwahl");
    }

    [Test]
    public void Values_in_a_text_written_from_right_to_left_keep_their_own_direction()
    {
        Texts.Of("he")["handoff.text", ("host", "pay.example")].Should().Be("לתשלום תועברו אל \u2068pay.example\u2069.");
        Texts.Of("de")["handoff.text", ("host", "pay.example")].Should().NotContain("\u2068");
    }

    [TestCaseSource(nameof(AllLanguages))]
    public void No_text_holds_markup_or_ends_in_a_space(string language)
    {
        foreach (var (key, message) in Texts.Of(language).Messages)
            message.Text.Should().NotContainAny("<", ">", "&", "  ").And.NotEndWith(" ").And.NotBeEmpty(key);
    }

    [Test]
    public void Cyrillic_texts_have_no_Latin_look_alikes()
    {
        foreach (var (key, message) in ((string[])["uk", "ru", "kk"]).SelectMany(l => Texts.Of(l).Messages))
            MixedWord().IsMatch(message.Text).Should().BeFalse($"{key}: {message.Text}");
    }

    [TestCase("en", 1, "1 attempt left.")]
    [TestCase("en", 4, "4 attempts left.")]
    [TestCase("uk", 1, "Залишилася 1 спроба.")]
    [TestCase("uk", 3, "Залишилося 3 спроби.")]
    [TestCase("uk", 11, "Залишилося 11 спроб.")]
    [TestCase("uk", 21, "Залишилася 21 спроба.")]
    [TestCase("ru", 2, "Осталось 2 попытки.")]
    [TestCase("ru", 5, "Осталось 5 попыток.")]
    [TestCase("ru", 112, "Осталось 112 попыток.")]
    [TestCase("pl", 1, "Pozostała 1 próba.")]
    [TestCase("pl", 22, "Pozostały 22 próby.")]
    [TestCase("pl", 12, "Pozostało 12 prób.")]
    [TestCase("pl", 21, "Pozostało 21 prób.")]
    [TestCase("ro", 0, "Au mai rămas 0 încercări.")]
    [TestCase("ro", 20, "Au mai rămas 20 de încercări.")]
    [TestCase("de", 1, "Noch 1 Versuch.")]
    [TestCase("fr", 0, "Il reste 0 tentative.")]
    [TestCase("fr", 2, "Il reste 2 tentatives.")]
    [TestCase("es", 0, "Quedan 0 intentos.")]
    [TestCase("es", 1000000, "Quedan 1.000.000 de intentos.")]
    [TestCase("it", 3, "3 tentativi rimasti.")]
    [TestCase("pt-BR", 0, "Resta 0 tentativa.")]
    [TestCase("tr", 3, "3 deneme hakkı kaldı.")]
    [TestCase("kk", 3, "3 әрекет қалды.")]
    [TestCase("ar", 0, "لم تتبقَّ أي محاولة.")]
    [TestCase("ar", 2, "تبقّت محاولتان.")]
    [TestCase("ar", 103, "تبقّت 103 محاولات.")]
    [TestCase("ar", 11, "تبقّت 11 محاولة.")]
    [TestCase("ar", 100, "تبقّت 100 محاولة.")]
    [TestCase("he", 2, "נותרו שני ניסיונות.")]
    [TestCase("he", 10, "נותרו 10 ניסיונות.")]
    public void Counts_are_said_as_each_language_says_them(string language, int count, string expected) =>
        Texts.Of(language)["failed.attempts", ("count", count)].Should().Be(expected);

    [Test]
    public void Every_text_that_the_code_names_exists()
    {
        var sources = Directory.EnumerateFiles(Repository.File("modules/Hpp"), "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)).Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        var named = sources.SelectMany(f => NamedText().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct().ToList();

        named.Should().HaveCountGreaterThan(60).And.BeSubsetOf(Texts.Of("en").Messages.Keys);
    }

    [Test]
    public void Every_decline_reason_of_the_contract_has_plain_words()
    {
        string[] reasons =
        [
            "declined", "insufficient_funds", "card_expired", "invalid_card", "invalid_pan", "invalid_cvv", "invalid_pin", "invalid_otp", "invalid_3ds_code",
            "invalid_card_status", "invalid_details", "invalid_amount", "invalid_request", "invalid_credentials", "lost_or_stolen_card", "limit_violation",
            "issuer_decline", "antifraud_error", "auth_fatal_error", "client_auth_failed", "card_is_3ds_enrolled", "card_is_not_3ds_enrolled",
            "unable_to_determine_3ds_enrolment", "unable_to_reconcile", "duplicated_transaction", "functionality_is_not_permitted", "access_denied",
            "provider_error", "provider_fatal_error", "error", "fatal_error", "general_fatal_error", "unknown", "attempts_exceeded", "lifetime_exceeded",
            "cancelled_by_payer", "cancelled_by_merchant",
        ];

        reasons.Select(r => $"resolution.{r}").Should().BeSubsetOf(Texts.Of("en").Messages.Keys);
    }

    private static IReadOnlyList<string> AllLanguages() => Texts.Languages;

    [GeneratedRegex("""(?:[Tt]exts|\bT)\["([a-z_.0-9]+)"[,\]]""")]
    private static partial Regex NamedText();

    [GeneratedRegex("""\p{IsCyrillic}[A-Za-z]|[A-Za-z]\p{IsCyrillic}""")]
    private static partial Regex MixedWord();
}
