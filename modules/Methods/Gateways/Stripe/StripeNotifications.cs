using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PayCore.Commerce.Methods.Gateways.Stripe;

/// <summary>
/// Stripe's events. One says only which payment changed: what it holds is a copy of an earlier moment, in the API version of the merchant's endpoint
/// and in no order, so the truth is asked instead, in the version that we know. Hence every order of the same events ends the same.
/// </summary>
internal static class StripeNotifications
{
    public const string SignatureHeader = "Stripe-Signature";

    /// <summary>As Stripe's own libraries do.</summary>
    private const int ToleranceSeconds = 5 * 60;
    private const int MostIdCharacters = 100;

    /// <summary>The events after which a payment may stand otherwise; docs/stripe.md tells the merchant to select these.</summary>
    public static readonly FrozenSet<string> Telling = new[]
    {
        "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed", "checkout.session.expired",
        "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled", "payment_intent.amount_capturable_updated",
        "charge.refunded", "refund.created", "refund.updated", "refund.failed",
        "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed", "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The event's id when it is signed with this secret, at most five minutes from <paramref name="now"/> (docs.stripe.com/webhooks/signature); else null.</summary>
    public static string? Verify(string secret, string? header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!IsSigned(secret, header ?? "", body, now)) return null;
        using var read = Parse(body.ToArray());
        return read is not null && Text(read.RootElement, "id") is { Length: > 0 and <= MostIdCharacters } id ? id : null;
    }

    /// <summary>
    /// Which payment to ask about: by our own id (<see cref="StripeMapping.PaymentOf(string[])"/>), which the session, its intent and its charge carry; a refund
    /// or a dispute names only the intent.
    /// </summary>
    public static GatewayNotice? Read(byte[] body)
    {
        using var read = Parse(body);
        if (read is null || Text(read.RootElement, "type") is not { } type) return null;
        if (!Telling.Contains(type)) return GatewayNotice.OfNobody;
        if (Member(Member(read.RootElement, "data"), "object") is not { ValueKind: JsonValueKind.Object } about) return null;

        if (StripeMapping.PaymentOf(Text(about, "client_reference_id"), Text(Member(about, "metadata"), StripeMapping.PaymentKey)) is { } payment)
            return new GatewayNotice(payment, null, null);
        return Text(about, "object") is "refund" or "dispute" && Text(about, "payment_intent") is { } intent
            ? new GatewayNotice(null, intent, null)
            : GatewayNotice.OfNobody;
    }

    private static bool IsSigned(string secret, string header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var parts = header.Split(',').Select(p => p.Trim().Split('=', 2)).Where(p => p.Length == 2).ToList();
        var stamp = parts.Find(p => p[0] == "t")?[1];
        if (!long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (seconds < now.ToUnixTimeSeconds() - ToleranceSeconds || seconds > now.ToUnixTimeSeconds() + ToleranceSeconds) return false;

        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes(stamp + "."), .. body])));
        // While a secret is being rolled Stripe signs with both.
        return parts.Exists(p => p[0] == "v1" && CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(p[1])));
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
