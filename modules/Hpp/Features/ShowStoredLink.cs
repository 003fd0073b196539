using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using PayCore.Commerce.Shared.Pages;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET /pay/{pln}/qr.svg, /qr.png, /poster: the address of a stored link to scan, and a page with it to print. Its other pages are those of any
/// link (<see cref="ShowLink"/>, <see cref="PayLink"/>).
/// </summary>
internal static class ShowStoredLink
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods($"{StoredLinkOpening.Root}/qr.svg", ShowLink.Reading, (PaymentLinkId pln, PageDesk desk, HttpContext http, CancellationToken ct) =>
            Draw(desk, http, pln, "image/svg+xml", url => Encoding.UTF8.GetBytes(QrCode.Svg(url)), ct)).Limited(Limit.Read);
        pages.MapMethods($"{StoredLinkOpening.Root}/qr.png", ShowLink.Reading, (PaymentLinkId pln, PageDesk desk, HttpContext http, CancellationToken ct) =>
            Draw(desk, http, pln, "image/png", QrCode.Png, ct)).Limited(Limit.Read);
        pages.MapMethods($"{StoredLinkOpening.Root}/poster", ShowLink.Reading, (PaymentLinkId pln, PageDesk desk, HttpContext http, CancellationToken ct) =>
            Poster(desk, http, pln, ct)).Limited(Limit.Read);
        pages.MapMethods("/pay/{**rest}", ShowLink.Reading, (HttpContext http) =>
            Refusals.NotFound(http.Request, PageDesk.LocaleOf(http.Request))).Limited(Limit.Read);
    }

    private static async Task<IResult> Draw(PageDesk desk, HttpContext http, PaymentLinkId id, string type, Func<string, byte[]> draw, CancellationToken ct)
    {
        var (link, _, _, _, refusal) = await desk.FindStored(http.Request, id, ct);
        return link is null ? refusal! : new Picture(draw(UrlOf(desk, link)), type);
    }

    private static async Task<IResult> Poster(PageDesk desk, HttpContext http, PaymentLinkId id, CancellationToken ct)
    {
        var (link, owner, _, locale, refusal) = await desk.FindStored(http.Request, id, ct);
        if (link is null) return refusal!;
        var model = new PosterModel(
            locale, owner!.Account.Name, Logo.Of(owner.Account, (240, 80)), link.Mode == Mode.Test, link.Description, link.Amount is { } amount ? locale.Money(amount) : null, UrlOf(desk, link), $"{StoredLink.PathOf(link)}/qr.svg");
        return new PageAnswer<PosterPage>(new Dictionary<string, object?> { [nameof(PosterPage.Model)] = model });
    }

    private static string UrlOf(PageDesk desk, PaymentLinkView link) => desk.Server.Url(StoredLink.PathOf(link));

    /// <summary>The picture of an address that never changes; as a document of its own it may do nothing.</summary>
    private sealed class Picture(byte[] bytes, string type) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            var headers = http.Response.Headers;
            headers.CacheControl = "public, max-age=86400";
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            http.Response.ContentType = type;
            http.Response.ContentLength = bytes.Length;
            if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        }
    }
}
