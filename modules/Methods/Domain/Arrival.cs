using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

internal enum ArrivalSource
{
    Statement,
    BankFile,
}

/// <summary>
/// Money that reached the merchant's account for a manual payment, or was returned from it by hand. (gateway account, the bank's own id) is unique,
/// so that the same movement counts once, however often and from wherever it is told.
/// </summary>
internal sealed class Arrival
{
    public const int MostIdCharacters = 255;

    private Arrival()
    {
    }

    public long Position { get; private init; }
    public PaymentId PaymentId { get; private init; }
    public InvoiceId InvoiceId { get; private init; }
    public GatewayAccountId GatewayAccountId { get; private init; }
    public string OriginalId { get; private init; } = "";
    public StatementStatus Status { get; private init; }
    public Currency Currency { get; private init; } = null!;
    public long AmountMinor { get; private init; }

    /// <summary>The amount as it was sent, null for "what is missing": a repeated statement is compared with it.</summary>
    public long? AskedMinor { get; private init; }
    public string? Description { get; private init; }
    public ArrivalSource Source { get; private init; }
    public BankFileId? BankFileId { get; private init; }

    /// <summary>The bank's booking date, where it is known.</summary>
    public DateOnly? Booked { get; private init; }
    public DateTimeOffset Created { get; private init; }

    /// <summary>Keeps the movement and tells the payment: what arrived adds up, another currency than asked is told and never counted.</summary>
    public static Arrival Record(Payment payment, Movement m, DateTimeOffset now)
    {
        if (ReportOf(payment, m) is { } report) payment.Apply(report, m.Source.Word(), now);
        return new Arrival
        {
            PaymentId = payment.Id,
            InvoiceId = payment.InvoiceId,
            GatewayAccountId = payment.GatewayAccountId,
            OriginalId = m.OriginalId,
            Status = m.Status,
            Currency = m.Amount.Currency,
            AmountMinor = m.Amount.Minor,
            AskedMinor = m.AskedMinor,
            Description = m.Description,
            Source = m.Source,
            BankFileId = m.BankFile,
            Booked = m.Booked,
            Created = now,
        };
    }

    /// <summary>Whether a statement tells this movement again; the words of a bank file are the bank's, so they are not compared.</summary>
    public bool IsSameAs(InvoiceId invoice, StatementStatus status, Currency currency, long? askedMinor, string? description) =>
        InvoiceId == invoice && Status == status && Currency == currency
        && (Source == ArrivalSource.BankFile ? askedMinor is null || askedMinor == AmountMinor : askedMinor == AskedMinor && description == Description);

    /// <summary>Whether a movement of a bank file tells this one again: money that arrived for the same payment, as much and in the same currency.</summary>
    public bool IsReceiptOf(PaymentId payment, Money amount) =>
        Status == StatementStatus.Processed && PaymentId == payment && Currency == amount.Currency && AmountMinor == amount.Minor;

    private static GatewayReport? ReportOf(Payment payment, Movement m)
    {
        var isAsked = m.Amount.Currency == payment.Currency;
        if (m.Status == StatementStatus.Processed)
        {
            var total = m.Amount with { Minor = checked(payment.ArrivedMinor(m.Amount.Currency) + m.Amount.Minor) };
            return new GatewayReport(ReportedStatus.Paid) { Paid = total, Original = new OriginalData(m.OriginalId, null, m.Description) };
        }

        return isAsked ? new GatewayReport(ReportedStatus.Paid) { Refunds = [new ReportedRefund(m.OriginalId, null, m.Amount, RefundState.Done)] } : null;
    }
}

/// <summary>A movement on the merchant's account.</summary>
internal sealed record Movement(StatementStatus Status, Money Amount, string OriginalId, ArrivalSource Source)
{
    public long? AskedMinor { get; init; }
    public string? Description { get; init; }
    public BankFileId? BankFile { get; init; }
    public DateOnly? Booked { get; init; }
}
