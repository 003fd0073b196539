using System.Collections.Frozen;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>A card that the sandbox knows. Its number is no secret: it is printed on the page.</summary>
internal sealed record TestCard(string Number, bool HasChallenge, bool IsGood, string Network)
{
    /// <summary>In groups of four, as printed on a card.</summary>
    public string Shown => string.Join(' ', Number.Chunk(4).Select(group => new string(group)));

    public string First => Number[..6];

    public string Last => Number[^4..];
}

/// <summary>The sandbox's cards and what a declined one's expiry date asks for (contract/methods-and-gateways.md, The sandbox); pure.</summary>
internal static class TestCards
{
    public const string AnyOtherExpiry = "general_fatal_error";

    /// <summary>On a good card: pending until it is settled on the sandbox's own page.</summary>
    public const string PendingExpiry = "0777";

    public static readonly IReadOnlyList<TestCard> All =
    [
        new("5123817234060000", HasChallenge: true, IsGood: true, "MASTERCARD"),
        new("5519283812030000", HasChallenge: false, IsGood: true, "MASTERCARD"),
        new("4412397212080000", HasChallenge: true, IsGood: false, "VISA"),
        new("4302912837020000", HasChallenge: false, IsGood: false, "VISA"),
    ];

    /// <summary>Resolution by the expiry <c>MMYY</c> of a declined card.</summary>
    public static readonly FrozenDictionary<string, string> ReasonByExpiry = new Dictionary<string, string>
    {
        ["0856"] = "access_denied",
        ["0755"] = "error",
        ["0654"] = "provider_error",
        ["0553"] = "unknown",
        ["0452"] = "duplicated_transaction",
        ["0351"] = "auth_fatal_error",
        ["0250"] = "unable_to_determine_3ds_enrolment",
        ["0149"] = "card_is_3ds_enrolled",
        ["1248"] = "card_is_not_3ds_enrolled",
        ["1147"] = "issuer_decline",
        ["1046"] = "client_auth_failed",
        ["0945"] = "provider_fatal_error",
        ["0844"] = "invalid_details",
        ["0743"] = "invalid_pin",
        ["0642"] = "antifraud_error",
        ["0541"] = "invalid_card",
        ["0440"] = "fatal_error",
        ["0339"] = "unable_to_reconcile",
        ["0238"] = "invalid_amount",
        ["0137"] = "limit_violation",
        ["1236"] = "functionality_is_not_permitted",
        ["1135"] = "invalid_request",
        ["1034"] = "lost_or_stolen_card",
        ["0933"] = "declined",
        ["0832"] = "invalid_otp",
        ["0731"] = "invalid_3ds_code",
        ["0630"] = "invalid_card_status",
        ["0529"] = "insufficient_funds",
        ["0428"] = "card_expired",
        ["0327"] = "invalid_cvv",
        ["0226"] = "invalid_pan",
        ["0125"] = "invalid_credentials",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The card with this number, however its digits are grouped; null for any other.</summary>
    public static TestCard? Find(string number)
    {
        var digits = string.Concat(number.Where(c => c is not (' ' or '-')));
        return All.FirstOrDefault(card => card.Number == digits);
    }

    public static string Reason(string expiry) => ReasonByExpiry.GetValueOrDefault(expiry, AnyOtherExpiry);

    /// <summary><c>MMYY</c> from what people type (08/56, 8/56, 0856, 08 / 2056); null when it is not a month and a year.</summary>
    public static string? ReadExpiry(string? text)
    {
        var parts = (text ?? "").Split('/', StringSplitOptions.TrimEntries);
        if (parts.Length == 1 && parts[0].Length == 4) parts = [parts[0][..2], parts[0][2..]];
        if (parts.Length != 2 || parts[0].Length is 0 or > 2 || parts[1].Length is not (2 or 4)) return null;
        if (!parts.All(p => p.All(char.IsAsciiDigit))) return null;

        var month = parts[0].PadLeft(2, '0');
        return string.CompareOrdinal(month, "01") >= 0 && string.CompareOrdinal(month, "12") <= 0 ? month + parts[1][^2..] : null;
    }
}
