using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace PayCore.Commerce.Hpp.Languages;

/// <summary>The texts of one language (Texts/*.json), read once.</summary>
internal sealed class Texts
{
    /// <summary>Languages in the order of the switch; the first is the one for everybody else.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "uk", "ru"];

    private static readonly FrozenDictionary<string, Texts> All = Languages.ToFrozenDictionary(l => l, l => new Texts(l), StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, Message> messages;

    private Texts(string language)
    {
        Language = language;
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"texts.{language}.json")
            ?? throw new InvalidOperationException($"The texts of {language} are not embedded.");
        messages = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!
            .ToFrozenDictionary(t => t.Key, t => Message.Read(t.Value), StringComparer.Ordinal);
    }

    public string Language { get; }

    public IReadOnlyDictionary<string, Message> Messages => messages;

    public string this[string key] => messages[key].Text;

    public string this[string key, params ReadOnlySpan<(string Name, object Value)> values] =>
        messages[key].Format(values, n => PluralRules.Of(Language, n), CultureInfo.GetCultureInfo(Language));

    public static Texts Of(string language) => All[language];

    public static bool Speaks(string language) => All.ContainsKey(language);

    public string? Find(string key) => messages.TryGetValue(key, out var message) ? message.Text : null;
}
