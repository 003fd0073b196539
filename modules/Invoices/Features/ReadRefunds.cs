using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>GET /api/payment-invoices/{id}/refunds, GET /api/refunds/{id}. The refunds of an invoice, the oldest first; another account's are not there.</summary>
internal static class ReadRefunds
{
    internal sealed record OneQuery(Caller Caller, RefundId Id) : IRequest<Result<RefundView>>;

    internal sealed record ListQueryOf(Caller Caller, InvoiceId Invoice) : IRequest<Result<IReadOnlyList<RefundView>>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("refunds/{id}", (RefundId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new OneQuery(caller, id), ct).ToHttp(refund => new JsonAnswer(new { data = RefundDocument.Resource(refund) })))
            .Describe("Read a refund", "The refund as it is now.", "RefundDocument");
        api.MapGet("payment-invoices/{id}/refunds", (InvoiceId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListQueryOf(caller, id), ct).ToHttp(refunds =>
                new JsonAnswer(ListDocument.Of([.. refunds.Select(RefundDocument.Resource)], ListQuery.MostRows, next: null))))
            .Describe("List the refunds of an invoice", "Asked by the merchant or made at the gateway, the oldest first.", "RefundList");
    }

    internal sealed class OneHandler(CommerceDb db) : IRequestHandler<OneQuery, Result<RefundView>>
    {
        public async Task<Result<RefundView>> Handle(OneQuery q, CancellationToken ct)
        {
            var refund = await db.Set<Refund>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == q.Id && r.AccountId == q.Caller.Account, ct);
            return refund is not null && q.Caller.Reaches(refund.Mode) ? refund.View() : Error.NotFound();
        }
    }

    internal sealed class ListHandler(CommerceDb db) : IRequestHandler<ListQueryOf, Result<IReadOnlyList<RefundView>>>
    {
        public async Task<Result<IReadOnlyList<RefundView>>> Handle(ListQueryOf q, CancellationToken ct) => (await db.ReadInvoice(q.Caller, q.Invoice, ct)).Map(i => i.Refunds);
    }
}
