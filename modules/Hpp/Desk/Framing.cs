using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>
/// Pages in frames. A browser says by Fetch Metadata (W3C <c>Sec-Fetch-Dest</c>) that a page is asked for in a frame; what does not say so is a
/// whole page, which nobody may frame. Who may frame a page is held by its <c>frame-ancestors</c> alone; what a request says about the page
/// around it only decides whether the customer gets a card with a link instead of an empty place.
/// </summary>
internal sealed class Framing
{
    /// <summary>Who may show the present page; null: it is a whole page.</summary>
    public Embedders? Embedders { get; private set; }

    /// <summary>Whether the present answer stands in a frame: the page, or the card.</summary>
    public bool IsInFrame { get; private set; }

    /// <summary>The parameter of an address that a gateway's page in the frame leads back to.</summary>
    public const string Back = "back";

    public static bool IsFramed(HttpRequest request) => request.Headers["Sec-Fetch-Dest"].ToString() is "iframe" or "frame" or "object" or "embed";

    /// <summary>The page may be shown in the frame that asks for it, as far as is known.</summary>
    public bool Admit(HttpRequest request, Frame frame, string? own)
    {
        IsInFrame = true;
        if (frame.Embedders is not { } embedders) return false;
        var around = request.Headers.Referer.ToString();
        var isInside = request.Headers["Sec-Fetch-Site"] == "same-origin" || request.Query.ContainsKey(Back);
        if (!isInside && !(around.Length == 0 ? !embedders.Nobody : IsKnown(WebUrl.Origin(around)))) return false;
        Embedders = embedders;
        return true;

        bool IsKnown(string? origin) => origin is not null && (embedders.Allow(origin) || origin == own || origin == WebUrl.Origin($"{request.Scheme}://{request.Host}"));
    }

    /// <summary>The address with the mark that a gateway's page led there, when in a frame: its origin is not the one around the frame.</summary>
    public static string ComingBack(HttpRequest request, string url) =>
        IsFramed(request) ? $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Back}=1" : url;

    /// <summary>In a frame of a stranger: no data, only that the page opens in a tab of its own. Anybody may frame it.</summary>
    public static StatusModel Card(HttpRequest request, Locale locale)
    {
        var texts = locale.Texts;
        // The address of a posted form, opened again, shows where its payment stands.
        var href = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        return new StatusModel(
            new Frame(locale, texts["embed.heading"], null, false, null, 0, [], null, null), Tone.Plain, texts["embed.heading"], [texts["embed.text"]], [], [],
            [new Act(texts["embed.open"], href, Primary: true, Target: "_blank")]);
    }
}
