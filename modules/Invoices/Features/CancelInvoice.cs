using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using Request = PayCore.Commerce.Invoices.Contracts.CancelInvoice;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>POST /api/payment-invoices/{id}/cancel. Ends an unpaid invoice, or asks to give a reservation free; cancelling twice is the same as once.</summary>
internal static class CancelInvoice
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("payment-invoices/{id}/cancel", (InvoiceId id, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
            mediator.Send(new Request(id, caller.Account, caller.Mode, Actor.Merchant), ct)
                .ToHttp(invoice => new JsonAnswer(InvoiceDocument.Of(invoice, server))))
            .Describe("Cancel an invoice", "Ends an unpaid invoice: `terminated`. Cancelling twice is the same as once. A paid one is 409 `invalid_state`.",
                "InvoiceDocument", errors: ["invalid_state"]);

    internal sealed class Handler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<Request, Result<InvoiceView>>
    {
        public async Task<Result<InvoiceView>> Handle(Request c, CancellationToken ct)
        {
            var invoice = await db.FindInvoice(c.Id, ct);
            if (invoice is null || (c.Account is { } account && account != invoice.AccountId)) return Error.NotFound();
            if (c.KeyMode == Mode.Test && invoice.Mode == Mode.Live) return Error.NotFound();

            var before = (invoice.Sequence, invoice.VoidAsked);
            var cancelled = invoice.Cancel(c.By, clock.GetUtcNow());
            if (cancelled.IsFailure) return cancelled.Error;
            if ((invoice.Sequence, invoice.VoidAsked) == before) return invoice.View();

            await mediator.Send(new PrepareCancel(invoice.Id), ct);
            await db.Commit(ct);
            await mediator.Send(new RunOperations(invoice.Id), ct);
            return (await db.ReadInvoice(invoice.Id, ct))!;
        }
    }
}
