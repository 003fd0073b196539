using PayCore.Commerce.Invoices.Contracts;
using static PayCore.Commerce.Invoices.Contracts.InvoiceState;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>All that the status of a paid invoice depends on; amounts in minor units.</summary>
/// <param name="Asked">What was asked.</param>
/// <param name="Paid">What arrived; more than 0.</param>
/// <param name="Refunded">What was returned.</param>
/// <param name="IsSending">A refund is being sent.</param>
/// <param name="IsPending">A refund was accepted by the gateway, its outcome is open.</param>
/// <param name="IsUnsent">A refund could not be sent and will be retried.</param>
/// <param name="LastRefused">The last refund was refused.</param>
internal sealed record PaidFacts(
    long Asked, long Paid, long ChargedBack = 0, long Refunded = 0, bool IsSending = false, bool IsPending = false, bool IsUnsent = false, bool LastRefused = false);

/// <summary>
/// The status of a paid invoice, computed from the facts alone, so that every order of the same facts gives the same status
/// (contract/invoice.md, State: the first match counts).
/// </summary>
internal static class PaidStatus
{
    public static InvoiceState Of(PaidFacts f) => f switch
    {
        _ when f.ChargedBack >= f.Paid => ChargedBack,
        { IsSending: true } => Refunding,
        { IsPending: true } => RefundPending,
        { IsUnsent: true } => RefundError,
        _ when f.Refunded >= f.Paid => Refunded,
        { ChargedBack: > 0 } => PartiallyChargedBack,
        { Refunded: > 0 } => PartiallyRefunded,
        { LastRefused: true } => RefundFailed,
        _ => f.Paid >= f.Asked ? Processed : PartiallyProcessed,
    };
}
