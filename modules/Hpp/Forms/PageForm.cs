using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Forms;

/// <summary>What a form of ours posts: the token, the service, and the service's fields as <c>fields[key]</c>.</summary>
/// <param name="SameOrigin">Whether it was sent by a page of ours (contract/hpp.md, Security).</param>
internal sealed record PageForm(string? Token, string? Service, IReadOnlyDictionary<string, string> Fields, bool SameOrigin)
{
    private const int MostBytes = 64 * 1024;
    private const int MostFieldCharacters = 1024;

    /// <summary>The form, or null when the body is too large or not a form.</summary>
    public static async Task<PageForm?> Read(HttpRequest request, ServerAddress server, CancellationToken ct)
    {
        var sameOrigin = IsSameOrigin(request, server);
        if (request.ContentLength > MostBytes || !request.HasFormContentType) return null;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(
                new FormOptions { BufferBody = false, ValueCountLimit = 200, KeyLengthLimit = 256, ValueLengthLimit = MostBytes, MultipartBodyLengthLimit = MostBytes }, ct);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in form)
            if (name.StartsWith("fields[", StringComparison.Ordinal) && name.EndsWith(']') && values[^1] is { Length: > 0 } value)
                fields[name[7..^1]] = Domain.LinkQuery.Clean(value[..Math.Min(value.Length, MostFieldCharacters)]).Trim();
        // The button that was pressed comes last, and may have a token of its own.
        return new PageForm(form["token"].LastOrDefault(), form["service"].ToString() is { Length: > 0 } service ? service : null, fields, sameOrigin);
    }

    /// <summary>
    /// A browser names where a POST comes from by <c>Origin</c>, or at least by <c>Sec-Fetch-Site</c>; whatever it names must be us. A request that
    /// names nothing, or <c>null</c>, is refused.
    /// </summary>
    private static bool IsSameOrigin(HttpRequest request, ServerAddress server)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none")) return false;
        if (origin.Length == 0) return site == "same-origin";
        return origin == WebUrl.Origin($"{request.Scheme}://{request.Host}") || origin == WebUrl.Origin(server.Public);
    }
}
