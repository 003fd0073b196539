using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Manual.BankFiles;

/// <summary>
/// A bank file as it was sent, in a file of the data folder that has no name any more and is gone when this is disposed, or the process ends. So it can
/// be read twice, to the end before anything of it is applied, and never stands in memory whole.
/// </summary>
internal sealed class BankFileUpload : IAsyncDisposable
{
    public const int MostMebibytes = 64;

    private const long MostBytes = MostMebibytes * 1024L * 1024;

    private readonly FileStream file;
    private readonly Encoding? declared;

    private BankFileUpload(FileStream file, string sha256, Encoding? declared, bool isXml) => (this.file, Sha256, this.declared, IsXml) = (file, sha256, declared, isXml);

    public string Sha256 { get; }

    public bool IsXml { get; }

    public long Bytes => file.Length;

    public string Format => IsXml ? CamtFile.Format : CsvFile.Format;

    /// <summary>Takes the body: 415 for another media type or charset, 413 for more than 64 MiB.</summary>
    public static async Task<Result<BankFileUpload>> Receive(HttpRequest request, string folder, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || request.Headers.ContentEncoding.Count > 0) return MethodErrors.BankFileType();
        var media = type.MediaType.Value!.ToLowerInvariant();
        if (media is not ("application/xml" or "text/xml" or "text/csv" or "text/plain")) return MethodErrors.BankFileType();
        Encoding? declared = null;
        if (type.Charset.HasValue && (declared = Find(HeaderUtilities.RemoveQuotes(type.Charset).Value!)) is null) return MethodErrors.BankFileType();

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostBytes + 1;
        if (request.ContentLength > MostBytes) return MethodErrors.BankFileTooLarge(MostMebibytes);
        var file = Spool(folder);
        try
        {
            if (await Copy(request.Body, file, ct) is not { } sha256)
            {
                await file.DisposeAsync();
                return MethodErrors.BankFileTooLarge(MostMebibytes);
            }

            return new BankFileUpload(file, sha256, declared, media.EndsWith("xml", StringComparison.Ordinal) || (media == "text/plain" && BeginsAsXml(file)));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>The movements from the first on, each read when it is asked for.</summary>
    /// <exception cref="BankFileProblem">The file cannot be read on.</exception>
    /// <exception cref="XmlException">The file cannot be read on.</exception>
    public IEnumerable<BankLine> Lines()
    {
        var mark = MarkedEncoding(file);
        file.Position = 0;
        if (IsXml) return CamtFile.Read(file, mark is null ? declared : null);

        var (encoding, length) = mark ?? (declared ?? new UTF8Encoding(false, throwOnInvalidBytes: true), 0);
        file.Position = length;
        return CsvFile.Read(new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: false, leaveOpen: true));
    }

    /// <summary>Reads all of it, to know that it can be read.</summary>
    public Result<Done> Check()
    {
        try
        {
            foreach (var _ in Lines())
            {
            }

            return Result.Done;
        }
        catch (BankFileProblem e)
        {
            return MethodErrors.BankFileMalformed(e.Line, e.Position, e.Message);
        }
        catch (XmlException e)
        {
            return MethodErrors.BankFileMalformed(e.LineNumber, e.LinePosition, "The XML is not well-formed, ends too early, has a document type, or has bytes that are not text of its encoding.");
        }
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private static FileStream Spool(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"bank-file-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 64 * 1024);
        File.Delete(path);
        return file;
    }

    /// <summary>The hash of what was copied; null: it is too large.</summary>
    private static async Task<string?> Copy(Stream body, FileStream file, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await body.ReadAsync(chunk, ct)) > 0)
            {
                if (file.Length + count > MostBytes) return null;
                hash.AppendData(chunk, 0, count);
                await file.WriteAsync(chunk.AsMemory(0, count), ct);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        await file.FlushAsync(ct);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool BeginsAsXml(FileStream file)
    {
        file.Position = 0;
        int b;
        while ((b = file.ReadByte()) >= 0)
            if (b is not (0 or 0xEF or 0xBB or 0xBF or 0xFE or 0xFF or ' ' or '\t' or '\r' or '\n')) return b == '<';
        return false;
    }

    /// <summary>Strict encodings: bytes that are no text are an error, never replaced.</summary>
    private static Encoding? Find(string charset) => charset.ToLowerInvariant() switch
    {
        "utf-8" or "us-ascii" => new UTF8Encoding(false, throwOnInvalidBytes: true),
        "utf-16" or "utf-16le" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
        "utf-16be" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true),
        "iso-8859-1" or "latin1" => Encoding.Latin1,
        "windows-1252" or "cp1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        _ => null,
    };

    private static (Encoding Encoding, int Length)? MarkedEncoding(FileStream file)
    {
        Span<byte> mark = stackalloc byte[3];
        file.Position = 0;
        var count = file.ReadAtLeast(mark, 3, throwOnEndOfStream: false);
        return mark[..count] switch
        {
            [0xEF, 0xBB, 0xBF] => (Find("utf-8")!, 3),
            [0xFF, 0xFE, ..] => (Find("utf-16le")!, 2),
            [0xFE, 0xFF, ..] => (Find("utf-16be")!, 2),
            _ => null,
        };
    }
}
