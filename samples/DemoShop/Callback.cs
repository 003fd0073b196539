using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DemoShop;

/// <summary>Callbacks of PayCore (Standard Webhooks).</summary>
internal static class Callback
{
    private const int ToleranceSeconds = 300;

    /// <summary>Whether PayCore sent it, within the last five minutes.</summary>
    /// <param name="secret">The account's signing secret, sk_test_… or sk_live_…. Each mode has its own, so a test payment never passes in a live shop.</param>
    /// <param name="body">The raw bytes as received: parsing and writing anew would change them.</param>
    public static bool IsGenuine(string secret, IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        var (id, timestamp) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString());
        if (id.Length == 0 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sent)) return false;
        if (Math.Abs(now.ToUnixTimeSeconds() - sent) > ToleranceSeconds) return false;

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        // While a secret is being replaced there are several signatures.
        return headers["webhook-signature"].ToString().Split(' ')
            .Where(s => s.StartsWith("v1,", StringComparison.Ordinal))
            .Any(s => CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(s[3..])));
    }
}
