using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>The errors of this module; codes are those of contract/README.md.</summary>
internal static class MethodErrors
{
    public static Error ServiceUnknown() => Error.Invalid("service_unknown", "The account has no such payment service.", "service");

    public static Error ServiceCurrencyMismatch(ServiceCode service, Currency asked) =>
        Error.Invalid("service_currency_mismatch", $"The service takes {service.Currency}, not {asked}.", "service");

    public static Error ServiceUnavailable(string why, string? source = "service") => Error.Invalid("service_unavailable", $"The service cannot be used: {why}.", source);

    public static Error AmountUnsupported(Money amount) =>
        Error.Invalid("amount_unsupported", $"The service's gateway cannot take exactly {amount}.", "amount");

    public static Error AuthorizeUnsupported() =>
        Error.Invalid("authorize_unsupported", "The service's gateway cannot reserve money to capture it later.", "payment_flow");

    public static Error FeeExceedsAmount() => Error.Invalid("fee_exceeds_amount", "The service's fee is greater than the amount.", "amount");

    /// <summary>Why the state does not allow what was asked.</summary>
    public static Error InvalidState(string why) => Error.Conflict("invalid_state", why);

    public static Error NotReserved() =>
        InvalidState("No money is reserved that could be captured now: it is not authorized, or is being captured or voided.");

    public static Error CaptureExceedsAuthorized(Money reserved) =>
        Error.Invalid("capture_exceeds_authorized", $"Only {reserved} are reserved.", "amount");

    public static Error PartialRefundUnsupported() => Error.Invalid("partial_refund_unsupported", "The payment's gateway returns only all that was paid.", "amount");

    public static Error RefundExceedsPaid() => Error.Invalid("refund_exceeds_paid", "The amount is more than what is left of the payment.", "amount");

    /// <summary>Why there is nothing that the merchant's own bank could tell of.</summary>
    public static Error NotManual(string why) => Error.Invalid("not_manual", why);

    public static Error StatementConflict(InvoiceId existing) =>
        Error.Conflict("reference_id_conflict", "There is a movement with this original_id and other content.") with
        {
            Meta = new Dictionary<string, string> { ["payment_invoice"] = existing.Value },
        };

    public static Error PaymentStarting() =>
        Error.Conflict("conflict", "The payment is being started right now. Try again in a moment.") with { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>Nothing of such a file is applied.</summary>
    public static Error BankFileMalformed(int line, int position, string problem)
    {
        // Not every reader knows its place; the beginning is the least that can be said.
        var (at, column) = (Number(Math.Max(1, line)), Number(Math.Max(1, position)));
        return Error.Invalid("invalid_value", $"The file cannot be read (line {at}, position {column}): {problem} Nothing of it was applied.") with
        {
            Meta = new Dictionary<string, string> { ["line"] = at, ["position"] = column },
        };
    }

    public static Error BankFileType() =>
        new("unsupported_media_type", ErrorKind.UnsupportedMedia, "Send the file as application/xml, text/xml, text/csv or text/plain; charset utf-8, utf-16, iso-8859-1 or windows-1252.");

    public static Error BankFileTooLarge(int mostMebibytes) => new("body_too_large", ErrorKind.TooLarge, $"A bank file has at most {mostMebibytes} MiB.");

    public static Error CurrencyUnknown() => Error.Invalid("currency_unknown", "The currency is not an active ISO 4217 code.", "currency");

    public static Error CurrencyDisabled(Currency currency) => Error.Invalid("currency_disabled", $"The account does not accept {currency}.", "currency");

    public static Error ModeForbidden() => Error.Forbidden("mode_forbidden", "A test key cannot work in live mode.");

    public static Error AccountSetsItselfUp() =>
        InvalidState("This gateway account set itself up for test services without routes and cannot be changed. Add one of your own.");

    public static Error GatewayAccountUnknown() => Error.Invalid("invalid_value", "The account has no such gateway account in this mode.", "gateway_account");

    public static Error WronglySigned() => Error.Unauthorized("The notification is not signed as this gateway account's are.");

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
