using System.Collections.Frozen;
using System.Text.Json;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Catalogue;

/// <summary>A method of the catalogue with the fields that its services may ask for.</summary>
internal sealed record CatalogueMethod(MethodView View, IReadOnlyList<FieldView> Fields);

/// <summary>
/// The ways to pay that we know (<c>methods.json</c>), read once, with their words (<c>Words/*.json</c>, one file per language). A method with a
/// <c>name</c> is a brand, written alike everywhere; every other one has the word <c>method.{code}</c>. Icons are our own neutral drawings in
/// <c>wwwroot/methods</c>.
/// </summary>
internal static class MethodCatalogue
{
    private const string NeutralIcon = "/methods/wallet.svg";
    private const string WordsPrefix = "words.";
    private const string MethodPlace = "{method}";

    private static readonly IReadOnlyDictionary<string, Dictionary<string, string>> Words = ReadWords();

    /// <summary>In the catalogue's order.</summary>
    public static IReadOnlyList<CatalogueMethod> All { get; } = [.. Read()];

    private static readonly FrozenDictionary<string, CatalogueMethod> ByCode = All.ToFrozenDictionary(m => m.View.Code, StringComparer.Ordinal);

    /// <summary>The method, or, for a code that the catalogue does not know, one that is shown by its code.</summary>
    public static CatalogueMethod Get(string code) => ByCode.GetValueOrDefault(code)
        ?? new CatalogueMethod(new MethodView(code, new Dictionary<string, string> { ["en"] = code }, "alternative", NeutralIcon, []), []);

    private static IEnumerable<CatalogueMethod> Read()
    {
        var catalogue = Load<Catalogue>("methods.json");
        foreach (var m in catalogue.Methods)
        {
            var name = m.Name is null ? In(words => words[$"method.{m.Code}"]) : In(_ => m.Name);
            yield return new CatalogueMethod(
                new MethodView(m.Code, name, m.Category, $"/methods/{m.Icon}.svg", m.Countries),
                [.. m.Fields.Select((use, i) => Field(catalogue.Fields[use.Field], use, name, i + 1))]);
        }
    }

    private static FieldView Field(EntryField field, EntryUse use, IReadOnlyDictionary<string, string> method, int position)
    {
        var hint = field.Hint is null
            ? new Dictionary<string, string>()
            : Words.ToDictionary(w => w.Key, w => w.Value[$"hint.{field.Hint}"].Replace(MethodPlace, method[w.Key], StringComparison.Ordinal));
        return new FieldView(
            field.Key, "string", In(words => words[$"label.{field.Label}"]), hint, use.Example ?? field.Example, field.Regexp, use.Required, position);
    }

    private static Dictionary<string, string> In(Func<Dictionary<string, string>, string> text) => Words.ToDictionary(w => w.Key, w => text(w.Value));

    private static Dictionary<string, Dictionary<string, string>> ReadWords() =>
        typeof(MethodCatalogue).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(WordsPrefix, StringComparison.Ordinal))
            .ToDictionary(name => name[WordsPrefix.Length..^".json".Length], Load<Dictionary<string, string>>);

    private static T Load<T>(string resource)
    {
        using var stream = typeof(MethodCatalogue).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        return JsonSerializer.Deserialize<T>(stream, Wire.Options)!;
    }

    private sealed record Catalogue(Dictionary<string, EntryField> Fields, List<Entry> Methods);

    private sealed record Entry(string Code, string? Name, string Category, string Icon, List<string> Countries, List<EntryUse> Fields);

    /// <summary>A field that several methods may ask for.</summary>
    private sealed record EntryField(string Key, string Label, string? Hint, string? Example, string? Regexp);

    private sealed record EntryUse(string Field, string? Example, bool Required);
}
