using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Does every reconciliation that is asked for, one after the other; one gateway account that does not answer does not stop the others.</summary>
internal sealed class RunReconciliations(CommerceDb db, BookCheck check, IServiceScopeFactory scopes, IHostApplicationLifetime host) : IJob
{
    private const int Batch = 50;

    public async Task Run(CancellationToken ct)
    {
        if (!host.ApplicationStarted.IsCancellationRequested) return;
        var due = await db.Set<Reconciliation>().Where(r => r.Status == ReconciliationStatus.Running).OrderBy(r => r.Created).Select(r => r.Id).Take(Batch).ToListAsync(ct);
        foreach (var id in due)
        {
            if (await Send(new Begin(id), ct) is not { IsFailure: false, Value: { } work }) continue;
            var (accounts, differences) = (new List<ReconciledAccount>(), new List<Difference>());
            foreach (var account in work.Accounts)
            {
                var (outcome, found) = await check.Run(account, work.Day, ct);
                accounts.Add(outcome);
                differences.AddRange(found);
            }

            await Send(new End(id, accounts, differences), ct);
        }
    }

    private async Task<Result<T>> Send<T>(IRequest<Result<T>> request, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, ct);
    }

    internal sealed record Work(DateOnly Day, IReadOnlyList<GatewayAccountId> Accounts);

    /// <summary>Counts the try before anybody is asked; null when the reconciliation is over.</summary>
    internal sealed record Begin(ReconciliationId Id) : IRequest<Result<Work?>>;

    internal sealed class BeginHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<Begin, Result<Work?>>
    {
        public async Task<Result<Work?>> Handle(Begin c, CancellationToken ct)
        {
            var row = await db.Set<Reconciliation>().FirstAsync(r => r.Id == c.Id, ct);
            var begun = row.Begin(clock.GetUtcNow());
            var accounts = await db.Set<GatewayAccount>()
                .Where(a => a.AccountId == row.AccountId && a.Mode == row.Mode && (row.GatewayAccountId == null || a.Id == row.GatewayAccountId))
                .OrderBy(a => a.Created).Select(a => a.Id).ToListAsync(ct);
            await db.Commit(ct);
            return begun ? new Work(row.Date, accounts) : null;
        }
    }

    internal sealed record End(ReconciliationId Id, IReadOnlyList<ReconciledAccount> Accounts, IReadOnlyList<Difference> Differences) : IRequest<Result<Done>>;

    internal sealed class EndHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<End, Result<Done>>
    {
        public async Task<Result<Done>> Handle(End c, CancellationToken ct)
        {
            var row = await db.Set<Reconciliation>().FirstAsync(r => r.Id == c.Id, ct);
            row.Finish(c.Accounts, c.Differences, clock.GetUtcNow());
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
