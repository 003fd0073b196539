using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Contracts;

/// <summary>The representation of a payment on the Private API (contract/private-api.md, Read): one attempt at one gateway.</summary>
public static class PaymentDocument
{
    public static object Resource(PaymentView p) => new
    {
        type = "payments",
        id = p.Id.Value,
        attributes = new
        {
            status = p.Status.Word(),
            resolution = p.Resolution,
            resolution_message = p.ResolutionMessage,
            service = p.Service,
            flow = p.Flow.Word(),
            gateway = p.Gateway,
            gateway_account = p.GatewayAccount.Value,
            amount = p.Amount.Major,
            currency = p.Amount.Currency.Code,
            fee = p.Fee.Major,
            deposit = p.Deposit.Major,
            paid_amount = p.Paid?.Major,
            foreign_paid = p.ForeignPaid,
            original_data = p.Original is { } o
                ? new { original_id = o.OriginalId, original_resolution = o.OriginalResolution, original_resolution_message = o.OriginalResolutionMessage }
                : null,
            rrn = p.Rrn,
            arn = p.Arn,
            approval_code = p.ApprovalCode,
            route = p.Route.Select(RouteDocument.Of),
            created = p.Created.Seconds(),
            updated = p.Updated.Seconds(),
        },
        relationships = new Dictionary<string, ToOne>
        {
            ["payment-invoice"] = ToOne.Of("payment-invoices", p.Invoice.Value),
            ["payment-method"] = ToOne.Of("payment-methods", p.Method),
        },
        links = new { self = $"/api/payments/{p.Id}" },
    };
}

/// <summary>A route of a payment as the Private API shows it, with the payment and in the invoice's events.</summary>
public static class RouteDocument
{
    public static object Of(RouteAttempt attempt) => new
    {
        gateway_account = attempt.GatewayAccount.Value,
        gateway = attempt.Gateway,
        outcome = attempt.Outcome.Word(),
        reason = attempt.Reason,
        payment = attempt.Payment?.Value,
        started = attempt.Started.Seconds(),
        ended = attempt.Ended?.Seconds(),
    };
}
