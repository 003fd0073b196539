using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>What a stored link makes of the parameters of a link: everything about money and payee is the merchant's, only language and look the visitor's.</summary>
internal static class StoredLink
{
    /// <summary>The parameters that count in the query of <c>/pay/{pln}</c>; <c>amount</c> only where the payer chooses it.</summary>
    private static readonly string[] Kept = ["lang", "locale", "available_locales", "category", "q", "display", "style", "theme"];

    public static string PathOf(PaymentLinkView link) => $"/pay/{Uri.EscapeDataString(link.Id.Value)}";

    /// <summary>The query that goes on from page to page.</summary>
    /// <param name="amount">As <see cref="Written"/>; null: none.</param>
    public static LinkQuery QueryOf(LinkQuery asked, string? amount)
    {
        var kept = asked.Pairs.Where(p => Kept.Contains(p.Root)).Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value)}").ToList();
        if (amount is not null) kept.Insert(0, $"amount={Uri.EscapeDataString(amount)}");
        return LinkQuery.OfText(string.Join('&', kept));
    }

    public static LinkParameters ParametersOf(PaymentLinkView link, LinkQuery query) => LinkParameters.Read(query, []) with
    {
        Currency = link.Currency.Code,
        Description = link.Description,
        Service = link.Service,
        Customer = link.Customer,
        Metadata = link.Metadata,
        ReturnUrl = link.ReturnUrl,
        Language = LinkParameters.LanguageOf(query) ?? link.Locale,
    };

    /// <summary>An amount as people write it, made a number: 1 250,50 is 1250.50. Null: nothing was written.</summary>
    public static string? Written(string? amount)
    {
        var text = new string([.. (amount ?? "").Where(c => !char.IsWhiteSpace(c))]);
        if (text.Length == 0) return null;
        // One comma and no point: it stands before the decimals; before exactly three digits it could also group thousands, so that stays an error.
        return text.Count(c => c == ',') == 1 && !text.Contains('.', StringComparison.Ordinal) && text.Length - text.IndexOf(',', StringComparison.Ordinal) != 4
            ? text.Replace(',', '.')
            : text;
    }
}
