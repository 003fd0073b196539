using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>What a gateway says of a payment: in an answer, in a notification or to a query, all in the same form.</summary>
internal enum ReportedStatus
{
    /// <summary>It has the payment; the outcome is open.</summary>
    Pending,

    Authorized,

    /// <summary>Money arrived: see <see cref="GatewayReport.Paid"/>.</summary>
    Paid,

    Failed,

    Cancelled,

    /// <summary>What was reserved is free again: voided (<c>ok</c>), or lapsed (<c>authorization_expired</c>).</summary>
    Voided,
}

/// <summary>A gateway's report. <paramref name="Resolution"/> is a word of contract/invoice.md, Resolutions.</summary>
internal sealed record GatewayReport(ReportedStatus Status, string Resolution = Resolutions.Ok)
{
    /// <summary>All that arrived so far, in the currency that arrived.</summary>
    public Money? Paid { get; init; }

    /// <summary>Whether the gateway calls the payment paid in full.</summary>
    public bool IsComplete { get; init; }

    /// <summary>What is reserved, and until when.</summary>
    public Money? Authorized { get; init; }
    public DateTimeOffset? AuthorizationExpires { get; init; }

    /// <summary>Every return of money that the gateway knows of.</summary>
    public IReadOnlyList<ReportedRefund> Refunds { get; init; } = [];

    /// <summary>Every dispute that the gateway knows of.</summary>
    public IReadOnlyList<PaymentDispute> Disputes { get; init; } = [];

    /// <summary>The gateway's own words.</summary>
    public OriginalData? Original { get; init; }

    /// <summary>The gateway's own id of the payment.</summary>
    public string? Reference { get; init; }
    public FlowData? FlowData { get; init; }
    public CardView? Card { get; init; }
    public string? Rrn { get; init; }
    public string? Arn { get; init; }
    public string? ApprovalCode { get; init; }

    /// <summary>Whether it says that money was taken or reserved.</summary>
    public bool ProvesMoney => Status is ReportedStatus.Paid or ReportedStatus.Authorized || Paid is { Minor: > 0 } || Authorized is { Minor: > 0 };

    public static GatewayReport Failed(string resolution, string? originalWord = null, string? originalMessage = null) =>
        new(ReportedStatus.Failed, resolution) { Original = originalWord is null ? null : new OriginalData(null, originalWord, originalMessage) };
}

/// <summary>A return of money as the gateway tells it.</summary>
/// <param name="Reference">The gateway's own id.</param>
/// <param name="Operation">The id that we sent with it; null: it was not asked by us.</param>
/// <param name="State"><see cref="RefundState.Pending"/>, <see cref="RefundState.Done"/> or <see cref="RefundState.Refused"/>.</param>
internal sealed record ReportedRefund(string Reference, string? Operation, Money Amount, RefundState State, string Resolution = Resolutions.Ok);
