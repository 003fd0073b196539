using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Does every due operation that nobody does: its request died, or the gateway gave no answer.</summary>
internal sealed class DispatchOperations(CommerceDb db, OperationRunner runner, FirstMoment start, IHostApplicationLifetime host, TimeProvider clock) : IJob
{
    private const int Batch = 200;
    private const int AtOnce = 8;

    public async Task Run(CancellationToken ct)
    {
        if (!host.ApplicationStarted.IsCancellationRequested) return;
        var (now, voidBefore) = (clock.GetUtcNow(), start.VoidLeasesBefore);
        var due = await db.Set<GatewayOperation>()
            .Where(o => o.State == OperationState.Due && o.DueAt <= now && (o.LeaseUntil == null || o.LeaseUntil <= now || o.LeaseUntil < voidBefore))
            .OrderBy(o => o.DueAt).Select(o => o.Id).Take(Batch).ToListAsync(ct);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (id, _) => await runner.ClaimAndRun(id));
    }
}
