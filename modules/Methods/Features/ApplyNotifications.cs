using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Applies what was received, each in a scope and a commit of its own: one that fails is tried again, parked after 20 tries, and holds up nobody. No
/// gateway is called here: what follows (a second open payment cancelled, money returned) is left to <see cref="DispatchOperations"/>.
/// </summary>
internal sealed class ApplyNotifications(CommerceDb db, OperationRunner runner, ILogger<ApplyNotifications> log, TimeProvider clock) : IJob
{
    private const int Batch = 200;

    /// <summary>Until what a query answered is certainly applied: more than the longest call and the longest wait for a free commit together.</summary>
    private static readonly TimeSpan LongestQuery = TimeSpan.FromMinutes(1);

    public async Task Run(CancellationToken ct)
    {
        List<long> due;
        do
        {
            var now = clock.GetUtcNow();
            due = await db.Set<ReceivedNotification>().Where(n => n.State == NotificationState.Received && n.DueAt <= now)
                .OrderBy(n => n.DueAt).Select(n => n.Position).Take(Batch).ToListAsync(ct);
            foreach (var position in due) await Apply(position);
        }
        while (due.Count == Batch && !ct.IsCancellationRequested);
    }

    private async Task Apply(long position)
    {
        try
        {
            var applied = await runner.Send(new Command(position));
            if (applied.IsFailure) await runner.Send(new Postpone(position, applied.Error.Detail));
        }
        catch (Exception e)
        {
            log.LogError(e, "The gateway notification {Notification} could not be applied.", position);
            await runner.Send(new Postpone(position, e.GetType().Name));
        }
    }

    /// <summary>It is tried again later; after the last try somebody has to look at it.</summary>
    private static void PutOff(ReceivedNotification notification, string problem, DateTimeOffset now, ILogger log)
    {
        notification.Postpone(problem, now);
        if (notification.State == NotificationState.Parked)
        {
            log.LogError(
                "The {Gateway} notification {Notification} of {GatewayAccount} is given up after {Tries} tries: {Problem}",
                notification.Gateway, notification.Position, notification.GatewayAccountId.Value, notification.Tries, problem);
        }
    }

    internal sealed record Command(long Position) : IRequest<Result<Done>>;

    internal sealed class Handler(
        CommerceDb db, GatewaySet gateways, PreparedOperations prepared, JobWaker<ReconcilePayments> reconciler, JobWaker<DispatchOperations> dispatcher,
        ILogger<ApplyNotifications> log, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            var notification = await db.Set<ReceivedNotification>().FirstAsync(n => n.Position == c.Position, ct);
            if (notification.State != NotificationState.Received) return Result.Done;
            prepared.AreLeft = true;
            await Apply(notification, clock.GetUtcNow(), ct);
            db.AfterCommit(typeof(DispatchOperations), () =>
            {
                if (prepared.HasLeft) dispatcher.Wake();
            });
            try
            {
                await db.Commit(ct);
                return Result.Done;
            }
            catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException && e.Entries is [{ Entity: Payment, State: EntityState.Modified }])
            {
                // The index of the gateways' own ids says no, and would again: no other commit is in the way, the notification is wrong.
                return Error.Conflict("conflict", "It tells a gateway's id that is another payment's.");
            }
        }

        private async Task Apply(ReceivedNotification notification, DateTimeOffset now, CancellationToken ct)
        {
            if (gateways.Get(notification.Gateway).Read(notification.Body) is not { } notice)
            {
                PutOff(notification, "It is not about a payment.", now, log);
                return;
            }

            var account = notification.GatewayAccountId;
            var payment = notice == GatewayNotice.OfNobody ? null : await Find(notice, account, ct);
            if (payment is null)
            {
                Leave(notification, notice, now, log);
                return;
            }

            notification.IsAbout(payment.Id);
            if (notice.Report is null) await AskSoon(payment, account, now, ct);
            else if (payment.GatewayAccountId == account) payment.Apply(notice.Report, "gateway", now);
            else await db.ApplyLate(payment, account, notice.Report, "gateway", now, ct);
            notification.Finish(now);
            if (payment.IsErased) notification.DropBody();
        }

        /// <summary>
        /// What names our own id is kept and tried again. What names nothing of ours is done with, and not kept either: it is about somebody else's
        /// customers. A gateway's id may be one that a query, under way right now, is about to tell us; what it tells after that holds all before it.
        /// </summary>
        private static void Leave(ReceivedNotification notification, GatewayNotice notice, DateTimeOffset now, ILogger log)
        {
            if (notice.Payment is not null || (notice.Reference is not null && now - notification.Received < LongestQuery))
            {
                PutOff(notification, "Its payment is not known.", now, log);
                return;
            }

            notification.Finish(now);
            notification.DropBody();
        }

        private async Task<Payment?> Find(GatewayNotice notice, GatewayAccountId account, CancellationToken ct)
        {
            if (notice.Payment is not { } id)
                return await db.Set<Payment>().FirstOrDefaultAsync(p => p.GatewayAccountId == account && p.GatewayReference == notice.Reference, ct);
            return await db.FindPayment(id, ct) is { } payment && payment.GatewayAt(account) is not null ? payment : null;
        }

        /// <summary>
        /// The query is due by its row, so that it outlives this process and holds up no other notification. A route that the payment has left is not
        /// queried: the cancel that was recorded there tells what became of it.
        /// </summary>
        private async Task AskSoon(Payment named, GatewayAccountId account, DateTimeOffset now, CancellationToken ct)
        {
            var payment = named.GatewayAccountId == account ? named : named.LateAt(account) is { } late ? await db.FindPayment(late, ct) : null;
            if (payment is null) return;
            payment.AskSoon(now);
            db.AfterCommit(typeof(ReconcilePayments), reconciler.Wake);
        }
    }

    internal sealed record Postpone(long Position, string Problem) : IRequest<Result<Done>>;

    internal sealed class PostponeHandler(CommerceDb db, ILogger<ApplyNotifications> log, TimeProvider clock) : IRequestHandler<Postpone, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Postpone c, CancellationToken ct)
        {
            var notification = await db.Set<ReceivedNotification>().FirstAsync(n => n.Position == c.Position, ct);
            PutOff(notification, c.Problem, clock.GetUtcNow(), log);
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
