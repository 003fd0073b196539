using MediatR;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Invoices.Contracts.RefreshInvoice;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>The customer came back from the gateway: asks it for the truth, at most once in 5 s, before the page shows the invoice.</summary>
internal static class RefreshInvoice
{
    internal sealed class Handler(CommerceDb db, IMediator mediator) : IRequestHandler<Request, Result<InvoiceView>>
    {
        public async Task<Result<InvoiceView>> Handle(Request c, CancellationToken ct)
        {
            if (await db.ReadInvoice(c.Id, ct) is not { } invoice) return Error.NotFound();
            if (invoice.Active is not { IsOpen: true }) return invoice;
            await mediator.Send(new RunQuery(c.Id), ct);
            return (await db.ReadInvoice(c.Id, ct))!;
        }
    }
}
