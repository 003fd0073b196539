using System.Text.RegularExpressions;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>A service's code, <c>&lt;method&gt;_&lt;currency&gt;_&lt;flow&gt;</c>, read from the right (contract/methods-and-gateways.md).</summary>
internal sealed partial record ServiceCode(string Text, string Method, Currency Currency, Flow Flow)
{
    public const int MostCharacters = 64;

    /// <summary>Null for a text of another form, or with a currency that ISO 4217 does not know.</summary>
    public static ServiceCode? Parse(string? text)
    {
        if (text is null or { Length: > MostCharacters } || Form().Match(text) is not { Success: true } match) return null;
        if (Currency.Find(match.Groups["currency"].Value.ToUpperInvariant()) is not { } currency) return null;
        return Words.TryParse<Flow>(match.Groups["flow"].Value, out var flow) ? new ServiceCode(text, match.Groups["method"].Value, currency, flow) : null;
    }

    public static ServiceCode Of(string method, Currency currency, Flow flow) =>
        new($"{method}_{currency.Code.ToLowerInvariant()}_{flow.Word()}", method, currency, flow);

    [GeneratedRegex(@"\A(?<method>[a-z0-9]+(_[a-z0-9]+)*)_(?<currency>[a-z]{3})_(?<flow>hpp|invoice|test)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
