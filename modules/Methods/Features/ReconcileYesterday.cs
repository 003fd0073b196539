using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Asks, every night, for a reconciliation of the day before, for each account and mode that has a gateway account; once for each day.</summary>
internal sealed class ReconcileYesterday(CommerceDb db, IServiceScopeFactory scopes) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        var owners = await db.Set<GatewayAccount>().Select(a => new { a.AccountId, a.Mode }).Distinct().ToListAsync(ct);
        foreach (var owner in owners)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new Command(owner.AccountId, owner.Mode), ct);
        }
    }

    internal sealed record Command(AccountId Account, Mode Mode) : IRequest<Result<Done>>;

    internal sealed class Handler(CommerceDb db, JobWaker<RunReconciliations> waker, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var row = Reconciliation.Ask(c.Account, c.Mode, ReconciliationSource.Nightly, DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1), null, now);
            var isKnown = await db.Set<Reconciliation>()
                .AnyAsync(r => r.AccountId == c.Account && r.Mode == c.Mode && r.Day == row.Day && r.Source == ReconciliationSource.Nightly, ct);
            if (isKnown) return Result.Done;
            db.Add(row);
            db.AfterCommit(typeof(RunReconciliations), waker.Wake);
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
