using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Shared;

internal sealed class AmountTextTests
{
    [TestCaseSource(nameof(Currencies))]
    public void One_decimal_more_than_the_currency_has_is_too_precise(Currency currency)
    {
        var error = In("1." + new string('0', currency.Exponent) + "1", currency).Error;
        error.Code.Should().Be("amount_precision");
        error.Source.Should().Be("amount");
        error.Detail.Should().Be($"The amount has more decimals than {currency.Code} allows ({currency.Exponent}).");
    }

    [TestCaseSource(nameof(Currencies))]
    public void Trailing_zeros_say_nothing(Currency currency) =>
        In("7." + new string('0', 30), currency).Value.Should().Be(new Money(7 * currency.MinorPerMajor, currency));

    [TestCaseSource(nameof(Currencies))]
    public void Nothing_far_too_small_becomes_zero_and_nothing_far_too_large_becomes_anything_else(Currency currency)
    {
        In("1e-30", currency).Error.Code.Should().Be("amount_precision");
        In("1e-99999999999999999999", currency).Error.Code.Should().Be("amount_precision");
        In("0." + new string('0', 100) + "1", currency).Error.Code.Should().Be("amount_precision");
        In("1e400", currency).Error.Code.Should().Be("amount_range");
        In("1e99999999999999999999", currency).Error.Code.Should().Be("amount_range");
        In(new string('9', 128), currency).Error.Code.Should().Be("amount_range");
    }

    [TestCase("0")]
    [TestCase("0.00")]
    [TestCase("-0")]
    [TestCase("0e5")]
    [TestCase("-1")]
    [TestCase("-0.001")]
    public void Zero_and_less_is_out_of_range(string text) => In(text, Euro).Error.Code.Should().Be("amount_range");

    [TestCase("100.25", 10025)]
    [TestCase("10.50", 1050)]
    [TestCase("1e3", 100_000)]
    [TestCase("1E+3", 100_000)]
    [TestCase("1.5e1", 1500)]
    [TestCase("12345e-2", 12345)]
    [TestCase("1000e-5", 1)]
    [TestCase("0.1e1", 100)]
    [TestCase("0.01", 1)]
    [TestCase("999999999999", 99_999_999_999_900)]
    [TestCase("9.99999999999e11", 99_999_999_999_900)]
    public void Every_way_to_write_a_number_gives_the_same_money(string text, long minor) => In(text, Euro).Value.Should().Be(new Money(minor, Euro));

    // RFC 8259, section 6.
    [TestCase("")]
    [TestCase("-")]
    [TestCase("+1")]
    [TestCase("01")]
    [TestCase("1.")]
    [TestCase(".5")]
    [TestCase("1e")]
    [TestCase("1e+")]
    [TestCase("1.5e1.5")]
    [TestCase("1,5")]
    [TestCase(" 1")]
    [TestCase("1 ")]
    [TestCase("0x10")]
    [TestCase("1_000")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("--1")]
    [TestCase("١٢")]
    public void What_is_no_JSON_number_is_no_amount(string text) => AmountText.TryParse(text, out _).Should().BeFalse();

    [Test]
    public void A_text_of_more_than_128_characters_is_no_amount()
    {
        AmountText.TryParse("1." + new string('0', 126), out _).Should().BeTrue();
        AmountText.TryParse("1." + new string('0', 127), out _).Should().BeFalse();
    }

    [Test]
    public void The_digits_and_their_scale_are_those_of_the_text() => Prop.ForAll(Numbers(), number =>
        AmountText.TryParse(number.Text, out var amount) && amount.Digits == number.Digits && amount.Scale == number.Scale).QuickCheckThrowOnFailure();

    [Test]
    public void The_same_number_is_equal_however_it_is_written() => Prop.ForAll(Numbers(), number =>
        AmountText.TryParse(number.Text, out var written)
        && AmountText.TryParse($"{number.Digits}e{(-number.Scale).ToString(CultureInfo.InvariantCulture)}", out var brief)
        && written == brief).QuickCheckThrowOnFailure();

    private static Currency Euro => Currency.Get("EUR");

    private static IEnumerable<Currency> Currencies() => Currency.All.OrderBy(c => c.Code, StringComparer.Ordinal);

    private static Result<Money> In(string text, Currency currency) =>
        AmountText.TryParse(text, out var amount) ? amount.In(currency) : throw new FormatException(text);

    /// <summary>Numbers of which the digits and the scale are known, written with a point, an exponent and zeros behind.</summary>
    private static Arbitrary<(string Text, string Digits, int Scale)> Numbers() =>
        (from significant in Gen.Choose(1, int.MaxValue).Where(n => n % 10 != 0)
         from decimals in Gen.Choose(0, 12)
         from zeros in Gen.Choose(0, 5)
         from exponent in Gen.Choose(-20, 20)
         let digits = significant.ToString(CultureInfo.InvariantCulture)
         let padded = digits.PadLeft(decimals + 1, '0')
         let behind = padded[^decimals..] + new string('0', zeros)
         let point = behind.Length == 0 ? padded : $"{padded[..^decimals]}.{behind}"
         select ($"{point}e{exponent.ToString(CultureInfo.InvariantCulture)}", digits, decimals - exponent)).ToArbitrary();
}
