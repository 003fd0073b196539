namespace PayCore.Commerce.Shared;

/// <summary>An exact amount: minor units of one currency. 100.25 EUR is 10025.</summary>
public readonly record struct Money(long Minor, Currency Currency)
{
    /// <summary>The largest amount that the contract allows, in major units (contract/invoice.md, Money).</summary>
    public const long MaximumMajor = 999_999_999_999;

    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Whether it is more than the contract allows.</summary>
    public bool IsTooMuch => Minor > MaximumMajor * Currency.MinorPerMajor;

    /// <summary>Major units without trailing zeros: the number on the wire. 10050 minor units of EUR are 100.5.</summary>
    public decimal Major
    {
        get
        {
            var (minor, scale) = (Minor, Currency.Exponent);
            while (scale > 0 && minor % 10 == 0)
            {
                minor /= 10;
                scale--;
            }

            var magnitude = (UInt128)Int128.Abs(minor);
            return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), 0, minor < 0, (byte)scale);
        }
    }

    public static Money operator +(Money a, Money b) => new(checked(a.Minor + b.Minor), Same(a, b));

    public static Money operator -(Money a, Money b) => new(checked(a.Minor - b.Minor), Same(a, b));

    public static bool operator <(Money a, Money b) { Same(a, b); return a.Minor < b.Minor; }

    public static bool operator >(Money a, Money b) { Same(a, b); return a.Minor > b.Minor; }

    public static bool operator <=(Money a, Money b) => !(a > b);

    public static bool operator >=(Money a, Money b) => !(a < b);

    public override string ToString() => FormattableString.Invariant($"{Major} {Currency.Code}");

    private static Currency Same(Money a, Money b) =>
        a.Currency == b.Currency ? a.Currency : throw new InvalidOperationException($"{a.Currency} and {b.Currency} do not add up.");
}
