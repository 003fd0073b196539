using System.Diagnostics;
using System.Globalization;

namespace PayCore.Commerce.Bench;

/// <summary>
/// An open load: requests leave at a fixed rate whether answers come or not, and each is measured from when it should have left, so that a server
/// that stalls is not measured less often (no coordinated omission).
/// </summary>
internal static class Pace
{
    /// <summary>Prints <c>RESULT requests/s p50 p99 failed</c>, times in milliseconds.</summary>
    public static async Task Run(string url, int perSecond, int seconds)
    {
        using var client = Browser.Client();
        for (var n = 0; n < 100; n++) (await client.GetAsync(url)).Dispose();

        var total = perSecond * seconds;
        var (took, failed) = (new double[total], 0);
        var start = Stopwatch.GetTimestamp();
        var step = Stopwatch.Frequency / (double)perSecond;
        var pending = new List<Task>(total);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var sent = 0; sent < total;)
        {
            while (sent < total && Stopwatch.GetTimestamp() >= start + (long)(sent * step)) pending.Add(Send(sent++));
            await ticks.WaitForNextTickAsync();
        }

        await Task.WhenAll(pending);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(took);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"RESULT {total / elapsed:0.0} {took[total / 2]:0.00} {took[(int)(total * 0.99)]:0.00} {failed}"));

        async Task Send(int n)
        {
            var due = start + (long)(n * step);
            using var response = await client.GetAsync(url);
            await response.Content.CopyToAsync(Stream.Null);
            took[n] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
            if (!response.IsSuccessStatusCode) Interlocked.Increment(ref failed);
        }
    }
}
