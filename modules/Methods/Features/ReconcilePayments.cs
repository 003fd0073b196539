using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Finds what no notification told: payments that are silent for longer than usual are queried, at growing intervals, until their outcome is
/// known; a start without an answer for 60 s is settled.
/// </summary>
internal sealed class ReconcilePayments(CommerceDb db, PaymentQuery query, IHostApplicationLifetime host, TimeProvider clock) : IJob
{
    private const int Batch = 200;
    private const int AtOnce = 8;

    public async Task Run(CancellationToken ct)
    {
        if (!host.ApplicationStarted.IsCancellationRequested) return;
        var now = clock.GetUtcNow();
        var due = await db.Set<Payment>().Where(p => p.NextQuery != null && p.NextQuery <= now)
            .OrderBy(p => p.NextQuery).Select(p => p.Id).Take(Batch).ToListAsync(ct);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (id, _) => await query.Run(id, "reconciler"));
    }
}
