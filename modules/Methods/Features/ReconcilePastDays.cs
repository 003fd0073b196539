using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Asks for a reconciliation of every day that is over, for each account and mode that has a gateway account; once for each day. It looks every hour, and
/// back over a month: a night in which no server ran is made up for.
/// </summary>
internal sealed class ReconcilePastDays(CommerceDb db, IServiceScopeFactory scopes) : IJob
{
    /// <summary>What is older is asked for by the merchant.</summary>
    private const int MostDays = 31;

    /// <summary>Gateways get this long to close their books of a day.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromHours(2);

    public async Task Run(CancellationToken ct)
    {
        var owners = await db.Set<GatewayAccount>().GroupBy(a => new { a.AccountId, a.Mode }).Select(g => new { g.Key.AccountId, g.Key.Mode, Since = g.Min(a => a.Created) }).ToListAsync(ct);
        foreach (var owner in owners)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new Command(owner.AccountId, owner.Mode, DateOnly.FromDateTime(owner.Since.UtcDateTime)), ct);
        }
    }

    /// <param name="Since">The first day that there is anything to ask about.</param>
    internal sealed record Command(AccountId Account, Mode Mode, DateOnly Since) : IRequest<Result<Done>>;

    internal sealed class Handler(CommerceDb db, JobWaker<RunReconciliations> waker, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var end = DateOnly.FromDateTime((now - Closing).UtcDateTime);
            var first = c.Since > end.AddDays(-MostDays) ? c.Since : end.AddDays(-MostDays);
            var from = new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            var known = await db.Set<Reconciliation>()
                .Where(r => r.AccountId == c.Account && r.Mode == c.Mode && r.Source == ReconciliationSource.Nightly && r.Day >= from).Select(r => r.Day).ToListAsync(ct);

            var missing = new List<Reconciliation>();
            for (var day = first; day < end; day = day.AddDays(1)) missing.Add(Reconciliation.Ask(c.Account, c.Mode, ReconciliationSource.Nightly, day, null, now));
            missing.RemoveAll(r => known.Contains(r.Day));
            if (missing.Count == 0) return Result.Done;

            db.AddRange(missing);
            db.AfterCommit(typeof(RunReconciliations), waker.Wake);
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
