using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>A refund of an invoice (contract/private-api.md, Refund): asked for by the merchant, or made at the gateway itself.</summary>
internal sealed class Refund
{
    private Refund()
    {
    }

    public RefundId Id { get; private init; }
    public InvoiceId InvoiceId { get; private init; }
    public AccountId AccountId { get; private init; }
    public Mode Mode { get; private init; }

    /// <summary>Counted from 1 in each invoice.</summary>
    public int Number { get; private init; }

    /// <summary>The merchant's reference; null for a refund that was made at the gateway.</summary>
    public string? ReferenceId { get; private init; }

    /// <summary>The amount as sent, null for "what is left": a repeated request is compared with it.</summary>
    public long? AskedMinor { get; private init; }
    public string? Description { get; private init; }
    public RefundSource Source { get; private init; }
    public Currency Currency { get; private init; } = null!;
    public long AmountMinor { get; private init; }
    public long FeeMinor { get; private set; }
    public RefundStatus Status { get; private set; }
    public string Resolution { get; private set; } = Resolutions.Ok;

    /// <summary>The gateway's own id.</summary>
    public string? OriginalId { get; private set; }
    public DateTimeOffset Created { get; private init; }
    public DateTimeOffset Updated { get; private set; }

    public static Refund Ask(Invoice invoice, int number, RefundOrder order, long minor, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<RefundId>(), InvoiceId = invoice.Id, AccountId = invoice.AccountId, Mode = invoice.Mode, Number = number, ReferenceId = order.ReferenceId,
        AskedMinor = order.AmountMinor, Description = order.Description, Source = RefundSource.MerchantApi, Currency = invoice.Currency, AmountMinor = minor,
        Status = RefundStatus.Created, Created = now, Updated = now,
    };

    /// <summary>A refund that the gateway tells of and nobody here asked for.</summary>
    public static Refund Outside(Invoice invoice, int number, PaymentRefund told, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<RefundId>(), InvoiceId = invoice.Id, AccountId = invoice.AccountId, Mode = invoice.Mode, Number = number, Source = RefundSource.Gateway,
        Currency = invoice.Currency, AmountMinor = told.Amount.Minor, Status = RefundStatus.Created, OriginalId = told.OriginalId, Created = now, Updated = now,
    };

    /// <summary>Money on its way back, or whose way back is not known yet.</summary>
    public bool IsInFlight => Status is not (RefundStatus.Processed or RefundStatus.ProcessFailed);

    public bool IsSameAs(RefundOrder order) => AskedMinor == order.AmountMinor && Description == order.Description;

    /// <summary>Takes what the gateway told; answers whether anything changed.</summary>
    public bool Take(PaymentRefund told, DateTimeOffset now)
    {
        var status = told.State switch
        {
            RefundState.Sending => RefundStatus.Created,
            RefundState.Unsent => RefundStatus.ProcessError,
            RefundState.Pending => RefundStatus.ProcessPending,
            RefundState.Done => RefundStatus.Processed,
            _ => RefundStatus.ProcessFailed,
        };
        OriginalId = told.OriginalId ?? OriginalId;
        if (status == Status) return false;
        (Status, Resolution, Updated) = (status, told.Resolution, now);
        return true;
    }

    /// <summary>The part of the fee that came back with this refund.</summary>
    public void CountFee(long minor) => FeeMinor = minor;

    public RefundView View() => new(
        Id, InvoiceId, ReferenceId, OriginalId, Description, Status, new Money(AmountMinor, Currency), new Money(FeeMinor, Currency), Source, Resolution, Created, Updated);
}

/// <summary>What a merchant asks to be returned. <paramref name="AmountMinor"/> null: what is left; <paramref name="BelievedMinor"/>: what the caller believes is left.</summary>
internal sealed record RefundOrder(string ReferenceId, long? AmountMinor, string? Description, long? BelievedMinor);
