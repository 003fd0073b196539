using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

internal sealed class FeeTermsTests
{
    [TestCaseSource(nameof(Vectors))]
    public void The_published_calculations_hold(string line)
    {
        var c = line.Split(',');
        var terms = new FeeTerms(
            new FeeSchedule(decimal.Parse(c[0], CultureInfo.InvariantCulture), Cents(c[1]), Cents(c[2]), Cents(c[3])),
            Words.TryParse<FeeStrategy>(c[4], out var strategy) ? strategy : throw new FormatException(line), bool.Parse(c[5]));

        terms.Of(Cents(c[6])).Should().Be((Cents(c[7]), Cents(c[9]), Cents(c[8])));
    }

    [Test]
    public void Every_published_calculation_is_walked() => Vectors().Should().HaveCount(24);

    [Test]
    public void Payment_amount_is_deposit_and_fee_in_every_currency_and_strategy() => Prop.ForAll(Cases(), c =>
    {
        var (payment, fee, deposit) = c.Terms.Of(c.Amount);
        return payment == deposit + fee && fee >= 0 && (c.Terms.IsAdded ? deposit == c.Amount : payment == c.Amount);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void The_fee_of_what_arrived_is_never_more_than_it_and_its_deposit_never_negative() =>
        Prop.ForAll(Cases(), c => c.Terms.OfPaid(c.Amount) is var fee && fee >= 0 && fee <= c.Amount).QuickCheckThrowOnFailure();

    [Test]
    public void A_fee_that_is_added_on_top_in_reverse_covers_itself() => Prop.ForAll(Cases(), c =>
    {
        // internal, reverse: the provider takes x of the whole payment and f, and the merchant keeps A.
        var terms = c.Terms with { Strategy = FeeStrategy.Internal, Reverse = true, Schedule = c.Terms.Schedule with { MinMinor = 0, MaxMinor = 0 } };
        var (payment, fee, _) = terms.Of(c.Amount);
        return (payment * terms.Schedule.Rate) + terms.Schedule.FixedMinor <= fee;
    }).QuickCheckThrowOnFailure();

    [TestCase(FeeStrategy.Internal, true)]
    [TestCase(FeeStrategy.Internal, false)]
    [TestCase(FeeStrategy.External, true)]
    [TestCase(FeeStrategy.External, false)]
    public void The_largest_amount_at_the_highest_rate_has_figures_that_add_up(FeeStrategy strategy, bool reverse)
    {
        var kuwait = Currency.Get("KWD");
        var most = Money.MaximumMajor * kuwait.MinorPerMajor;

        var (payment, fee, deposit) = new FeeTerms(new FeeSchedule(0.99999m, long.MaxValue / 4, long.MaxValue / 4), strategy, reverse).Of(most);

        payment.Should().Be(deposit + fee);
        (deposit < 0 || new Money(payment, kuwait).IsTooMuch).Should().BeTrue("such a fee is refused");
    }

    private static Arbitrary<(FeeTerms Terms, long Amount)> Cases() => (
        from rate in Gen.Choose(0, 99_999)
        from part in Gen.Choose(0, 100_000)
        from min in Gen.Choose(0, 5_000)
        from max in Gen.Choose(0, 50_000)
        from strategy in Gen.Elements(FeeStrategy.Internal, FeeStrategy.External)
        from reverse in Gen.Elements(true, false)
        from amount in Gen.Choose(1, int.MaxValue)
        from scale in Gen.Elements(1L, 1_000L, 400_000L)
        select (new FeeTerms(new FeeSchedule(rate / 100_000m, part, min, max == 0 ? 0 : Math.Max(min, max)), strategy, reverse), amount * scale)).ToArbitrary();

    private static IEnumerable<string> Vectors() => File.ReadLines(Repository.File("PayCore.Commerce.Tests/Methods/fee-vectors.csv")).Skip(1).Where(l => l.Length > 0);

    private static long Cents(string text) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 100);
}
