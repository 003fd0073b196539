using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>The errors of this module; codes are those of contract/README.md.</summary>
internal static class MethodErrors
{
    public static Error ServiceUnknown() => Error.Invalid("service_unknown", "The account has no such payment service.", "service");

    public static Error ServiceCurrencyMismatch(ServiceCode service, Currency asked) =>
        Error.Invalid("service_currency_mismatch", $"The service takes {service.Currency}, not {asked}.", "service");

    public static Error ServiceUnavailable(string why) => Error.Invalid("service_unavailable", $"The service cannot be used: {why}.", "service");

    public static Error AmountUnsupported(Money amount) =>
        Error.Invalid("amount_unsupported", $"The service's gateway cannot take exactly {amount}.", "amount");

    public static Error AuthorizeUnsupported() =>
        Error.Invalid("authorize_unsupported", "The service's gateway cannot reserve money to capture it later.", "payment_flow");

    public static Error FeeExceedsAmount() => Error.Invalid("fee_exceeds_amount", "The service's fee is greater than the amount.", "amount");

    public static Error NotReserved() =>
        Error.Conflict("invalid_state", "No money is reserved that could be captured now: it is not authorized, or is being captured or voided.");

    public static Error CaptureExceedsAuthorized(Money reserved) =>
        Error.Invalid("capture_exceeds_authorized", $"Only {reserved} are reserved.", "amount");

    public static Error PartialCaptureUnsupported() => Error.Invalid("invalid_value", "The gateway captures only all that is reserved.", "amount");

    public static Error RefundUnsupported() =>
        Error.Invalid("service_unavailable", "The payment's gateway cannot return money: return it yourself, then record it by a statement.");

    public static Error PartialRefundUnsupported() => Error.Invalid("partial_refund_unsupported", "The payment's gateway returns only all that was paid.", "amount");

    public static Error RefundExceedsPaid() => Error.Invalid("refund_exceeds_paid", "The amount is more than what is left of the payment.", "amount");

    public static Error CurrencyUnknown() => Error.Invalid("currency_unknown", "The currency is not an active ISO 4217 code.", "currency");

    public static Error CurrencyDisabled(Currency currency) => Error.Invalid("currency_disabled", $"The account does not accept {currency}.", "currency");

    public static Error ModeForbidden() => Error.Forbidden("mode_forbidden", "A test key cannot work in live mode.");

    public static Error AccountSetsItselfUp() =>
        Error.Conflict("invalid_state", "This gateway account set itself up for test services without routes and cannot be changed. Add one of your own.");

    public static Error AccountIsRouted(IEnumerable<string> services) =>
        Error.Conflict("invalid_state", $"Services use this gateway account: {string.Join(", ", services)}. Take it out of their routes first.");

    public static Error DomainForbidden() => Error.Forbidden("domain_forbidden", "The page's origin is not one of the account's allowed domains.");

    public static Error WronglySigned() => Error.Unauthorized("The notification is not signed as this gateway account's are.");
}
