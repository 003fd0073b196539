using System.Globalization;
using System.Text;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Stripe;
using PayCore.Commerce.Shared;
using global::Stripe;
using global::Stripe.Checkout;

namespace PayCore.Commerce.Tests.Methods;

internal sealed class StripeMappingTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_500_000);

    [TestCase("EUR", 1050, 1050L)]
    [TestCase("JPY", 500, 500L)]
    [TestCase("KWD", 5120, 5120L)]
    [TestCase("KWD", 5124, null)]
    [TestCase("ISK", 5, 500L)]
    [TestCase("UGX", 5, 500L)]
    [TestCase("MGA", 500, 5L)]
    [TestCase("MGA", 550, null)]
    [TestCase("HUF", 1045, 1045L)]
    [TestCase("IQD", 1000, 100L)]
    [TestCase("IQD", 1005, null)]
    [TestCase("CLF", 10000, 100L)]
    [TestCase("IDR", 999_999_999_999, 999_999_999_999L)]
    [TestCase("IDR", 1_000_000_000_000, null)]
    [TestCase("ISK", 99_999_999_999, null)]
    public void Amounts_follow_Stripes_own_table_of_decimals(string currency, long minor, long? expected)
    {
        var money = new Money(minor, Currency.Get(currency));

        StripeAmount.Of(money).Should().Be(expected);
        if (expected is { } amount) StripeAmount.Read(amount, currency.ToLowerInvariant()).Should().Be(money);
    }

    [Test]
    public void Every_amount_that_can_be_expressed_comes_back_as_it_was()
    {
        foreach (var currency in Currency.All)
            foreach (var minor in new long[] { 1, 9, 10, 99, 100, 1000, 12_340, 99_999_900 })
                if (StripeAmount.Of(new Money(minor, currency)) is { } amount)
                    StripeAmount.Read(amount, currency.Code).Should().Be(new Money(minor, currency));
    }

    [TestCase(550, "isk")]
    [TestCase(100, "xyz")]
    [TestCase(-1, "eur")]
    [TestCase(100, null)]
    public void An_amount_that_means_nothing_to_us_is_not_read(long amount, string? currency) => StripeAmount.Read(amount, currency).Should().BeNull();

    [TestCase("insufficient_funds", "card_declined", "insufficient_funds")]
    [TestCase("expired_card", "expired_card", "card_expired")]
    [TestCase("do_not_honor", "card_declined", "issuer_decline")]
    [TestCase("stolen_card", "card_declined", "lost_or_stolen_card")]
    [TestCase("incorrect_cvc", "incorrect_cvc", "invalid_cvv")]
    [TestCase("fraudulent", "card_declined", "antifraud_error")]
    [TestCase("a_code_of_next_year", "card_declined", "declined")]
    [TestCase("a_code_of_next_year", "a_code_of_next_year", "declined")]
    [TestCase(null, "payment_intent_authentication_failure", "client_auth_failed")]
    [TestCase(null, null, "declined")]
    public void Declines_have_our_words(string? declineCode, string? code, string expected) => StripeDeclines.Resolution(declineCode, code).Should().Be(expected);

    [Test]
    public void Every_word_of_the_table_of_declines_is_one_of_the_contract() =>
        StripeDeclines.Words.Values.Should().OnlyContain(w => Resolutions.Reasons.ContainsKey(w) || w == Resolutions.AuthorizationExpired).And.HaveCountGreaterThan(60);

    [TestCase("payment_card", "card")]
    [TestCase("przelewy24", "p24")]
    [TestCase("sepa_direct_debit", "sepa_debit")]
    [TestCase("ideal", "ideal")]
    [TestCase("a_method_of_our_own", null)]
    public void Methods_are_Stripes_types_where_there_is_one(string method, string? type) => StripeMapping.MethodType(method).Should().Be(type);

    [TestCase(1, 31 * 60)]
    [TestCase(60, 60 * 60)]
    [TestCase(60 * 24 * 30, 24 * 60 * 60)]
    public void A_session_lives_as_long_as_the_invoice_between_31_minutes_and_a_day(int minutes, int seconds)
    {
        var session = StripeMapping.NewSession(Order() with { Expires = Now.AddMinutes(minutes), Created = Now }, 1050, isFirst: true);

        session.ExpiresAt.Should().Be(Now.AddSeconds(seconds).UtcDateTime);
    }

    [Test]
    public void A_session_names_our_payment_and_never_another_currency()
    {
        var session = StripeMapping.NewSession(Order() with { PaymentFlow = PaymentFlow.Authorize, Description = new string('x', 1024) }, 1050, isFirst: true);

        session.ClientReferenceId.Should().Be("pay_1");
        session.PaymentIntentData.Metadata.Should().Equal(new Dictionary<string, string> { ["payment"] = "pay_1" });
        session.PaymentIntentData.CaptureMethod.Should().Be("manual");
        session.AdaptivePricing.Enabled.Should().BeFalse();
        session.CustomerEmail.Should().Be("a@b.example");
        session.LineItems.Single().PriceData.ProductData.Name.Should().HaveLength(250);
    }

    [TestCase("open", null, ReportedStatus.Pending, "ok", "cs_1")]
    [TestCase("open", "requires_payment_method", ReportedStatus.Pending, "ok", "cs_1")]
    [TestCase("expired", null, ReportedStatus.Cancelled, "cancelled_by_merchant", "cs_1")]
    [TestCase("expired", null, ReportedStatus.Cancelled, "lifetime_exceeded", "cs_1", true)]
    [TestCase("expired", "requires_payment_method", ReportedStatus.Failed, "insufficient_funds", "cs_1", true)]
    [TestCase("expired", "requires_payment_method", ReportedStatus.Failed, "insufficient_funds", "cs_1")]
    [TestCase("complete", "requires_action", ReportedStatus.Pending, "ok", "cs_1")]
    [TestCase("complete", "requires_payment_method", ReportedStatus.Failed, "insufficient_funds", "cs_1")]
    [TestCase("complete", "processing", ReportedStatus.Pending, "ok", "cs_1")]
    [TestCase("complete", "succeeded", ReportedStatus.Paid, "ok", "pi_1")]
    public void A_session_tells_how_its_payment_stands(string session, string? intent, ReportedStatus status, string resolution, string reference, bool isTimedOut = false)
    {
        var report = StripeMapping.Report(
            new Session { Id = "cs_1", Status = session, Url = "https://checkout.stripe.com/c/pay/cs_1", PaymentIntent = intent is null ? null : Intent(intent, declined: "insufficient_funds") },
            StripeMoves.None, isTimedOut)!;

        (report.Status, report.Resolution, report.Reference).Should().Be((status, resolution, reference));
        report.FlowData?.Action.Should().Be(session == "open" ? "https://checkout.stripe.com/c/pay/cs_1" : null);
    }

    [TestCase("requires_capture", null, ReportedStatus.Authorized, "ok")]
    [TestCase("canceled", "requested_by_customer", ReportedStatus.Voided, "ok")]
    [TestCase("canceled", "expired", ReportedStatus.Voided, "authorization_expired")]
    [TestCase("canceled", "automatic", ReportedStatus.Voided, "authorization_expired")]
    [TestCase("succeeded", null, ReportedStatus.Paid, "ok")]
    public void A_reservation_is_told_with_its_amount_and_its_end(string status, string? reason, ReportedStatus expected, string resolution)
    {
        var intent = Intent(status, reserved: true);
        intent.CancellationReason = reason;

        var report = StripeMapping.Report(intent, StripeMoves.None)!;

        (report.Status, report.Resolution).Should().Be((expected, resolution));
        report.Authorized.Should().Be(Eur(1050));
        report.AuthorizationExpires.Should().Be(Now.AddDays(7));
    }

    [Test]
    public void A_reservation_that_was_cancelled_before_a_card_was_given_is_no_void() =>
        StripeMapping.Report(Intent("canceled"), StripeMoves.None)!.Status.Should().Be(ReportedStatus.Cancelled);

    [Test]
    public void A_card_is_told_by_its_last_four_and_never_by_its_first_digits()
    {
        var card = StripeMapping.Report(Intent("succeeded", reserved: true), StripeMoves.None)!.Card!;

        card.Should().Be(new CardView(null, "4242", "************4242", "VISA", "Jenny Rosen", "08", "31"));
    }

    [TestCase("pending", RefundState.Pending)]
    [TestCase("requires_action", RefundState.Pending)]
    [TestCase("succeeded", RefundState.Done)]
    [TestCase("failed", RefundState.Refused)]
    [TestCase("canceled", RefundState.Refused)]
    [TestCase("a_status_of_next_year", RefundState.Pending)]
    public void Refunds_stand_as_Stripe_says(string status, RefundState expected) => StripeMapping.State(status).Should().Be(expected);

    [TestCase("needs_response", 1)]
    [TestCase("under_review", 1)]
    [TestCase("lost", 1)]
    [TestCase("won", 1)]
    [TestCase("appeal_under_review", 1)]
    [TestCase("warning_needs_response", 0)]
    [TestCase("warning_closed", 0)]
    [TestCase("prevented", 0)]
    public void Only_a_dispute_that_takes_money_counts(string status, int count)
    {
        var moves = new StripeMoves([], [new Dispute { Id = "du_1", Amount = 400, Currency = "eur", Status = status }]);

        var disputes = StripeMapping.Report(Intent("succeeded"), moves)!.Disputes;

        disputes.Should().Equal(Enumerable.Repeat(new PaymentDispute("du_1", Eur(400), status == "won"), count));
    }

    [Test]
    public void A_dispute_in_another_currency_is_about_all_that_was_paid()
    {
        var moves = new StripeMoves([], [new Dispute { Id = "du_1", Amount = 400, Currency = "usd", Status = "lost" }]);

        StripeMapping.Report(Intent("succeeded"), moves)!.Disputes.Single().Amount.Should().Be(Eur(1050));
    }

    [Test]
    public void Nothing_is_made_of_an_answer_that_cannot_be_understood()
    {
        StripeMapping.Report(new Session(), StripeMoves.None).Should().BeNull();
        StripeMapping.Report(new Session { Id = "cs_1", Status = "a_status_of_next_year" }, StripeMoves.None).Should().BeNull();
        StripeMapping.Report(new PaymentIntent { Id = "pi_1", Status = "succeeded", AmountReceived = 1, Currency = "xyz" }, StripeMoves.None).Should().BeNull();
    }

    [TestCase("checkout.session.completed", """{"object":"checkout.session","client_reference_id":"pay_0123456789abcDEF"}""", "pay_0123456789abcDEF", null)]
    [TestCase("payment_intent.succeeded", """{"object":"payment_intent","id":"pi_1","metadata":{"payment":"pay_0123456789abcDEF"}}""", "pay_0123456789abcDEF", null)]
    [TestCase("charge.refunded", """{"object":"charge","payment_intent":"pi_1","metadata":{"payment":"pay_0123456789abcDEF"}}""", "pay_0123456789abcDEF", null)]
    [TestCase("refund.updated", """{"object":"refund","payment_intent":"pi_1","metadata":{}}""", null, "pi_1")]
    [TestCase("charge.dispute.created", """{"object":"dispute","payment_intent":"pi_1"}""", null, "pi_1")]
    [TestCase("payment_intent.succeeded", """{"object":"payment_intent","id":"pi_1","metadata":{"order":"7"}}""", null, null)]
    [TestCase("customer.created", """{"object":"customer","metadata":{"payment":"pay_0123456789abcDEF"}}""", null, null)]
    [TestCase("checkout.session.completed", """{"object":"checkout.session","client_reference_id":"order-7"}""", null, null)]
    [TestCase("checkout.session.completed", """{"object":"checkout.session","client_reference_id":"pay_7"}""", null, null)]
    [TestCase("checkout.session.completed", """{"object":"checkout.session","client_reference_id":"7","metadata":{"payment":"pay_0123456789abcDEF"}}""", "pay_0123456789abcDEF", null)]
    [TestCase("payment_intent.succeeded", """{"object":"payment_intent","id":"pi_1","metadata":{"payment":"7"}}""", null, null)]
    [TestCase("refund.updated", """{"object":"refund","payment_intent":"pi_1","metadata":{"payment":"7"}}""", null, "pi_1")]
    public void An_event_names_the_payment_to_ask_about(string type, string about, string? payment, string? reference)
    {
        var notice = StripeNotifications.Read(Encoding.UTF8.GetBytes($$$"""{"id":"evt_1","type":"{{{type}}}","data":{"object":{{{about}}}}}"""))!;

        (notice.Payment?.Value, notice.Reference, notice.Report).Should().Be((payment, reference, null));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"type":7}""")]
    [TestCase("""{"type":"refund.updated","data":[]}""")]
    public void What_is_no_event_is_not_understood(string body) => StripeNotifications.Read(Encoding.UTF8.GetBytes(body)).Should().BeNull();

    [TestCase(0, true)]
    [TestCase(-300, true)]
    [TestCase(-301, false)]
    [TestCase(301, false)]
    public void A_signature_of_the_official_library_is_good_for_five_minutes(int seconds, bool isGood)
    {
        const string body = """{"id":"evt_1"}""";
        var stamp = Now.AddSeconds(seconds).ToUnixTimeSeconds();
        var header = $"t={stamp.ToString(CultureInfo.InvariantCulture)},v1={Sign("whsec_a", stamp, body)}";

        StripeNotifications.Verify("whsec_a", header, Encoding.UTF8.GetBytes(body), Now).Should().Be(isGood ? "evt_1" : null);
        var official = () => EventUtility.ValidateSignature(body, header, "whsec_a", 300, stamp);
        official.Should().NotThrow("both must agree on the form");
    }

    [TestCase("t={0},v1={1}", "evt_1")]
    [TestCase("t={0},v1=00,v1={1}", "evt_1")]
    [TestCase("t={0},v0={1}", null)]
    [TestCase("v1={1}", null)]
    [TestCase("t=x,v1={1}", null)]
    [TestCase("t={0}", null)]
    [TestCase("", null)]
    [TestCase(",=,", null)]
    public void Only_a_whole_signature_header_counts(string form, string? id)
    {
        const string body = """{"id":"evt_1"}""";
        var stamp = Now.ToUnixTimeSeconds();
        var header = string.Format(CultureInfo.InvariantCulture, form, stamp, Sign("whsec_a", stamp, body));

        StripeNotifications.Verify("whsec_a", header, Encoding.UTF8.GetBytes(body), Now).Should().Be(id);
        StripeNotifications.Verify("whsec_b", header, Encoding.UTF8.GetBytes(body), Now).Should().BeNull();
        StripeNotifications.Verify("whsec_a", header, Encoding.UTF8.GetBytes(body + " "), Now).Should().BeNull();
    }

    internal static string Sign(string secret, long stamp, string body) =>
        EventUtility.ComputeSignature(secret, stamp.ToString(CultureInfo.InvariantCulture), body);

    private static Money Eur(long minor) => new(minor, Currency.Get("EUR"));

    private static GatewayOrder Order() => new(
        new OperationId("gop_1"), new PaymentId("pay_1"), null, "Book Corner", "payment_card", Flow.Hpp, PaymentFlow.Charge, Eur(1050), "Two books",
        new Dictionary<string, string> { ["email"] = "a@b.example" }, Now.AddHours(1), "https://shop.example/return", new GatewayCredentials(new Dictionary<string, string>()));

    private static PaymentIntent Intent(string status, string? declined = null, bool reserved = false) => new()
    {
        Id = "pi_1",
        Status = status,
        Currency = "eur",
        Amount = 1050,
        AmountCapturable = 1050,
        AmountReceived = 1050,
        CaptureMethod = reserved ? "manual" : "automatic",
        LastPaymentError = declined is null ? null : new StripeError { Code = "card_declined", DeclineCode = declined, Message = "Your card was declined." },
        LatestCharge = !reserved ? null : new Charge
        {
            Id = "ch_1", Status = "succeeded", Amount = 1050, Currency = "eur", BillingDetails = new ChargeBillingDetails { Name = "Jenny Rosen" },
            PaymentMethodDetails = new ChargePaymentMethodDetails
            {
                Card = new ChargePaymentMethodDetailsCard { Brand = "visa", Last4 = "4242", ExpMonth = 8, ExpYear = 2031, CaptureBefore = Now.AddDays(7).UtcDateTime },
            },
        },
    };
}
