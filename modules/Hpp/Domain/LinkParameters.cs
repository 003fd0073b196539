using System.Globalization;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>What a link says, its forms checked (contract/hpp.md, Parameters). Money and times are checked against the account elsewhere.</summary>
/// <param name="Metadata">JSON object text, or null.</param>
/// <param name="Language">As asked for: <c>lang</c>, else <c>locale</c>.</param>
internal sealed record LinkParameters(
    string? PublicKey,
    AmountText? Amount,
    string? Currency,
    string? Cpi,
    string? ReferenceId,
    string? Description,
    long? Expires,
    string? Service,
    IReadOnlyDictionary<string, string> ServiceFields,
    CustomerData? Customer,
    string? Metadata,
    string? ReturnUrl,
    string? Language)
{
    /// <summary>The language asked for, also when the rest of the link is not good: the page that says so is in it.</summary>
    public static string? LanguageOf(LinkQuery? query) => query is null ? null : Last(query, "lang") ?? Last(query, "locale");

    /// <summary>The languages to choose from, <c>available_locales=en,pl</c> or <c>available_locales[]=en</c>; empty: all. Languages that are not spoken
    /// are left out.</summary>
    public static IReadOnlyList<string> LanguagesOf(LinkQuery? query) => query is null ? [] : Locale.Spoken(LinkTree.List(query, "available_locales"));

    /// <summary>Reads the parameters and adds every error, with the parameter's name.</summary>
    public static LinkParameters Read(LinkQuery query, List<Error> errors)
    {
        foreach (var name in LinkQuery.Once)
            if (query.Pairs.Count(p => p.Name == name) > 1)
                errors.Add(Error.InvalidParameter("duplicate_parameter", $"The parameter {name} is given twice.", name));

        return new LinkParameters(
            Text("public_key", 100),
            Amount(),
            Text("currency", 10),
            Text("cpi", 64),
            Text("reference_id", 255),
            Text("description", 1024),
            Whole("expires"),
            Text("service", 64),
            LinkTree.Fields(query, "service_fields"),
            ReadCustomer(query, errors),
            LinkTree.Json(query, ["metadata"], except: ["sig", "sig_exp", "kid"]),
            Text("return_url", WebUrl.MostCharacters) ?? query.Last("options", "return_url"),
            LanguageOf(query));

        string? Text(string name, int most)
        {
            if (query.Pairs.Any(p => p.Root == name && p.Path.Count > 1))
                errors.Add(Error.InvalidParameter("invalid_type", $"The parameter {name} must be a text.", name));
            var value = Last(query, name);
            if (value?.Length > most) errors.Add(Error.InvalidParameter("too_long", $"The parameter {name} must have at most {most} characters.", name));
            return value;
        }

        AmountText? Amount()
        {
            if (Text("amount", 128) is not { } text) return null;
            if (AmountText.TryParse(text, out var amount)) return amount;
            errors.Add(Error.InvalidParameter("invalid_value", "The amount must be a number such as 10.5.", "amount"));
            return null;
        }

        long? Whole(string name)
        {
            if (Text(name, 32) is not { } text) return null;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return value;
            errors.Add(Error.InvalidParameter("invalid_value", $"The parameter {name} must be a whole number of UNIX seconds.", name));
            return null;
        }
    }

    private static CustomerData? ReadCustomer(LinkQuery query, List<Error> errors)
    {
        if (query.Pairs.All(p => p.Root != "customer" || p.Path.Count < 2)) return null;

        var address = query.Pairs.Any(p => p.Root == "customer" && p.Path.Count > 2 && p.Path[1] == "address")
            ? new CustomerAddress(
                Value("address", "country"), Value("address", "region"), Value("address", "city"), Value("address", "street"),
                Value("address", "post_code"), Value("address", "full_address"))
            : null;
        return new CustomerData(
            Value("reference_id"), Value("email"), Value("name"), Value("phone"), Value("date_of_birth"), Value("individual_tax_id"), Value("description"),
            LinkTree.Json(query, ["customer", "metadata"], except: []), address);

        string? Value(params ReadOnlySpan<string> path)
        {
            var value = query.Last(["customer", .. path]);
            if (value?.Length > 1024)
                errors.Add(Error.InvalidParameter("too_long", "The customer's data must have at most 1024 characters each.", "customer"));
            return value;
        }
    }

    private static string? Last(LinkQuery query, string name) => query.Last(name);
}
