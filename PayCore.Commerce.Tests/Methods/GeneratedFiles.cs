using System.Net;
using System.Text;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>So many blocks of 64 KiB of a list, never in memory at once.</summary>
internal sealed class GeneratedContent(int blocks, bool told) : HttpContent
{
    private static readonly byte[] Block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("2026-11-24;1;EUR;Coffee and a roll at t0\n".PadLeft(64), 1024)));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        try
        {
            for (var i = 0; i < blocks; i++) await stream.WriteAsync(Block);
        }
        catch (IOException)
        {
            // The server has refused and hung up.
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = (long)blocks * Block.Length;
        return told;
    }
}

/// <summary>A statement of so many megabytes, its last booking given.</summary>
internal sealed class GeneratedCamt(int megabytes, string last) : HttpContent
{
    private const int PerMegabyte = 64;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var parts = TransferSide.Camt("|").Split('|');
        var words = new string('x', 16_000);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(parts[0]));
        for (var i = 0; i < megabytes * PerMegabyte * 1.05; i++) await stream.WriteAsync(Encoding.UTF8.GetBytes(TransferSide.Booking("1.00", words, $"huge-{i}")));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(last + parts[1]));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
