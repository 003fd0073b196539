using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>The errors of this module; codes are those of contract/README.md.</summary>
internal static class MethodErrors
{
    public static Error ServiceUnknown() => Error.Invalid("service_unknown", "The account has no such payment service.", "service");

    public static Error ServiceCurrencyMismatch(ServiceCode service, Currency asked) =>
        Error.Invalid("service_currency_mismatch", $"The service takes {service.Currency}, not {asked}.", "service");

    public static Error ServiceUnavailable(string why) => Error.Invalid("service_unavailable", $"The service cannot be used: {why}.", "service");

    public static Error AuthorizeUnsupported() =>
        Error.Invalid("authorize_unsupported", "The service's gateway cannot reserve money to capture it later.", "payment_flow");

    public static Error CurrencyUnknown() => Error.Invalid("currency_unknown", "The currency is not an active ISO 4217 code.", "currency");

    public static Error CurrencyDisabled(Currency currency) => Error.Invalid("currency_disabled", $"The account does not accept {currency}.", "currency");

    public static Error DomainForbidden() => Error.Forbidden("domain_forbidden", "The page's origin is not one of the account's allowed domains.");

    public static Error WronglySigned() => Error.Unauthorized("The notification is not signed as this gateway account's are.");
}
