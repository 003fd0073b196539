using MediatR;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Contracts;

/// <summary>
/// The service by its code, with the cost of the amount. Failures (422, source <c>service</c>): <c>service_unknown</c>,
/// <c>service_currency_mismatch</c>, <c>service_unavailable</c> (switched off, outside its limits, or no route takes it),
/// <c>authorize_unsupported</c>, <c>amount_unsupported</c> (source <c>amount</c>).
/// </summary>
/// <param name="Country">The customer's country, ISO 3166-1 alpha-2; null: not known.</param>
public sealed record QuoteService(AccountId Account, Mode Mode, string Code, Money Amount, PaymentFlow PaymentFlow, string? Country = null)
    : IRequest<Result<Quote>>;

/// <summary>The services that the account offers in a currency, in its order; filtered by the amount's limits, the country where given, and the routes.</summary>
public sealed record ListQuotes(AccountId Account, Mode Mode, Currency Currency, Money? Amount, string? Country = null) : IRequest<Result<IReadOnlyList<Quote>>>;

/// <summary>Those of the codes that name no payment method: neither one of the catalogue nor one that the account set up a service of.</summary>
public sealed record FindUnknownMethods(AccountId Account, Mode Mode, IReadOnlyList<string> Codes) : IRequest<Result<IReadOnlyList<string>>>;

/// <summary>Prepare: adds a payment and its start operation, born claimed by this request, to the caller's unit of work. Calls nobody.</summary>
/// <param name="Quote">What <see cref="QuoteService"/> answered.</param>
/// <param name="Fields">The service's fields, already checked.</param>
/// <param name="FormId">The form that asks, or null: (form, service) is unique among payments.</param>
/// <param name="Expires">When the invoice ends.</param>
public sealed record PreparePayment(
    InvoiceId Invoice,
    AccountId Account,
    Mode Mode,
    Quote Quote,
    PaymentFlow PaymentFlow,
    IReadOnlyDictionary<string, string> Fields,
    string? Description,
    string? FormId,
    DateTimeOffset Expires) : IRequest<Result<PaymentView>>;

/// <summary>
/// Prepare: adds a capture of a reserved payment, born claimed. Failures: <c>capture_exceeds_authorized</c> (source <c>amount</c>),
/// <c>amount_unsupported</c>, <c>invalid_state</c> when it is not reserved, or is being captured or voided.
/// </summary>
public sealed record PrepareCapture(PaymentId Payment, Money Amount) : IRequest<Result<PaymentView>>;

/// <summary>
/// Prepare: adds a refund operation, born claimed. Failures: <c>service_unavailable</c> where the gateway cannot return money,
/// <c>partial_refund_unsupported</c>, <c>refund_exceeds_paid</c>, <c>amount_unsupported</c> (source <c>amount</c>).
/// </summary>
/// <param name="Refund">The refund that asks; null: a return of money that the invoice does not need.</param>
/// <param name="Amount">Null: all of the payment that was not returned yet.</param>
public sealed record PrepareRefund(PaymentId Payment, RefundId? Refund, Money? Amount, string? Description) : IRequest<Result<PaymentView>>;

/// <summary>
/// Prepare: adds what happened on the merchant's own bank account to a manual payment of the invoice: what arrived to the one whose money it has, what
/// was returned to a double payment first. The same <paramref name="OriginalId"/> with the same content changes nothing. Failures: <c>not_manual</c>,
/// <c>reference_id_conflict</c>, <c>refund_exceeds_paid</c>, <c>currency_unknown</c>, <c>amount_range</c>, <c>amount_precision</c>, <c>required</c> (source <c>amount</c>) when nothing is missing or to return, <c>conflict</c> while
/// the payment is being started.
/// </summary>
/// <param name="Held">The payment whose money the invoice has; null: none.</param>
/// <param name="Amount">As written; null: what is missing, or, of a return, what is left.</param>
/// <param name="Currency">ISO 4217 code; null: the payment's. Another one is recorded and told, never counted.</param>
/// <param name="OriginalId">The bank's own id of the movement, unique for the bank account.</param>
public sealed record PrepareStatement(InvoiceId Invoice, PaymentId? Held, StatementStatus Status, AmountText? Amount, string? Currency, string OriginalId, string? Description)
    : IRequest<Result<PreparedStatement>>;

/// <param name="Added">The money that moved; null: the movement was known already, and nothing was added.</param>
public sealed record PreparedStatement(Money? Added);

/// <summary>What a statement tells.</summary>
public enum StatementStatus
{
    /// <summary>Money arrived.</summary>
    Processed,

    /// <summary>Money was returned by hand.</summary>
    Refunded,
}

/// <summary>Prepare: adds a cancel (of a reservation: a void) for every open payment of the invoice, save one; born claimed. Answers how many.</summary>
public sealed record PrepareCancel(InvoiceId Invoice, PaymentId? Except = null) : IRequest<Result<int>>;

/// <summary>Prepare: tells the invoice's open payments that it ends later. What gateways were told already stays; a page that times out sooner is opened again.</summary>
public sealed record PrepareExtend(InvoiceId Invoice, DateTimeOffset Expires) : IRequest<Result<Done>>;

/// <summary>
/// Prepare: blanks what the payments of these invoices keep of who paid: fields, card holder, the raw notifications that were applied. Where the
/// gateway can forget it too, the call that asks it is recorded. Blanked again, nothing changes.
/// </summary>
public sealed record PrepareErase(IReadOnlyList<InvoiceId> Invoices) : IRequest<Result<Done>>;

/// <summary>
/// Run: executes the due operations of the invoice that this request prepared, each in a scope of its own: claim, call, apply. Sent after
/// <c>Commit</c>. Never throws to its caller; what is undone stays due and the dispatcher does it.
/// </summary>
public sealed record RunOperations(InvoiceId Invoice) : IRequest<Result<GatewayReach>>;

/// <summary>Whether the gateways that were called answered.</summary>
public enum GatewayReach
{
    Answered,
    TimedOut,
    Failed,
}

/// <summary>Run: asks the gateways of the invoice's open payments for the truth, at most once in 5 s for each payment, and applies the answer.</summary>
public sealed record RunQuery(InvoiceId Invoice) : IRequest<Result<Done>>;

/// <summary>All payments of an invoice, the oldest first.</summary>
public sealed record ListPayments(InvoiceId Invoice) : IRequest<Result<IReadOnlyList<PaymentView>>>;

/// <summary>Gives the demo account its dozen test services in EUR; sent by the host once the account is there. Idempotent.</summary>
public sealed record ConfigureDemoServices(AccountId Account) : IRequest<Result<Done>>;

/// <summary>
/// A payment changed: raised inside the commit that changes it. <paramref name="Cause"/> is <c>gateway</c> (its answer or notification),
/// <c>query</c>, <c>reconciler</c>, <c>statement</c> or <c>bank_file</c>. A report that changed nothing raises nothing.
/// </summary>
public sealed record PaymentChanged(PaymentView Payment, string Cause) : INotification;

/// <summary>Checks field values against a service's fields: pure, shared by the APIs and the page.</summary>
public static class ServiceFields
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(50);

    /// <summary>Errors <c>field_required</c> and <c>field_invalid</c>, with source <c>fields/&lt;key&gt;</c>; none when all are good.</summary>
    public static IReadOnlyList<Error> Check(ServiceView service, IReadOnlyDictionary<string, string> values)
    {
        var errors = new List<Error>();
        foreach (var field in service.Fields)
        {
            var value = values.GetValueOrDefault(field.Key)?.Trim();
            if (string.IsNullOrEmpty(value))
            {
                if (field.Required) errors.Add(Error.Invalid("field_required", $"The service needs the field {field.Key}.", $"fields/{field.Key}"));
            }
            else if (!Matches(field, value))
            {
                errors.Add(Error.Invalid("field_invalid", $"The field {field.Key} does not have the form that the service asks for.", $"fields/{field.Key}"));
            }
        }

        return errors;
    }

    private static bool Matches(FieldView field, string value) =>
        field.Regexp is null
        || System.Text.RegularExpressions.Regex.IsMatch(value, field.Regexp, System.Text.RegularExpressions.RegexOptions.NonBacktracking, PatternLimit);
}
