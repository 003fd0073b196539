using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Security.AntiSSRF;

namespace PayCore.Commerce.Shared.OutboundHttp;

/// <summary>How long a request to a stranger's server may take: to connect, to wait for the next bytes, and in all.</summary>
public sealed record OutboundLimits(TimeSpan Connect, TimeSpan Read, TimeSpan Whole);

/// <summary>What came of a request: a status, or an error in plain words that names no inside of ours.</summary>
/// <param name="Status">The HTTP status; null when there was no whole answer.</param>
/// <param name="Error">Why there was none.</param>
/// <param name="IsRefused">Whether we refused the address: asking again is no use.</param>
/// <param name="Excerpt">The first 1 KiB of the answer.</param>
/// <param name="RetryAfter">The receiver's wish, from now.</param>
public sealed record OutboundAnswer(int? Status, string? Error, bool IsRefused, string? Excerpt, TimeSpan? RetryAfter, TimeSpan Duration)
{
    public bool IsSuccess => Status is >= 200 and <= 299;
}

/// <summary>
/// Sends to URLs that somebody else chose, and cannot be led into a private network: every resolved address is checked by
/// Microsoft.Security.AntiSSRF when it connects (so also after DNS changed). No redirects, proxy, cookies, credentials or decompression.
/// </summary>
public sealed class GuardedHttp : IDisposable
{
    public const int MostAnswerBytes = 64 * 1024;
    public const int ExcerptBytes = 1024;

    /// <summary>
    /// All that contract/callbacks.md (Safety) forbids, stated here so that no update of the library's own list can lose a part of it; IPv4
    /// ranges count in their IPv4-mapped form too. The last block holds IPv4 addresses inside IPv6 ones: compatible (RFC 4291), translated
    /// (RFC 2765), NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo (RFC 4380).
    /// </summary>
    private static readonly string[] Forbidden =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        "::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32",
    ];

    private static readonly ProductInfoHeaderValue UserAgent = new("PayCore-Commerce", typeof(GuardedHttp).Assembly.GetName().Version?.ToString(3) ?? "0");

    private readonly HttpMessageInvoker invoker;
    private readonly OutboundLimits limits;
    private readonly TimeProvider clock;

    /// <param name="allowedNetworks">CIDR networks that are allowed although they are forbidden, checked on the resolved address.</param>
    /// <exception cref="FormatException">One of the networks is not in CIDR form.</exception>
    public GuardedHttp(IEnumerable<string> allowedNetworks, OutboundLimits limits, TimeProvider clock)
    {
        (this.limits, this.clock) = (limits, clock);
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest) { AllowPlainTextHttp = true, AddXFFHeader = false };
        policy.AddDeniedAddresses(Forbidden);
        policy.AddAllowedAddresses([.. allowedNetworks]);

        var handler = policy.GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = limits.Connect;
        handler.MaxResponseHeadersLength = 32;
        // A name that moved is looked up again; what stays open was checked when it was opened.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>Posts the bytes as they are. Never throws for what a receiver or a network can do; only when <paramref name="ct"/> ends it.</summary>
    public async Task<OutboundAnswer> Post(Uri url, ReadOnlyMemory<byte> body, MediaTypeHeaderValue type, Action<HttpRequestHeaders> headers, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        if (Problem(url) is { } problem) return Refused(problem, start);

        using var whole = new CancellationTokenSource(limits.Whole, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, whole.Token);
        // Whoever is traced here is not the receiver's business: without a current activity no trace header is added.
        Activity.Current = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = type;
            request.Headers.UserAgent.Add(UserAgent);
            headers(request.Headers);

            using var response = await WithLimit(limits.Connect + limits.Read, token => invoker.SendAsync(request, token), either.Token);
            var excerpt = await ReadExcerpt(response, either.Token);
            return new OutboundAnswer((int)response.StatusCode, null, false, excerpt, RetryAfter(response), clock.GetElapsedTime(start));
        }
        catch (AntiSSRFException e) when (!e.Message.StartsWith("DNS", StringComparison.Ordinal))
        {
            return Refused($"{url.Host} leads to an address that is not allowed (private, loopback, link-local or another special range).", start);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return new OutboundAnswer(null, Words(e), false, null, null, clock.GetElapsedTime(start));
        }
    }

    public void Dispose() => invoker.Dispose();

    private static string? Problem(Uri url) => url switch
    {
        { IsAbsoluteUri: false } => "The URL is not absolute.",
        { Scheme: not ("http" or "https") } => "The URL is neither http nor https.",
        { UserInfo.Length: > 0 } => "The URL holds credentials.",
        // "Any" is no address to look up, but the system would connect to itself.
        { HostNameType: UriHostNameType.IPv4 or UriHostNameType.IPv6 } when IPAddress.Parse(url.Host) is var ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) =>
            $"{url.Host} is not an address of a receiver.",
        _ when !WebUrl.HasCallablePort(url) => $"Port {url.Port} is not allowed: only 80, 443 and those from 1024 on are.",
        _ => null,
    };

    private OutboundAnswer Refused(string error, long start) => new(null, error, true, null, null, clock.GetElapsedTime(start));

    private async Task<T> WithLimit<T>(TimeSpan limit, Func<CancellationToken, Task<T>> act, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        return await act(either.Token);
    }

    /// <summary>Reads up to 64 KiB, so that the connection can be used again, and keeps the first 1 KiB as text.</summary>
    private async Task<string> ReadExcerpt(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var (kept, keptBytes, total) = (new byte[ExcerptBytes], 0, 0);
        var chunk = new byte[4 * 1024];
        while (total < MostAnswerBytes)
        {
            var count = await WithLimit(limits.Read, token => stream.ReadAsync(chunk, token).AsTask(), ct);
            if (count == 0) break;
            var keep = Math.Min(count, ExcerptBytes - keptBytes);
            chunk.AsSpan(0, keep).CopyTo(kept.AsSpan(keptBytes));
            (keptBytes, total) = (keptBytes + keep, total + count);
        }

        return Encoding.UTF8.GetString(kept, 0, keptBytes).Replace('\0', '\uFFFD');
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    private string Words(Exception e) => e switch
    {
        OperationCanceledException or TimeoutException => $"No complete answer in time: connect {limits.Connect.TotalSeconds:0} s, read {limits.Read.TotalSeconds:0} s, {limits.Whole.TotalSeconds:0} s in all.",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } or AntiSSRFException => "The host name cannot be resolved.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "The connection was refused.",
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => "The host cannot be reached.",
        SocketException { SocketErrorCode: SocketError.TimedOut } => "The host did not answer in time.",
        AuthenticationException => "The TLS handshake failed: the certificate is not valid for this host or not trusted.",
        IOException or SocketException => "The connection was closed before the answer was complete.",
        _ => "The answer is not valid HTTP.",
    };
}
