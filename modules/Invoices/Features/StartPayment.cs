using MediatR;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>What create and process share: the payment of a chosen service, prepared and started on the invoice; no commit, no call.</summary>
internal static class StartPayment
{
    /// <summary>How long whoever asks for the same start waits for it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>The invoice once a start that is under way is over, or as it is after 20 s.</summary>
    public static Task<InvoiceView> Await(CommerceDb db, InvoiceWaiters waiters, InvoiceId id, CancellationToken ct) =>
        waiters.Until(id, async () => (await db.ReadInvoice(id, ct))!, i => i.State != InvoiceState.Processing, Longest, ct);

    /// <param name="fields">The fields, checked against the quote's service.</param>
    public static async Task<Result<Done>> Prepare(
        IMediator mediator, Invoice invoice, Quote quote, IReadOnlyDictionary<string, string> fields, string? formId, Cause cause, DateTimeOffset now, CancellationToken ct)
    {
        if (invoice.Payments >= Invoice.MostPayments) return InvoiceErrors.TooManyPayments();
        var lifetime = quote.Service.Lifetime is { } longer && !invoice.ExpiresGiven && now + longer > invoice.Expires ? now + longer : invoice.Expires;
        // The service may give the invoice more time, which is the other payments' too.
        if (lifetime > invoice.Expires) await mediator.Send(new PrepareExtend(invoice.Id, lifetime), ct);
        var payment = await mediator.Send(
            new PreparePayment(invoice.Id, invoice.AccountId, invoice.Mode, quote, invoice.PaymentFlow, fields, invoice.Description, formId, lifetime), ct);
        return payment.IsFailure
            ? Result<Done>.Fail(payment.Errors)
            : invoice.Start(payment.Value, fields, quote.Service.Lifetime, formId, cause, now);
    }
}
