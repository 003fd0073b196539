using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>GET /api/payments/{id}. One attempt at one gateway, with the gateway's own words; another account's is not there.</summary>
internal static class ReadPayments
{
    internal sealed record Query(Caller Caller, PaymentId Id) : IRequest<Result<PaymentView>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("payments/{id}", (PaymentId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Query(caller, id), ct).ToHttp(payment => new JsonAnswer(new { data = PaymentDocument.Resource(payment) })))
            .Describe("Read a payment", "One attempt at one gateway, with the gateway's own words.", "PaymentDocument");

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Query, Result<PaymentView>>
    {
        public async Task<Result<PaymentView>> Handle(Query q, CancellationToken ct)
        {
            var payment = await db.Set<Payment>().AsNoTracking().FirstOrDefaultAsync(p => p.Id == q.Id && p.AccountId == q.Caller.Account, ct);
            return payment is not null && q.Caller.Reaches(payment.Mode) ? payment.View() : Error.NotFound();
        }
    }

    /// <summary>For the module above: all payments of an invoice, the oldest first.</summary>
    internal sealed class ListHandler(CommerceDb db) : IRequestHandler<ListPayments, Result<IReadOnlyList<PaymentView>>>
    {
        public async Task<Result<IReadOnlyList<PaymentView>>> Handle(ListPayments q, CancellationToken ct) =>
            Result.Of<IReadOnlyList<PaymentView>>([.. (await db.Set<Payment>().AsNoTracking()
                .Where(p => p.InvoiceId == q.Invoice).OrderBy(p => p.Created).ThenBy(p => p.Id).ToListAsync(ct)).Select(p => p.View())]);
    }
}
