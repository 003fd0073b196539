using System.Diagnostics;
using System.Net;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// Requests that wait for a change of an invoice, woken in process after the commit: at most 8 for one address and 2,000 in all
/// (contract/public-api.md). Beyond that a wait is over at once. Another server's change is seen when the wait ends.
/// </summary>
internal sealed class InvoiceWaiters
{
    private readonly CancellationToken stopping;

    /// <param name="stopping">When the server is told to stop nobody waits any more: all are answered as it is.</param>
    public InvoiceWaiters(CancellationToken stopping)
    {
        this.stopping = stopping;
        stopping.Register(WakeAll);
    }

    public const int MostPerAddress = 8;
    public const int MostInAll = 2_000;

    private readonly Lock gate = new();
    private readonly Dictionary<InvoiceId, Change> changes = [];
    private readonly Dictionary<string, int> held = [];
    private int inAll;

    /// <summary>How many requests from outside wait now.</summary>
    public int Held
    {
        get
        {
            lock (gate) return inAll;
        }
    }

    /// <summary>Watches for the next change of the invoice. Watch before reading the state, so that no change falls in between.</summary>
    public Watch WatchFor(InvoiceId invoice)
    {
        lock (gate)
        {
            if (!changes.TryGetValue(invoice, out var change)) changes[invoice] = change = new Change();
            change.Watchers++;
            return new Watch(this, invoice, change);
        }
    }

    /// <summary>
    /// Reads the invoice until the condition holds, again after each commit that changes it; what it is when the time is over. Every wake is looked at:
    /// a commit that a reader saw already may still wake it.
    /// </summary>
    public async Task<T> Until<T>(InvoiceId invoice, Func<Task<T>> read, Func<T, bool> holds, TimeSpan longest, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var watch = WatchFor(invoice);
            var now = await read();
            var left = longest - Stopwatch.GetElapsedTime(start);
            if (holds(now) || left <= TimeSpan.Zero || stopping.IsCancellationRequested) return now;
            await watch.Wait(left, ct);
        }
    }

    public void Wake(InvoiceId invoice)
    {
        lock (gate)
        {
            if (changes.Remove(invoice, out var change)) change.Happened.TrySetResult();
        }
    }

    private void WakeAll()
    {
        InvoiceId[] waited;
        lock (gate) waited = [.. changes.Keys];
        foreach (var invoice in waited) Wake(invoice);
    }

    public void WakeAfterCommit(CommerceDb db, InvoiceId invoice) => db.AfterCommit((typeof(InvoiceWaiters), invoice), () => Wake(invoice));

    /// <summary>A place to wait in for a request from outside, or null when there is none.</summary>
    /// <param name="from">The client's address; those of one household share their places.</param>
    public IDisposable? TryHold(string from)
    {
        var address = IPAddress.TryParse(from, out var known) ? ClientAddress.Household(known) : from;
        lock (gate)
        {
            var mine = held.GetValueOrDefault(address);
            if (inAll >= MostInAll || mine >= MostPerAddress) return null;
            held[address] = mine + 1;
            inAll++;
            return new Place(this, address);
        }
    }

    internal sealed class Change
    {
        public TaskCompletionSource Happened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Watchers { get; set; }
    }

    internal sealed class Watch(InvoiceWaiters waiters, InvoiceId invoice, Change change) : IDisposable
    {
        /// <summary>Waits for the change, at most so long; false when the time was over first.</summary>
        public async Task<bool> Wait(TimeSpan longest, CancellationToken ct)
        {
            try
            {
                await change.Happened.Task.WaitAsync(longest, ct);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        public void Dispose()
        {
            lock (waiters.gate)
            {
                if (--change.Watchers == 0 && waiters.changes.GetValueOrDefault(invoice) == change) waiters.changes.Remove(invoice);
            }
        }
    }

    private sealed class Place(InvoiceWaiters waiters, string address) : IDisposable
    {
        public void Dispose()
        {
            lock (waiters.gate)
            {
                waiters.inAll--;
                if (--waiters.held[address] == 0) waiters.held.Remove(address);
            }
        }
    }
}
