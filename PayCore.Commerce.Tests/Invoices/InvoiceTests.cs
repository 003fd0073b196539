using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Invoices;

internal sealed class InvoiceTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private static readonly Currency Eur = Currency.Get("EUR");

    [Test]
    public void Updated_grows_with_every_change_even_within_one_second()
    {
        var invoice = Open();
        var first = invoice.Updated;
        Start(invoice, Payment(invoice));

        invoice.Sequence.Should().Be(2);
        invoice.Updated.Should().BeAfter(first);
    }

    [Test]
    public void What_is_shown_of_a_payment_changes_the_invoice_though_its_state_stays()
    {
        var invoice = Open();
        var payment = Payment(invoice) with { Status = PaymentStatus.Pending };
        Start(invoice, payment);
        invoice.OnPayment(payment, "gateway", Now);
        var (sequence, updated) = (invoice.Sequence, invoice.Updated);

        invoice.OnPayment(payment with { FlowData = new FlowData("https://gateway.example/anew", "GET", new Dictionary<string, string>(), new Dictionary<string, string>()) }, "query", Now);

        invoice.Updated.Should().BeAfter(updated);
        invoice.Sequence.Should().Be(sequence);
    }

    [Test]
    public void A_refund_that_is_taken_back_leaves_nothing_refunded()
    {
        var invoice = Open();
        var payment = Payment(invoice);
        Start(invoice, payment);
        var refund = new PaymentRefund("gop_1", null, false, new Money(400, Eur), RefundState.Done, "ok", "re_1", Now);
        invoice.OnPayment(Paid(payment, 1000) with { Refunds = [refund] }, "gateway", Now);
        invoice.View().Refunded.Should().NotBeNull();

        invoice.OnPayment(Paid(payment, 1000) with { Refunds = [refund with { State = RefundState.Refused }] }, "gateway", Now);

        invoice.View().Should().Match<InvoiceView>(v => v.State == InvoiceState.RefundFailed && v.Refunded == null && v.RefundedAmount == null);
    }

    [Test]
    public void What_went_back_at_the_gateway_is_not_asked_back_from_it()
    {
        var invoice = Open();
        var (first, second) = (Payment(invoice), Payment(invoice));
        Start(invoice, first);
        invoice.OnPayment(Paid(first, 1000), "gateway", Now);
        var outside = new PaymentRefund("re_1", null, false, new Money(900, Eur), RefundState.Done, "ok", "re_1", Now);
        var refused = new PaymentRefund("gop_1", null, true, new Money(100, Eur), RefundState.Refused, "declined", "re_2", Now);

        invoice.OnPayment(Paid(second, 1000) with { Refunds = [outside] }, "gateway", Now);
        invoice.TakeSurplus().Should().Equal(second.Id);
        invoice.OnPayment(Paid(second, 1000) with { Refunds = [outside, refused] }, "gateway", Now);
        invoice.TakeSurplus().Should().BeEmpty("the rest was asked for, and refused");
    }

    [Test]
    public void The_failure_that_uses_up_the_attempts_goes_straight_to_process_failed()
    {
        var invoice = Open(attemptsLimit: 2);
        foreach (var expected in new[] { InvoiceState.ProcessError, InvoiceState.ProcessFailed })
        {
            var payment = Payment(invoice);
            Start(invoice, payment);
            invoice.OnPayment(payment with { Status = PaymentStatus.Failed, Resolution = "declined" }, "gateway", Now);
            invoice.State.Should().Be(expected);
        }

        invoice.Resolution.Should().Be("attempts_exceeded");
        invoice.View().AttemptsLeft.Should().Be(0);
    }

    [Test]
    public void The_failure_of_a_payment_that_was_left_for_another_moves_nothing()
    {
        var invoice = Open();
        var left = Payment(invoice);
        Start(invoice, left);
        invoice.OnPayment(left with { Status = PaymentStatus.Pending }, "gateway", Now);
        Start(invoice, Payment(invoice));
        var sequence = invoice.Sequence;

        invoice.OnPayment(left with { Status = PaymentStatus.Failed }, "gateway", Now);

        invoice.Sequence.Should().Be(sequence);
        invoice.Attempts.Should().Be(0);
    }

    [Test]
    public void The_success_of_a_payment_that_was_left_for_another_pays_the_invoice_with_its_figures()
    {
        var invoice = Open();
        var left = Payment(invoice) with { Service = "ideal_eur_hpp" };
        Start(invoice, left);
        invoice.OnPayment(left with { Status = PaymentStatus.Pending }, "gateway", Now);
        Start(invoice, Payment(invoice));

        invoice.OnPayment(Paid(left, 1000), "gateway", Now);

        invoice.State.Should().Be(InvoiceState.Processed);
        invoice.Active!.Id.Should().Be(left.Id);
        invoice.Service.Should().Be("ideal_eur_hpp");
    }

    [Test]
    public void A_second_payment_that_succeeds_is_told_as_a_double_payment_and_changes_no_sum()
    {
        var invoice = Open();
        var (first, second) = (Payment(invoice), Payment(invoice));
        Start(invoice, first);
        invoice.OnPayment(first with { Status = PaymentStatus.Pending }, "gateway", Now);
        Start(invoice, second);
        invoice.OnPayment(Paid(second, 1000), "gateway", Now);

        invoice.OnPayment(Paid(first, 1000), "gateway", Now);
        invoice.OnPayment(Paid(first, 1000), "gateway", Now);

        invoice.ProcessedMinor.Should().Be(1000);
        invoice.Notices.Should().ContainSingle().Which.Code.Should().Be("double_payment");
    }

    [Test]
    public void A_part_grows_to_the_whole_by_the_same_payment_and_more_is_overpaid()
    {
        var invoice = Open();
        var payment = Payment(invoice);
        Start(invoice, payment);

        invoice.OnPayment(Paid(payment, 400) with { Status = PaymentStatus.PartiallyPaid }, "gateway", Now);
        invoice.State.Should().Be(InvoiceState.PartiallyProcessed);
        invoice.View().Remaining.Minor.Should().Be(600);

        invoice.OnPayment(Paid(payment, 1200), "gateway", Now);
        invoice.State.Should().Be(InvoiceState.Processed);
        invoice.ProcessedMinor.Should().Be(1200);
        invoice.Notices.Should().ContainSingle().Which.Should().Match<Notice>(n => n.Code == "overpaid" && n.Amount!.Value.Minor == 200);
    }

    [TestCase(InvoiceState.Expired)]
    [TestCase(InvoiceState.Terminated)]
    public void Money_that_arrives_after_the_end_is_a_late_payment(InvoiceState end)
    {
        var invoice = Open();
        var payment = Payment(invoice);
        Start(invoice, payment);
        invoice.OnPayment(payment with { Status = PaymentStatus.Pending }, "gateway", Now);
        if (end == InvoiceState.Expired) invoice.Expire(invoice.Expires);
        else invoice.Cancel(Actor.Merchant, Now);
        invoice.State.Should().Be(end);

        invoice.OnPayment(Paid(payment, 1000), "gateway", Now);

        invoice.State.Should().Be(InvoiceState.Processed);
        invoice.Resolution.Should().Be("late_payment");
    }

    [Test]
    public void Another_currency_than_asked_is_told_and_never_counted()
    {
        var invoice = Open();
        var payment = Payment(invoice);
        Start(invoice, payment);
        invoice.OnPayment(payment with { Status = PaymentStatus.Pending }, "gateway", Now);

        invoice.OnPayment(payment with { Status = PaymentStatus.Pending, Foreign = Dollars(1000) }, "gateway", Now);

        invoice.State.Should().Be(InvoiceState.ProcessPending);
        invoice.ProcessedMinor.Should().BeNull();
        invoice.Notices.Should().ContainSingle().Which.Should().Match<Notice>(n => n.Code == "currency_mismatch" && n.Amount == Dollars(1000)[0].Amount);
    }

    [Test]
    public void Each_arrival_of_another_currency_is_told_with_what_came_and_the_same_report_once()
    {
        var invoice = Open();
        var payment = Payment(invoice) with { Status = PaymentStatus.Pending };
        Start(invoice, payment);

        foreach (var minor in new long[] { 1000, 2000, 2000, 2500 }) invoice.OnPayment(payment with { Foreign = Dollars(minor) }, "gateway", Now);
        invoice.OnPayment(payment with { Foreign = [.. Dollars(2500), new ForeignMoney(ForeignKind.Returned, "re_1", Dollars(300)[0].Amount)] }, "gateway", Now);

        invoice.Notices.Select(n => n.Amount!.Value.Minor).Should().Equal(1000, 1000, 500, 300);
        invoice.Notices.Should().OnlyContain(n => n.Code == "currency_mismatch" && n.Amount!.Value.Currency.Code == "USD");
        invoice.Events.Count(e => e.Notice == "currency_mismatch").Should().Be(4);
    }

    [Test]
    public void A_reservation_of_less_than_asked_is_told_once_also_when_it_is_captured()
    {
        var invoice = Open();
        var payment = Payment(invoice) with { PaymentFlow = PaymentFlow.Authorize };
        Start(invoice, payment);
        var reserved = payment with { Status = PaymentStatus.Authorized, Authorized = new Money(600, Eur), AmountMismatch = true };
        invoice.OnPayment(reserved, "gateway", Now);

        invoice.OnPayment(Paid(reserved, 400) with { Status = PaymentStatus.PartiallyPaid }, "gateway", Now);

        invoice.Notices.Should().ContainSingle().Which.Should().Match<Notice>(n => n.Code == "amount_mismatch" && n.Amount!.Value.Minor == 600);
    }

    [Test]
    public void A_return_that_was_done_and_is_taken_back_is_told()
    {
        var invoice = Open();
        var (first, second) = (Payment(invoice), Payment(invoice));
        Start(invoice, first);
        invoice.OnPayment(Paid(first, 1000), "gateway", Now);
        var back = new PaymentRefund("gop_1", null, true, new Money(1000, Eur), RefundState.Done, "ok", "re_1", Now);
        invoice.OnPayment(Paid(second, 1000), "gateway", Now);
        invoice.OnPayment(Paid(second, 1000) with { Refunds = [back] }, "gateway", Now);

        invoice.OnPayment(Paid(second, 1000) with { Refunds = [back with { State = RefundState.Refused }] }, "gateway", Now);
        invoice.OnPayment(Paid(second, 1000) with { Refunds = [back with { State = RefundState.Refused }] }, "query", Now);

        invoice.Notices.Select(n => n.Code).Should().Equal("double_payment", "double_payment_refunded", "double_payment_kept");
        invoice.Movements.Where(m => m.Kind == MovementKind.DoublePaymentRefund).Sum(m => m.AmountMinor).Should().Be(0);
        invoice.TakeSurplus().Should().ContainSingle("it was asked back once, before");
    }

    [Test]
    public void A_payment_that_failed_uses_up_one_attempt_whatever_else_is_told_of_it()
    {
        var invoice = Open(attemptsLimit: 2);
        var payment = Payment(invoice);
        Start(invoice, payment);
        var failed = payment with { Status = PaymentStatus.Failed, Resolution = "declined" };
        invoice.OnPayment(failed, "gateway", Now);

        invoice.OnPayment(failed with { Foreign = Dollars(1000) }, "gateway", Now);

        invoice.State.Should().Be(InvoiceState.ProcessError);
        invoice.Attempts.Should().Be(1);
        invoice.OnPayment(Paid(payment, 1000), "gateway", Now);
        invoice.Attempts.Should().Be(1, "one payment is one attempt, however it ends");
        invoice.Notices.Should().ContainSingle().Which.Code.Should().Be("currency_mismatch");
    }

    [Test]
    public void While_a_payment_is_being_started_cancel_says_when_to_come_again_and_expiry_waits()
    {
        var invoice = Open();
        Start(invoice, Payment(invoice));

        var cancelled = invoice.Cancel(Actor.Merchant, Now);

        cancelled.Error.Code.Should().Be("conflict");
        cancelled.Error.RetryAfter.Should().Be(TimeSpan.FromSeconds(5));
        invoice.Expire(invoice.Expires.AddDays(1)).Should().BeFalse();
    }

    [Test]
    public void An_invoice_opens_at_most_twenty_payments()
    {
        var invoice = Open(attemptsLimit: 100);
        for (var n = 0; n < Invoice.MostPayments; n++)
        {
            var payment = Payment(invoice);
            Start(invoice, payment);
            invoice.OnPayment(payment with { Status = PaymentStatus.Pending }, "gateway", Now);
        }

        var next = Payment(invoice);
        invoice.Start(next, new Dictionary<string, string>(), null, null, Cause.Of(Actor.Payer), Now).Error.Code.Should().Be("too_many_payments");
    }

    /// <summary>Two payments whose reports arrive in any order: the sums and whether the invoice is paid do not depend on the order.</summary>
    [Test]
    public void Every_order_of_the_same_reports_gives_the_same_money() =>
        Prop.ForAll(Gen.Shuffle(new[] { 0, 1, 2, 3 }).ToArbitrary(), order =>
        {
            var invoice = Open();
            var payment = Payment(invoice);
            Start(invoice, payment);
            PaymentView[] reports =
            [
                payment with { Status = PaymentStatus.Pending },
                Paid(payment, 300) with { Status = PaymentStatus.PartiallyPaid },
                Paid(payment, 1000),
                Paid(payment, 1000),
            ];
            foreach (var n in order) invoice.OnPayment(reports[n], "gateway", Now);
            return invoice.State == InvoiceState.Processed && invoice.ProcessedMinor == 1000
                && invoice.View() is { ProcessedAmount: { } all, ProcessedFee: { } fee, ProcessedDeposit: { } deposit } && all == fee + deposit;
        }).QuickCheckThrowOnFailure();

    private static Invoice Open(int attemptsLimit = 5) => Invoice.Open(
        new NewInvoice(
            new AccountId("coma_1"), Mode.Test, InvoiceSource.MerchantApi, new InvoiceDraft("order-1", null, "EUR"), "order-1", new Money(1000, Eur),
            Now.AddDays(1), attemptsLimit, "", null),
        Now);

    private static void Start(Invoice invoice, PaymentView payment) =>
        invoice.Start(payment, new Dictionary<string, string>(), null, null, Cause.Of(Actor.Payer), Now).IsFailure.Should().BeFalse();

    private static IReadOnlyList<ForeignMoney> Dollars(long minor) => [new ForeignMoney(ForeignKind.Paid, null, new Money(minor, Currency.Get("USD")))];

    private static PaymentView Paid(PaymentView payment, long minor) => payment with { Status = PaymentStatus.Paid, Paid = new Money(minor, Eur) };

    private static PaymentView Payment(Invoice invoice) => new(
        Id.New<PaymentId>(), invoice.Id, invoice.AccountId, invoice.Mode, "payment_card_eur_hpp", "payment_card", Flow.Hpp, "sandbox", new GatewayAccountId("gwa_1"),
        PaymentStatus.Starting, "ok", null, new Money(invoice.AmountMinor, Eur), new Money(0, Eur), new Money(invoice.AmountMinor, Eur), null, null, null, null,
        null, null, null, Now, Now);
}
