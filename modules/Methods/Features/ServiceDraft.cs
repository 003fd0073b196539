using System.Text.RegularExpressions;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>A service as a merchant wants it set up, read and checked as far as that needs no other row.</summary>
/// <param name="Given">The members that stand in the document, <c>null</c> ones included.</param>
/// <param name="Problems">What is wrong with them, all at once.</param>
internal sealed partial record ServiceDraft(
    IReadOnlySet<string> Given,
    bool? Enabled,
    int? Position,
    IReadOnlyList<string>? RequiredFields,
    long? AmountMin,
    long? AmountMax,
    IReadOnlyList<string>? Countries,
    IReadOnlyDictionary<string, string>? Label,
    FeeSchedule? Fee,
    IReadOnlyList<ServiceRoute>? Routes,
    IReadOnlyList<Error> Problems)
{
    public const int MostRoutes = 20;

    /// <summary>The contract's rates are decimals, e.g. 0.0125 for 1.25 %; ten of them are exact in every fee.</summary>
    private const int MostDecimalsOfRate = 10;

    private const int MostCountries = 250;
    private const int MostWeight = 1000;

    private static readonly string[] Members =
        ["enabled", "position", "required_fields", "amount_min", "amount_max", "countries", "label", "fee", "routes"];

    /// <summary>Puts the members into the row: those that were given, or all of them, absent ones by their defaults, when <paramref name="replaces"/>.</summary>
    public void Into(ConfiguredService service, bool replaces)
    {
        if (Takes("enabled")) service.Enabled = Enabled ?? true;
        if (Takes("position")) service.Position = Position ?? 0;
        if (Takes("required_fields")) service.RequiredFields = RequiredFields ?? [];
        if (Takes("amount_min")) service.AmountMinMinor = AmountMin;
        if (Takes("amount_max")) service.AmountMaxMinor = AmountMax;
        if (Takes("countries")) service.Countries = Countries ?? [];
        if (Takes("label")) service.Label = Label ?? new Dictionary<string, string>();
        if (Takes("fee")) service.Fee = Fee ?? FeeSchedule.None;
        if (Takes("routes")) service.Routes = Routes ?? [];

        bool Takes(string member) => replaces || Given.Contains(member);
    }

    public static ServiceDraft Read(AttributeReader reader, ServiceCode code)
    {
        if (reader.Text("code", ServiceCode.MostCharacters) is { } named && named != code.Text)
            reader.Fail("invalid_value", "The code must be the one in the address.", "code");
        return new ServiceDraft(
            Members.Where(reader.Names).ToHashSet(StringComparer.Ordinal), reader.Flag("enabled"), Whole(reader, "position", 0, 10_000), Fields(reader, code),
            Amount(reader, "amount_min", code.Currency), Amount(reader, "amount_max", code.Currency), Lands(reader), Labels(reader),
            Schedule(reader.Child("fee"), code.Currency), Ways(reader, code.Currency), reader.Errors);
    }

    private static List<string>? Fields(AttributeReader reader, ServiceCode code)
    {
        if (reader.Texts("required_fields", 50, 64) is not { } keys) return null;
        var known = code.Flow == Flow.Test ? [] : MethodCatalogue.Get(code.Method).Fields.Select(f => f.Key).ToList();
        for (var at = 0; at < keys.Count; at++)
            if (!known.Contains(keys[at]))
                reader.Fail("invalid_value", $"The method has no such field; it has: {(known.Count == 0 ? "none" : string.Join(", ", known))}.", $"required_fields/{at}");
        return [.. keys.Distinct()];
    }

    private static IReadOnlyList<string>? Lands(AttributeReader reader)
    {
        if (reader.Texts("countries", MostCountries, 2) is not { } countries) return null;
        for (var at = 0; at < countries.Count; at++)
            if (!Country.IsKnown(countries[at])) reader.Fail("invalid_value", Country.Problem(countries[at]), $"countries/{at}");
        return countries;
    }

    private static IReadOnlyDictionary<string, string>? Labels(AttributeReader reader)
    {
        var label = reader.Fields("label");
        foreach (var (language, text) in label ?? new Dictionary<string, string>())
        {
            if (!Language().IsMatch(language)) reader.Fail("invalid_value", "A label is named by a language such as en.", $"label/{language}");
            else if (text.Length is 0 or > 100) reader.Fail("invalid_value", "A label has 1 to 100 characters.", $"label/{language}");
        }

        return label;
    }

    private static FeeSchedule? Schedule(AttributeReader? fee, Currency currency)
    {
        if (fee is null) return null;
        var rate = fee.Amount("rate") is not { } text ? 0 : text.Fraction(MostDecimalsOfRate);
        if (rate is null) fee.Fail("invalid_value", $"The rate must be 0 or more and less than 1, with at most {MostDecimalsOfRate} decimals.", "rate");
        var (part, min, max) = (Amount(fee, "fixed", currency) ?? 0, Amount(fee, "min", currency) ?? 0, Amount(fee, "max", currency) ?? 0);
        if (max > 0 && min > max) fee.Fail("invalid_value", "The greatest fee must not be less than the least.", "max");
        return new FeeSchedule(rate ?? 0, part, min, max);
    }

    private static List<ServiceRoute>? Ways(AttributeReader reader, Currency currency)
    {
        if (reader.Children("routes", MostRoutes) is not { } children) return null;
        var routes = new List<ServiceRoute>();
        foreach (var child in children)
        {
            var route = new ServiceRoute(
                new GatewayAccountId(child.Text("gateway_account", 64, required: true) ?? ""), Whole(child, "priority", 1, MostRoutes) ?? routes.Count + 1,
                Whole(child, "weight", 1, MostWeight) ?? 1, Amount(child, "amount_min", currency), Amount(child, "amount_max", currency), Lands(child) ?? []);
            if (route.AmountMinMinor > route.AmountMaxMinor) child.Fail("invalid_value", "The greatest amount must not be less than the least.", "amount_max");
            routes.Add(route);
        }

        return routes;
    }

    /// <summary>Minor units; 0 is an amount too.</summary>
    private static long? Amount(AttributeReader reader, string name, Currency currency)
    {
        if (reader.Amount(name) is not { } text) return null;
        if (text is { Negative: false, Digits.Length: 0 }) return 0;
        var money = text.In(currency, name);
        if (!money.IsFailure) return money.Value.Minor;
        reader.Fail(money.Error.Code, text.Negative ? "The amount must not be less than 0." : money.Error.Detail, name);
        return null;
    }

    private static int? Whole(AttributeReader reader, string name, int least, int most)
    {
        if (reader.Whole(name) is not { } value) return null;
        if (value >= least && value <= most) return (int)value;
        reader.Fail("invalid_value", $"The {name} must be {least} to {most}.", name);
        return null;
    }

    [GeneratedRegex(@"\A[a-z]{2,3}(-[A-Za-z]{2,4})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Language();
}
