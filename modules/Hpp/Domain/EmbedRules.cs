using System.Globalization;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

/// <param name="Rule">Its stable name.</param>
/// <param name="Passed">Null: not known, because nothing was measured or given.</param>
/// <param name="Detail">One or two sentences: what holds, or what to change.</param>
internal sealed record EmbedFinding(string Rule, bool? Passed, string Detail);

/// <summary>Every rule that could keep the payment page out of a frame of a shop's page (contract/hpp.md, Security; contract/private-api.md, Allowed domains).</summary>
internal static class EmbedRules
{
    /// <summary>The least frame in CSS pixels: the page reflows down to this (WCAG 2.2, 1.4.10).</summary>
    public const int LeastWidth = 320;

    public const int LeastHeight = 256;

    /// <param name="origin">The shop's origin, as <see cref="WebUrl.Origin"/> gives it.</param>
    /// <param name="own">The origin of this server.</param>
    /// <param name="policy">The Content-Security-Policy of the shop's page; null: not given.</param>
    /// <param name="width">Of the frame, in CSS pixels; null: not measured.</param>
    public static IReadOnlyList<EmbedFinding> Check(string origin, AccountView account, Mode mode, string own, ShopPolicy? policy, int? width, int? height) =>
        [Domain(origin, account, mode, own), Https(origin, mode, own), Ancestors(origin, account, mode, own), Policy(policy, own), Size(width, height)];

    private static EmbedFinding Domain(string origin, AccountView account, Mode mode, string own)
    {
        const string Rule = "allowed_domain";
        if (account.AllowsOrigin(origin, mode, own)) return new(Rule, true, $"{origin} may use this account in {mode.Word()} mode.");
        var listed = account.AllowedOrigins.Count == 0 ? "none" : string.Join(", ", account.AllowedOrigins);
        return new(Rule, false, $"{origin} is not an allowed domain of the account. Listed: {listed}. Add exactly this scheme, host and port to the account's allowed domains.");
    }

    private static EmbedFinding Https(string origin, Mode mode, string own)
    {
        const string Rule = "https";
        if (!IsTrustworthy(own))
            return new(Rule, false, $"This server is reached by {own}: browsers do not tell a server without HTTPS that a page stands in a frame, and a shop with HTTPS may not show it.");
        return IsTrustworthy(origin) || mode == Mode.Test
            ? new(Rule, true, "Shop and payment page are served as they must be.")
            : new(Rule, false, "The shop's page must be served by HTTPS in live mode: anybody on the way could change it, the frame included.");
    }

    private static EmbedFinding Ancestors(string origin, AccountView account, Mode mode, string own)
    {
        var embedders = Embedders.Of(account, mode);
        var sent = $"In a frame the payment page sends \"frame-ancestors {string.Join(' ', embedders.Sources)}\"";
        return origin == own || embedders.Allow(origin)
            ? new("frame_ancestors", true, $"{sent}, which covers {origin}.")
            : new("frame_ancestors", false, $"{sent}, which does not cover {origin}: browsers show an empty frame, or a card that opens the page in a new tab.");
    }

    private static EmbedFinding Policy(ShopPolicy? policy, string own)
    {
        const string Rule = "content_security_policy";
        if (policy is null) return new(Rule, null, $"If the shop's page sends a Content-Security-Policy, it needs {own} in script-src and frame-src; give it to check.");
        var loader = new Uri(own + "/widget/payment-widget.js");
        var (script, nonces, frame) = (policy.BlocksOfScript(loader), policy.NoncesOfScript(loader), policy.BlocksOfFrame(new Uri(own + "/hpp/")));
        if (script.Count + frame.Count > 0)
        {
            var blocks = script.Select(d => $"The shop's \"{d}\" keeps the widget's script out.").Concat(frame.Select(d => $"The shop's \"{d}\" keeps the frame empty."));
            return new(Rule, false, $"{string.Join(' ', blocks)} Add {own} to script-src and frame-src.");
        }

        return nonces.Count > 0
            ? new(Rule, null, $"The shop's \"{nonces[0]}\" lets the widget's script in by its nonce or hash only: give the script tag the nonce, or add {own}.")
            : new(Rule, true, $"The shop's Content-Security-Policy lets script and frame of {own} in.");
    }

    private static EmbedFinding Size(int? width, int? height)
    {
        const string Rule = "frame_size";
        var least = string.Create(CultureInfo.InvariantCulture, $"The frame needs at least {LeastWidth} by {LeastHeight} CSS pixels");
        if (width is null && height is null) return new(Rule, null, $"{least}; give its width and height to check. The widget sets the height by itself.");
        return width < LeastWidth || height < LeastHeight
            ? new(Rule, false, $"{least}; this one is {Pixels(width)} by {Pixels(height)}.")
            : new(Rule, true, "The frame is large enough.");
    }

    private static string Pixels(int? length) => length?.ToString(CultureInfo.InvariantCulture) ?? "?";

    /// <summary>W3C Secure Contexts, 3.1: HTTPS, or this machine.</summary>
    private static bool IsTrustworthy(string origin) => new Uri(origin) is var uri && (uri.Scheme == "https" || WebUrl.IsLoopback(uri));
}
