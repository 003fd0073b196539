using System.Text.RegularExpressions;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>A link as it was sent, its types checked; amounts as written, times in UNIX seconds.</summary>
/// <param name="Draft">What it shares with an invoice: texts, service, return URL, metadata, customer, and the members that could not be read.</param>
internal sealed record LinkDraft(
    InvoiceDraft Draft, AmountText? Least, AmountText? Most, AmountText? Preset, IReadOnlyList<string> ShowMethods, long? Opens, long? Expires, long? MaxPayments, AmountText? MaxTotal);

/// <summary>A link's content, checked.</summary>
internal sealed record LinkContent(
    InvoiceDraft Draft, Currency Currency, Money? Amount, Money? Least, Money? Most, Money? Preset, IReadOnlyList<string> ShowMethods,
    DateTimeOffset? Opens, DateTimeOffset? Expires, int? MaxPayments, Money? MaxTotal);

/// <summary>What a stored link must keep; every error at once (contract/private-api.md, Payment links).</summary>
internal static partial class PaymentLinkRules
{
    public const int MostPayments = 1_000_000;

    private const long LastSecond = 253_402_300_799;
    private static readonly TimeSpan LeastAhead = TimeSpan.FromMinutes(1);

    public static Result<LinkContent> Check(LinkDraft link, AccountView account, Mode mode, DateTimeOffset now)
    {
        var isOpen = link.Draft.Amount is null && (link.Least ?? link.Most ?? link.Preset) is not null;
        // An invoice needs an amount and a link of an open one has none: that is the one rule which is not the same.
        var errors = InvoiceDraftRules.Content(link.Draft, InvoiceSource.PaymentLink, mode, out var amount).FindAll(e => !isOpen || e is not { Code: "required", Source: "amount" });
        var currency = Currency.Find(link.Draft.Currency);
        if (currency is not null && !account.Accepts(currency, mode)) Fail("currency_disabled", $"The account does not accept {currency.Code}.", "currency");

        if (link.Draft.Amount is not null)
            foreach (var (name, given) in ((string, AmountText?)[])[("amount_min", link.Least), ("amount_max", link.Most), ("amount_preset", link.Preset)])
                if (given is not null) Fail("invalid_value", "A link has either an amount or an open amount with limits.", name);

        var (least, most, preset, total) = (In(link.Least, "amount_min"), In(link.Most, "amount_max"), In(link.Preset, "amount_preset"), In(link.MaxTotal, "max_total"));
        if (least is { } from && most is { } to && from > to) Fail("invalid_value", "The amount_max must not be less than the amount_min.", "amount_max");
        if (preset is { } first && (first < least || first > most)) Fail("invalid_value", "The amount_preset must be between amount_min and amount_max.", "amount_preset");
        if (total is { } all && (amount ?? least) is { } one && all < one) Fail("invalid_value", "The max_total must have room for one payment.", "max_total");

        if (link.MaxPayments is < 1 or > MostPayments) Fail("invalid_value", $"The max_payments must be 1 to {MostPayments}.", "max_payments");
        if (link.Draft.Locale is { } locale && !LocaleForm().IsMatch(locale)) Fail("invalid_value", "The locale must be a language tag such as uk or pt-BR.", "locale");
        if (link.Opens is < 0 or > LastSecond) Fail("invalid_value", "The opens must be UNIX seconds.", "opens");
        if (link.Expires is { } end && (end < (now + LeastAhead).ToUnixTimeSeconds() || end > LastSecond || end <= link.Opens))
            Fail("expires_range", "The expires must be UNIX seconds, at least 1 minute ahead and after opens.", "expires");

        return errors.Count > 0
            ? errors
            : new LinkContent(
                link.Draft, currency!, amount, least, most, preset, link.ShowMethods, Time(link.Opens), Time(link.Expires), (int?)link.MaxPayments, total);

        void Fail(string code, string detail, string name) => errors.Add(Error.Invalid(code, detail, name));

        Money? In(AmountText? text, string name)
        {
            if (text is null || currency is null) return null;
            var money = text.Value.In(currency, name);
            if (!money.IsFailure) return money.Value;
            errors.AddRange(money.Errors);
            return null;
        }
    }

    private static DateTimeOffset? Time(long? seconds) => seconds is { } known ? DateTimeOffset.FromUnixTimeSeconds(known) : null;

    [GeneratedRegex("^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}$", RegexOptions.NonBacktracking)]
    private static partial Regex LocaleForm();
}
