using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

internal enum SignatureState
{
    /// <summary>The link has no signature.</summary>
    None,
    Good,

    /// <summary>It was good until its time was over.</summary>
    Expired,

    /// <summary>Changed, without its time or its key's name, or by a key that does not count.</summary>
    Bad,
}

/// <summary>
/// Signed links (contract/hpp.md, Signed link): <c>sig</c> is base64url (RFC 4648 5, no padding) of HMAC-SHA-256 with the UTF-8 bytes of the account's
/// link key over <see cref="Text"/>. Test vectors stand in docs/signed-links.md.
/// </summary>
internal static class LinkSignature
{
    private static readonly HashSet<string> Unsigned = new(StringComparer.Ordinal) { "sig", "locale", "lang", "available_locales", "q", "category" };

    /// <summary>
    /// What is signed: <c>v1\n</c> and the known parameters, decoded, each name and value encoded by RFC 3986 from UTF-8, sorted by the bytes of the
    /// encoded name and joined by <c>&amp;</c>. Of a repeated name the last counts (<see cref="LinkQuery"/> has
    /// decided that); the entries of a list (<c>[]</c>) all do, in their order.
    /// </summary>
    public static string Text(LinkQuery query)
    {
        var pairs = query.Pairs.Where(p => !Unsigned.Contains(p.Root)).Select(p => (Name: Uri.EscapeDataString(p.Name), Value: Uri.EscapeDataString(p.Value)));

        // Encoded names are ASCII, so their ordinal order is that of their bytes; the order of equal names is kept.
        return "v1\n" + string.Join('&', pairs.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value}"));
    }

    public static string Sign(string text, string key) =>
        System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    /// <param name="keys">The account's active link keys: during a rotation more than one counts.</param>
    public static SignatureState Check(LinkQuery query, IReadOnlyList<LinkKey> keys, DateTimeOffset now) => Check(query, keys, now, out _);

    /// <param name="problem">Which parameter makes it bad, and why, for the developer with a test key; null: none.</param>
    public static SignatureState Check(LinkQuery query, IReadOnlyList<LinkKey> keys, DateTimeOffset now, out Error? problem)
    {
        problem = null;
        if (Of("sig") is not { } sig) return SignatureState.None;
        long ends = 0;
        problem =
            !long.TryParse(Of("sig_exp"), NumberStyles.None, CultureInfo.InvariantCulture, out ends) ? Wrong("sig_exp", "The parameter sig_exp must be UNIX seconds: until when the link is good.")
            : keys.FirstOrDefault(k => k.Kid == Of("kid")) is not { } key ? Wrong("kid", "The parameter kid must name an active link key of this mode.")
            : !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(Text(query), key.Key)), Encoding.UTF8.GetBytes(sig)) ? Wrong("sig", "The signature does not match these parameters and the link key of this kid.")
            : null;
        return problem is not null ? SignatureState.Bad : ends > now.ToUnixTimeSeconds() ? SignatureState.Good : SignatureState.Expired;

        string? Of(string name) => query.Pairs.LastOrDefault(p => p.Name == name)?.Value;

        Error Wrong(string name, string detail) => Error.InvalidParameter("invalid_value", detail, name);
    }
}
