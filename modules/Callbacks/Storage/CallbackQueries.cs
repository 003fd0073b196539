using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Storage;

internal static class CallbackQueries
{
    /// <summary>The callback for this caller: another account's, or a live one for a test key, is not there.</summary>
    public static async Task<Callback?> ReadCallback(this CommerceDb db, Caller caller, CallbackId id, CancellationToken ct) =>
        await db.Set<Callback>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == id && c.AccountId == caller.Account, ct) is { } found
        && caller.Reaches(found.Mode) ? found : null;

    public static async Task<ILookup<CallbackId, CallbackAttempt>> ReadAttempts(this CommerceDb db, IReadOnlyList<CallbackId> ids, CancellationToken ct) =>
        (await db.Set<CallbackAttempt>().AsNoTracking().Where(a => ids.Contains(a.CallbackId)).OrderBy(a => a.Number).ToListAsync(ct))
        .ToLookup(a => a.CallbackId);

    /// <summary>
    /// Invoices with a callback to send now, the longest due first: none whose other callback is being attempted (so never two at once for one
    /// invoice), none to a host or of an account that has no room.
    /// </summary>
    /// <param name="run">Only leases of this run hold; null: leases of every server do.</param>
    public static Task<List<InvoiceId>> DueInvoices(
        this CommerceDb db, DateTimeOffset now, string? run, IReadOnlyList<string> busyHosts, IReadOnlyList<AccountId> busyAccounts, int most, CancellationToken ct)
    {
        var pending = db.Set<Callback>().Where(c => c.Status == CallbackStatus.Pending);
        var leased = pending.Where(c => c.LeasedUntil > now && (run == null || c.ClaimedBy == run));
        var due = pending.Where(c => c.Due <= now && !leased.Any(o => o.InvoiceId == c.InvoiceId));
        if (busyHosts.Count > 0) due = due.Where(c => !busyHosts.Contains(c.Host!));
        if (busyAccounts.Count > 0) due = due.Where(c => !busyAccounts.Contains(c.AccountId));
        return due.OrderBy(c => c.Due).Select(c => c.InvoiceId).Take(most).ToListAsync(ct);
    }

    /// <summary>Accounts with callbacks that are held.</summary>
    public static Task<List<AccountId>> HoldingAccounts(this CommerceDb db, CancellationToken ct) =>
        db.Set<Callback>().Where(c => c.Status == CallbackStatus.Held).Select(c => c.AccountId).Distinct().ToListAsync(ct);

    /// <summary>What is held of the account: all of at most so many invoices.</summary>
    public static Task<List<Callback>> HeldCallbacks(this CommerceDb db, AccountId account, int invoices, CancellationToken ct)
    {
        var held = db.Set<Callback>().Where(c => c.AccountId == account && c.Status == CallbackStatus.Held);
        var some = held.Select(c => c.InvoiceId).Distinct().OrderBy(id => id).Take(invoices);
        return held.Where(c => some.Contains(c.InvoiceId)).ToListAsync(ct);
    }

    /// <summary>Whether a later state of the invoice was sent already: an older one must not come after it.</summary>
    public static Task<bool> WasLaterStateSent(this CommerceDb db, Callback callback, CancellationToken ct) =>
        db.Set<Callback>().AnyAsync(c => c.InvoiceId == callback.InvoiceId && c.Sequence > callback.Sequence && c.Attempts > 0, ct);
}
