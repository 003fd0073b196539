using MediatR;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>What an invoice is made from, read and with its types checked; the use case validates it the same for every door.</summary>
/// <param name="ReferenceId">Null on the public door: one is made.</param>
/// <param name="Amount">As written.</param>
/// <param name="Currency">ISO 4217 code as written.</param>
/// <param name="Expires">UNIX seconds.</param>
/// <param name="Metadata">JSON object text.</param>
/// <param name="DraftId">The hosted page's draft: the same draft again leads to the same invoice.</param>
/// <param name="FormId">The form that starts the service: it starts it at most once.</param>
/// <param name="Link">The stored link that asks for it: a payment is started only while it takes new ones.</param>
/// <param name="PageQuery">How the hosted page is shown, as in its address: it is shown the same when the customer comes back from the gateway.</param>
/// <param name="Problems">Members that could not be read, so that they are told together with those that break a rule.</param>
public sealed record InvoiceDraft(
    string? ReferenceId,
    AmountText? Amount,
    string? Currency,
    string? Service = null,
    IReadOnlyDictionary<string, string>? Fields = null,
    string? Description = null,
    string? Descriptor = null,
    PaymentFlow PaymentFlow = PaymentFlow.Charge,
    long? Expires = null,
    string? ReturnUrl = null,
    ReturnUrls? ReturnUrls = null,
    string? CallbackUrl = null,
    string? Metadata = null,
    CustomerData? Customer = null,
    string? Locale = null,
    int? AttemptsLimit = null,
    bool AutoProcess = false,
    string? ClientIp = null,
    string? DraftId = null,
    string? FormId = null,
    IReadOnlyList<Error>? Problems = null,
    PaymentLinkId? Link = null,
    string? PageQuery = null);

/// <summary>
/// Makes an invoice, or takes up the one with the same reference (or draft) and content, and starts its service if one is given.
/// Failures: contract/private-api.md, Create; contract/public-api.md, Create.
/// </summary>
public sealed record CreateInvoice(AccountId Account, Mode Mode, InvoiceSource Source, InvoiceDraft Draft) : IRequest<Result<CreatedInvoice>>;

/// <param name="Replayed">Whether the invoice was there already.</param>
public sealed record CreatedInvoice(InvoiceView Invoice, bool Replayed);

/// <summary>The account's invoice that a form of a link has started: the same form again goes on with it. <c>not_found</c> while it has started none.</summary>
public sealed record FindDraft(AccountId Account, string DraftId) : IRequest<Result<InvoiceView>>;

/// <summary>An invoice by its id alone: the id is a capability of the public door (contract/public-api.md). <c>not_found</c>.</summary>
public sealed record FindInvoice(InvoiceId Id) : IRequest<Result<InvoiceView>>;

/// <summary>
/// Chooses or changes the service of an open invoice and starts it. The service that is already open answers the invoice as it stands. Failures:
/// <c>invalid_state</c>, <c>already_paid</c>, <c>too_many_payments</c>, <c>conflict</c> with Retry-After while another service is being
/// started, those of <see cref="QuoteService"/>, <c>field_required</c>, <c>field_invalid</c>.
/// </summary>
/// <param name="Service">Null: the service that the invoice already has.</param>
/// <param name="PageQuery">As in <see cref="InvoiceDraft"/>; null: not by the hosted page.</param>
public sealed record ProcessInvoice(
    InvoiceId Id, string? Service, IReadOnlyDictionary<string, string> Fields, string? FormId, string? ClientIp, string? PageQuery = null)
    : IRequest<Result<InvoiceView>>;

/// <summary>Ends an unpaid invoice; twice is the same as once. <paramref name="Account"/> null: by the payer, who holds the id.</summary>
public sealed record CancelInvoice(InvoiceId Id, AccountId? Account, Mode? KeyMode, Actor By) : IRequest<Result<InvoiceView>>;

/// <summary>More time for the payer, where the account's own lifetime is shorter than 24 hours: at most ten times, and only while that is later than the end; else <c>invalid_state</c>.</summary>
public sealed record ExtendInvoice(InvoiceId Id) : IRequest<Result<InvoiceView>>;

/// <summary>Asks the gateway of the open payment for the truth (at most once in 5 s), then answers the invoice as it is.</summary>
public sealed record RefreshInvoice(InvoiceId Id) : IRequest<Result<InvoiceView>>;

/// <summary>
/// Waits until the invoice's sequence differs from <paramref name="Sequence"/> or the time is over, then answers it as it is. At most 8 held
/// requests for one address and 2,000 for the server; beyond that the answer is immediate.
/// </summary>
/// <param name="Address">The client's address, for the limit.</param>
/// <param name="OrRefuse">Beyond the limit the answer is the failure <c>rate_limited</c>, for a caller that would ask again at once.</param>
public sealed record WaitForInvoice(InvoiceId Id, int Sequence, TimeSpan Longest, string Address, bool OrRefuse = false) : IRequest<Result<InvoiceView>>;

/// <summary>The short form of a callback for <c>callback_logs</c>; times are UNIX seconds.</summary>
public sealed record CallbackLog(string Id, string Status, string InvoiceStatus, string? Url, int Attempts, int? HttpStatus, string? Error, long Created, long? Delivered);

/// <summary>Declared here, implemented by the Callbacks module: the callbacks of an invoice, the oldest first.</summary>
public interface ICallbackLogs
{
    Task<IReadOnlyList<CallbackLog>> Of(InvoiceId invoice, CancellationToken ct);
}
