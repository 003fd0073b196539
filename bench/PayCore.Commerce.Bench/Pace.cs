using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace PayCore.Commerce.Bench;

/// <summary>
/// An open load: requests leave at a fixed rate whether answers come or not, and each is measured from when it should have left, so that a server
/// that stalls is not measured less often (no coordinated omission). And what a first visit costs in bytes and requests.
/// </summary>
internal static class Pace
{
    /// <summary>Prints <c>RESULT requests/s p50 p99 failed</c>, times in milliseconds.</summary>
    public static async Task Run(string url, int perSecond, int seconds)
    {
        using var client = Client();
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

    /// <summary>Prints the bytes of an answer as a browser gets it, compressed by Brotli where the server offers that.</summary>
    public static async Task Bytes(string url)
    {
        using var client = Client();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        Console.WriteLine((await client.GetByteArrayAsync(url)).Length);
    }

    // The load generator lives as long as its one run.
    private static HttpClient Client()
    {
#pragma warning disable RS0030 // A load generator is a program of its own: nothing pools its connections but itself.
        return new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
#pragma warning restore RS0030
    }
}
