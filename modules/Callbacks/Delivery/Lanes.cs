using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Delivery;

/// <summary>A callback that this run has claimed, with all that sending and its outcome need.</summary>
internal sealed record Claimed(Callback Callback, AccountView Account, IReadOnlyList<string> Secrets)
{
    public string Host => Callback.Host ?? "";
}

/// <summary>
/// Who may send now: at most 256 attempts at once, 8 for one host, and as many for an account as it allows. For a host that answers fast
/// some more are claimed ahead, so that one commit serves many; a slow one has no queue. One object for each run; thread-safe.
/// </summary>
internal sealed class Lanes(HostHealth health)
{
    public const int MostAtOnce = 256;
    public const int MostPerHost = 8;

    private const int MostHeld = 2 * MostAtOnce;
    private const int MostAhead = 64;
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(250);

    private readonly Lock door = new();
    private readonly Dictionary<string, Lane> hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<AccountId, Lane> accounts = [];
    private readonly LinkedList<Claimed> waiting = [];
    private int held;
    private int running;

    public bool IsIdle
    {
        get
        {
            lock (door) return held == 0;
        }
    }

    /// <summary>How many more may be claimed, and for which hosts and accounts none.</summary>
    public (int Room, List<string> BusyHosts, List<AccountId> BusyAccounts) Room()
    {
        lock (door)
        {
            return (
                MostHeld - held,
                [.. hosts.Where(h => h.Value.Held >= Window(h.Key, h.Value)).Select(h => h.Key).Union(health.Paused())],
                [.. accounts.Where(a => a.Value.Held >= MostAhead).Select(a => a.Key)]);
        }
    }

    /// <summary>Reserves a place before the claim is written; false when the host or the account has none left.</summary>
    public bool TryHold(string host, AccountId account)
    {
        lock (door)
        {
            var (lane, owner) = (LaneOf(hosts, host), LaneOf(accounts, account));
            if (held >= MostHeld || lane.Held >= Window(host, lane) || owner.Held >= MostAhead) return false;
            lane.Held++;
            owner.Held++;
            held++;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void LetGo(string host, AccountId account)
    {
        lock (door)
        {
            LaneOf(hosts, host).Held--;
            LaneOf(accounts, account).Held--;
            held--;
        }
    }

    public void Enqueue(IEnumerable<Claimed> claimed)
    {
        lock (door)
            foreach (var claim in claimed) waiting.AddLast(claim);
    }

    /// <summary>Takes what may start now, the oldest first.</summary>
    public List<Claimed> TakeStartable()
    {
        var taken = new List<Claimed>();
        lock (door)
        {
            for (var node = waiting.First; node is not null && running < MostAtOnce;)
            {
                var (claim, next) = (node.Value, node.Next);
                var (lane, owner) = (LaneOf(hosts, claim.Host), LaneOf(accounts, claim.Callback.AccountId));
                if (lane.Running < MostOf(claim.Host) && owner.Running < Math.Max(1, claim.Account.Callbacks.MaxConcurrency))
                {
                    lane.Running++;
                    owner.Running++;
                    running++;
                    waiting.Remove(node);
                    taken.Add(claim);
                }

                node = next;
            }
        }

        return taken;
    }

    /// <summary>An attempt is over. The place stays held until its result is written.</summary>
    public void Finished(Claimed claim, AttemptResult? result)
    {
        lock (door)
        {
            var lane = LaneOf(hosts, claim.Host);
            lane.Running--;
            LaneOf(accounts, claim.Callback.AccountId).Running--;
            running--;
            if (result is not null) lane.IsFast = result.IsSuccess && result.Duration < Fast;
        }

        if (result is null) return;
        // A receiver that says 410 or 429 is well; only silence and faults of its own count.
        if (result.HttpStatus is >= 200 and < 500) health.Succeeded(claim.Host);
        else if (!result.IsRefused) health.Failed(claim.Host);
    }

    private int MostOf(string host) => health.IsFailing(host) ? 1 : MostPerHost;

    private int Window(string host, Lane lane) => lane.IsFast && !health.IsFailing(host) ? MostAhead : MostOf(host);

    private static Lane LaneOf<TKey>(Dictionary<TKey, Lane> lanes, TKey key) where TKey : notnull
    {
        if (!lanes.TryGetValue(key, out var lane)) lanes[key] = lane = new Lane();
        return lane;
    }

    private sealed class Lane
    {
        public int Held;
        public int Running;
        public bool IsFast;
    }
}
