using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>DELETE /api/payment-links/{id}. No new payment can be started; what was started goes on, and the link can still be read, but for its customer. Twice is the same as once.</summary>
internal static class ClosePaymentLink
{
    internal sealed record Command(Caller Caller, PaymentLinkId Id) : IRequest<Result<Done>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete("payment-links/{id}", (PaymentLinkId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Command(caller, id), ct).ToHttp(_ => Results.NoContent()))
            .Describe("Close a payment link", "No new payment can be started by it; what was started goes on. It can still be read: `closed`, its `customer` blanked.", null, StatusCodes.Status204NoContent);

    internal sealed class Handler(CommerceDb db, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            if (await db.FindLink(c.Caller, c.Id, ct) is not { } link) return Error.NotFound();
            if (link.Closed is not null) return Result.Done;
            link.Close(clock.GetUtcNow());
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
