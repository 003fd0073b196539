namespace PayCore.Commerce.Methods.Gateways.Manual.BankFiles;

/// <summary>
/// Keeps an XML reader's memory small whatever the file holds: a tag or a text of more than 64 KiB is refused before the reader collects it, and so are
/// CDATA sections, which no bank writes. Counts bytes, so it works for every encoding in which markup is written in ASCII bytes, UTF-16 included.
/// </summary>
internal sealed class MarkupGuard(Stream file) : Stream
{
    public const int MostRun = 64 * 1024;

    private int run;
    private int line = 1;
    private byte before;
    private byte beforeThat;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = file.Read(buffer);
        foreach (var b in buffer[..count]) Look(b);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Look(byte b)
    {
        run = b is (byte)'<' or (byte)'>' ? 0 : run + 1;
        if (b == '\n') line++;
        if (run > MostRun) throw new BankFileProblem(line, 1, "A tag or a text is longer than 64 KiB.");
        if (b == '[' && before == '!' && beforeThat == '<') throw new BankFileProblem(line, 1, "It has a CDATA section.");
        if (b != 0) (beforeThat, before) = (before, b);
    }
}
