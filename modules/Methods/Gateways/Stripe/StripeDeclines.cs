using System.Collections.Frozen;
using PayCore.Commerce.Methods.Domain;

namespace PayCore.Commerce.Methods.Gateways.Stripe;

/// <summary>
/// Why Stripe says no, in the words of contract/invoice.md (Resolutions): decline codes (docs.stripe.com/declines/codes), error codes
/// (docs.stripe.com/error-codes) and the failure reasons of refunds (docs.stripe.com/refunds). What is not listed is <c>declined</c>.
/// </summary>
internal static class StripeDeclines
{
    public const string Unlisted = "declined";

    public static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["approve_with_id"] = "issuer_decline",
        ["authentication_required"] = "auth_fatal_error",
        ["call_issuer"] = "issuer_decline",
        ["card_not_supported"] = "functionality_is_not_permitted",
        ["card_velocity_exceeded"] = "limit_violation",
        ["currency_not_supported"] = "functionality_is_not_permitted",
        ["do_not_honor"] = "issuer_decline",
        ["do_not_try_again"] = "issuer_decline",
        ["duplicate_transaction"] = "duplicated_transaction",
        ["expired_card"] = "card_expired",
        ["fraudulent"] = "antifraud_error",
        ["generic_decline"] = "declined",
        ["incorrect_address"] = "invalid_details",
        ["incorrect_cvc"] = "invalid_cvv",
        ["incorrect_number"] = "invalid_pan",
        ["incorrect_pin"] = "invalid_pin",
        ["incorrect_zip"] = "invalid_details",
        ["insufficient_funds"] = "insufficient_funds",
        ["invalid_account"] = Resolutions.InvalidCard,
        ["invalid_amount"] = "invalid_amount",
        ["invalid_cvc"] = "invalid_cvv",
        ["invalid_expiry_month"] = "invalid_details",
        ["invalid_expiry_year"] = "invalid_details",
        ["invalid_number"] = "invalid_pan",
        ["invalid_pin"] = "invalid_pin",
        ["issuer_not_available"] = Resolutions.ProviderError,
        ["lost_card"] = "lost_or_stolen_card",
        ["merchant_blacklist"] = "antifraud_error",
        ["new_account_information_available"] = "invalid_card_status",
        ["no_action_taken"] = "issuer_decline",
        ["not_permitted"] = "functionality_is_not_permitted",
        ["offline_pin_required"] = "invalid_pin",
        ["online_or_offline_pin_required"] = "invalid_pin",
        ["pickup_card"] = "lost_or_stolen_card",
        ["pin_try_exceeded"] = "limit_violation",
        ["processing_error"] = Resolutions.ProviderError,
        ["reenter_transaction"] = Resolutions.ProviderError,
        ["restricted_card"] = "invalid_card_status",
        ["revocation_of_all_authorizations"] = "access_denied",
        ["revocation_of_authorization"] = "access_denied",
        ["security_violation"] = "antifraud_error",
        ["service_not_allowed"] = "functionality_is_not_permitted",
        ["stolen_card"] = "lost_or_stolen_card",
        ["stop_payment_order"] = "access_denied",
        ["testmode_decline"] = Resolutions.InvalidCard,
        ["transaction_not_allowed"] = "functionality_is_not_permitted",
        ["try_again_later"] = "issuer_decline",
        ["withdrawal_count_limit_exceeded"] = "limit_violation",

        // Error codes, of payments without a card and of requests.
        ["card_declined"] = "declined",
        ["payment_method_provider_decline"] = "declined",
        ["payment_intent_authentication_failure"] = "client_auth_failed",
        ["payment_method_customer_decline"] = Resolutions.CancelledByPayer,
        ["payment_intent_payment_attempt_expired"] = Resolutions.CancelledByPayer,
        ["payment_method_provider_timeout"] = Resolutions.ProviderError,
        ["payment_method_unexpected_state"] = Resolutions.ProviderError,
        ["payment_method_unactivated"] = "functionality_is_not_permitted",
        ["payment_method_invalid_parameter"] = "invalid_details",
        ["debit_not_authorized"] = "access_denied",
        ["account_closed"] = "invalid_card_status",
        ["bank_account_unusable"] = "invalid_card_status",
        ["no_account"] = "invalid_details",
        ["email_invalid"] = "invalid_details",
        ["amount_too_large"] = "invalid_amount",
        ["amount_too_small"] = "invalid_amount",
        ["balance_insufficient"] = "insufficient_funds",
        ["capture_charge_authorization_expired"] = Resolutions.AuthorizationExpired,
        ["charge_expired_for_capture"] = Resolutions.AuthorizationExpired,

        // Why a refund failed.
        ["lost_or_stolen_card"] = "lost_or_stolen_card",
        ["expired_or_canceled_card"] = "card_expired",
        ["charge_for_pending_refund_disputed"] = "access_denied",
        ["declined"] = "declined",
        ["merchant_request"] = Resolutions.ProviderError,
        ["unknown"] = Resolutions.Unknown,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The most exact of Stripe's words that we know.</summary>
    public static string Resolution(string? declineCode, string? code) =>
        (declineCode is null ? null : Words.GetValueOrDefault(declineCode)) ?? (code is null ? null : Words.GetValueOrDefault(code)) ?? Unlisted;
}
