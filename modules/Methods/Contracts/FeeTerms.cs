using System.Numerics;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Contracts;

/// <summary>What a service costs (contract/invoice.md, Money): rate x, fixed f, kept within min and max.</summary>
/// <param name="Rate">0 ≤ x &lt; 1, exact.</param>
/// <param name="FixedMinor">Minor units.</param>
/// <param name="MinMinor">Minor units; 0: none.</param>
/// <param name="MaxMinor">Minor units; 0: none.</param>
public sealed record FeeSchedule(decimal Rate, long FixedMinor, long MinMinor = 0, long MaxMinor = 0)
{
    public static FeeSchedule None { get; } = new(0, 0);

    public bool IsZero => Rate == 0 && FixedMinor == 0 && MinMinor == 0;
}

/// <summary>
/// The fee of a payment by the account's strategy, computed exactly and rounded up once to the minor unit (contract/invoice.md, Money;
/// fee-vectors.csv). Payment amount = deposit + fee, always.
/// </summary>
public sealed record FeeTerms(FeeSchedule Schedule, FeeStrategy Strategy, bool Reverse)
{
    /// <summary>Whether the customer pays the fee on top of the amount.</summary>
    public bool IsAdded => Strategy == FeeStrategy.Internal ? Reverse : !Reverse;

    /// <summary>Whether the customer pays no more than the amount.</summary>
    public bool IsFreeForPayer => !IsAdded || Schedule.IsZero;

    /// <summary>What is paid, kept as a fee and deposited for an amount, in minor units; a negative deposit means that the fee exceeds the amount.</summary>
    public (long PaymentMinor, long FeeMinor, long DepositMinor) Of(long amountMinor)
    {
        var fee = Kept(amountMinor, (Reverse, Strategy) switch
        {
            (false, _) => 0,
            (true, FeeStrategy.Internal) => -1,
            (true, _) => 1,
        });
        return IsAdded ? (checked(amountMinor + fee), fee, amountMinor) : (amountMinor, fee, amountMinor - fee);
    }

    /// <summary>The fee of what arrived, where that is less or more than asked; never more than it.</summary>
    public long OfPaid(long paidMinor) => Math.Min(paidMinor, Kept(paidMinor, Strategy == FeeStrategy.External ? 1 : 0));

    /// <summary>More than any payment may be: a fee beyond it is refused as it is, and the sums with it stay in range.</summary>
    private static readonly BigInteger Most = long.MaxValue / 2;

    /// <summary>⌈(A·x + f) / (1 + sign·x)⌉, kept within min…max: those are whole minor units, so it is the same before rounding and after.</summary>
    private long Kept(long amountMinor, int sign)
    {
        var (x, scale) = Exact(Schedule.Rate);
        var above = (amountMinor * x) + (Schedule.FixedMinor * scale);
        var below = scale + (sign * x);
        var fee = BigInteger.DivRem(above, below, out var rest) + (rest.IsZero ? 0 : 1);
        if (fee < Schedule.MinMinor) fee = Schedule.MinMinor;
        if (Schedule.MaxMinor > 0 && fee > Schedule.MaxMinor) fee = Schedule.MaxMinor;
        return (long)BigInteger.Min(fee, Most);
    }

    /// <summary>A decimal as numerator and power of ten.</summary>
    private static (BigInteger Digits, BigInteger Scale) Exact(decimal rate)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(rate, bits);
        var digits = ((new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32)) | (uint)bits[0];
        return (digits, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }
}
