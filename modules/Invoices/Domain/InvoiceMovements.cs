using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>
/// The invoice's money as movements: whenever its sums change, a row for each difference, so that the rows of an invoice always add up to its sums.
/// </summary>
internal sealed partial class Invoice
{
    private readonly List<Movement> movements = [];

    public IReadOnlyList<Movement> Movements => movements;

    /// <summary>The sums that movements tell so far; null: none do.</summary>
    public Sums? Booked { get; private set; }

    /// <summary>Movements of the invoice's own payment. Called with every state change, the only time when its sums change.</summary>
    private void Book(DateTimeOffset now)
    {
        if (ProcessedMinor is not { } paid) return;
        var sums = (Booked ?? Sums.None) with
        {
            Paid = paid, Fee = ProcessedFeeMinor ?? 0, Refunded = RefundedMinor, ReturnedFee = refunds.Sum(r => r.FeeMinor), ChargedBack = ChargedBackMinor,
        };
        Book(sums, Active!.Id, now);
    }

    /// <summary>Movements of a payment whose money the invoice does not need: no part of its sums, but money that its gateway shows.</summary>
    private void BookBeside(PaymentView payment, DateTimeOffset now)
    {
        if (payment.Paid is not { Minor: > 0 } paid) return;
        var returned = payment.Refunds.Where(r => r.State == RefundState.Done).Sum(r => r.Amount.Minor) + payment.Disputes.Where(d => !d.Won).Sum(d => d.Amount.Minor);
        Book((Booked ?? Sums.None).WithBeside(new BesideSum(payment.Id, paid.Minor, returned)), payment.Id, now);
    }

    private void Book(Sums sums, PaymentId payment, DateTimeOffset now)
    {
        var number = sums.Rows;
        foreach (var (kind, minor) in sums.Since(Booked ?? Sums.None, payment))
        {
            movements.Add(new Movement
            {
                InvoiceId = Id,
                Number = ++number,
                AccountId = AccountId,
                Mode = Mode,
                ReferenceId = ReferenceId,
                PaymentId = payment,
                Sequence = Sequence,
                Kind = kind,
                Currency = Currency,
                AmountMinor = minor,
                Resolution = Resolution,
                Created = now,
            });
        }

        if (number > sums.Rows) Booked = sums with { Rows = number };
    }
}
