using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>
/// How the sandbox signs its notifications: the Standard Webhooks scheme (standardwebhooks.com), HMAC-SHA-256 over <c>id.timestamp.body</c>,
/// as <c>v1,</c> + base64. A signature is good for five minutes around its timestamp.
/// </summary>
internal static class SandboxSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const int MostIdCharacters = 100;
    private const int ToleranceSeconds = 5 * 60;

    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. head, .. body]));
    }

    public static bool IsGood(string secret, string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (id is not { Length: > 0 and <= MostIdCharacters } || signature is null) return false;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (seconds < now.ToUnixTimeSeconds() - ToleranceSeconds || seconds > now.ToUnixTimeSeconds() + ToleranceSeconds) return false;

        var expected = Encoding.UTF8.GetBytes(Sign(secret, id, seconds, body));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
    }
}
