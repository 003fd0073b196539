using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Invoices;

internal sealed class PaidStatusTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private static readonly Currency Eur = Currency.Get("EUR");

    private static readonly PaidFacts Paid = new(Asked: 100, Paid: 100);

    private static IEnumerable<TestCaseData> Table()
    {
        yield return new TestCaseData(Paid, InvoiceState.Processed);
        yield return new TestCaseData(Paid with { Paid = 60 }, InvoiceState.PartiallyProcessed);
        yield return new TestCaseData(Paid with { Paid = 130 }, InvoiceState.Processed);
        yield return new TestCaseData(Paid with { IsSending = true, Refunded = 40 }, InvoiceState.Refunding);
        yield return new TestCaseData(Paid with { IsSending = true, IsPending = true, IsUnsent = true }, InvoiceState.Refunding);
        yield return new TestCaseData(Paid with { IsPending = true, IsUnsent = true }, InvoiceState.RefundPending);
        yield return new TestCaseData(Paid with { IsUnsent = true, LastRefused = true }, InvoiceState.RefundError);
        yield return new TestCaseData(Paid with { Refunded = 100 }, InvoiceState.Refunded);
        yield return new TestCaseData(Paid with { Paid = 60, Refunded = 60 }, InvoiceState.Refunded);
        yield return new TestCaseData(Paid with { Refunded = 40, LastRefused = true }, InvoiceState.PartiallyRefunded);
        yield return new TestCaseData(Paid with { LastRefused = true }, InvoiceState.RefundFailed);
        yield return new TestCaseData(Paid with { ChargedBack = 100, IsSending = true }, InvoiceState.ChargedBack);
        yield return new TestCaseData(Paid with { ChargedBack = 40, IsSending = true }, InvoiceState.Refunding);
        yield return new TestCaseData(Paid with { ChargedBack = 40, Refunded = 60 }, InvoiceState.PartiallyChargedBack);
        yield return new TestCaseData(Paid with { ChargedBack = 40, LastRefused = true }, InvoiceState.PartiallyChargedBack);
    }

    [TestCaseSource(nameof(Table))]
    public void The_first_match_of_the_contract_counts(PaidFacts facts, object expected) => PaidStatus.Of(facts).Should().Be((InvoiceState)expected);

    /// <summary>The gateway's reports of one payment, in any order and each as often as it likes: the invoice ends the same.</summary>
    [Test]
    public void Every_order_of_the_same_facts_gives_the_same_status_and_sums()
    {
        var reports = new Func<PaymentView, PaymentView>[]
        {
            p => p with { Status = PaymentStatus.Pending },
            p => p with { Status = PaymentStatus.PartiallyPaid, Paid = Money(400) },
            p => p with { Status = PaymentStatus.Paid, Paid = Money(1000) },
            p => p with { Refunds = [Refund("a", 100, RefundState.Done)] },
            p => p with { Refunds = [Refund("a", 100, RefundState.Done), Refund("b", 50, RefundState.Refused)] },
            p => p with { Disputes = [new PaymentDispute("d", Money(300), Won: false)] },
            p => p with { Disputes = [new PaymentDispute("d", Money(300), Won: true)] },
        };
        Prop.ForAll(Gen.Shuffle(Enumerable.Range(0, reports.Length).ToArray()).ToArbitrary(), order =>
        {
            var (invoice, start) = Started();
            var known = start;
            foreach (var n in order)
            {
                known = Merge(known, reports[n](start));
                invoice.OnPayment(known, "gateway", Now);
            }

            var view = invoice.View();
            return view is { Status: "partially_refunded", Resolution: "chargeback_reversed", ProcessedAmount.Minor: 1000, RefundedAmount.Minor: 100, Refundable.Minor: 900 }
                && view.ChargedBackAmount?.Minor is 0 or null;
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Fees_come_back_with_refunds_rounded_down_and_the_last_refund_is_exact()
    {
        var (invoice, start) = Started(returnsFees: true);
        var paid = start with { Status = PaymentStatus.Paid, Paid = Money(1000), PaidFee = Money(33) };
        invoice.OnPayment(paid, "gateway", Now);
        invoice.OnPayment(paid with { Refunds = [Refund("a", 333, RefundState.Done)] }, "gateway", Now);
        invoice.View().RefundedFee!.Value.Minor.Should().Be(10);
        invoice.OnPayment(paid with { Refunds = [Refund("a", 333, RefundState.Done), Refund("b", 667, RefundState.Done)] }, "gateway", Now);

        invoice.View().RefundedFee!.Value.Minor.Should().Be(33);
        invoice.View().Refunds.Select(r => r.Fee.Minor).Should().Equal(10, 23);
        invoice.State.Should().Be(InvoiceState.Refunded);
    }

    /// <summary>What the payment's own row does with reports: what was known stays known.</summary>
    private static PaymentView Merge(PaymentView known, PaymentView told) => told with
    {
        Status = known.Status > told.Status && known.Status is not PaymentStatus.Starting ? known.Status : told.Status,
        Paid = known.Paid is { } before && (told.Paid is not { } now || before > now) ? before : told.Paid,
        Refunds = known.Refunds.Count > told.Refunds.Count ? known.Refunds : told.Refunds,
        Disputes = known.Disputes.Any(d => d.Won) || told.Disputes.Count == 0 ? known.Disputes : told.Disputes,
    };

    private static (Invoice Invoice, PaymentView Payment) Started(bool returnsFees = false)
    {
        var invoice = Invoice.Open(
            new NewInvoice(
                new AccountId("coma_1"), Mode.Test, InvoiceSource.MerchantApi, new InvoiceDraft("order-1", null, "EUR"), "order-1", Money(1000), Now.AddDays(1), 5, "", null,
                returnsFees),
            Now);
        var payment = new PaymentView(
            Id.New<PaymentId>(), invoice.Id, invoice.AccountId, Mode.Test, "paypal_eur_hpp", "paypal", Flow.Hpp, "sandbox", new GatewayAccountId("gwa_1"), PaymentStatus.Starting,
            "ok", null, Money(1000), Money(0), Money(1000), null, null, null, null, null, null, null, Now, Now);
        invoice.Start(payment, new Dictionary<string, string>(), null, null, Cause.Of(Actor.Payer), Now);
        return (invoice, payment);
    }

    private static PaymentRefund Refund(string id, long minor, RefundState state) => new(id, null, false, Money(minor), state, "ok", id, Now);

    private static Money Money(long minor) => new(minor, Eur);
}
