using System.Globalization;
using System.Text.RegularExpressions;
using global::Stripe;
using global::Stripe.Checkout;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Stripe;

/// <summary>Stripe's words and ours; pure.</summary>
internal static partial class StripeMapping
{
    /// <summary>The metadata keys under which Stripe's objects carry our ids.</summary>
    public const string PaymentKey = "payment";
    public const string OperationKey = "operation";
    public const string DescriptionKey = "description";

    private const int MostNameCharacters = 250;

    /// <summary>Of a metadata value (docs.stripe.com/metadata).</summary>
    private const int MostMetadataCharacters = 500;

    /// <summary>A session lives between 30 minutes and 24 hours; a minute is left for the way to Stripe.</summary>
    private static readonly TimeSpan ShortestSession = TimeSpan.FromMinutes(31);
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(24);

    /// <summary>
    /// A session that asks for the payment. Everything follows from the order alone, so that a repeated call is the same to the letter, without
    /// which Stripe refuses its idempotency key.
    /// </summary>
    /// <param name="amount">Stripe's integer.</param>
    /// <param name="isFirst">Whether it is the payment's first; a later one takes Stripe's own 24 hours, and ends when the invoice does.</param>
    public static SessionCreateOptions NewSession(GatewayOrder order, long amount, bool isFirst)
    {
        var metadata = new Dictionary<string, string> { [PaymentKey] = order.Payment.Value };
        return new SessionCreateOptions
        {
            Mode = "payment",
            ClientReferenceId = order.Payment.Value,
            Metadata = metadata,
            PaymentIntentData = new SessionPaymentIntentDataOptions
            {
                CaptureMethod = order.PaymentFlow == PaymentFlow.Authorize ? "manual" : "automatic",
                Description = order.Description,
                Metadata = metadata,
            },
            LineItems =
            [
                new SessionLineItemOptions
                {
                    Quantity = 1,
                    PriceData = new SessionLineItemPriceDataOptions
                    {
                        Currency = order.Amount.Currency.Code.ToLowerInvariant(),
                        UnitAmount = amount,
                        ProductData = new SessionLineItemPriceDataProductDataOptions { Name = NameOf(order) },
                    },
                },
            ],
            AllowedPaymentMethodTypes = MethodType(order.Method) is { } type ? [type] : null,
            // The amount is shown and taken in the invoice's currency, never in one that Stripe would choose for the customer.
            AdaptivePricing = new SessionAdaptivePricingOptions { Enabled = false },
            CustomerEmail = order.Fields.GetValueOrDefault("email"),
            SuccessUrl = order.ReturnUrl,
            CancelUrl = order.ReturnUrl,
            ExpiresAt = isFirst ? Clamp(order.Expires, order.Created + ShortestSession, order.Created + LongestSession).UtcDateTime : null,
        };
    }

    /// <summary>Stripe's payment method type for a method of ours; null: Stripe chooses among those that the merchant switched on.</summary>
    public static string? MethodType(string method) => method switch
    {
        "payment_card" or "bank_card_installments" or "apple_pay" or "google_pay" => "card",
        "przelewy24" => "p24",
        "sepa_direct_debit" => "sepa_debit",
        "ach_debit" => "us_bank_account",
        "bitcoin" or "ethereum" or "usdt" or "usdc" => "crypto",
        "alipay" or "bancontact" or "bizum" or "blik" or "boleto" or "eps" or "ideal" or "klarna" or "mb_way" or "mobilepay" or "multibanco"
            or "oxxo" or "paypal" or "pix" or "promptpay" or "satispay" or "swish" or "twint" or "upi" or "wechat_pay" => method,
        _ => null,
    };

    /// <summary>A refund. Stripe knows three reasons, of which the merchant gave none: its own words go along instead.</summary>
    public static RefundCreateOptions NewRefund(GatewayOrder order, string intent, long amount, string? description)
    {
        var metadata = new Dictionary<string, string> { [PaymentKey] = order.Payment.Value, [OperationKey] = order.Operation!.Value.Value };
        if (!string.IsNullOrWhiteSpace(description)) metadata[DescriptionKey] = Cut(description, MostMetadataCharacters);
        return new RefundCreateOptions { PaymentIntent = intent, Amount = amount, Metadata = metadata };
    }

    /// <summary>
    /// The payment of ours that is named; null: none. Other software of the merchant writes ids of its own into the same places: what has not the form of
    /// ours is none.
    /// </summary>
    public static PaymentId? PaymentOf(params string?[] named) => Array.Find(named, n => n is not null && PaymentForm().IsMatch(n)) is { } id ? new PaymentId(id) : null;

    /// <summary>The payment that a session or its intent names.</summary>
    public static PaymentId? PaymentOf(StripePayment found) =>
        PaymentOf(found.Session?.ClientReferenceId, found.Session?.Metadata?.GetValueOrDefault(PaymentKey), found.Intent?.Metadata?.GetValueOrDefault(PaymentKey));

    /// <summary>What a session says of its payment; null when it cannot be understood. Its intent must be expanded, with its latest charge.</summary>
    /// <param name="isTimedOut">Whether the session, if it has ended without money, ended by itself.</param>
    public static GatewayReport? Report(Session session, StripeMoves moves, bool isTimedOut = false)
    {
        if (session.Id is null || session.Status is not ("open" or "complete" or "expired")) return null;
        if (session.PaymentIntent is { } intent && IsSettled(intent)) return Report(intent, moves);

        var error = session.PaymentIntent?.LastPaymentError;
        var original = new OriginalData(session.Id, Word(error) ?? session.Status, error?.Message);
        return session.Status switch
        {
            "open" when session.Url is null => null,
            "open" => new GatewayReport(ReportedStatus.Pending)
            {
                Reference = session.Id,
                Original = original,
                FlowData = new FlowData(session.Url, "GET", new Dictionary<string, string>(), new Dictionary<string, string>()),
            },
            // A bank debit or a voucher is on its way, until its intent asks for another way to pay.
            "complete" when session.PaymentIntent?.Status != "requires_payment_method" =>
                new GatewayReport(ReportedStatus.Pending) { Reference = session.Id, Original = original },
            _ => Unpaid(error, isTimedOut ? Resolutions.LifetimeExceeded : Resolutions.CancelledByMerchant) with { Reference = session.Id, Original = original },
        };
    }

    /// <summary>What an intent that has an outcome (<see cref="IsSettled"/>) says of its payment; null when it cannot be understood.</summary>
    public static GatewayReport? Report(PaymentIntent intent, StripeMoves moves)
    {
        var charge = intent.LatestCharge;
        var refunds = moves.Refunds.Select(Report).ToList();
        var received = StripeAmount.Read(intent.AmountReceived, intent.Currency);
        var disputes = moves.Disputes.Where(IsTaken).Select(d => Report(d, received)).ToList();
        if (intent.Id is null || refunds.Contains(null) || disputes.Contains(null) || Stand(intent, charge) is not { } stand) return null;
        return stand with
        {
            Reference = intent.Id,
            Original = new OriginalData(intent.Id, Word(intent.LastPaymentError) ?? intent.Status, intent.LastPaymentError?.Message),
            Refunds = refunds!,
            Disputes = disputes!,
            Card = Card(charge),
            ApprovalCode = charge?.PaymentMethodDetails?.Card?.AuthorizationCode,
        };
    }

    /// <summary>
    /// Whether the intent alone tells the outcome, so that its session no longer matters and refunds and disputes may name it. A bank debit that is
    /// <c>processing</c> may still fail, and its intent then looks as if nothing had been tried: its session tells the difference.
    /// </summary>
    public static bool IsSettled(PaymentIntent intent) => intent.Status is "requires_capture" or "succeeded" or "canceled";

    public static ReportedRefund? Report(Refund refund) =>
        refund.Id is null || StripeAmount.Read(refund.Amount, refund.Currency) is not { } amount ? null : new ReportedRefund(
            refund.Id, refund.Metadata?.GetValueOrDefault(OperationKey), amount, State(refund.Status),
            State(refund.Status) == RefundState.Refused ? RefundResolution(refund) : Resolutions.Ok);

    public static RefundState State(string? refundStatus) => refundStatus switch
    {
        "succeeded" => RefundState.Done,
        "failed" or "canceled" => RefundState.Refused,
        _ => RefundState.Pending,
    };

    /// <summary>Whether a dispute takes money: an inquiry (<c>warning_…</c>) and a prevented one do not.</summary>
    public static bool IsTaken(Dispute dispute) =>
        dispute.Status is { } status && status != "prevented" && !status.StartsWith("warning_", StringComparison.Ordinal);

    /// <summary>A definite no; false: it may have been done, or may yet be when it is asked again (docs.stripe.com/error-low-level).</summary>
    public static bool IsRefusal(StripeException e) =>
        e.StripeError is not null && (int)e.HttpStatusCode is 400 or 402 or 404;

    /// <summary>A request that Stripe does not accept, for a reason that is none of the payer's, is the provider's error; every other no is a decline.</summary>
    public static string Resolution(StripeError? error) =>
        error is { Type: "invalid_request_error" or "idempotency_error", DeclineCode: null } && !StripeDeclines.Words.ContainsKey(error.Code ?? "")
            ? Resolutions.ProviderError
            : StripeDeclines.Resolution(error?.DeclineCode, error?.Code);

    /// <summary>Stripe's most exact word for an error.</summary>
    public static string? Word(StripeError? error) => error?.DeclineCode ?? error?.Code ?? error?.Type;

    private static GatewayReport? Stand(PaymentIntent intent, Charge? charge)
    {
        var isReserved = intent.CaptureMethod == "manual" && charge?.Status == "succeeded";
        switch (intent.Status)
        {
            case "requires_capture" when StripeAmount.Read(intent.AmountCapturable, intent.Currency) is { } capturable:
                return new GatewayReport(ReportedStatus.Authorized) { Authorized = capturable, AuthorizationExpires = Until(charge) };
            case "succeeded" when StripeAmount.Read(intent.AmountReceived, intent.Currency) is { } received:
                return new GatewayReport(ReportedStatus.Paid)
                {
                    Paid = received,
                    IsComplete = true,
                    Authorized = isReserved ? StripeAmount.Read(charge!.Amount, charge.Currency) : null,
                    AuthorizationExpires = Until(charge),
                };
            case "canceled" when isReserved:
                return new GatewayReport(ReportedStatus.Voided, intent.CancellationReason is "expired" or "automatic" ? Resolutions.AuthorizationExpired : Resolutions.Ok)
                {
                    Authorized = StripeAmount.Read(charge!.Amount, charge.Currency),
                    AuthorizationExpires = Until(charge),
                };
            case "canceled":
                return Unpaid(intent.LastPaymentError, Resolutions.CancelledByMerchant);
            default:
                return null;
        }
    }

    /// <summary>It ended without money: declined, or left.</summary>
    private static GatewayReport Unpaid(StripeError? error, string left) =>
        error is null ? new GatewayReport(ReportedStatus.Cancelled, left) : GatewayReport.Failed(Resolution(error));

    /// <summary>A dispute is told in the currency of its charge; one in another currency is taken to be about all that was paid.</summary>
    private static PaymentDispute? Report(Dispute dispute, Money? received)
    {
        if (dispute.Id is null || received is not { } all) return null;
        var amount = StripeAmount.Read(dispute.Amount, dispute.Currency);
        return new PaymentDispute(dispute.Id, amount?.Currency == all.Currency ? amount.Value : all, dispute.Status == "won");
    }

    private static string RefundResolution(Refund refund) => refund.FailureReason is { } reason ? StripeDeclines.Resolution(null, reason) : Resolutions.ProviderError;

    /// <summary>Absent where nothing is reserved, which the library reads as a time long ago.</summary>
    private static DateTimeOffset? Until(Charge? charge) =>
        charge?.PaymentMethodDetails?.Card?.CaptureBefore is { } until && until > DateTime.UnixEpoch ? new DateTimeOffset(DateTime.SpecifyKind(until, DateTimeKind.Utc)) : null;

    private static CardView? Card(Charge? charge) => charge?.PaymentMethodDetails?.Card is not { } card ? null : new CardView(
        null, card.Last4, card.Last4 is null ? null : $"************{card.Last4}", card.Brand?.ToUpperInvariant(), charge.BillingDetails?.Name,
        card.ExpMonth.ToString("00", CultureInfo.InvariantCulture), (card.ExpYear % 100).ToString("00", CultureInfo.InvariantCulture));

    private static string NameOf(GatewayOrder order)
    {
        var name = string.IsNullOrWhiteSpace(order.Description) ? order.Payee : order.Description;
        if (string.IsNullOrWhiteSpace(name)) return "Payment";
        return Cut(name, MostNameCharacters);
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    [GeneratedRegex(@"\Apay_[0-9A-Za-z]{16}\z")]
    private static partial Regex PaymentForm();

    private static DateTimeOffset Clamp(DateTimeOffset time, DateTimeOffset least, DateTimeOffset most) => time < least ? least : time > most ? most : time;
}

/// <summary>What moved back: every refund and dispute of an intent.</summary>
internal sealed record StripeMoves(IReadOnlyList<Refund> Refunds, IReadOnlyList<Dispute> Disputes)
{
    public static readonly StripeMoves None = new([], []);
}
