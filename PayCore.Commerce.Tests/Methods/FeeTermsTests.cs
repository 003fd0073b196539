using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
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

    /// <summary>contract/invoice.md, Money: <c>payment_amount = deposit + fee</c>, in the numbers on the wire.</summary>
    [TestCaseSource(nameof(Currencies))]
    public void Payment_amount_is_deposit_and_fee_in_every_currency_and_strategy(string code) => Prop.ForAll(Cases(code), c =>
    {
        var (currency, sign) = (Currency.Get(code), !c.Terms.Reverse ? 0 : c.Terms.Strategy == FeeStrategy.Internal ? -1 : 1);
        var (payment, fee, deposit) = c.Terms.Of(c.Amount);
        return Major(payment, currency) == Major(deposit, currency) + Major(fee, currency)
            && fee == Expected(c.Terms.Schedule, c.Amount, sign) && (c.Terms.IsAdded ? deposit == c.Amount : payment == c.Amount);
    }).QuickCheckThrowOnFailure();

    /// <summary>contract/invoice.md, Money: <c>processed_amount = processed_fee + processed_deposit</c>, where less or more arrived than was asked.</summary>
    [TestCaseSource(nameof(Currencies))]
    public void Processed_amount_is_its_fee_and_its_deposit_in_every_currency_and_strategy(string code) => Prop.ForAll(Cases(code), c =>
    {
        var asked = c.Terms.Of(c.Amount);
        var arrived = Math.Max(1, Math.Min(asked.PaymentMinor, Most(code)) * c.Percent / 100);
        var invoice = Paid(c.Terms, Currency.Get(code), c.Amount, arrived).View();
        var expected = arrived == asked.PaymentMinor
            ? asked.FeeMinor
            : BigInteger.Min(arrived, Expected(c.Terms.Schedule, arrived, c.Terms.Strategy == FeeStrategy.External ? 1 : 0));
        return invoice is { ProcessedAmount: { } all, ProcessedFee: { } fee, ProcessedDeposit: { } deposit }
            && all.Minor == arrived && all.Major == fee.Major + deposit.Major && fee.Minor == expected;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Every_active_currency_is_walked() =>
        Currencies().Should().BeEquivalentTo(File.ReadLines(Repository.File("modules/Shared/iso4217.csv")).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')[0]));

    [Test]
    public void The_fee_of_what_arrived_is_never_more_than_it_and_its_deposit_never_negative() =>
        Prop.ForAll(Cases("EUR"), c => c.Terms.OfPaid(c.Amount) is var fee && fee >= 0 && fee <= c.Amount).QuickCheckThrowOnFailure();

    [Test]
    public void A_fee_that_is_added_on_top_in_reverse_covers_itself() => Prop.ForAll(Cases("EUR"), c =>
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

    private static Arbitrary<(FeeTerms Terms, long Amount, int Percent)> Cases(string code) => (
        from rate in Gen.Choose(0, 99_999)
        from part in Gen.Choose(0, 100_000)
        from min in Gen.Choose(0, 5_000)
        from max in Gen.Choose(0, 50_000)
        from strategy in Gen.Elements(FeeStrategy.Internal, FeeStrategy.External)
        from reverse in Gen.Elements(true, false)
        from amount in Gen.Choose(1, int.MaxValue)
        from scale in Gen.Elements(1L, 1_000L, 400_000L)
        from percent in Gen.Choose(1, 200)
        select (new FeeTerms(new FeeSchedule(rate / 100_000m, part, min, max == 0 ? 0 : Math.Max(min, max)), strategy, reverse), Math.Min(amount * scale, Most(code)), percent)).ToArbitrary();

    /// <summary>An invoice of this amount of which so much arrived.</summary>
    private static Invoice Paid(FeeTerms terms, Currency currency, long amount, long arrived)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
        var (owner, asked) = (new AccountId("coma_1"), new Money(amount, currency));
        var (payment, fee, deposit) = terms.Of(amount);
        var invoice = Invoice.Open(new NewInvoice(owner, Mode.Test, InvoiceSource.MerchantApi, new InvoiceDraft("order-1", null, currency.Code), "order-1", asked, now.AddDays(1), 5, "", null, false), now);
        var service = new ServiceView("paypal_hpp", MethodCatalogue.Get("paypal").View, Flow.Hpp, currency, [], null, null, 1, false, null, [], false);
        var quote = new Quote(service, new Money(payment, currency), new Money(fee, currency), new Money(deposit, currency), terms);
        var row = Payment.Prepare(
            new PreparePayment(invoice.Id, owner, Mode.Test, quote, PaymentFlow.Charge, new Dictionary<string, string>(), null, null, now.AddDays(1)),
            new GatewayAccount { Id = new GatewayAccountId("gwa_1"), Gateway = "sandbox" }, [], [], now);
        invoice.Start(row.View(), new Dictionary<string, string>(), null, null, Cause.Of(Actor.Payer), now);
        row.Apply(new GatewayReport(ReportedStatus.Paid) { Paid = new Money(arrived, currency) }, "gateway", now);
        invoice.OnPayment(row.View(), "gateway", now);
        return invoice;
    }

    /// <summary>
    /// The contract's formula in whole numbers: the least fee that is not less than (A·x + f) / (1 + sign·x), kept within min and max. One that is beyond
    /// every amount is refused, whatever it is, and cut where two of them still fit into 64 bits.
    /// </summary>
    private static BigInteger Expected(FeeSchedule schedule, long amount, int sign)
    {
        var x = (BigInteger)(schedule.Rate * 100_000);
        var (above, below) = ((amount * x) + (schedule.FixedMinor * (BigInteger)100_000), 100_000 + (sign * x));
        var fee = BigInteger.Max((above + below - 1) / below, schedule.MinMinor);
        return BigInteger.Min(fee, schedule.MaxMinor > 0 ? schedule.MaxMinor : long.MaxValue / 2);
    }

    /// <summary>Minor units of the largest amount of a currency.</summary>
    private static long Most(string code) => Money.MaximumMajor * Currency.Get(code).MinorPerMajor;

    private static decimal Major(long minor, Currency currency) => new Money(minor, currency).Major;

    private static IEnumerable<string> Currencies() => Currency.All.Select(c => c.Code).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Vectors() => File.ReadLines(Repository.File("PayCore.Commerce.Tests/Methods/fee-vectors.csv")).Skip(1).Where(l => l.Length > 0);

    private static long Cents(string text) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 100);
}
