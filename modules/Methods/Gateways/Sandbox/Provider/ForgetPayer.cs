using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>POST /sandbox/api/charges/{id}/forget. The sandbox forgets who paid: the card holder, in the charge and in its notifications. No notification is made.</summary>
internal static class ForgetPayer
{
    internal sealed record Command(string Id) : IRequest<Result<SandboxCharge>>;

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Command, Result<SandboxCharge>>
    {
        public async Task<Result<SandboxCharge>> Handle(Command c, CancellationToken ct)
        {
            if (await db.Set<SandboxCharge>().FirstOrDefaultAsync(s => s.Id == c.Id, ct) is not { } charge) return Error.NotFound();
            charge.Forget();
            foreach (var notification in await db.Set<SandboxNotification>().Where(n => n.ChargeId == c.Id).ToListAsync(ct)) notification.Forget();
            await db.Commit(ct);
            return charge;
        }
    }
}
