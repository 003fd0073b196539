using System.Collections.Concurrent;

namespace PayCore.Commerce.Callbacks.Delivery;

/// <summary>
/// Which hosts keep failing. From the fifth failure in a row on, a host gets a pause that doubles (1 s to 1 min), and after each pause one
/// attempt alone, so that a dead receiver holds up neither its neighbours nor the dispatcher. Kept in memory: the rows know what is due.
/// </summary>
internal sealed class HostHealth(TimeProvider clock)
{
    public const int FailuresBeforePause = 5;

    private const int MostKept = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Record> failing = new(StringComparer.Ordinal);

    public bool IsFailing(string host) => failing.TryGetValue(host, out var record) && record.Failures >= FailuresBeforePause;

    public IEnumerable<string> Paused()
    {
        var now = clock.GetUtcNow();
        return failing.Where(p => p.Value.Until > now).Select(p => p.Key);
    }

    public void Succeeded(string host) => failing.TryRemove(host, out _);

    public void Failed(string host)
    {
        var now = clock.GetUtcNow();
        failing.AddOrUpdate(host, _ => new Record(1, now), (_, r) => new Record(r.Failures + 1, now + PauseAfter(r.Failures + 1)));
        if (failing.Count <= MostKept) return;
        foreach (var (old, record) in failing)
            if (record.Until < now) failing.TryRemove(old, out _);
    }

    /// <summary>Somebody asks for a resend: the receiver is likely to be well again.</summary>
    public void Forgive(string host) => failing.TryRemove(host, out _);

    public static TimeSpan PauseAfter(int failures)
    {
        if (failures < FailuresBeforePause) return TimeSpan.Zero;
        var seconds = 1L << Math.Min(failures - FailuresBeforePause, 10);
        var pause = TimeSpan.FromSeconds(seconds);
        return pause < Longest ? pause : Longest;
    }

    private sealed record Record(int Failures, DateTimeOffset Until);
}
