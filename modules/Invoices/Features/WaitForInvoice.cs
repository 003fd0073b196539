using MediatR;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Invoices.Contracts.WaitForInvoice;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>Holds a request until the invoice changes (contract/public-api.md, Read). Where there is no place to wait, the answer is immediate.</summary>
internal static class WaitForInvoice
{
    private static readonly Error NoPlace = new("rate_limited", ErrorKind.RateLimited, "Too many requests of this address wait already.");

    internal sealed class Handler(CommerceDb db, InvoiceWaiters waiters) : IRequestHandler<Request, Result<InvoiceView>>
    {
        public async Task<Result<InvoiceView>> Handle(Request q, CancellationToken ct)
        {
            if (await db.ReadInvoice(q.Id, ct) is not { } invoice) return Error.NotFound();
            if (invoice.Sequence != q.Sequence) return invoice;

            using var place = waiters.TryHold(q.Address);
            if (place is null) return q.OrRefuse ? NoPlace : invoice;
            return await waiters.Until(q.Id, async () => (await db.ReadInvoice(q.Id, ct))!, i => i.Sequence != q.Sequence || i.Updated != invoice.Updated, q.Longest, ct);
        }
    }
}
