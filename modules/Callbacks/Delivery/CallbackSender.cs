using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.OutboundHttp;

namespace PayCore.Commerce.Callbacks.Delivery;

/// <summary>Makes one attempt: signs the body and posts it by the guarded client of the mode (contract/callbacks.md, Request and Safety).</summary>
internal sealed class CallbackSender : IDisposable
{
    /// <summary>CIDR networks that callbacks may reach although they are private. Default: none; in Development loopback.</summary>
    public const string NetworksSetting = "Callbacks:AllowedNetworks";

    public static readonly OutboundLimits TestLimits = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
    public static readonly OutboundLimits LiveLimits = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60));

    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    private readonly GuardedHttp test;
    private readonly GuardedHttp live;
    private readonly ServerAddress server;
    private readonly TimeProvider clock;

    public CallbackSender(IConfiguration configuration, IHostEnvironment environment, ServerAddress server, TimeProvider clock)
    {
        (this.server, this.clock) = (server, clock);
        AllowsRelative = environment.IsDevelopment();
        var networks = Networks(configuration) ?? (AllowsRelative ? ["127.0.0.0/8", "::1/128"] : []);
        try
        {
            test = new GuardedHttp(networks, TestLimits, clock);
            live = new GuardedHttp(networks, LiveLimits, clock);
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"The setting {NetworksSetting} must list networks in CIDR form, e.g. 10.1.2.0/24.", e);
        }
    }

    /// <summary>Whether the demo account's relative URL means this server.</summary>
    public bool AllowsRelative { get; }

    /// <summary>Whether a whole attempt fits into the lease of the callback.</summary>
    public bool HasTimeFor(Callback callback) => clock.GetUtcNow() + LongestAttempt(callback.Mode) < callback.LeasedUntil;

    /// <summary>An attempt that a fault of ours prevented.</summary>
    public AttemptResult Broken() => AttemptResult.Broken(clock.GetUtcNow());

    public static TimeSpan LongestAttempt(Mode mode) => (mode == Mode.Test ? TestLimits : LiveLimits).Whole;

    /// <param name="secrets">The account's active signing secrets of the mode, the oldest first.</param>
    public async Task<AttemptResult> Send(
        CallbackId id, int attempt, string url, ReadOnlyMemory<byte> body, Mode mode, IReadOnlyList<string> secrets, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var target = AllowsRelative && url.StartsWith('/') ? server.Bound + url : url;
        if (!Uri.TryCreate(target, UriKind.Absolute, out var uri)) return new AttemptResult(started, TimeSpan.Zero, null, "The URL is not absolute.", true, null, null);

        var timestamp = started.ToUnixTimeSeconds();
        var answer = await (mode == Mode.Test ? test : live).Post(uri, body, Json, headers =>
        {
            headers.Add("X-Signature", CallbackSignature.Family(secrets[0], body.Span));
            headers.Add("webhook-id", id.Value);
            headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
            headers.Add("webhook-signature", CallbackSignature.Standard(secrets, id.Value, timestamp, body.Span));
            headers.Add("X-Callback-Attempt", attempt.ToString(CultureInfo.InvariantCulture));
        }, ct);
        return new AttemptResult(started, answer.Duration, answer.Status, answer.Error, answer.IsRefused, answer.Excerpt, answer.RetryAfter);
    }

    public void Dispose()
    {
        test.Dispose();
        live.Dispose();
    }

    /// <summary>A list, or one text with commas (for an environment variable); null when nothing is set.</summary>
    private static string[]? Networks(IConfiguration configuration)
    {
        var section = configuration.GetSection(NetworksSetting);
        string[] listed = [.. section.GetChildren().Select(c => c.Value ?? "")];
        if (listed.Length > 0) return listed;
        return section.Value is { Length: > 0 } text ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null;
    }
}
