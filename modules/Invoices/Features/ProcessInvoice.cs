using MediatR;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Invoices.Contracts.ProcessInvoice;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// Chooses or changes the service of an open invoice and starts it (Public API and hosted page). The service that is already open answers the
/// invoice as it stands, with a slot of its stored link taken again if it went back; and a form starts a service at most once, however often it is sent.
/// </summary>
internal static class ProcessInvoice
{
    internal sealed class Handler(CommerceDb db, IMediator mediator, InvoiceWaiters waiters, TimeProvider clock) : IRequestHandler<Request, Result<InvoiceView>>
    {
        public async Task<Result<InvoiceView>> Handle(Request c, CancellationToken ct)
        {
            var invoice = await db.FindInvoice(c.Id, ct);
            if (invoice is null) return Error.NotFound();

            var service = c.Service ?? invoice.Service;
            if (service is null) return Error.Invalid("required", "The service is required.", "service");
            // A second click of the same form, too, is told where to go only once the first has found out.
            if (invoice.State == InvoiceState.Processing && invoice.Service == service) return await StartPayment.Await(db, waiters, invoice.Id, ct);
            if (invoice.HasStarted(c.FormId, service) || IsOpen(invoice, service)) return await GoOn(invoice, ct);
            if (invoice.State.IsPaid()) return InvoiceErrors.AlreadyPaid();
            if (invoice.State == InvoiceState.Processing) return InvoiceErrors.Starting(retryAfterSeconds: 2);
            if (!invoice.State.IsOpen()) return InvoiceErrors.InvalidState(invoice.State, "started");
            // Its time is over, whenever the job gets to it.
            if (invoice.Expires <= clock.GetUtcNow()) return InvoiceErrors.InvalidState(InvoiceState.Expired, "started");

            var (amount, country) = (new Money(invoice.AmountMinor, invoice.Currency), invoice.Customer?.Data.Address?.Country);
            var quote = await mediator.Send(new QuoteService(invoice.AccountId, invoice.Mode, service, amount, invoice.PaymentFlow, country), ct);
            if (quote.IsFailure) return Result<InvoiceView>.Fail(quote.Errors);

            if (!await db.LinkOffers(invoice, service, quote.Value.Service.Method.Code, ct)) return InvoiceErrors.LinkService();

            var fields = Merge(invoice.FieldsGiven, c.Fields);
            var errors = ServiceFields.Check(quote.Value.Service, fields);
            if (errors.Count > 0) return Result<InvoiceView>.Fail(errors);

            if (await db.TakeSlot(invoice, clock.GetUtcNow(), ct) is { } refused) return refused;
            var cause = new Cause(invoice.Source == InvoiceSource.PublicApi ? "public_api" : "hpp", Actor.Payer);
            var started = await StartPayment.Prepare(mediator, invoice, quote.Value, fields, c.FormId, cause, clock.GetUtcNow(), ct);
            if (started.IsFailure) return started.Error;
            invoice.RememberPage(c.PageQuery);

            await db.Commit(ct);
            await mediator.Send(new RunOperations(invoice.Id), ct);
            return (await db.ReadInvoice(invoice.Id, ct))!;
        }

        private static bool IsOpen(Invoice invoice, string service) =>
            invoice.State == InvoiceState.ProcessPending && invoice.Active is { IsOpen: true } open && open.Service == service;

        /// <summary>Where it stands; whoever is sent on from there holds a slot of the link.</summary>
        private async Task<Result<InvoiceView>> GoOn(Invoice invoice, CancellationToken ct)
        {
            if (invoice.LostSlot is null) return invoice.View();
            if (await db.KeepSlot(invoice, clock.GetUtcNow(), ct) is { } refused) return refused;
            await db.Commit(ct);
            return invoice.View();
        }

        private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> known, IReadOnlyDictionary<string, string> given)
        {
            var fields = new Dictionary<string, string>(known, StringComparer.Ordinal);
            foreach (var (key, value) in given) fields[key] = value;
            return fields;
        }
    }
}
