using System.Text;
using System.Text.RegularExpressions;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>What a draft must keep, whatever door it came through (contract/invoice.md, Limits of values).</summary>
internal static partial class InvoiceDraftRules
{
    public const int MostMetadataBytes = 8 * 1024;
    public const int LongestService = 64;

    private static readonly TimeSpan LeastAhead = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(366);

    /// <summary>Rules of the content alone: they hold or not for ever, so a repeated create that breaks one cannot be a replay.</summary>
    /// <param name="amount">The money that amount and currency say, where both are good.</param>
    public static List<Error> Content(InvoiceDraft draft, InvoiceSource source, Mode mode, out Money? amount)
    {
        var errors = draft.Problems?.ToList() ?? [];
        amount = null;

        if (source is InvoiceSource.MerchantApi or InvoiceSource.Dashboard) Required("reference_id", draft.ReferenceId);
        Length("reference_id", draft.ReferenceId, 255);
        Length("description", draft.Description, 1024);
        Length("descriptor", draft.Descriptor, 64);
        Length("service", draft.Service, LongestService);
        if (draft.Metadata is { } metadata && Encoding.UTF8.GetByteCount(metadata) > MostMetadataBytes)
            Fail("metadata_too_large", "The metadata must have at most 8 KiB as JSON.", "metadata");
        Url("return_url", draft.ReturnUrl);
        Url("callback_url", draft.CallbackUrl);
        Url("return_urls/success", draft.ReturnUrls?.Success);
        Url("return_urls/pending", draft.ReturnUrls?.Pending);
        Url("return_urls/fail", draft.ReturnUrls?.Fail);
        if (draft.AttemptsLimit is < 1 or > 100) Fail("invalid_value", "The attempts limit must be 1 to 100.", "options/attempts_limit");
        CustomerRules(draft.Customer, source);

        var currency = Currency.Find(draft.Currency);
        Required("currency", draft.Currency);
        if (draft.Currency is not null && currency is null) Fail("currency_unknown", "The currency is not an active ISO 4217 currency.", "currency");
        if (draft.Amount is null)
        {
            Required("amount", null);
        }
        else if (currency is not null)
        {
            var money = draft.Amount.Value.In(currency);
            if (money.IsFailure) errors.AddRange(money.Errors);
            else amount = money.Value;
        }
        else if (draft.Amount.Value.RangeProblem() is { } problem)
        {
            errors.Add(problem);
        }

        return errors;

        void Required(string name, string? value)
        {
            if (string.IsNullOrEmpty(value) && errors.TrueForAll(e => e.Source != name))
                Fail("required", $"The {name.Replace('_', ' ')} is required.", name);
        }

        void Length(string name, string? value, int most)
        {
            if (value?.Length > most) Fail("too_long", $"The {name.Replace('_', ' ')} must have at most {most} characters.", name);
        }

        void Url(string name, string? url)
        {
            if (url is not null && WebUrl.Problem(url, plain: mode == Mode.Test) is { } problem) Fail("url_invalid", $"The URL {problem}", name);
        }

        void Fail(string code, string detail, string name) => errors.Add(Error.Invalid(code, detail, name));

        void CustomerRules(CustomerData? customer, InvoiceSource door)
        {
            if (customer is null) return;
            if (door is InvoiceSource.MerchantApi or InvoiceSource.Dashboard) Required("customer/reference_id", customer.ReferenceId);
            Length("customer/reference_id", customer.ReferenceId, 255);
            if (customer.DateOfBirth is { } birth && !DateOnly.TryParseExact(birth, "yyyy-MM-dd", out _))
                Fail("invalid_value", "The date of birth must be written YYYY-MM-DD.", "customer/date_of_birth");
            if (customer.IndividualTaxId is { Length: < 2 }) Fail("too_short", "The individual tax id must have at least 2 characters.", "customer/individual_tax_id");
            Length("customer/individual_tax_id", customer.IndividualTaxId, 100);
            if (customer.Email is { } email && !EmailForm().IsMatch(email)) Fail("invalid_value", "The email is not an e-mail address.", "customer/email");
            if (customer.Address?.Country is { } country && !CountryForm().IsMatch(country))
                Fail("invalid_value", "The country must be an ISO 3166-1 alpha-2 code.", "customer/address/country");
        }
    }

    /// <summary>Rules that depend on the account and the time: asked only of an invoice that does not exist yet.</summary>
    public static List<Error> Circumstances(InvoiceDraft draft, Mode mode, AccountView account, DateTimeOffset now)
    {
        var errors = new List<Error>();
        if (Currency.Find(draft.Currency) is { } currency && !account.Accepts(currency, mode))
            errors.Add(Error.Invalid("currency_disabled", $"The account does not accept {currency.Code}.", "currency"));
        if (draft.Expires is { } expires && (expires < (now + LeastAhead).ToUnixTimeSeconds() || expires > (now + MostAhead).ToUnixTimeSeconds()))
            errors.Add(Error.Invalid("expires_range", "The expiry must be UNIX seconds, at least 1 minute and at most 1 year ahead.", "expires"));
        return errors;
    }

    [GeneratedRegex(@"\A[^@\s]{1,64}@[^@\s]{1,255}\z", RegexOptions.NonBacktracking)]
    private static partial Regex EmailForm();

    // The form alone: an address is kept as it was given, and nobody is kept from paying by a code such as UK.
    [GeneratedRegex(@"\A[A-Z]{2}\z", RegexOptions.NonBacktracking)]
    private static partial Regex CountryForm();
}
