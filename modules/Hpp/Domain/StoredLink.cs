using System.Globalization;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>What a stored link makes of the parameters of a link: everything about money and payee is the merchant's, only language and look the visitor's.</summary>
internal static class StoredLink
{
    /// <summary>The parameters that count in the query of <c>/pay/{pln}</c>; <c>amount</c> only where the payer chooses it.</summary>
    private static readonly string[] Kept = ["lang", "locale", "available_locales", "category", "q", "display", "style", "theme"];

    private const char ArabicDecimalSeparator = '\u066b';

    public static string PathOf(PaymentLinkView link) => $"/pay/{Uri.EscapeDataString(link.Id.Value)}";

    /// <summary>The query that goes on from page to page.</summary>
    /// <param name="amount">As <see cref="Number"/>; null: none.</param>
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

    /// <summary>What the payer wrote as an amount, without spaces; null: nothing.</summary>
    public static string? Written(string? amount)
    {
        var text = string.Concat((amount ?? "").Where(c => !char.IsWhiteSpace(c)));
        return text.Length == 0 ? null : text;
    }

    /// <summary>
    /// An amount as people write it, in digits of any script, as <see cref="AmountText"/> reads it: 1250,50 and ١٢٥٠٫٥٠ are 1250.50. Null where it may mean
    /// two amounts: a comma or point before exactly three digits groups thousands for some, unless the currency has so many decimals.
    /// </summary>
    public static string? Number(string written, Currency currency)
    {
        var text = string.Concat(written.Select(c => char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c is ',' or ArabicDecimalSeparator ? '.' : c));
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point >= 0 && text.Length - point == 4 && currency.Exponent < 3 ? null : text;
    }
}
