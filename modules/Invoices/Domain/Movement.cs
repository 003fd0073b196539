using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>Why money moved. The sign of the amount is the merchant's: what came is positive, what went is negative.</summary>
internal enum MovementKind
{
    /// <summary>Money of the invoice arrived (+).</summary>
    Payment,

    /// <summary>The fee of what arrived (−).</summary>
    Fee,

    /// <summary>Money was returned (−); positive when the provider took back a refund that it had called done.</summary>
    Refund,

    /// <summary>The part of the fee that came back with a refund (+).</summary>
    RefundFee,

    /// <summary>The payer's bank took money back (−).</summary>
    Chargeback,

    /// <summary>A dispute was won: the money is back (+).</summary>
    ChargebackReversed,

    /// <summary>Money that the invoice did not need arrived (+): part of no sum of the invoice.</summary>
    DoublePayment,

    /// <summary>It went back (−), by a refund or by the payer's bank.</summary>
    DoublePaymentRefund,
}

/// <summary>One movement of money: never changed, never deleted.</summary>
internal sealed class Movement
{
    /// <summary>Grows in the order of commits.</summary>
    public long Position { get; private set; }
    public InvoiceId InvoiceId { get; init; }

    /// <summary>Counted from 1 in each invoice; unique there, so that nothing is booked twice.</summary>
    public int Number { get; init; }
    public AccountId AccountId { get; init; }
    public Mode Mode { get; init; }
    public string ReferenceId { get; init; } = "";
    public PaymentId PaymentId { get; init; }

    /// <summary>The state of the invoice that it came with.</summary>
    public int Sequence { get; init; }
    public MovementKind Kind { get; init; }
    public Currency Currency { get; init; } = null!;

    /// <summary>Minor units, signed.</summary>
    public long AmountMinor { get; init; }
    public string Resolution { get; init; } = "";
    public DateTimeOffset Created { get; init; }

    public Money Amount => new(AmountMinor, Currency);
}

/// <summary>The sums of an invoice that its movements add up to; minor units.</summary>
/// <param name="Beside">Payments whose money the invoice does not need.</param>
/// <param name="Rows">How many movements told them.</param>
internal sealed record Sums(long Paid, long Fee, long Refunded, long ReturnedFee, long ChargedBack, IReadOnlyList<BesideSum> Beside, int Rows)
{
    public static readonly Sums None = new(0, 0, 0, 0, 0, [], 0);

    public Sums WithBeside(BesideSum sum) => this with { Beside = [.. Beside.Where(b => b.Payment != sum.Payment), sum] };

    /// <summary>What moved since, in a fixed order; of the payments beside, only the given one.</summary>
    public IEnumerable<(MovementKind Kind, long Minor)> Since(Sums before, PaymentId payment)
    {
        var (was, now) = (before.Of(payment), Of(payment));
        (MovementKind Kind, long Minor)[] all =
        [
            (MovementKind.Payment, Paid - before.Paid),
            (MovementKind.Fee, before.Fee - Fee),
            (MovementKind.Refund, before.Refunded - Refunded),
            (MovementKind.RefundFee, ReturnedFee - before.ReturnedFee),
            (ChargedBack > before.ChargedBack ? MovementKind.Chargeback : MovementKind.ChargebackReversed, before.ChargedBack - ChargedBack),
            (MovementKind.DoublePayment, now.Paid - was.Paid),
            (MovementKind.DoublePaymentRefund, was.Returned - now.Returned),
        ];
        return all.Where(m => m.Minor != 0);
    }

    private BesideSum Of(PaymentId payment) => Beside.FirstOrDefault(b => b.Payment == payment) ?? new BesideSum(payment, 0, 0);
}

/// <summary>What arrived by a payment that the invoice does not need, and what of it went back; minor units.</summary>
internal sealed record BesideSum(PaymentId Payment, long Paid, long Returned);
