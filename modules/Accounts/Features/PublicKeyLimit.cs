using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>Requests per public key and minute (contract/public-api.md; setting <c>RateLimits:PublicKeyPerMinute</c>), wherever the key is read.</summary>
internal sealed class PublicKeyLimit(IConfiguration configuration) : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly bool enabled = configuration.GetValue("RateLimits:Enabled", true);
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = configuration.GetValue("RateLimits:PublicKeyPerMinute", 6_000), Window = Minute, QueueLimit = 0,
        }));

    /// <summary>The error when the request is one too many, else null. Only for keys that exist, so that memory stays bounded.</summary>
    public Error? Exceeded(string publicKey)
    {
        if (!enabled) return null;
        using var lease = limiter.AttemptAcquire(publicKey);
        if (lease.IsAcquired) return null;
        return new Error("rate_limited", ErrorKind.RateLimited, "Too many requests with this public key. Wait, then try again.")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? pause : Minute,
        };
    }

    public void Dispose() => limiter.Dispose();
}
