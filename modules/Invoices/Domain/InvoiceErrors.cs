using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>The errors of this module; codes are those of contract/README.md.</summary>
internal static class InvoiceErrors
{
    public static Error InvalidState(InvoiceState state, string wish) =>
        Error.Conflict("invalid_state", $"The invoice is {state.Status()}: it cannot be {wish}.");

    public static Error AlreadyPaid() => Error.Conflict("already_paid", "The invoice is paid already.");

    public static Error TooManyPayments() =>
        Error.Conflict("too_many_payments", $"The invoice has opened {Invoice.MostPayments} payments, which is the most.");

    /// <summary>The private door tells the id; the public door does not, since whoever asks may be a stranger.</summary>
    public static Error ReferenceConflict(InvoiceId? existing) =>
        Error.Conflict("reference_id_conflict", "There is an invoice with this reference_id and other content.") with
        {
            Meta = existing is { } id ? new Dictionary<string, string> { ["id"] = id.Value } : null,
        };

    /// <summary>A service is being started right now: wait for its outcome, then ask again.</summary>
    public static Error Starting(int retryAfterSeconds) =>
        Error.Conflict("conflict", "A payment of the invoice is being started right now. Try again in a moment.") with
        {
            RetryAfter = TimeSpan.FromSeconds(retryAfterSeconds),
        };

    public static Error ModeForbidden() => Error.Forbidden("mode_forbidden", "A test key cannot make live invoices.");

    public static Error PublicCreationForbidden() =>
        Error.Forbidden("public_creation_forbidden", "The account does not allow invoices to be made from a browser in this mode.");

    public static Error DomainForbidden() => Error.Forbidden("domain_forbidden", "The page's origin is not one of the account's allowed domains.");
}
