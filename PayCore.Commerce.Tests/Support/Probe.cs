using System.Diagnostics;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Waits for something to become true, and says what did not.</summary>
internal static class Probe
{
    /// <summary>A process that starts on a busy machine takes a good part of a minute.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Longest) Assert.Fail($"After {Longest.TotalSeconds} s still not true: {what}.");
            await ticks.WaitForNextTickAsync();
        }
    }

    public static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);
}
