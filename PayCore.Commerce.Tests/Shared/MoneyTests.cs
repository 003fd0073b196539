using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Mono.Cecil;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Architecture;
using PayCore.Commerce.Tests.Architecture.Planted;

namespace PayCore.Commerce.Tests.Shared;

internal sealed class MoneyTests
{
    [TestCaseSource(nameof(Currencies))]
    public void A_text_becomes_money_and_the_same_number_again(Currency currency) => Prop.ForAll(Minors(currency), minor =>
    {
        var read = Read(Written(minor, currency.Exponent)).In(currency);
        return !read.IsFailure && read.Value == new Money(minor, currency) && read.Value.Major.ToString(CultureInfo.InvariantCulture) == Shortest(minor, currency.Exponent);
    }).QuickCheckThrowOnFailure();

    [TestCaseSource(nameof(Currencies))]
    public void The_number_on_the_wire_is_read_as_the_same_money(Currency currency) => Prop.ForAll(Minors(currency), minor =>
        Read(new Money(minor, currency).Major.ToString(CultureInfo.InvariantCulture)).In(currency).Value == new Money(minor, currency)).QuickCheckThrowOnFailure();

    [TestCaseSource(nameof(Currencies))]
    public void The_smallest_and_the_largest_amount_are_exact(Currency currency)
    {
        Read(Written(1, currency.Exponent)).In(currency).Value.Should().Be(new Money(1, currency));
        var most = Read("999999999999").In(currency).Value;
        most.Minor.Should().Be(999_999_999_999 * (long)Power(currency.Exponent));
        most.Major.ToString(CultureInfo.InvariantCulture).Should().Be("999999999999");
    }

    [TestCaseSource(nameof(Currencies))]
    public void One_step_beyond_the_largest_amount_is_out_of_range(Currency currency)
    {
        var beyond = Written(999_999_999_999 * currency.MinorPerMajor + 1, currency.Exponent);
        Read(beyond).In(currency).Error.Code.Should().Be("amount_range");
        Read("1000000000000").In(currency).Error.Code.Should().Be("amount_range");
    }

    [Test]
    public void The_list_of_currencies_is_that_of_the_standard() =>
        Currency.All.GroupBy(c => c.Exponent).ToDictionary(g => g.Key, g => g.Count()).Should().Equal(new Dictionary<int, int> { [0] = 17, [2] = 139, [3] = 7, [4] = 2 });

    [TestCase("JPY", 0)]
    [TestCase("EUR", 2)]
    [TestCase("KWD", 3)]
    [TestCase("CLF", 4)]
    public void A_currency_has_the_decimals_of_its_own(string code, int decimals) => Currency.Get(code).Exponent.Should().Be(decimals);

    [Test]
    public void Sums_and_differences_are_those_of_whole_numbers() => Prop.ForAll(Pairs(), pair =>
    {
        var (a, b) = (Euro(pair.A), Euro(pair.B));
        return (a + b).Minor == pair.A + pair.B && a + b - b == a && a - b + b == a && a + b == b + a && (a < b) == (pair.A < pair.B) && (a >= b) == (pair.A >= pair.B);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void A_sum_that_does_not_fit_fails_loudly()
    {
        FluentActions.Invoking(() => Euro(long.MaxValue) + Euro(1)).Should().Throw<OverflowException>();
        FluentActions.Invoking(() => Euro(long.MinValue) - Euro(1)).Should().Throw<OverflowException>();
    }

    [Test]
    public void Two_currencies_neither_add_up_nor_compare()
    {
        var (euro, dollar) = (Euro(1), new Money(1, Currency.Get("USD")));
        FluentActions.Invoking(() => euro + dollar).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => euro - dollar).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => euro < dollar).Should().Throw<InvalidOperationException>();
        (euro == dollar).Should().BeFalse();
    }

    [TestCase(-1, "-0.01")]
    [TestCase(0, "0")]
    [TestCase(-10050, "-100.5")]
    [TestCase(long.MaxValue, "92233720368547758.07")]
    [TestCase(long.MinValue, "-92233720368547758.08")]
    public void What_is_owed_back_and_the_ends_of_the_range_are_written_exactly(long minor, string written) =>
        Euro(minor).Major.ToString(CultureInfo.InvariantCulture).Should().Be(written);

    [Test]
    public void Nothing_of_money_is_a_binary_fraction() => FractionsOf([typeof(Money), typeof(AmountText), typeof(Currency)]).ShouldBeClean();

    [Test]
    public void A_planted_binary_fraction_is_caught() =>
        FractionsOf([typeof(Fractions.Field), typeof(Fractions.Constant), typeof(Fractions.Conversion)]).Wrong.Should().HaveCountGreaterThanOrEqualTo(3)
            .And.Contain(w => w.Contains(nameof(Fractions.Field))).And.Contain(w => w.Contains(nameof(Fractions.Constant))).And.Contain(w => w.Contains(nameof(Fractions.Conversion)));

    private static IEnumerable<Currency> Currencies() => Currency.All.OrderBy(c => c.Code, StringComparer.Ordinal);

    private static Money Euro(long minor) => new(minor, Currency.Get("EUR"));

    private static AmountText Read(string text) => AmountText.TryParse(text, out var amount) ? amount : throw new FormatException(text);

    // Uniform in the number of digits, so that small amounts, large ones and trailing zeros all occur.
    private static Arbitrary<long> Minors(Currency currency)
    {
        var most = 999_999_999_999 * currency.MinorPerMajor;
        return (from digits in Gen.Choose(1, 12 + currency.Exponent)
                from zeros in Gen.Choose(0, digits - 1)
                from high in Gen.Choose(0, 999_999_999)
                from low in Gen.Choose(0, 999_999_999)
                let all = (long)((high * (Int128)1_000_000_000 + low) % Power(digits - zeros)) * (long)Power(zeros)
                select Math.Clamp(all, 1, most)).ToArbitrary();
    }

    private static Arbitrary<(long A, long B)> Pairs() =>
        (from a in Minors(Currency.Get("EUR")).Generator from b in Minors(Currency.Get("EUR")).Generator select (a, b)).ToArbitrary();

    private static Int128 Power(int exponent) => (Int128)BigInteger.Pow(10, exponent);

    // By hand and by text, so that the proof shares nothing with what it proves.
    private static string Written(long minor, int exponent)
    {
        var digits = minor.ToString(CultureInfo.InvariantCulture).PadLeft(exponent + 1, '0');
        return exponent == 0 ? digits : $"{digits[..^exponent]}.{digits[^exponent..]}";
    }

    private static string Shortest(long minor, int exponent) => exponent == 0 ? Written(minor, 0) : Written(minor, exponent).TrimEnd('0').TrimEnd('.');

    private static Finding FractionsOf(IEnumerable<Type> types) => Finding.Of(
        types.SelectMany(t => Modules.Code(t.Assembly).Where(code => code.FullName.Replace('/', '+') == t.FullName)).SelectMany(t => t.Methods.Cast<MemberReference>().Concat(t.Fields)),
        member => member switch
        {
            FieldDefinition field when IsFraction(field.FieldType) => [member.FullName],
            MethodDefinition method when Parts(method).Any(IsFraction) || HasFraction(method) => [member.FullName],
            _ => [],
        });

    private static IEnumerable<TypeReference> Parts(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(p => p.ParameterType),
        .. method.HasBody ? method.Body.Variables.Select(v => v.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>()
            .SelectMany(m => m.Parameters.Select(p => p.ParameterType).Append(m.ReturnType)) : [],
    ];

    private static bool HasFraction(MethodDefinition method) =>
        method.HasBody && method.Body.Instructions.Any(i => i.OpCode.Name is "ldc.r4" or "ldc.r8" or "conv.r4" or "conv.r8" or "conv.r.un");

    private static bool IsFraction(TypeReference type) => type.FullName is "System.Double" or "System.Single" or "System.Half";
}
