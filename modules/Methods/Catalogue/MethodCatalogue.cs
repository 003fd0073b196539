using System.Collections.Frozen;
using System.Text.Json;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Catalogue;

/// <summary>A method of the catalogue with the fields that its services may ask for.</summary>
internal sealed record CatalogueMethod(MethodView View, IReadOnlyList<FieldView> Fields);

/// <summary>The ways to pay that we know (<c>methods.json</c>), read once. Icons are our own neutral drawings in <c>wwwroot/methods</c>.</summary>
internal static class MethodCatalogue
{
    private const string NeutralIcon = "/methods/wallet.svg";

    /// <summary>In the catalogue's order.</summary>
    public static IReadOnlyList<CatalogueMethod> All { get; } = [.. Read()];

    private static readonly FrozenDictionary<string, CatalogueMethod> ByCode = All.ToFrozenDictionary(m => m.View.Code, StringComparer.Ordinal);

    /// <summary>The method, or, for a code that the catalogue does not know, one that is shown by its code.</summary>
    public static CatalogueMethod Get(string code) => ByCode.GetValueOrDefault(code)
        ?? new CatalogueMethod(new MethodView(code, new Dictionary<string, string> { ["en"] = code }, "alternative", NeutralIcon, []), []);

    private static IEnumerable<CatalogueMethod> Read()
    {
        using var stream = typeof(MethodCatalogue).Assembly.GetManifestResourceStream("methods.json")
            ?? throw new InvalidOperationException("methods.json is not embedded.");
        foreach (var m in JsonSerializer.Deserialize<List<Entry>>(stream, Wire.Options)!)
        {
            yield return new CatalogueMethod(
                new MethodView(m.Code, m.Name, m.Category, $"/methods/{m.Icon}.svg", m.Countries),
                [.. m.Fields.OrderBy(f => f.Position).Select(f =>
                    new FieldView(f.Key, f.Type, f.Label, f.Hint ?? [], f.Example, f.Regexp, f.Required, f.Position))]);
        }
    }

    private sealed record Entry(string Code, Dictionary<string, string> Name, string Category, string Icon, List<string> Countries, List<EntryField> Fields);

    private sealed record EntryField(
        string Key, string Type, Dictionary<string, string> Label, Dictionary<string, string>? Hint, string? Example, string? Regexp, bool Required, int Position);
}
