using PayCore.Commerce.Accounts.Contracts;

namespace PayCore.Commerce.Callbacks.Domain;

/// <summary>When a callback that failed is tried again (contract/callbacks.md, Success, failure, retries).</summary>
internal static class RetrySchedule
{
    /// <summary>The largest jitter: 10 %.</summary>
    public const int MostJitterPermille = 100;

    public static readonly TimeSpan LongestExponential = TimeSpan.FromHours(12);
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <summary>The pause before the n-th retry, counted from the end of the attempt before it; null when the retries are used up.</summary>
    /// <param name="retry">1, 2, 3 …: as many as attempts were made.</param>
    /// <param name="jitterPermille">−100 to 100.</param>
    /// <param name="retryAfter">The receiver's wish: obeyed if it is later, up to one hour.</param>
    public static TimeSpan? Pause(CallbackOptions options, int retry, int jitterPermille, TimeSpan? retryAfter)
    {
        if (retry > options.Retries) return null;

        var interval = TimeSpan.FromSeconds(Math.Max(1, options.IntervalSeconds));
        var exact = options.Strategy == RetryStrategy.Linear ? interval * retry : Doubled(interval, retry - 1);
        var pause = new TimeSpan(exact.Ticks / 1000 * (1000 + Math.Clamp(jitterPermille, -MostJitterPermille, MostJitterPermille)));
        if (options.Strategy == RetryStrategy.Exponential && pause > LongestExponential) pause = LongestExponential;

        var wished = retryAfter is { } wish && wish < LongestRetryAfter ? wish : LongestRetryAfter;
        return retryAfter is not null && wished > pause ? wished : pause;
    }

    private static TimeSpan Doubled(TimeSpan interval, int times)
    {
        var pause = interval;
        for (var i = 0; i < times && pause < LongestExponential; i++) pause *= 2;
        return pause < LongestExponential ? pause : LongestExponential;
    }
}
