using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PayCore.Commerce.Shared.Pages;

/// <summary>
/// A server-rendered page with the security headers of contract/hpp.md. The component gets a parameter <c>Nonce</c> for its one style and its
/// one script, beside the given parameters.
/// </summary>
/// <param name="parameters">The component's parameters by name.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="formAction">Origins, beside our own, where a form of the page may lead, redirects included.</param>
/// <param name="frameAncestors">Origins that may frame the page; none: nobody.</param>
public sealed class PageAnswer<TPage>(
    IReadOnlyDictionary<string, object?> parameters,
    int status = StatusCodes.Status200OK,
    IEnumerable<string>? formAction = null,
    IEnumerable<string>? frameAncestors = null) : IResult where TPage : IComponent
{
    public async Task ExecuteAsync(HttpContext http)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var ancestors = string.Join(' ', frameAncestors ?? []);
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; " +
            $"form-action {string.Join(' ', (formAction ?? []).Prepend("'self'"))}; base-uri 'none'; " +
            $"frame-ancestors {(ancestors.Length == 0 ? "'none'" : ancestors)}; require-trusted-types-for 'script'; trusted-types 'none'";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin";
        headers["Permissions-Policy"] = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (ancestors.Length == 0) headers.XFrameOptions = "DENY";

        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        var bytes = PageBytes.Encode(await Render(http.RequestServices, nonce));
        headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal) && PageBytes.Compress(bytes) is { } smaller)
        {
            bytes = smaller;
            headers.ContentEncoding = "br";
        }

        http.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private async Task<string> Render(IServiceProvider services, string nonce)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var all = new Dictionary<string, object?>(parameters) { ["Nonce"] = nonce };
            var page = await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(all));
            return "<!doctype html>" + page.ToHtmlString();
        });
    }
}
