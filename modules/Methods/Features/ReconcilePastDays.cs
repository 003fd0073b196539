using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Asks for a reconciliation of every day that is over, for each account and mode that has a gateway account; once for each day, and again while a gateway
/// account gave no answer. It looks every hour, and back over a month: a night in which no server ran is made up for.
/// </summary>
internal sealed class ReconcilePastDays(CommerceDb db, IServiceScopeFactory scopes) : IJob
{
    /// <summary>What is older is asked for by the merchant.</summary>
    private const int MostDays = 31;

    /// <summary>A gateway that stays silent for so many nightly rows of one day is left to the merchant, too.</summary>
    private const int MostNights = 6;

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
            var nights = await db.Set<Reconciliation>()
                .Where(r => r.AccountId == c.Account && r.Mode == c.Mode && r.Source == ReconciliationSource.Nightly && r.Day >= from)
                .Select(r => new Night(r.Day, r.Created, r.Status, r.Accounts)).ToListAsync(ct);

            var due = new List<Reconciliation>();
            for (var day = first; day < end; day = day.AddDays(1)) due.Add(Reconciliation.Ask(c.Account, c.Mode, ReconciliationSource.Nightly, day, null, now));
            due.RemoveAll(r => !IsDue([.. nights.Where(n => n.Day == r.Day)]));
            if (due.Count == 0) return Result.Done;

            db.AddRange(due);
            db.AfterCommit(typeof(RunReconciliations), waker.Wake);
            await db.Commit(ct);
            return Result.Done;
        }

        /// <summary>Whether a day is to be asked about: nobody did, or the newest answer left something unproved. One that runs has told of no account yet.</summary>
        private static bool IsDue(IReadOnlyList<Night> nights) =>
            nights.Count < MostNights
            && nights.MaxBy(n => n.Created) is var last
            && (last is null or { Status: ReconciliationStatus.Failed } || last.Accounts.Any(a => a.Outcome == AccountOutcome.Unanswered));

        private sealed record Night(DateTimeOffset Day, DateTimeOffset Created, ReconciliationStatus Status, IReadOnlyList<ReconciledAccount> Accounts);
    }
}
