namespace PayCore.Commerce.Invoices.Domain;

/// <summary>The resolutions that we give ourselves (contract/invoice.md, Resolutions); the gateways' come with their payments.</summary>
internal static class Resolutions
{
    public const string Ok = "ok";
    public const string Authorized = "authorized";
    public const string AuthorizationExpired = "authorization_expired";
    public const string ChargebackReversed = "chargeback_reversed";
    public const string LatePayment = "late_payment";
    public const string CancelledByPayer = "cancelled_by_payer";
    public const string CancelledByMerchant = "cancelled_by_merchant";
    public const string LifetimeExceeded = "lifetime_exceeded";
    public const string AttemptsExceeded = "attempts_exceeded";
    public const string LimitViolation = "limit_violation";

    /// <summary>A sentence that can be shown to a customer, or null where there is nothing to say.</summary>
    public static string? Message(string resolution) => resolution switch
    {
        LatePayment => "The payment arrived after the invoice had ended.",
        AuthorizationExpired => "The reservation of the money ended before it was taken.",
        ChargebackReversed => "The payer's bank gave the money back.",
        CancelledByPayer => "The payment was cancelled by the payer.",
        CancelledByMerchant => "The payment was cancelled by the merchant.",
        LifetimeExceeded => "The time to pay is over.",
        AttemptsExceeded => "The payment failed, and no attempt is left.",
        LimitViolation => "The payment link had taken all that it may; the money is returned.",
        _ => null,
    };
}
