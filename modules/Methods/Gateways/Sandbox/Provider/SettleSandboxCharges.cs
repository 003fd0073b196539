using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>What happens at the sandbox by itself: reservations lapse, pending refunds are done.</summary>
internal sealed class SettleSandboxCharges(CommerceDb db, JobSteps steps, TimeProvider clock) : IJob
{
    private const int Batch = 200;

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Set<SandboxCharge>().Where(c => c.NextMoment != null && c.NextMoment <= now).OrderBy(c => c.NextMoment).Select(c => c.Id).Take(Batch).ToListAsync(ct);
        await steps.Send(due, id => new ChangeCharge.Command(id, Advance), ct);
    }

    private static Result<Done> Advance(SandboxCharge charge, DateTimeOffset now)
    {
        charge.Advance(now);
        return Result.Done;
    }
}
