using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;
using SkiaSharp;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Pictures as merchants send them, good and bad.</summary>
internal static class Pictures
{
    /// <summary>Red on the left, blue on the right.</summary>
    public static byte[] Draw(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Blue);
        using var red = new SKPaint { Color = SKColors.Red };
        surface.Canvas.DrawRect(0, 0, width / 2, height, red);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A PNG (W3C PNG 5) with another chunk after its first.</summary>
    public static byte[] With(byte[] png, string chunk, string text)
    {
        const int AfterHeader = 8 + 25;
        return [.. png[..AfterHeader], .. Chunk(chunk, Encoding.Latin1.GetBytes(text)), .. png[AfterHeader..]];
    }

    /// <summary>A few bytes that say that they are a huge PNG.</summary>
    public static byte[] Bomb(uint width, uint height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6);
        return [137, 80, 78, 71, 13, 10, 26, 10, .. Chunk("IHDR", header), .. Chunk("IDAT", [120, 156, 3, 0, 0, 0, 0, 1]), .. Chunk("IEND", [])];
    }

    /// <summary>A JPEG that says by EXIF how it is to be turned.</summary>
    public static byte[] Turned(byte[] jpeg, byte orientation)
    {
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    /// <summary>PUT /api/account/logo with a live key.</summary>
    public static async Task<Answer> PutLogo(this PayCoreApp app, byte[] file, string? type = "image/png", Mode mode = Mode.Live, NewAccount? account = null)
    {
        using var api = app.Api(mode, account);
        var content = new ByteArrayContent(file);
        if (type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await api.Ask(new HttpRequestMessage(HttpMethod.Put, "/api/account/logo") { Content = content });
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Check(named));
        return [.. length, .. named, .. check];
    }

    /// <summary>CRC-32 (W3C PNG, annex D).</summary>
    private static uint Check(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return ~crc;
    }
}
