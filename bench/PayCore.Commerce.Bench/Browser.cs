using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace PayCore.Commerce.Bench;

/// <summary>What a browser without cache asks for, and what the answers weigh.</summary>
internal static partial class Browser
{
    /// <summary>A client that takes Brotli, as browsers do, and leaves the answers as they travel. It lives as long as its one run.</summary>
    public static HttpClient Client()
    {
#pragma warning disable RS0030 // A load generator is a program of its own: nothing pools its connections but itself.
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
#pragma warning restore RS0030
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        return client;
    }

    /// <summary>Prints <c>RESULT requests bytes-of-the-page bytes-in-all</c> of a first visit: the page, its scripts, styles and pictures, each with its headers by HTTP/1.1.</summary>
    public static async Task FirstVisit(string url)
    {
        using var client = Client();
        var (page, pageBytes) = await Get(client, url);
        var all = pageBytes;
        var assets = Asset().Matches(page).Select(m => new Uri(new Uri(url), WebUtility.HtmlDecode(m.Groups[1].Value)).AbsoluteUri).Distinct().ToList();
        foreach (var asset in assets) all += (await Get(client, asset)).Bytes;
        Console.WriteLine($"RESULT {1 + assets.Count} {pageBytes} {all}");
    }

    private static async Task<(string Text, long Bytes)> Get(HttpClient client, string url)
    {
        using var answer = (await client.GetAsync(url)).EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsByteArrayAsync();
        var isSmaller = answer.Content.Headers.ContentEncoding.Contains("br");
        await using Stream plain = isSmaller ? new BrotliStream(new MemoryStream(body), CompressionMode.Decompress) : new MemoryStream(body);
        using var reader = new StreamReader(plain);
        return (await reader.ReadToEndAsync(), body.Length + $"HTTP/1.1 {(int)answer.StatusCode} {answer.ReasonPhrase}\r\n\r\n".Length + Bytes(answer.Headers) + Bytes(answer.Content.Headers));
    }

    private static int Bytes(HttpHeaders headers) => headers.NonValidated.Sum(h => h.Value.Sum(v => Encoding.UTF8.GetByteCount($"{h.Key}: {v}\r\n")));

    /// <summary>Scripts, styles and pictures of our own, without their fragment: icons of one sprite are one request.</summary>
    [GeneratedRegex("""(?:src|href)="(/[^"#?]+\.(?:js|css|svg|png)[^"#]*)""")]
    private static partial Regex Asset();
}
