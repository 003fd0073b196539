using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>The representation of a refund (contract/private-api.md, Refund).</summary>
public static class RefundDocument
{
    public static object Resource(RefundView refund) => new
    {
        type = "refunds",
        id = refund.Id.Value,
        attributes = new
        {
            reference_id = refund.ReferenceId,
            original_id = refund.OriginalId,
            description = refund.Description,
            status = refund.Status.Word(),
            amount = refund.Amount.Major,
            fee = refund.Fee.Major,
            currency = refund.Amount.Currency.Code,
            source = refund.Source.Word(),
            resolution = refund.Resolution,
            created = refund.Created.Seconds(),
            updated = refund.Updated.Seconds(),
        },
        relationships = new Dictionary<string, ToOne> { ["payment-invoice"] = ToOne.Of("payment-invoices", refund.Invoice.Value) },
        links = new { self = $"/api/refunds/{refund.Id}" },
    };

    /// <summary>A refund inside its invoice's representation: the same members and its id.</summary>
    internal static object Attributes(RefundView refund) => new
    {
        id = refund.Id.Value,
        reference_id = refund.ReferenceId,
        original_id = refund.OriginalId,
        description = refund.Description,
        status = refund.Status.Word(),
        amount = refund.Amount.Major,
        fee = refund.Fee.Major,
        currency = refund.Amount.Currency.Code,
        source = refund.Source.Word(),
        resolution = refund.Resolution,
        created = refund.Created.Seconds(),
        updated = refund.Updated.Seconds(),
    };
}
