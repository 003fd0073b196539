using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>How a report becomes part of a payment: it raises what is known, never lowers it.</summary>
internal sealed partial class Payment
{
    /// <summary>
    /// Where the payment is found and paid: a gateway may know it by a better id later, or open a new page when the old one timed out. A report
    /// that proves less than is known is older, and moves nothing.
    /// </summary>
    private void Locate(GatewayReport report, PaymentStatus to)
    {
        if (Rank(to) < Rank(Status) && GatewayReference is not null) return;
        GatewayReference = report.Reference ?? GatewayReference;
        if (report.FlowData is { } flow && (FlowData is null || flow.Action != FlowData.Action)) FlowData = flow;
    }

    private void CountForeign(GatewayReport report)
    {
        if (report.Paid is not { Minor: > 0 } money || money.Currency == Currency) return;
        var known = ForeignPaid?.Split(", ") ?? [];
        if (!known.Contains(money.ToString())) ForeignPaid = string.Join(", ", known.Append(money.ToString()).Order(StringComparer.Ordinal));
    }

    private void CountMoney(GatewayReport report)
    {
        if (report.Authorized is { } reserved && reserved.Currency == Currency && reserved.Minor > (AuthorizedMinor ?? 0))
            (AuthorizedMinor, AuthorizationExpires) = (reserved.Minor, report.AuthorizationExpires);
        if (report.Paid is not { } money || money.Currency != Currency || money.Minor <= (PaidMinor ?? 0)) return;
        PaidMinor = money.Minor;
        if (PaymentFlow == PaymentFlow.Authorize) Capture = CaptureState.Taken;
        else AmountMismatch = report.IsComplete && PaidMinor < AmountMinor;
    }

    /// <summary>All that the invoice must know, to compare before and after. Lists are compared by reference: merging keeps what did not change.</summary>
    private (PaymentStatus, bool, string?, long?, string?, long?, bool, object, object, object) Facts() => (
        Status, Status == PaymentStatus.Pending && FlowData is null, FlowData?.Action, PaidMinor, ForeignPaid, AuthorizedMinor, AmountMismatch, Refunds, Disputes, ForeignReturns);

    private DateTimeOffset? NextQueryAfter(DateTimeOffset now) => this switch
    {
        { Status: PaymentStatus.Pending } or { Status: PaymentStatus.PartiallyPaid, PaymentFlow: PaymentFlow.Charge } => now + FirstQuery,
        _ when Refunds.Any(r => r.State == RefundState.Pending) => now + FirstQuery,
        { Status: PaymentStatus.Authorized, CancelAsked: true } or { Status: PaymentStatus.Authorized, Capture: CaptureState.Asked } => now + FirstQuery,
        { Status: PaymentStatus.Authorized } => AuthorizationExpires ?? now + LongestQueryPause,
        _ => null,
    };

    private long FeeOf(long paidMinor) => paidMinor == AmountMinor ? FeeMinor : Terms?.OfPaid(paidMinor) ?? Math.Min(FeeMinor, paidMinor);

    private void Tell(DateTimeOffset now)
    {
        (Updated, NextQuery) = (now, NextQueryAfter(now));
        Raise(new PaymentChanged(View(), "gateway"));
    }

    /// <summary>How much a status proves: reports raise it, never lower it.</summary>
    private static int Rank(PaymentStatus status) => status switch
    {
        PaymentStatus.Starting => 0,
        PaymentStatus.Pending => 1,
        PaymentStatus.Cancelled => 2,
        PaymentStatus.Failed => 3,
        PaymentStatus.Authorized => 4,
        PaymentStatus.Voided => 5,
        PaymentStatus.PartiallyPaid => 6,
        _ => 7,
    };

    private static CardView? Anonymous(CardView? card) => card is { Holder: not null } ? card with { Holder = null } : card;

    private Money Money(long minor) => new(minor, Currency);
}
