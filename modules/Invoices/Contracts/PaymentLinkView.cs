using MediatR;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>What a stored link is for somebody who comes now (contract/private-api.md, Payment links).</summary>
public enum LinkStatus
{
    Scheduled,
    Active,
    Closed,
    Expired,

    /// <summary>Every slot, or all of the sum, is taken; a slot that is not paid may come back.</summary>
    Exhausted,
}

/// <summary>A stored link as it stands, immutable.</summary>
/// <param name="Amount">Null: an open amount, between <paramref name="AmountMin"/> and <paramref name="AmountMax"/> where they are given.</param>
/// <param name="TakenCount">Slots: payments that are under way or paid.</param>
/// <param name="PaidTotal">What arrived, refunds not taken off.</param>
/// <param name="Metadata">JSON object text, or null.</param>
public sealed record PaymentLinkView(
    PaymentLinkId Id,
    AccountId Account,
    Mode Mode,
    Currency Currency,
    Money? Amount,
    Money? AmountMin,
    Money? AmountMax,
    Money? AmountPreset,
    string? Description,
    string? Service,
    IReadOnlyList<string> ShowMethods,
    string? Locale,
    DateTimeOffset? Opens,
    DateTimeOffset? Expires,
    int? MaxPayments,
    Money? MaxTotal,
    string? ReturnUrl,
    string? Metadata,
    CustomerData? Customer,
    LinkStatus Status,
    int TakenCount,
    int PaidCount,
    Money PaidTotal,
    DateTimeOffset Created,
    DateTimeOffset? Closed)
{
    /// <summary>What <paramref name="MaxTotal"/> has room for beside the payments that are under way or paid; null: any amount.</summary>
    public Money? Left { get; init; }

    /// <summary>Whether it is exhausted for good: every slot is a paid one, and those never come back.</summary>
    public bool IsPaid => Status == LinkStatus.Exhausted && PaidCount == TakenCount;

    /// <summary>Whether the link asks for this amount, or lets the payer choose it.</summary>
    public bool Takes(Money amount) =>
        amount.Currency == Currency
        && (Amount is { } only ? amount == only : (AmountMin is not { } least || amount >= least) && (AmountMax is not { } most || amount <= most));
}

/// <summary>A stored link by its id alone: the id is a capability of the public door. <c>not_found</c>.</summary>
public sealed record FindPaymentLink(PaymentLinkId Id) : IRequest<Result<PaymentLinkView>>;

/// <summary>Short texts to copy that ask for a payment, in the link's language.</summary>
public sealed record LinkTexts(string Email, string Sms, string Messenger);

/// <summary>Declared here, implemented by the Hpp module, which speaks the languages.</summary>
public interface ILinkTexts
{
    /// <param name="payee">The account's name.</param>
    /// <param name="url">The link's address.</param>
    LinkTexts Of(PaymentLinkView link, string payee, string url);
}
