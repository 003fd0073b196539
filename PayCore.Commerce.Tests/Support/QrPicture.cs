using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Reads the QR codes of pictures as a phone does.</summary>
internal static partial class QrPicture
{
    /// <summary>The code of a black-and-white PNG as QRCoder draws it: one bit for each pixel, no filter.</summary>
    public static string OfPng(byte[] png)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        png[24].Should().Be(1, "one bit for each pixel");
        using var data = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (Encoding.ASCII.GetString(png, at + 4, 4) == "IDAT") data.Write(png, at + 8, length);
            at += length + 12;
        }

        data.Position = 0;
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress)) zlib.CopyTo(inflated);
        var (rows, stride) = (inflated.ToArray(), ((width + 7) / 8) + 1);
        var grey = new byte[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                grey[(y * width) + x] = (byte)((rows[(y * stride) + 1 + (x / 8)] >> (7 - (x % 8)) & 1) * 255);
        return Read(width, height, grey);
    }

    /// <summary>The code of a drawing as QRCoder makes it: a white ground, and black strips of one module's height in one path.</summary>
    public static string OfSvg(string svg)
    {
        const int scale = 8;
        var root = XDocument.Parse(svg).Root!;
        var size = Number(root.Attribute("viewBox")!.Value.Split(' ')[^1]);
        root.Elements().Select(e => $"{e.Name.LocalName} {e.Attribute("fill")!.Value}").Should().Equal("rect #ffffff", "path #000000");
        var drawn = root.Elements().Last().Attribute("d")!.Value;
        var strips = Strip().Matches(drawn);
        string.Concat(strips.Select(s => s.Value)).Should().Be(drawn, "nothing else is drawn");

        var grey = new byte[size * scale * size * scale];
        grey.AsSpan().Fill(255);
        foreach (Match strip in strips)
            for (var row = 0; row < scale; row++)
                grey.AsSpan((((Number(strip.Groups["y"].Value) * scale) + row) * size * scale) + (Number(strip.Groups["x"].Value) * scale), Number(strip.Groups["w"].Value) * scale).Clear();
        return Read(size * scale, size * scale, grey);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    // A picture of a computer has no light and shadow: one threshold for all of it.
    private static string Read(int width, int height, byte[] grey) =>
        new QRCodeReader().decode(
            new BinaryBitmap(new GlobalHistogramBinarizer(new RGBLuminanceSource(grey, width, height, RGBLuminanceSource.BitmapFormat.Gray8))),
            new Dictionary<DecodeHintType, object> { [DecodeHintType.CHARACTER_SET] = "UTF-8", [DecodeHintType.PURE_BARCODE] = true })?.Text ?? throw new AssertionException("No code can be read in the picture.");

    [GeneratedRegex(@"M(?<x>\d+) (?<y>\d+)h(?<w>\d+)v1h-\k<w>z")]
    private static partial Regex Strip();
}
