using System.Collections.Frozen;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>Why a payment failed, in the contract's words (contract/invoice.md, Resolutions), each with a sentence for the customer.</summary>
internal static class Resolutions
{
    public const string Ok = "ok";
    public const string Authorized = "authorized";
    public const string AuthorizationExpired = "authorization_expired";
    public const string CancelledByPayer = "cancelled_by_payer";
    public const string CancelledByMerchant = "cancelled_by_merchant";
    public const string LifetimeExceeded = "lifetime_exceeded";
    public const string ProviderError = "provider_error";
    public const string GeneralFatalError = "general_fatal_error";
    public const string Unknown = "unknown";
    public const string InvalidCard = "invalid_card";

    private const string AskBank = "The bank declined the payment. Ask your bank, or pay another way.";
    private const string CheckDetails = "The payment details were not accepted. Check them and try again.";
    private const string Technical = "The payment could not be made for a technical reason. Nothing was taken. Try again, or pay another way.";
    private const string Confirmation = "The confirmation of the payment failed. Try again, or pay another way.";

    /// <summary>The reasons that a gateway can give, with what a customer may be told.</summary>
    public static readonly FrozenDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        [CancelledByPayer] = "The payment was cancelled.",
        ["declined"] = AskBank,
        ["insufficient_funds"] = "There is not enough money on the account. Pay another way.",
        ["card_expired"] = "The card has expired. Use another card.",
        [InvalidCard] = "The card was not accepted. Check its number, or use another card.",
        ["invalid_pan"] = "The card number is not right. Check it and try again.",
        ["invalid_cvv"] = "The security code is not right. Check it and try again.",
        ["invalid_pin"] = "The PIN was not right. Try again.",
        ["invalid_otp"] = "The one-time code was not right. Try again.",
        ["invalid_3ds_code"] = "The confirmation code was not right. Try again.",
        ["invalid_card_status"] = "The card cannot be used now. Ask your bank, or use another card.",
        ["invalid_details"] = CheckDetails,
        ["invalid_amount"] = "The amount was not accepted. Pay another way.",
        ["invalid_request"] = Technical,
        ["invalid_credentials"] = CheckDetails,
        ["lost_or_stolen_card"] = AskBank,
        ["limit_violation"] = "The amount is above a limit of the card or account. Ask your bank, or pay another way.",
        ["issuer_decline"] = AskBank,
        ["antifraud_error"] = "The payment was refused by a safety check. Pay another way.",
        ["auth_fatal_error"] = Confirmation,
        ["client_auth_failed"] = Confirmation,
        ["card_is_3ds_enrolled"] = Confirmation,
        ["card_is_not_3ds_enrolled"] = "The card cannot be confirmed online. Use another card.",
        ["unable_to_determine_3ds_enrolment"] = Confirmation,
        ["unable_to_reconcile"] = Technical,
        ["duplicated_transaction"] = "The same payment was made a moment ago. Check your account before you try again.",
        ["functionality_is_not_permitted"] = "The card or account does not allow this kind of payment. Pay another way.",
        ["access_denied"] = AskBank,
        [ProviderError] = Technical,
        ["provider_fatal_error"] = Technical,
        ["error"] = Technical,
        ["fatal_error"] = Technical,
        [GeneralFatalError] = Technical,
        [Unknown] = "The payment failed. Try again, or pay another way.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A sentence that can be shown to a customer; null where there is nothing to say.</summary>
    public static string? Message(string resolution) => Reasons.GetValueOrDefault(resolution);
}
