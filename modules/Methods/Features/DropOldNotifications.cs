using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Deletes raw notifications that are older than 90 days (contract/methods-and-gateways.md, Gateway callbacks), some in each commit. One that is
/// still tried stays, however old: it may be the only proof that money moved.
/// </summary>
internal sealed class DropOldNotifications(IServiceScopeFactory scopes) : IJob
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    // A body may have 1 MiB, and all of a batch are in memory.
    private const int Batch = 50;

    public async Task Run(CancellationToken ct)
    {
        int count;
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            var dropped = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new Command(), ct);
            count = dropped.IsFailure ? 0 : dropped.Value;
        }
        while (count == Batch && !ct.IsCancellationRequested);
    }

    internal sealed record Command : IRequest<Result<int>>;

    internal sealed class Handler(CommerceDb db, TimeProvider clock) : IRequestHandler<Command, Result<int>>
    {
        public async Task<Result<int>> Handle(Command c, CancellationToken ct)
        {
            var before = clock.GetUtcNow() - KeptFor;
            var old = await db.Set<ReceivedNotification>().Where(n => n.State != NotificationState.Received && n.Received < before)
                .OrderBy(n => n.Received).Take(Batch).ToListAsync(ct);
            db.RemoveRange(old);
            await db.Commit(ct);
            return old.Count;
        }
    }
}
