using System.Net;
using System.Threading.RateLimiting;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Http;

/// <summary>
/// Requests per address and minute (contract/public-api.md; settings <c>RateLimits:*</c>), addresses counted as <see cref="ClientAddress"/> says.
/// Loopback is exempt in Development.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly bool enabled;
    private readonly bool loopbackExempt;
    private readonly PartitionedRateLimiter<string> reads;
    private readonly PartitionedRateLimiter<string> starts;
    private readonly PartitionedRateLimiter<string> failures;

    public RateLimits(IConfiguration configuration, IHostEnvironment environment)
    {
        enabled = configuration.GetValue("RateLimits:Enabled", true);
        loopbackExempt = environment.IsDevelopment();
        reads = Limiter(configuration.GetValue("RateLimits:ReadsPerMinute", 600));
        starts = Limiter(configuration.GetValue("RateLimits:StartsPerMinute", 60));
        failures = Limiter(configuration.GetValue("RateLimits:FailedAuthenticationsPerMinute", 30));
    }

    public static Error Exceeded(TimeSpan pause) => new("rate_limited", ErrorKind.RateLimited, "Too many requests. Wait, then try again.") { RetryAfter = pause };

    /// <summary>How long to wait when the request is one too many, else null.</summary>
    public TimeSpan? Exceeds(HttpContext http, Limit limit) => Key(http) is { } key ? Take(limit == Limit.Start ? starts : reads, key) : null;

    /// <summary>Counts a failed authentication; how long to wait when it is one too many, else null.</summary>
    public TimeSpan? ExceedsFailures(HttpContext http) => Key(http) is { } key ? Take(failures, key) : null;

    public void Dispose()
    {
        reads.Dispose();
        starts.Dispose();
        failures.Dispose();
    }

    private static TimeSpan? Take(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? pause : Minute;
    }

    private string? Key(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (!enabled || address is null || (loopbackExempt && IPAddress.IsLoopback(address))) return null;
        return ClientAddress.Household(address);
    }

    private static PartitionedRateLimiter<string> Limiter(int perMinute) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = Minute, QueueLimit = 0 }));
}

/// <summary>Applies the limit that the route declares (<see cref="LimitMetadata"/>): an API answers JSON, a page says it in words.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateLimits limits)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata is not { } route || route.GetMetadata<LimitMetadata>() is not { } declared) return next(http);
        if (limits.Exceeds(http, declared.Limit) is not { } pause) return next(http);
        return route.GetMetadata<DoorMetadata>()?.Door == Door.Page
            ? ErrorAnswers.WriteTooMany(http, pause)
            : new ErrorResponse(RateLimits.Exceeded(pause)).ExecuteAsync(http);
    }
}
