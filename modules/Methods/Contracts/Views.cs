using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Contracts;

/// <summary>How a payment goes: to the gateway's own page, by payment details to pay elsewhere, or without money (contract/methods-and-gateways.md).</summary>
public enum Flow
{
    Hpp,
    Invoice,
    Test,
}

/// <summary>Take the money now, or reserve it and capture later.</summary>
public enum PaymentFlow
{
    Charge,
    Authorize,
}

/// <summary>One attempt at one gateway.</summary>
public enum PaymentStatus
{
    /// <summary>The start is recorded or under way at the gateway.</summary>
    Starting,

    /// <summary>At the gateway or with the customer; outcome unknown.</summary>
    Pending,

    /// <summary>Reserved, not taken.</summary>
    Authorized,

    /// <summary>Less than asked arrived; more may come by the same payment.</summary>
    PartiallyPaid,

    /// <summary>All that was asked, or more, arrived.</summary>
    Paid,

    Failed,

    /// <summary>Ended at the gateway before money moved.</summary>
    Cancelled,

    /// <summary>A reservation that ended without money: voided, or lapsed by itself.</summary>
    Voided,
}

/// <summary>Where the one capture of a reservation stands.</summary>
public enum CaptureState
{
    None,
    Asked,

    /// <summary>The gateway refused it; the money is still reserved and another capture may be asked.</summary>
    Refused,
    Taken,
}

/// <summary>Where one return of money stands at the gateway.</summary>
public enum RefundState
{
    Sending,

    /// <summary>No answer: it is sent again under the same idempotency key.</summary>
    Unsent,

    /// <summary>The gateway accepted it; the outcome is open.</summary>
    Pending,
    Done,
    Refused,
}

/// <summary>Money of a payment that is returned to the payer.</summary>
/// <param name="Key">Our operation's id where we asked for it, else the gateway's own id.</param>
/// <param name="Refund">The refund that asked for it; null when it was made at the gateway itself, or returns a double payment.</param>
/// <param name="IsReturn">Whether it returns money that the invoice does not need: a double payment.</param>
/// <param name="OriginalId">The gateway's own id; null until its answer.</param>
public sealed record PaymentRefund(
    string Key, RefundId? Refund, bool IsReturn, Money Amount, RefundState State, string Resolution, string? OriginalId, DateTimeOffset Created);

/// <summary>What a payer's bank took back, or what was won again from it.</summary>
/// <param name="OriginalId">The gateway's own id of the dispute.</param>
public sealed record PaymentDispute(string OriginalId, Money Amount, bool Won);

/// <summary>A refund or dispute that the gateway tells in another currency than the payment's: told, never counted.</summary>
public sealed record ForeignReturn(string OriginalId, Money Amount);

/// <summary>A way to pay. <paramref name="Name"/> by language code; <paramref name="Icon"/> a path such as <c>/methods/card.svg</c>.</summary>
public sealed record MethodView(
    string Code, IReadOnlyDictionary<string, string> Name, string Category, string Icon, IReadOnlyList<string> Countries);

/// <summary>A field that a service asks of the customer. <paramref name="Regexp"/> is run non-backtracking with a time limit.</summary>
public sealed record FieldView(
    string Key,
    string Type,
    IReadOnlyDictionary<string, string> Label,
    IReadOnlyDictionary<string, string> Hint,
    string? Example,
    string? Regexp,
    bool Required,
    int Position);

/// <summary>A method in a currency by a flow, as an account offers it.</summary>
/// <param name="Code"><c>&lt;method&gt;_&lt;currency&gt;_&lt;flow&gt;</c>, e.g. <c>payment_card_eur_hpp</c>.</param>
/// <param name="AmountMin">Least amount, or null.</param>
/// <param name="CanAuthorize">Whether its gateway can reserve now and capture later.</param>
/// <param name="Lifetime">The service's own lifetime, which moves <c>expires</c> forward when the merchant gave none; null: none.</param>
/// <param name="RedirectOrigins">Where its gateway may send the customer; for form-action of the page.</param>
/// <param name="Frameable">Whether the gateway's page may stand in a frame.</param>
public sealed record ServiceView(
    string Code,
    MethodView Method,
    Flow Flow,
    Currency Currency,
    IReadOnlyList<FieldView> Fields,
    Money? AmountMin,
    Money? AmountMax,
    int Position,
    bool CanAuthorize,
    TimeSpan? Lifetime,
    IReadOnlyList<string> RedirectOrigins,
    bool Frameable)
{
    public FeeSchedule Fee { get; init; } = FeeSchedule.None;
}

/// <summary>What a service costs for an amount (contract/invoice.md, Money): payment amount = deposit + fee.</summary>
public sealed record Quote(ServiceView Service, Money PaymentAmount, Money Fee, Money Deposit, FeeTerms Terms)
{
    /// <summary>The customer's country that it was made for, ISO 3166-1 alpha-2; null: not known.</summary>
    public string? Country { get; init; }
}

/// <summary>What became of a payment at one of its routes.</summary>
public enum RouteOutcome
{
    /// <summary>The payment is there: its own status tells the rest.</summary>
    Chosen,

    /// <summary>Not called: the gateway account had not answered lately.</summary>
    Skipped,

    /// <summary>Refused in a way that another gateway may not.</summary>
    Declined,

    /// <summary>No answer that means anything, or none in time.</summary>
    Unanswered,

    /// <summary>Left without an answer, and yet money came: it is the payment <see cref="RouteAttempt.Payment"/> now.</summary>
    Late,
}

/// <summary>One route of a payment, and why it was left.</summary>
/// <param name="Reason">A resolution, or a sentence on what went wrong; null while nothing did.</param>
public sealed record RouteAttempt(
    GatewayAccountId GatewayAccount, string Gateway, RouteOutcome Outcome, string? Reason, DateTimeOffset Started, DateTimeOffset? Ended)
{
    /// <summary>The payment that was made of it when its money came after all.</summary>
    public PaymentId? Payment { get; init; }

    /// <summary>A route that was left out.</summary>
    public static RouteAttempt Skip(GatewayAccountId account, string gateway, DateTimeOffset now) =>
        new(account, gateway, RouteOutcome.Skipped, "The gateway account has not answered lately.", now, now);
}

/// <summary>Where the customer must be sent (contract/invoice.md): <c>action</c> absolute URL, <c>method</c> GET or POST, form fields, and details to show.</summary>
public sealed record FlowData(
    string? Action, string? Method, IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Metadata);

/// <summary>What may be kept of a card: never more.</summary>
public sealed record CardView(string? First, string? Last, string? Mask, string? Network, string? Holder, string? ExpiryMonth, string? ExpiryYear);

/// <summary>The gateway's own words.</summary>
public sealed record OriginalData(string? OriginalId, string? OriginalResolution, string? OriginalResolutionMessage);

/// <summary>A payment as it stands; immutable.</summary>
/// <param name="Service">The service's code.</param>
/// <param name="Resolution">A word of contract/invoice.md, Resolutions; <c>ok</c> unless something else is known.</param>
/// <param name="Amount">What the customer is asked to pay.</param>
/// <param name="Paid">What arrived, in the invoice's currency; null while nothing did.</param>
/// <param name="ForeignPaid">What arrived in another currency than asked (never counted), e.g. "10 USD"; null: nothing.</param>
/// <param name="GatewayFinished">When it was last changed by the gateway.</param>
public sealed record PaymentView(
    PaymentId Id,
    InvoiceId Invoice,
    AccountId Account,
    Mode Mode,
    string Service,
    string Method,
    Flow Flow,
    string Gateway,
    GatewayAccountId GatewayAccount,
    PaymentStatus Status,
    string Resolution,
    string? ResolutionMessage,
    Money Amount,
    Money Fee,
    Money Deposit,
    Money? Paid,
    string? ForeignPaid,
    FlowData? FlowData,
    CardView? Card,
    OriginalData? Original,
    string? Rrn,
    string? Arn,
    string? ApprovalCode,
    DateTimeOffset Created,
    DateTimeOffset Updated)
{
    public PaymentFlow PaymentFlow { get; init; }

    /// <summary>What the gateway reserved; null: nothing was.</summary>
    public Money? Authorized { get; init; }

    public DateTimeOffset? AuthorizationExpires { get; init; }

    public CaptureState Capture { get; init; }

    /// <summary>Whether the gateway refused to give a reservation free.</summary>
    public bool VoidRefused { get; init; }

    /// <summary>The fee of what arrived; null while nothing did.</summary>
    public Money? PaidFee { get; init; }

    /// <summary>Whether the gateway called less than asked paid in full.</summary>
    public bool AmountMismatch { get; init; }

    public IReadOnlyList<PaymentRefund> Refunds { get; init; } = [];

    public IReadOnlyList<PaymentDispute> Disputes { get; init; } = [];

    public IReadOnlyList<ForeignReturn> ForeignReturns { get; init; } = [];

    /// <summary>The routes that were tried, the first one first; the last one is where the payment is.</summary>
    public IReadOnlyList<RouteAttempt> Route { get; init; } = [];

    /// <summary>Whether it was made of a route of another payment, left without an answer, whose money came after all.</summary>
    public bool IsLate { get; init; }

    /// <summary>Whether the same payment may still bring what is missing; what was captured cannot grow.</summary>
    public bool CanGrow => Status == PaymentStatus.PartiallyPaid && PaymentFlow == PaymentFlow.Charge;

    /// <summary>Whether the gateway may still bring an outcome.</summary>
    public bool IsOpen => Status is PaymentStatus.Starting or PaymentStatus.Pending;
}
