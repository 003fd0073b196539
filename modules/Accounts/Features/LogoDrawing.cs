using System.Security.Cryptography;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;
using SkiaSharp;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>
/// A logo drawn anew: whatever was sent, only its pixels go on, as a PNG that fits into 480 × 160. What else a file can hold (places, names, scripts,
/// what a decoder of a browser may stumble over) ends here. An SVG is a document, not a picture, and is never taken.
/// </summary>
internal sealed record LogoDrawing(AccountLogo Logo, byte[] Png)
{
    public const int MostWidth = 480;
    public const int MostHeight = 160;

    /// <summary>What is told by a few bytes of the file is looked at before any pixel is: 4096 × 4096 are 64 MiB of memory.</summary>
    public const int MostPixelsOfSide = 4096;

    private const int CharactersOfHash = 32;

    public static Result<LogoDrawing> Of(ReadOnlySpan<byte> file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg))
            return Wrong("The file is not a PNG or JPEG picture.");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width > MostPixelsOfSide || height > MostPixelsOfSide)
            return Wrong($"The picture has {width} × {height} pixels; at most {MostPixelsOfSide} × {MostPixelsOfSide} are read.");

        using var colours = SKColorSpace.CreateSrgb();
        using var read = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul, colours));
        return codec.GetPixels(read.Info, read.GetPixels()) == SKCodecResult.Success
            ? Draw(read, codec.EncodedOrigin)
            : Wrong("The picture is damaged: it cannot be read to its end.");
    }

    private static Error Wrong(string problem) => Error.Invalid("invalid_value", problem);

    private static LogoDrawing Draw(SKBitmap read, SKEncodedOrigin origin)
    {
        // A camera may store its picture lying on the side and only say so (EXIF 2.3, Orientation): the values from LeftTop on swap the sides.
        var (width, height) = origin < SKEncodedOrigin.LeftTop ? (read.Width, read.Height) : (read.Height, read.Width);
        var scale = Math.Min(1f, Math.Min((float)MostWidth / width, (float)MostHeight / height));
        var size = new SKSizeI(Math.Max(1, (int)MathF.Round(width * scale)), Math.Max(1, (int)MathF.Round(height * scale)));

        using var surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, read.ColorSpace));
        surface.Canvas.Clear(SKColors.Transparent);
        surface.Canvas.Scale((float)size.Width / width, (float)size.Height / height);
        surface.Canvas.Concat(Upright(origin, width, height));
        using var picture = SKImage.FromBitmap(read);
        surface.Canvas.DrawImage(picture, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Png, 100);
        var png = encoded.ToArray();
        return new LogoDrawing(new AccountLogo(Convert.ToHexStringLower(SHA256.HashData(png))[..CharactersOfHash], size.Width, size.Height), png);
    }

    /// <summary>Turns what is stored into what is meant.</summary>
    /// <param name="width">Of the picture as it is meant.</param>
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => Matrix(-1, 0, width, 0, 1, 0),
        SKEncodedOrigin.BottomRight => Matrix(-1, 0, width, 0, -1, height),
        SKEncodedOrigin.BottomLeft => Matrix(1, 0, 0, 0, -1, height),
        SKEncodedOrigin.LeftTop => Matrix(0, 1, 0, 1, 0, 0),
        SKEncodedOrigin.RightTop => Matrix(0, -1, width, 1, 0, 0),
        SKEncodedOrigin.RightBottom => Matrix(0, -1, width, -1, 0, height),
        SKEncodedOrigin.LeftBottom => Matrix(0, 1, 0, -1, 0, height),
        _ => SKMatrix.Identity,
    };

    private static SKMatrix Matrix(int scaleX, int skewX, int moveX, int skewY, int scaleY, int moveY) => new(scaleX, skewX, moveX, skewY, scaleY, moveY, 0, 0, 1);
}
