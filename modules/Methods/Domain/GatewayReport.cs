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
}

/// <summary>A gateway's report. <paramref name="Resolution"/> is a word of contract/invoice.md, Resolutions.</summary>
internal sealed record GatewayReport(ReportedStatus Status, string Resolution = Resolutions.Ok)
{
    /// <summary>All that arrived so far, in the currency that arrived.</summary>
    public Money? Paid { get; init; }

    /// <summary>The gateway's own words.</summary>
    public OriginalData? Original { get; init; }

    /// <summary>The gateway's own id of the payment.</summary>
    public string? Reference { get; init; }
    public FlowData? FlowData { get; init; }
    public CardView? Card { get; init; }
    public string? Rrn { get; init; }
    public string? Arn { get; init; }
    public string? ApprovalCode { get; init; }

    public static GatewayReport Failed(string resolution, string? originalWord = null, string? originalMessage = null) =>
        new(ReportedStatus.Failed, resolution) { Original = originalWord is null ? null : new OriginalData(null, originalWord, originalMessage) };
}
