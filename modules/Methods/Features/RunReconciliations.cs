using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Does every reconciliation that is asked for, some at once, one for each account: a merchant whose gateway does not answer delays nobody else, and one
/// gateway account that does not answer does not stop the others.
/// </summary>
internal sealed class RunReconciliations(
    BookCheck check, IServiceScopeFactory scopes, JobWaker<RunReconciliations> waker, IHostApplicationLifetime host, ILogger<RunReconciliations> log) : IJob
{
    private const int AtOnce = 4;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public async Task Run(CancellationToken ct)
    {
        if (!host.ApplicationStarted.IsCancellationRequested) return;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = new Dictionary<AccountId, Task>();
        Task? woken = null;
        while (true)
        {
            foreach (var account in running.Where(r => r.Value.IsCompleted).Select(r => r.Key).ToList()) running.Remove(account);
            if (!ct.IsCancellationRequested && running.Count < AtOnce
                && await Send(new Begin([.. running.Keys], PreparedOperations.NewClaim()), ct) is { IsFailure: false, Value: { } work })
            {
                running.Add(work.Account, Do(work, ct));
                continue;
            }

            if (running.Count == 0) break;
            // The wait is kept until it ends, so that no wake-up is lost between two turns.
            if (woken is null or { IsCompleted: true }) woken = waker.WaitForWake(LongestWait, stop.Token);
            await Task.WhenAny([.. running.Values, woken]);
        }

        await stop.CancelAsync();
    }

    /// <summary>Never throws: what broke off is done again once its lease is over.</summary>
    private async Task Do(Work work, CancellationToken ct)
    {
        try
        {
            var (accounts, differences) = (new List<ReconciledAccount>(), new List<Difference>());
            foreach (var account in work.Accounts)
            {
                if (await Send(new Hold(work.Id, work.Claim), ct) is not { IsFailure: false, Value: true }) return;
                var (outcome, found) = await check.Run(account, work.Day, ct);
                accounts.Add(outcome);
                differences.AddRange(found);
            }

            await Send(new End(work.Id, work.Claim, accounts, differences), ct);
        }
        catch (Exception e)
        {
            log.LogError(e, "The reconciliation {Reconciliation} broke off; it is done again later.", work.Id);
        }
    }

    private async Task<Result<T>> Send<T>(IRequest<Result<T>> request, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, ct);
    }

    internal sealed record Work(ReconciliationId Id, string Claim, AccountId Account, DateOnly Day, IReadOnlyList<GatewayAccount> Accounts);

    /// <summary>Claims the oldest that is free, and counts the try before anybody is asked; null when there is none.</summary>
    /// <param name="Busy">Accounts that are being asked already.</param>
    internal sealed record Begin(IReadOnlyList<AccountId> Busy, string Claim) : IRequest<Result<Work?>>;

    internal sealed class BeginHandler(CommerceDb db, FirstMoment start, TimeProvider clock) : IRequestHandler<Begin, Result<Work?>>
    {
        private const int Batch = 20;

        public async Task<Result<Work?>> Handle(Begin c, CancellationToken ct)
        {
            var (now, voidBefore) = (clock.GetUtcNow(), start.VoidBefore(Reconciliation.Lease));
            var free = await db.Set<Reconciliation>()
                .Where(r => r.Status == ReconciliationStatus.Running && (r.LeaseUntil == null || r.LeaseUntil <= now || r.LeaseUntil < voidBefore) && !c.Busy.Contains(r.AccountId))
                .OrderBy(r => r.Created).ThenBy(r => r.Id).Take(Batch).ToListAsync(ct);
            if (free.Count == 0) return Result.Of<Work?>(null);

            // Those that were tried too often end here.
            var row = free.Find(r => r.Begin(c.Claim, now));
            await db.Commit(ct);
            if (row is null) return Result.Of<Work?>(null);
            var accounts = await db.Set<GatewayAccount>().AsNoTracking()
                .Where(a => a.AccountId == row.AccountId && a.Mode == row.Mode && (row.GatewayAccountId == null || a.Id == row.GatewayAccountId))
                .OrderBy(a => a.Created).ToListAsync(ct);
            return new Work(row.Id, c.Claim, row.AccountId, row.Date, accounts);
        }
    }

    /// <summary>Renews the lease before the next gateway account is asked; false when the claim is lost.</summary>
    internal sealed record Hold(ReconciliationId Id, string Claim) : IRequest<Result<bool>>;

    internal sealed class HoldHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<Hold, Result<bool>>
    {
        public async Task<Result<bool>> Handle(Hold c, CancellationToken ct)
        {
            var row = await db.Set<Reconciliation>().FirstAsync(r => r.Id == c.Id, ct);
            if (!row.Hold(c.Claim, clock.GetUtcNow())) return false;
            await db.Commit(ct);
            return true;
        }
    }

    internal sealed record End(ReconciliationId Id, string Claim, IReadOnlyList<ReconciledAccount> Accounts, IReadOnlyList<Difference> Differences) : IRequest<Result<Done>>;

    internal sealed class EndHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<End, Result<Done>>
    {
        public async Task<Result<Done>> Handle(End c, CancellationToken ct)
        {
            var row = await db.Set<Reconciliation>().FirstAsync(r => r.Id == c.Id, ct);
            row.Finish(c.Claim, c.Accounts, c.Differences, clock.GetUtcNow());
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
