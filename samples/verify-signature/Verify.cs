using System.Globalization;
using System.Security.Cryptography;
using System.Text;

/// <summary>Verifies a callback by its Standard Webhooks signature. .NET 8 or later, no packages.</summary>
public static class Verify
{
    /// <param name="secret">sk_test_… or sk_live_….</param>
    /// <param name="header">Answers a header of the request by its name.</param>
    /// <param name="body">The raw bytes as received.</param>
    public static bool Callback(string secret, Func<string, string> header, byte[] body, DateTimeOffset now)
    {
        var (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sent)) return false;
        if (Math.Abs(now.ToUnixTimeSeconds() - sent) > 300) return false; // Older than five minutes: a replay.

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        return header("webhook-signature").Split(' ')
            .Where(s => s.StartsWith("v1,", StringComparison.Ordinal))
            .Any(s => CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(s[3..])));
    }
}
