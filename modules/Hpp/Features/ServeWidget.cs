using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET /widget/paymentWidget.umd.min.js and /widget/merchantWidget.umd.min.js: the loader under the file names of the published widgets, so that a
/// shop changes one host name. <c>/widget/payment-widget.js</c> itself is a file of wwwroot.
/// </summary>
internal static class ServeWidget
{
    private static readonly string[] PublishedNames = ["paymentWidget.umd.min.js", "merchantWidget.umd.min.js"];

    internal static void Map(IEndpointRouteBuilder assets)
    {
        foreach (var name in PublishedNames)
            assets.MapMethods($"/widget/{name}", ShowLink.Reading, (IWebHostEnvironment environment, HttpContext http) =>
            {
                var file = environment.WebRootFileProvider.GetFileInfo("widget/payment-widget.js");
                http.Response.Headers.CacheControl = "public, max-age=86400";
                http.Response.Headers.XContentTypeOptions = "nosniff";
                return Results.Stream(file.CreateReadStream(), "text/javascript; charset=utf-8", lastModified: file.LastModified);
            });
    }
}
