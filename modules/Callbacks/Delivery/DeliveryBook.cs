using System.Security.Cryptography;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Delivery;

/// <summary>What came of a claim; without a result it was given back.</summary>
internal sealed record Outcome(Claimed Claim, AttemptResult? Result)
{
    public string? ClaimId { get; } = Claim.Callback.Claim;

    public int JitterPermille { get; } = RandomNumberGenerator.GetInt32(-RetrySchedule.MostJitterPermille, RetrySchedule.MostJitterPermille + 1);
}

/// <summary>Keeps the rows of the dispatcher: one commit writes the results that came in and claims what may be sent next.</summary>
internal sealed class DeliveryBook(IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeliveryBook> log)
{
    /// <summary>How much longer than the longest attempt a lease lasts: to wait for a place, and to write the result.</summary>
    public static readonly TimeSpan LeaseReserve = TimeSpan.FromSeconds(30);

    private const int MostResumedInvoices = 200;

    /// <summary>This run of the program: on SQLite, where one process has the file, leases of an earlier run are void.</summary>
    private readonly string run = RandomNumberGenerator.GetHexString(16);

    /// <summary>Writes the outcomes, frees their places, and answers what was claimed. Nobody outside is called.</summary>
    public async Task<IReadOnlyList<Claimed>> Turn(IReadOnlyList<Outcome> outcomes, Lanes lanes, CancellationToken ct)
    {
        List<Claimed> claimed = [];
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CommerceDb>();
            var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
            if (await Resume(db, mediator, ct))
            {
                await db.Commit(ct);
                db.ChangeTracker.Clear();
            }

            foreach (var outcome in outcomes)
            {
                // The row as it was claimed: when anybody changed it since, its version differs and the commit fails.
                db.Attach(outcome.Claim.Callback);
                Apply(db, outcome.Claim.Callback, outcome);
            }

            await Claim(db, mediator, lanes, claimed, ct);
            if (db.ChangeTracker.HasChanges()) await db.Commit(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Nothing of this turn was saved. Results are written one by one; what is due stays due for the next turn.
            foreach (var claim in claimed) lanes.LetGo(claim.Host, claim.Callback.AccountId);
            claimed = [];
            foreach (var outcome in outcomes) await WriteAlone(outcome, ct);
        }

        foreach (var outcome in outcomes) lanes.LetGo(outcome.Claim.Host, outcome.Claim.Callback.AccountId);
        return claimed;
    }

    private void Apply(CommerceDb db, Callback callback, Outcome outcome)
    {
        if (outcome.Result is not { } result)
        {
            callback.Release();
            return;
        }

        db.Add(callback.Finish(result, outcome.Claim.Account.Callbacks, outcome.JitterPermille));
        var level = callback.Status switch { CallbackStatus.Delivered => LogLevel.Debug, CallbackStatus.Failed => LogLevel.Warning, _ => LogLevel.Information };
        log.Log(level, "Callback {Callback} of {Invoice}, attempt {Attempt}: HTTP {HttpStatus}, now {Status} ({Reason}).",
            callback.Id, callback.InvoiceId, callback.Attempts, result.HttpStatus, callback.Status.Word(), callback.Reason.Word());
    }

    /// <summary>Writes a result only if the claim is still ours.</summary>
    private async Task WriteAlone(Outcome outcome, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommerceDb>();
        var (id, claim) = (outcome.Claim.Callback.Id, outcome.ClaimId);
        var row = await db.Set<Callback>().FirstOrDefaultAsync(c => c.Id == id && c.Claim == claim, ct);
        if (row is null)
        {
            log.LogWarning("Callback {Callback}: the lease was lost, the result of this attempt is dropped.", id);
            return;
        }

        Apply(db, row, outcome);
        await db.Commit(ct);
    }

    /// <summary>
    /// Lets go on what is held of accounts whose callbacks are not paused any more, whole invoices at a time, so that the newest of each is known.
    /// Looked for here, and not told by the change of the account: a state that was committed beside that change may be held after it.
    /// </summary>
    private async Task<bool> Resume(CommerceDb db, IMediator mediator, CancellationToken ct)
    {
        var resumed = false;
        foreach (var id in await db.HoldingAccounts(ct))
        {
            if (await Ask(mediator, new FindAccount(id), ct) is not { Callbacks.Paused: false }) continue;
            foreach (var callback in await db.HeldCallbacks(id, MostResumedInvoices, ct))
            {
                callback.Resume(clock.GetUtcNow());
                resumed = true;
            }
        }

        return resumed;
    }

    private async Task Claim(CommerceDb db, IMediator mediator, Lanes lanes, List<Claimed> claimed, CancellationToken ct)
    {
        var (room, busyHosts, busyAccounts) = lanes.Room();
        if (room == 0) return;

        var now = clock.GetUtcNow();
        var ownRun = db.Database.ProviderName == "Microsoft.EntityFrameworkCore.Sqlite" ? run : null;
        var due = await db.DueInvoices(now, ownRun, busyHosts, busyAccounts, room, ct);
        if (due.Count == 0) return;

        var rows = await db.Set<Callback>()
            .Where(c => due.Contains(c.InvoiceId) && (c.Status == CallbackStatus.Pending || c.Status == CallbackStatus.Held)).ToListAsync(ct);
        foreach (var invoice in rows.Where(c => c.Status is CallbackStatus.Pending or CallbackStatus.Held).GroupBy(c => c.InvoiceId))
        {
            var newest = invoice.Where(c => c.Status == CallbackStatus.Pending && c.Due <= now).Aggregate((Callback?)null, (a, b) => a is null || b.IsNewerThan(a) ? b : a);
            if (newest is null || !lanes.TryHold(newest.Host ?? "", newest.AccountId)) continue;

            if (await TryTake(db, mediator, invoice, newest, now, ct) is { } taken) claimed.Add(taken);
            else lanes.LetGo(newest.Host ?? "", newest.AccountId);
        }
    }

    /// <summary>Claims the newest callback of an invoice; null when it is not to be sent now.</summary>
    private async Task<Claimed?> TryTake(
        CommerceDb db, IMediator mediator, IEnumerable<Callback> invoice, Callback newest, DateTimeOffset now, CancellationToken ct)
    {
        var account = await Ask(mediator, new FindAccount(newest.AccountId), ct);
        var secrets = account is null ? null : await Ask(mediator, new FindSigningSecrets(newest.AccountId, newest.Mode), ct);
        if (account is null || secrets is not { Count: > 0 })
        {
            log.LogError("Callback {Callback} cannot be signed; it is tried again later.", newest.Id);
            db.Add(newest.Finish(AttemptResult.Broken(now), CallbackOptions.Default, jitterPermille: 0));
            return null;
        }

        if (account.Callbacks.Paused)
        {
            foreach (var callback in invoice.Where(c => c.Status == CallbackStatus.Pending)) callback.Hold();
            return null;
        }

        // What a later state overtakes is decided here, where no attempt for the invoice is under way.
        foreach (var older in invoice.Where(c => c != newest && c.Sequence <= newest.Sequence)) older.Supersede(CallbackReason.LaterStateDue);
        if (newest is { IsResend: true, Attempts: 0 } && await db.WasLaterStateSent(newest, ct))
        {
            newest.Supersede(CallbackReason.LaterStateSent);
            return null;
        }

        newest.Lease(RandomNumberGenerator.GetHexString(32), run, now + CallbackSender.LongestAttempt(newest.Mode) + LeaseReserve);
        return new Claimed(newest, account, secrets);
    }

    /// <summary>An account's settings or secrets; null when they cannot be read, as after a restore without the protection keys: that stops nobody else's callbacks.</summary>
    private async Task<T?> Ask<T>(IMediator mediator, IRequest<Result<T>> question, CancellationToken ct) where T : class
    {
        try
        {
            return (await mediator.Send(question, ct)).Value;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "{Question} failed.", question);
            return null;
        }
    }
}
