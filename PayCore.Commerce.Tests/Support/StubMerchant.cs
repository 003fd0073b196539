using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PayCore.Commerce.Tests.Support;

/// <summary>A request as the merchant's backend received it; header names in lower case.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>A merchant's backend on loopback: keeps what it receives and answers as the test says (200 unless told otherwise).</summary>
internal sealed class StubMerchant : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = new();

    private StubMerchant(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public IReadOnlyList<Received> Requests => [.. received];

    /// <summary>How to answer; gets the request's number, from 1.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<StubMerchant> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var merchant = new StubMerchant(builder.Build());
        merchant.app.Run(merchant.Receive);
        await merchant.app.StartAsync();
        return merchant;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Receive(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        received.Enqueue(new Received(
            http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), body.ToArray()));
        await Answer(http, received.Count);
    }
}
