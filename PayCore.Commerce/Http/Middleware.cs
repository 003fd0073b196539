using System.IO.Compression;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Http;

/// <summary>What every request passes before it reaches a route.</summary>
internal static class Middleware
{
    public static IServiceCollection AddCompression(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        // Compressed over TLS although pages carry form tokens: each token is random in every answer, so its length tells nothing (BREACH).
        options.EnableForHttps = true;
        options.Providers.Add<BrotliCompressionProvider>();
        options.Providers.Add<GzipCompressionProvider>();
        options.MimeTypes = ["text/html", "text/css", "text/javascript", "application/json", "application/vnd.api+json", "image/svg+xml"];
    })
        // The default, Fastest, leaves scripts 13 % (Brotli) and 37 % (gzip) larger.
        .Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal)
        .Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);

    public static void UseAssets(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        // A script is read in the encoding of the page around it unless it names its own.
        ContentTypeProvider = new FileExtensionContentTypeProvider { Mappings = { [".js"] = "text/javascript; charset=utf-8" } },
        OnPrepareResponse = asset =>
        {
            asset.Context.Response.Headers.CacheControl = "public, max-age=86400";
            asset.Context.Response.Headers.XContentTypeOptions = "nosniff";
        },
    });

    /// <summary>CORS of contract/public-api.md: a preflight cannot name the account, so every origin gets it; the request itself is checked by its use case.</summary>
    public static void UsePublicApiCors(this WebApplication app) => app.UseWhen(http => http.Request.Path.StartsWithSegments("/public-api"), branch => branch.Use(async (http, next) =>
    {
        var headers = http.Response.Headers;
        // At the last moment, so that an answer that starts anew (a fault of ours) carries them too.
        http.Response.OnStarting(() =>
        {
            headers.AccessControlAllowOrigin = http.Request.Headers.Origin is { Count: > 0 } origin ? origin : "*";
            headers.Append("Vary", "Origin");
            headers.AccessControlExposeHeaders = "ETag, Retry-After, Idempotent-Replayed";
            return Task.CompletedTask;
        });
        if (!HttpMethods.IsOptions(http.Request.Method))
        {
            await next(http);
            return;
        }

        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = "Content-Type, If-None-Match";
        headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }));

    public static IServiceCollection AddTrustedProxies(this IServiceCollection services, IConfiguration configuration) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // Every hop of a trusted network is passed over, up to the first address that no proxy of ours has.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in configuration.GetSection("ForwardedHeaders:KnownNetworks").Get<string[]>() ?? [])
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        });

    /// <summary>Forwarded headers count only from the networks of the setting; in Production a header from anybody else is logged once, as a set-up error.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ForwardedHeadersOptions>>().Value;
        var told = 0;
        app.Use(async (http, next) =>
        {
            if (!app.Environment.IsDevelopment() && http.Request.Headers.ContainsKey("X-Forwarded-For")
                && http.Connection.RemoteIpAddress is { } peer && !options.KnownIPNetworks.Any(n => n.Contains(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer))
                && Interlocked.Exchange(ref told, 1) == 0)
                app.Logger.LogError("X-Forwarded-For came from {Peer}, which is not in ForwardedHeaders:KnownNetworks: set it to your proxy's network, or rate limits see one address for everybody.", peer);
            await next(http);
        });
        app.UseForwardedHeaders();
    }

    /// <summary>Every failure of an API as JSON:API errors, whatever its reason; of a page as a plain page (contract/README.md, Errors).</summary>
    public static void UseErrorAnswers(this WebApplication app)
    {
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                // The client hung up: there is nobody to answer.
            }
            catch (BadHttpRequestException e) when (!http.Response.HasStarted)
            {
                http.Response.Clear();
                await ErrorAnswers.Write(http, e.StatusCode);
            }
            catch (Exception e) when (!http.Response.HasStarted)
            {
                app.Logger.LogError(e, "Unexpected failure of {Method} {Route}", http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                http.Response.Clear();
                await ErrorAnswers.Write(http, StatusCodes.Status500InternalServerError);
            }
        });
        app.UseStatusCodePages(context => ErrorAnswers.Write(context.HttpContext, context.HttpContext.Response.StatusCode));
    }
}
