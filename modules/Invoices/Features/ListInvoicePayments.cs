using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>GET /api/payment-invoices/{id}/payments. Every attempt to pay the invoice, the oldest first.</summary>
internal static class ListInvoicePayments
{
    internal sealed record Query(Caller Caller, InvoiceId Id) : IRequest<Result<IReadOnlyList<PaymentView>>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("payment-invoices/{id}/payments", (InvoiceId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Query(caller, id), ct).ToHttp(payments =>
                new JsonAnswer(ListDocument.Of([.. payments.Select(PaymentDocument.Resource)], ListQuery.MostRows, next: null))))
            .Describe("List the payments of an invoice", "Every attempt to pay it, the oldest first.", "PaymentList");

    internal sealed class Handler(CommerceDb db, IMediator mediator) : IRequestHandler<Query, Result<IReadOnlyList<PaymentView>>>
    {
        public async Task<Result<IReadOnlyList<PaymentView>>> Handle(Query q, CancellationToken ct)
        {
            var invoice = await db.ReadInvoice(q.Caller, q.Id, ct);
            return invoice.IsFailure ? invoice.Error : await mediator.Send(new ListPayments(q.Id), ct);
        }
    }
}
