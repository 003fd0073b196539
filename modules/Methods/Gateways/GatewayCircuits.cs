using System.Collections.Concurrent;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways;

/// <summary>
/// A circuit breaker for each gateway account: after five calls in a row without an answer it is not called for 10 s; then one call is let through
/// to try, and while that stays unanswered too the pause doubles, up to 5 min. Kept in memory: a restart tries again, which costs five calls at most.
/// Only accounts in trouble are held, so there are never more entries than accounts that fail.
/// </summary>
internal sealed class GatewayCircuits(TimeProvider clock)
{
    public const int MostUnanswered = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<GatewayAccountId, Trouble> troubled = new();

    /// <summary>Whether routing should leave the account out now.</summary>
    public bool IsOpen(GatewayAccountId account) => troubled.TryGetValue(account, out var trouble) && clock.GetUtcNow() < trouble.ClosedUntil;

    /// <summary>Whether the account may be called now. At the end of a pause the first who asks may, and the others wait for what becomes of it.</summary>
    public bool TryPass(GatewayAccountId account)
    {
        if (!troubled.TryGetValue(account, out var trouble) || trouble.Unanswered < MostUnanswered) return true;
        var now = clock.GetUtcNow();
        return now >= trouble.ClosedUntil && troubled.TryUpdate(account, trouble with { ClosedUntil = now + PauseAfter(trouble.Unanswered) }, trouble);
    }

    public void Answered(GatewayAccountId account) => troubled.TryRemove(account, out _);

    public void Unanswered(GatewayAccountId account)
    {
        var now = clock.GetUtcNow();
        troubled.AddOrUpdate(account, _ => new Trouble(1, DateTimeOffset.MinValue), (_, before) =>
        {
            var count = Math.Min(before.Unanswered + 1, int.MaxValue - 1);
            return new Trouble(count, count < MostUnanswered ? DateTimeOffset.MinValue : now + PauseAfter(count));
        });
    }

    /// <summary>10 s, 20 s, 40 s … 5 min.</summary>
    private static TimeSpan PauseAfter(int unanswered) =>
        TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Clamp(unanswered - MostUnanswered, 0, 10), LongestPause.Ticks));

    /// <param name="Unanswered">Calls in a row.</param>
    /// <param name="ClosedUntil">Until then nobody is called.</param>
    private readonly record struct Trouble(int Unanswered, DateTimeOffset ClosedUntil);
}
