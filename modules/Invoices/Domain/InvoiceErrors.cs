using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>The errors of this module; codes are those of contract/README.md.</summary>
internal static class InvoiceErrors
{
    public static Error InvalidState(InvoiceState state, string wish) =>
        Error.Conflict("invalid_state", $"The invoice is {state.Status()}: it cannot be {wish}.");

    public static Error CaptureRefused() => Error.Conflict("capture_refused", "The gateway refused the capture. The money is still reserved.");

    public static Error CaptureUnanswered(bool timedOut) => timedOut
        ? new Error("gateway_timeout", ErrorKind.GatewayTimeout, "The gateway did not answer in time. The outcome is looked for: read the invoice.")
        : new Error("gateway_error", ErrorKind.Gateway, "The gateway could not be reached. The outcome is looked for: read the invoice.");

    public static Error RefundExceedsPaid(Money left) => Error.Invalid("refund_exceeds_paid", $"Only {left} are left to be refunded.", "amount");

    public static Error RefundAmountMismatch(Money left) =>
        Error.Conflict("refund_amount_mismatch", $"{left} are left to be refunded, not what refundable_amount says.");

    public static Error AlreadyPaid() => Error.Conflict("already_paid", "The invoice is paid already.");

    public static Error TooManyPayments() =>
        Error.Conflict("too_many_payments", $"The invoice has opened {Invoice.MostPayments} payments, which is the most.");

    /// <summary>The private door tells the id; the public door does not, since whoever asks may be a stranger.</summary>
    public static Error ReferenceConflict(string what, string? existing) =>
        Error.Conflict("reference_id_conflict", $"There is {what} with this reference_id and other content.") with
        {
            Meta = existing is { } id ? new Dictionary<string, string> { ["id"] = id } : null,
        };

    /// <summary>A service is being started right now: wait for its outcome, then ask again.</summary>
    public static Error Starting(int retryAfterSeconds) =>
        Error.Conflict("conflict", "A payment of the invoice is being started right now. Try again in a moment.") with
        {
            RetryAfter = TimeSpan.FromSeconds(retryAfterSeconds),
        };

    public static Error LinkAmount() => Error.Invalid("amount_range", "The payment link does not take this amount.", "amount");

    public static Error LinkService() => Error.Invalid("service_unavailable", "The service cannot be used: the payment link does not offer it.", "service");

    public static Error ModeForbidden() => Error.Forbidden("mode_forbidden", "A test key cannot make live invoices or links.");

    public static Error PublicCreationForbidden() =>
        Error.Forbidden("public_creation_forbidden", "The account does not allow invoices to be made from a browser in this mode.");
}
