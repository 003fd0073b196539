using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PayCore.Commerce.Callbacks.Domain;

/// <summary>The two signatures of a callback (contract/callbacks.md, Request). Keys are the UTF-8 bytes of the whole text of a secret.</summary>
internal static class CallbackSignature
{
    /// <summary><c>X-Signature</c>: base64(sha1(secret + body + secret)), the family's own scheme.</summary>
    public static string Family(string secret, ReadOnlySpan<byte> body)
    {
        var key = Encoding.UTF8.GetBytes(secret);
        // SHA-1 is what existing receivers check; new ones check the other signature.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(key);
        hash.AppendData(body);
        hash.AppendData(key);
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    /// <summary><c>webhook-signature</c> of Standard Webhooks 1.0: one <c>v1,</c> + base64(HMAC-SHA-256) per secret, separated by spaces.</summary>
    public static string Standard(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var signed = Signed(id, timestamp, body);
        return string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(s), signed))));
    }

    /// <summary>Whether a header carries the right signature by one of the secrets; compared in constant time.</summary>
    public static bool IsStandard(string? header, IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var given = (header ?? "").Split(' ');
        var isGood = false;
        foreach (var secret in secrets)
        {
            var good = Standard([secret], id, timestamp, body);
            foreach (var signature in given) isGood |= Same(signature, good);
        }

        return isGood;
    }

    public static bool IsFamily(string? header, IEnumerable<string> secrets, ReadOnlySpan<byte> body)
    {
        var isGood = false;
        foreach (var secret in secrets) isGood |= Same(header ?? "", Family(secret, body));
        return isGood;
    }

    private static byte[] Signed(string id, long timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
