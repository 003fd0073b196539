using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// DELETE /api/gateway-accounts/{id}. 409 <c>invalid_state</c> while a service's route names it. One that payments refer to is switched off and kept,
/// since their refunds and notifications still need it: 200 with the account; else it is gone: 204.
/// </summary>
internal static class RemoveGatewayAccount
{
    internal sealed record Command(Caller Caller, GatewayAccountId Id) : IRequest<Result<Kept>>;

    /// <param name="Account">Null: it is gone.</param>
    internal sealed record Kept(GatewayAccount? Account);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete("gateway-accounts/{id}", (GatewayAccountId id, Caller caller, IMediator mediator, GatewayAccountDocument document, CancellationToken ct) =>
            mediator.Send(new Command(caller, id), ct).ToHttp(kept => kept.Account is { } account ? new JsonAnswer(new { data = document.Of(account) }) : Results.NoContent()))
            .Describe("Remove a gateway account",
                "Not while a service's route names it. One that payments or bank files refer to is switched off and kept, since their refunds and notifications need it: 200; else it is gone: 204.",
                "GatewayAccountDocument", also: StatusCodes.Status204NoContent, errors: ["invalid_state"]);

    internal sealed class Handler(CommerceDb db, IMediator mediator, ServiceShelf shelf) : IRequestHandler<Command, Result<Kept>>
    {
        public async Task<Result<Kept>> Handle(Command c, CancellationToken ct)
        {
            if (await db.FindGatewayAccount(c.Caller, c.Id, ct) is not { } account) return Error.NotFound();
            if (account.IsAutomatic) return MethodErrors.AccountSetsItselfUp();
            var services = await db.Set<ConfiguredService>().AsNoTracking().Where(s => s.AccountId == account.AccountId && s.Mode == account.Mode).ToListAsync(ct);
            var routed = services.FindAll(s => s.Routes.Any(r => r.GatewayAccount == account.Id)).ConvertAll(s => s.Code);
            if (routed.Count > 0) return MethodErrors.InvalidState($"Services use this gateway account: {string.Join(", ", routed)}. Take it out of their routes first.");

            // Every payment that ever was there has an operation there; a bank file may have told of none of them.
            var isUsed = await db.Set<GatewayOperation>().AnyAsync(o => o.GatewayAccountId == account.Id, ct)
                || await db.Set<ReceivedNotification>().AnyAsync(n => n.GatewayAccountId == account.Id, ct)
                || await db.Set<BankFile>().AnyAsync(f => f.GatewayAccountId == account.Id, ct);
            if (isUsed) account.Enabled = false;
            else db.Remove(account);
            await mediator.Send(new PrepareAudit(
                c.Caller, "gateway_account_removed", new Dictionary<string, string?>(account.Named()) { ["kept"] = isUsed ? "switched off" : null }), ct);
            await db.Commit(ct);
            shelf.Forget(account.AccountId, account.Mode);
            return new Kept(isUsed ? account : null);
        }
    }
}
