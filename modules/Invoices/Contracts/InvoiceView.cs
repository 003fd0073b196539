using MediatR;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>Through which door an invoice came (contract/invoice.md): the first two are private, the others carry what a customer's browser sent.</summary>
public enum InvoiceSource
{
    MerchantApi,
    Dashboard,
    PublicApi,
    Hpp,
    PaymentLink,
}

/// <summary>Who asks for a change.</summary>
public enum Actor
{
    Merchant,
    Payer,
    Gateway,
    System,
}

/// <summary>Where a refund stands (contract/private-api.md, Refund).</summary>
public enum RefundStatus
{
    /// <summary>It is being sent.</summary>
    Created,
    ProcessPending,
    Processed,

    /// <summary>It could not be sent, and will be sent again.</summary>
    ProcessError,
    ProcessFailed,
}

/// <summary>Who made a refund.</summary>
public enum RefundSource
{
    MerchantApi,
    Dashboard,
    Gateway,
}

/// <param name="ReferenceId">Null for a refund that was made at the gateway itself.</param>
/// <param name="OriginalId">The gateway's own id.</param>
/// <param name="Fee">The part of the fee that came back with it.</param>
public sealed record RefundView(
    RefundId Id, InvoiceId Invoice, string? ReferenceId, string? OriginalId, string? Description, RefundStatus Status, Money Amount, Money Fee, RefundSource Source,
    string Resolution, DateTimeOffset Created, DateTimeOffset Updated);

/// <summary>What no status can say, e.g. <c>double_payment</c> (contract/invoice.md).</summary>
public sealed record Notice(string Code, PaymentId? Payment, Money? Amount, DateTimeOffset Created);

/// <summary>Return URLs by outcome; each may be null.</summary>
public sealed record ReturnUrls(string? Success, string? Pending, string? Fail);

public sealed record CustomerAddress(string? Country, string? Region, string? City, string? Street, string? PostCode, string? FullAddress);

/// <summary>A customer as given (contract/invoice.md, Customer). <paramref name="DateOfBirth"/> is <c>YYYY-MM-DD</c>; <paramref name="Metadata"/> JSON text.</summary>
public sealed record CustomerData(
    string? ReferenceId,
    string? Email,
    string? Name,
    string? Phone,
    string? DateOfBirth,
    string? IndividualTaxId,
    string? Description,
    string? Metadata,
    CustomerAddress? Address);

public sealed record CustomerView(CustomerId Id, CustomerData Data, DateTimeOffset Created, DateTimeOffset Updated);

/// <summary>An invoice as it stands (or as it will be committed), immutable: all that API, pages and callbacks need, without a further query.</summary>
/// <param name="Metadata">JSON object text, or null.</param>
/// <param name="Service">The code of the chosen service, or null.</param>
/// <param name="Active">The payment whose money the invoice has, else the last one started; null before the first.</param>
/// <param name="FieldsGiven">Service fields already given; shown masked only.</param>
/// <param name="ExpiresGiven">Whether the merchant gave <c>expires</c>: then it is never extended.</param>
public sealed record InvoiceView(
    InvoiceId Id,
    AccountId Account,
    Mode Mode,
    InvoiceSource Source,
    InvoiceState State,
    string Resolution,
    string? ResolutionMessage,
    int Sequence,
    Money Amount,
    Money PaymentAmount,
    Money Fee,
    Money Deposit,
    Money? ProcessedAmount,
    Money? ProcessedFee,
    Money? ProcessedDeposit,
    DateTimeOffset? Processed,
    DateTimeOffset? Failed,
    string ReferenceId,
    string? Metadata,
    string? Service,
    PaymentFlow PaymentFlow,
    PaymentView? Active,
    IReadOnlyDictionary<string, string> FieldsGiven,
    DateTimeOffset Created,
    DateTimeOffset Updated,
    DateTimeOffset Expires,
    bool ExpiresGiven,
    int Extensions,
    string? ClientIp,
    string? Description,
    string? Descriptor,
    string? CallbackUrl,
    string? ReturnUrl,
    ReturnUrls? ReturnUrls,
    string? Locale,
    int Attempts,
    int AttemptsLimit,
    IReadOnlyList<Notice> Notices,
    CustomerView? Customer)
{
    /// <summary>What is or was reserved; null: nothing.</summary>
    public Money? Authorized { get; init; }

    public DateTimeOffset? AuthorizationExpires { get; init; }

    /// <summary>Whether the merchant asked to give the reservation free, and the gateway has not answered.</summary>
    public bool VoidAsked { get; init; }

    /// <summary>How the hosted page was last shown when a payment was started: language, look and methods, as in its address; null: never there.</summary>
    public string? PageQuery { get; init; }

    /// <summary>When money was last returned, and how much in all; null: none was.</summary>
    public DateTimeOffset? Refunded { get; init; }
    public Money? RefundedAmount { get; init; }
    public Money? RefundedFee { get; init; }

    /// <summary>What a refund may still return; null before the invoice is paid.</summary>
    public Money? Refundable { get; init; }

    /// <summary>When the payer's bank last took money back, and how much of it is gone now; null: none was.</summary>
    public DateTimeOffset? ChargedBack { get; init; }
    public Money? ChargedBackAmount { get; init; }

    public IReadOnlyList<RefundView> Refunds { get; init; } = [];

    /// <summary>The stored link that the invoice was made by; null: none.</summary>
    public PaymentLinkId? Link { get; init; }

    /// <summary>The stored link that has the slot of the open payment back: <see cref="ProcessInvoice"/> takes one again. Null: nothing is missing.</summary>
    public PaymentLinkId? LostSlot { get; init; }

    public string Status => State.Status();

    /// <summary>What is missing of the payment amount.</summary>
    public Money Remaining => ProcessedAmount is { } paid
        ? new Money(Math.Max(0, PaymentAmount.Minor - paid.Minor), PaymentAmount.Currency)
        : PaymentAmount;

    public int AttemptsLeft => Math.Max(0, AttemptsLimit - Attempts);
}

/// <summary>
/// The state of an invoice changed: raised inside the commit that changes it, with the invoice as it will be committed. Also for the first
/// state. <paramref name="Previous"/> is null then.
/// </summary>
public sealed record InvoiceStatusChanged(InvoiceView Invoice, InvoiceState? Previous) : INotification;

/// <summary>
/// A customer was deleted: raised inside the commit that blanks its personal data in these invoices, so that whoever keeps a copy of them blanks it in
/// the same commit. The state of the invoices does not change.
/// </summary>
public sealed record CustomerErased(IReadOnlyList<InvoiceId> Invoices) : INotification;
