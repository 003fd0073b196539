using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace PayCore.Commerce.Hpp.Languages;

/// <summary>The texts of one language (Texts/*.json), read once.</summary>
internal sealed class Texts
{
    /// <summary>Languages in the order of the switch; the first is the one for everybody else.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "uk", "ru", "pl", "ro", "de", "fr", "es", "it", "pt-BR", "tr", "kk", "ar", "he"];

    private static readonly FrozenDictionary<string, Texts> All = Languages.ToFrozenDictionary(l => l, Read, StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, Message> messages;

    internal Texts(string language, IReadOnlyDictionary<string, string> texts)
    {
        (Language, IsRightToLeft) = (language, CultureInfo.GetCultureInfo(language).TextInfo.IsRightToLeft);
        messages = texts.ToFrozenDictionary(t => t.Key, t => Message.Read(t.Value), StringComparer.Ordinal);
    }

    /// <summary>As in <see cref="Languages"/>: <c>uk</c>, <c>pt-BR</c>.</summary>
    public string Language { get; }

    /// <summary>Arabic and Hebrew.</summary>
    public bool IsRightToLeft { get; }

    /// <summary>What the language calls itself.</summary>
    public string Name => this["language.name"];

    public IReadOnlyDictionary<string, Message> Messages => messages;

    public string this[string key] => messages[key].Text;

    public string this[string key, params ReadOnlySpan<(string Name, object Value)> values] =>
        messages[key].Format(values, n => PluralRules.Of(Language, n), CultureInfo.GetCultureInfo(Language), IsRightToLeft);

    public static Texts Of(string language) => All[language];

    /// <summary>The spoken language of a tag without a region: <c>pt</c> is spoken as <c>pt-BR</c>. Null: not spoken.</summary>
    public static string? Spoken(string language) => Languages.FirstOrDefault(l => l.Split('-')[0] == language);

    public string? Find(string key) => messages.TryGetValue(key, out var message) ? message.Text : null;

    private static Texts Read(string language)
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"texts.{language}.json")
            ?? throw new InvalidOperationException($"The texts of {language} are not embedded.");
        return new Texts(language, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!);
    }
}
