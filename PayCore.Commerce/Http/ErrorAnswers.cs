using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Http;

/// <summary>Answers for failures that no use case saw: routing, limits of the server, bugs.</summary>
internal static class ErrorAnswers
{
    private static readonly string[] Apis = ["/api", "/public-api", "/gateways", "/sandbox/api", "/health", "/openapi"];

    public static Task Write(HttpContext http, int status)
    {
        if (HttpMethods.IsHead(http.Request.Method)) return Task.CompletedTask;
        if (Apis.Any(api => http.Request.Path.StartsWithSegments(api))) return new ErrorResponse(Of(status)).ExecuteAsync(http);

        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        var (title, text) = status == 404 ? ("Page not found", "There is nothing at this address.") : ("Something went wrong", "Please try again in a moment.");
        return http.Response.WriteAsync($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>");
    }

    private static Error Of(int status) => status switch
    {
        400 or 408 => new Error("malformed_json", ErrorKind.Malformed, "The request could not be read."),
        401 => Error.Unauthorized("Credentials are missing or wrong."),
        403 => Error.Forbidden("mode_forbidden", "This is not allowed."),
        404 => Error.NotFound(),
        405 => new Error("method_not_allowed", ErrorKind.MethodNotAllowed, "The address exists, but not with this method."),
        413 => new Error("body_too_large", ErrorKind.TooLarge, "The body is too large."),
        415 => new Error("unsupported_media_type", ErrorKind.UnsupportedMedia, "Send the body as application/json or application/vnd.api+json."),
        _ => new Error("internal_error", ErrorKind.Internal, "Something went wrong on our side. What was acknowledged is kept; read the resource before you try again."),
    };
}
