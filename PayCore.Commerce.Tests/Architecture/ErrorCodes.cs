using System.Text.RegularExpressions;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Tests.Architecture;

/// <summary>The stable codes of contract/README.md with their statuses, and what the sources say.</summary>
internal static partial class ErrorCodes
{
    public static readonly IReadOnlyDictionary<string, int[]> Contract = Rows(
        (400, "malformed_json too_deep duplicate_member"),
        (401, "unauthorized"),
        (403, "account_inactive public_creation_forbidden domain_forbidden mode_forbidden link_invalid"),
        (404, "not_found"),
        (405, "method_not_allowed"),
        (413, "body_too_large"),
        (415, "unsupported_media_type"),
        (409, "reference_id_conflict already_paid invalid_state conflict too_many_payments capture_refused refund_amount_mismatch"),
        (422, "required invalid_type invalid_value too_long too_short amount_range amount_precision amount_unsupported currency_unknown currency_disabled"),
        (422, "service_unknown service_unavailable service_currency_mismatch field_required field_invalid url_invalid expires_range metadata_too_large"),
        (422, "fee_exceeds_amount authorize_unsupported capture_exceeds_authorized refund_exceeds_paid partial_refund_unsupported not_manual duplicate_parameter"),
        (429, "rate_limited"),
        (502, "gateway_error gateway_timeout"),
        (504, "gateway_error gateway_timeout"),
        (500, "internal_error"));

    /// <summary>Codes that the contract does not list, or that go out with another status than it says.</summary>
    public static Finding Check(IEnumerable<(string File, string Text)> sources) => Finding.Of(sources.SelectMany(s => Used(s.Text).Select(u => (s.File, u.Code, u.Status))), use =>
        !Contract.TryGetValue(use.Code, out var statuses) ? [$"{use.File}: {use.Code} is not in the contract"]
        : !statuses.Contains(use.Status) ? [$"{use.File}: {use.Code} is {statuses[0]} in the contract, not {use.Status}"]
        : []);

    /// <summary>Codes that stand for two errors of one module's list.</summary>
    public static Finding CheckMeanings(IEnumerable<(string File, string Text)> errorFiles)
    {
        var all = errorFiles.SelectMany(f => Named().Matches(f.Text).Select(m => (f.File, Name: m.Groups[1].Value, Code: m.Groups[2].Value))).ToList();
        return Finding.Of(all.GroupBy(e => e.Code), same => same.GroupBy(e => e.File).Where(f => f.Count() > 1)
            .Select(f => $"{f.Key}: {same.Key} means {string.Join(" and ", f.Select(e => e.Name))}"));
    }

    private static IEnumerable<(string Code, int Status)> Used(string text) =>
    [
        .. Made().Matches(text).Select(m => (m.Groups[2].Value, ErrorResponse.StatusOf(Enum.Parse<ErrorKind>(m.Groups[1].Value.Replace("Parameter", "", StringComparison.Ordinal))))),
        .. Spelled().Matches(text).Select(m => (m.Groups[1].Value, ErrorResponse.StatusOf(Enum.Parse<ErrorKind>(m.Groups[2].Value)))),
        .. Failed().Matches(text).Select(m => (m.Groups[1].Value, 422)),
    ];

    private static Dictionary<string, int[]> Rows(params (int Status, string Codes)[] rows) =>
        rows.SelectMany(r => r.Codes.Split(' ').Select(code => (code, r.Status))).GroupBy(r => r.code, r => r.Status).ToDictionary(g => g.Key, g => g.ToArray());

    [GeneratedRegex("""\bError\.(Invalid|InvalidParameter|Conflict|Forbidden)\(\s*"(\w+)["]""")]
    private static partial Regex Made();

    [GeneratedRegex("""\bnew(?: Error)?\(\s*"(\w+)",\s*ErrorKind\.(\w+)""")]
    private static partial Regex Spelled();

    // A member of a body, or a rule of a validator: always 422. A list names its parameter instead of a code.
    [GeneratedRegex("""(?<!\blist\.)\b(?:Fail|WithErrorCode)\(\s*"(\w+)["]""")]
    private static partial Regex Failed();

    [GeneratedRegex("""static Error (\w+)\([^)]*\)\s*=>\s*(?:Error\.\w+|new(?: Error)?)\(\s*"(\w+)["]""")]
    private static partial Regex Named();
}
