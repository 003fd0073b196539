using QRCoder;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>QR codes (ISO/IEC 18004) of addresses, black on white with their quiet zone; error correction M reads with 15 % of it damaged.</summary>
internal static class QrCode
{
    private const int PixelsPerModule = 16;

    public static string Svg(string text)
    {
        using var data = Of(text);
        using var drawing = new SvgQRCode(data);
        return drawing.GetGraphic(PixelsPerModule, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    public static byte[] Png(string text)
    {
        using var data = Of(text);
        using var drawing = new PngByteQRCode(data);
        return drawing.GetGraphic(PixelsPerModule);
    }

    private static QRCodeData Of(string text) => QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
}
