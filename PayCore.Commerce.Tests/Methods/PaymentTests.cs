using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>What reports do to a payment, whatever their order.</summary>
internal sealed class PaymentTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private static readonly Currency Eur = Currency.Get("EUR");
    private static readonly Money Foreign = new(500, Currency.Get("USD"));

    private static readonly GatewayReport Pending = new(ReportedStatus.Pending);
    private static readonly GatewayReport Cancelled = new(ReportedStatus.Cancelled, "cancelled_by_merchant");
    private static readonly GatewayReport Declined = GatewayReport.Failed("declined");
    private static readonly GatewayReport Authorized = new(ReportedStatus.Authorized) { Authorized = new Money(1000, Eur) };
    private static readonly GatewayReport Part = new(ReportedStatus.Paid) { Paid = new Money(300, Eur) };
    private static readonly GatewayReport Whole = new(ReportedStatus.Paid) { Paid = new Money(1000, Eur) };
    private static readonly GatewayReport Dollars = new(ReportedStatus.Paid) { Paid = Foreign };

    [Test]
    public void Every_order_of_every_set_of_reports_gives_the_same_payment()
    {
        GatewayReport[] all = [Pending, Cancelled, Declined, Authorized, Part, Whole, Dollars];
        var walked = 0;
        for (var set = 1; set < 1 << all.Length; set++)
        {
            var reports = all.Where((_, n) => (set & (1 << n)) != 0).ToArray();
            foreach (var order in Orders(reports))
            {
                var payment = Prepare();
                foreach (var report in order) payment.Apply(report, "gateway", Now);
                (payment.Status, payment.Resolution, payment.PaidMinor, payment.View().ForeignPaid).Should().Be(Expected(reports));
                walked++;
            }
        }

        walked.Should().Be(13_699, "that is every order of every set of seven");
    }

    [Test]
    public void The_same_report_again_changes_nothing_and_tells_nobody()
    {
        foreach (var report in (GatewayReport[])[Pending, Cancelled, Declined, Authorized, Part, Whole, Dollars])
        {
            var payment = Prepare();
            payment.Apply(report, "gateway", Now).Should().BeTrue();
            payment.TakeEvents();

            payment.Apply(report, "query", Now.AddMinutes(1)).Should().BeFalse();

            payment.TakeEvents().Should().BeEmpty();
            payment.Updated.Should().Be(Now);
        }
    }

    [Test]
    public void A_late_failure_never_undoes_a_success()
    {
        var payment = Prepare();
        payment.Apply(Whole, "gateway", Now);

        payment.Apply(Declined, "gateway", Now).Should().BeFalse();

        payment.Status.Should().Be(PaymentStatus.Paid);
        payment.Resolution.Should().Be("ok");
    }

    [Test]
    public void Money_of_another_currency_is_told_and_never_counted_and_leaves_the_reason_of_a_failure()
    {
        var payment = Prepare();
        payment.Apply(Declined, "gateway", Now);

        payment.Apply(Dollars, "gateway", Now).Should().BeTrue();

        payment.PaidMinor.Should().BeNull();
        payment.View().ForeignPaid.Should().Be(Foreign.ToString());
        payment.Status.Should().Be(PaymentStatus.Failed);
        payment.Resolution.Should().Be("declined");
    }

    [Test]
    public void Whatever_is_told_in_another_currency_is_known_and_never_counted()
    {
        var payment = Prepare();
        payment.Apply(Whole, "gateway", Now);
        payment.TakeEvents();

        payment.Apply(new GatewayReport(ReportedStatus.Authorized) { Authorized = Foreign }, "gateway", Now).Should().BeTrue();
        payment.Apply(Whole with { Refunds = [new ReportedRefund("re_1", null, Foreign, RefundState.Done)] }, "gateway", Now).Should().BeTrue();
        payment.Apply(Whole with { Disputes = [new PaymentDispute("du_1", Foreign, Won: false)] }, "gateway", Now).Should().BeTrue();
        payment.Apply(Whole with { Disputes = [new PaymentDispute("du_1", Foreign, Won: false)] }, "query", Now).Should().BeFalse();

        payment.View().Foreign.Select(f => f.Kind).Should().Equal(ForeignKind.Authorized, ForeignKind.Returned, ForeignKind.TakenBack);
        (payment.ReturnableMinor, payment.AuthorizedMinor, payment.View().ForeignPaid).Should().Be((1000, null, null));
        payment.TakeEvents().Should().HaveCount(3);
    }

    [Test]
    public void Two_equal_arrivals_of_another_currency_are_two()
    {
        var payment = Prepare();
        Arrival.Record(payment, new Movement(StatementStatus.Processed, Foreign, "b-1", ArrivalSource.Statement), Now);
        Arrival.Record(payment, new Movement(StatementStatus.Processed, Foreign, "b-2", ArrivalSource.Statement), Now);

        payment.View().ForeignPaid.Should().Be("10 USD");
    }

    [Test]
    public void A_reservation_of_less_than_asked_is_a_mismatch_until_the_rest_is_reserved_too()
    {
        var payment = Prepare();
        payment.Apply(Authorized with { Authorized = new Money(600, Eur) }, "gateway", Now);
        payment.AmountMismatch.Should().BeTrue();
        payment.Apply(Authorized, "gateway", Now);
        payment.AmountMismatch.Should().BeFalse();
    }

    [Test]
    public void What_arrived_never_becomes_less()
    {
        var payment = Prepare();
        payment.Apply(Whole, "gateway", Now);
        payment.Apply(Part, "gateway", Now).Should().BeFalse();
        payment.PaidMinor.Should().Be(1000);
    }

    [TestCase(Flow.Hpp, PaymentStatus.Failed, "provider_error")]
    [TestCase(Flow.Test, PaymentStatus.Failed, "provider_error")]
    [TestCase(Flow.Invoice, PaymentStatus.Pending, "ok")]
    public void A_start_without_an_answer_is_settled_after_a_minute_by_its_flow(Flow flow, PaymentStatus expected, string resolution)
    {
        var payment = Prepare(flow);

        payment.SettleStart(Now.AddSeconds(59)).Should().BeFalse();
        payment.Status.Should().Be(PaymentStatus.Starting);
        payment.SettleStart(Now.AddSeconds(60)).Should().BeTrue();

        payment.Status.Should().Be(expected);
        payment.Resolution.Should().Be(resolution);
        payment.SettleStart(Now.AddSeconds(61)).Should().BeFalse();
    }

    [Test]
    public void A_gateway_is_asked_at_most_once_in_five_seconds_and_less_and_less_often()
    {
        var payment = Prepare();
        payment.Apply(Pending, "gateway", Now);

        payment.StartQuery(Now).Should().BeTrue();
        payment.StartQuery(Now.AddSeconds(4)).Should().BeFalse();
        payment.StartQuery(Now.AddSeconds(5)).Should().BeTrue();

        var pauses = Enumerable.Range(0, 30).Select(Payment.PauseAfter).ToList();
        pauses[0].Should().Be(TimeSpan.FromSeconds(30));
        pauses.Should().BeInAscendingOrder();
        pauses[^1].Should().Be(TimeSpan.FromHours(6));
    }

    [Test]
    public void A_cancel_is_asked_for_once_and_only_while_the_payment_is_open()
    {
        var open = Prepare();
        open.AskCancel().Should().BeTrue();
        open.AskCancel().Should().BeFalse();

        var paid = Prepare();
        paid.Apply(Whole, "gateway", Now);
        paid.AskCancel().Should().BeFalse();
    }

    private static (PaymentStatus, string, long?, string?) Expected(GatewayReport[] reports)
    {
        bool Has(GatewayReport report) => Array.IndexOf(reports, report) >= 0;
        var (status, resolution) =
            Has(Whole) ? (PaymentStatus.Paid, "ok")
            : Has(Part) ? (PaymentStatus.PartiallyPaid, "ok")
            : Has(Authorized) ? (PaymentStatus.Authorized, "ok")
            : Has(Declined) ? (PaymentStatus.Failed, "declined")
            : Has(Cancelled) ? (PaymentStatus.Cancelled, "cancelled_by_merchant")
            : (PaymentStatus.Pending, "ok");
        return (status, resolution, Has(Whole) ? 1000 : Has(Part) ? 300 : null, Has(Dollars) ? Foreign.ToString() : null);
    }

    private static IEnumerable<IEnumerable<GatewayReport>> Orders(GatewayReport[] reports) => reports.Length <= 1
        ? [reports]
        : reports.SelectMany((first, n) => Orders([.. reports[..n], .. reports[(n + 1)..]]).Select(rest => rest.Prepend(first)));

    private static Payment Prepare(Flow flow = Flow.Hpp)
    {
        var amount = new Money(1000, Eur);
        var service = new ServiceView($"payment_card_eur_{flow.Word()}", MethodCatalogue.Get("payment_card").View, flow, Eur, [], null, null, 1, false, null, [], false);
        var order = new PreparePayment(
            Id.New<InvoiceId>(), new AccountId("coma_1"), Mode.Test, new Quote(service, amount, Money.Zero(Eur), amount, new FeeTerms(FeeSchedule.None, FeeStrategy.Internal, false)), PaymentFlow.Charge,
            new Dictionary<string, string>(), null, null, Now.AddDays(1));
        return Payment.Prepare(order, new GatewayAccount { Id = new GatewayAccountId("gwa_1"), Gateway = "sandbox" }, [], [], Now);
    }
}
