using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Sandbox;

/// <summary>The sandbox's words and ours; pure.</summary>
internal static class SandboxMapping
{
    /// <summary>What a charge says of its payment; null for a status or a currency that we do not know.</summary>
    public static GatewayReport? Report(ChargeDocument charge) => Status(charge) is not { } status || Currency.Find(charge.Currency) is not { } currency
        ? null
        : new GatewayReport(status, charge.Status == "lapsed" ? Resolutions.AuthorizationExpired : Resolution(status, charge.Reason))
        {
            Paid = charge.PaidAmount > 0 ? new Money(charge.PaidAmount, currency) : null,
            IsComplete = charge.Status == "paid",
            Authorized = charge.AuthorizedAmount > 0 ? new Money(charge.AuthorizedAmount, currency) : null,
            AuthorizationExpires = charge.AuthorizationExpires is { } until ? DateTimeOffset.FromUnixTimeSeconds(until) : null,
            Refunds = [.. (charge.Refunds ?? []).Select(r => new ReportedRefund(r.Id, r.Reference, new Money(r.Amount, currency), State(r), Resolution(r)))],
            Disputes = [.. (charge.Disputes ?? []).Select(d => new PaymentDispute(d.Id, new Money(d.Amount, currency), d.Won))],
            Reference = charge.Id,
            Original = new OriginalData(charge.Id, charge.Reason ?? charge.Status, charge.Message),
            FlowData = new FlowData(charge.PageUrl, "GET", new Dictionary<string, string>(), charge.Details ?? []),
            Card = charge.Card is { } c
                ? new CardView(c.First, c.Last, $"{c.First}******{c.Last}", c.Network, c.Holder, c.ExpiryMonth, c.ExpiryYear)
                : null,
        };

    /// <summary>The kind of page that the sandbox shows for a flow.</summary>
    public static string Page(string method, Flow flow) => flow switch
    {
        Flow.Invoice => "details",
        Flow.Hpp when method is "payment_card" || Catalogue.MethodCatalogue.Get(method).View.Category == "payment_card" => "card",
        _ => "buttons",
    };

    private static ReportedStatus? Status(ChargeDocument charge) => charge.Status switch
    {
        "open" or "challenge" or "pending" => ReportedStatus.Pending,
        "paid" or "part_paid" => ReportedStatus.Paid,
        "declined" => ReportedStatus.Failed,
        "cancelled" => ReportedStatus.Cancelled,
        "authorized" => ReportedStatus.Authorized,
        "voided" or "lapsed" => ReportedStatus.Voided,
        _ => null,
    };

    private static RefundState State(ChargeRefund refund) => refund.Status switch
    {
        "done" => RefundState.Done,
        "refused" => RefundState.Refused,
        _ => RefundState.Pending,
    };

    private static string Resolution(ChargeRefund refund) => refund.Status == "refused" ? Resolutions.ProviderError : Resolutions.Ok;

    private static string Resolution(ReportedStatus status, string? reason) => status switch
    {
        ReportedStatus.Failed => reason is not null && Resolutions.Reasons.ContainsKey(reason) ? reason : Resolutions.Unknown,
        ReportedStatus.Cancelled => reason == "payer" ? Resolutions.CancelledByPayer : "cancelled_by_merchant",
        _ => Resolutions.Ok,
    };
}
