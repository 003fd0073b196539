using System.Security.Cryptography;
using System.Text.Json;
using PayCore.Commerce.Shared.Http;
using Scalar.AspNetCore;

namespace PayCore.Commerce.Http;

/// <summary>GET /openapi/private.json and /openapi/public.json, and both as an interactive page at /docs, which asks no other host for anything.</summary>
internal static class ApiReference
{
    public static readonly string[] Apis = ["private", "public"];

    public static void MapApiReference(this WebApplication app)
    {
        var open = app.Group(Door.Open);
        foreach (var api in Apis)
        {
            // When the first one asks, all routes are there; none is added later.
            var document = new Lazy<JsonElement>(() => JsonSerializer.SerializeToElement(ActivatorUtilities.CreateInstance<ApiDescription>(app.Services).Document(api)));
            open.MapGet($"/openapi/{api}.json", () => new JsonAnswer(document.Value, headers: headers => headers.CacheControl = "no-cache"));
        }

        open.MapScalarApiReference("/docs", (options, http) =>
        {
            var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            Protect(http.Response.Headers, nonce);
            options.WithTitle("PayCore Commerce API").WithNonce(nonce).WithOpenApiRoutePattern("/openapi/{documentName}.json")
                .AddDocument("private", "Private API").AddDocument("public", "Public API")
                .DisableAgent().DisableMcp().DisableTelemetry().DisableDefaultFonts().HideDeveloperTools().HideClientButton();
        });
    }

    private static void Protect(IHeaderDictionary headers, string nonce)
    {
        // The page makes its styles by script, without a nonce.
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
            "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
    }
}
