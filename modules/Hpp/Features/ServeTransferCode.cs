using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using QRCoder;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET /hpp/i/{cpi}/qr.svg, …/qr.png. The payment details of a bank transfer in EUR as a code for banking apps; 404 for every other invoice. It shows
/// what the invoice's page shows, so nobody keeps it.
/// </summary>
internal static class ServeTransferCode
{
    private const int PixelsPerModule = 8;

    internal static void Map(IEndpointRouteBuilder pages)
    {
        Image("svg", "image/svg+xml", code => System.Text.Encoding.UTF8.GetBytes(new SvgQRCode(code).GetGraphic(PixelsPerModule, "#000", "#fff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute)));
        Image("png", "image/png", code => new PngByteQRCode(code).GetGraphic(PixelsPerModule));

        void Image(string ending, string type, Func<QRCodeData, byte[]> draw) =>
            pages.MapMethods($"/hpp/i/{{cpi}}/qr.{ending}", ShowLink.Reading, async (InvoiceId cpi, PageDesk desk, HttpContext http, CancellationToken ct) =>
            {
                var (opened, refusal) = await desk.OpenInvoice(http.Request, cpi, ct);
                if (opened is null) return refusal!;
                if (TransferCode.Of(opened.Invoice) is not { } text) return Refusals.NotFound(http.Request, opened.Locale);

                http.Response.Headers.CacheControl = "no-store";
                http.Response.Headers.XContentTypeOptions = "nosniff";
                // Error correction M, as the guideline asks; UTF-8 bytes without an ECI mark, which banking apps expect.
                using var code = new QRCodeGenerator().CreateQrCode(text, QRCodeGenerator.ECCLevel.M, forceUtf8: true);
                return Results.Bytes(draw(code), type);
            }).Limited(Limit.Read);
    }
}
