using System.Text.RegularExpressions;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed partial class TextsTests
{
    private static readonly string[] Others = [.. Texts.Languages.Skip(1)];

    private static readonly Dictionary<string, string[]> Categories = new()
    {
        ["en"] = ["one", "other"],
        ["uk"] = ["one", "few", "many", "other"],
        ["ru"] = ["one", "few", "many", "other"],
    };

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
            foreach (var forms in message.Plurals) forms.Should().BeEquivalentTo(Categories[language], key);
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
        foreach (var (key, message) in Others.SelectMany(l => Texts.Of(l).Messages))
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
