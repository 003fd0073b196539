using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using PayCore.Commerce.Shared.Pages;

namespace PayCore.Commerce.Http;

/// <summary>Answers for failures that no use case saw: routing, limits of the server, bugs.</summary>
internal static class ErrorAnswers
{
    private static readonly string[] Apis = ["/api", "/public-api", "/gateways", "/sandbox/api", "/health", "/openapi"];

    public static Task Write(HttpContext http, int status)
    {
        if (HttpMethods.IsHead(http.Request.Method)) return Task.CompletedTask;
        if (Apis.Any(api => http.Request.Path.StartsWithSegments(api))) return new ErrorResponse(Of(status)).ExecuteAsync(http);
        return WritePage(http, status);
    }

    /// <summary>429 of a page, which says it in words.</summary>
    public static Task WriteTooMany(HttpContext http, TimeSpan pause)
    {
        http.Response.Headers.RetryAfter = ErrorResponse.RetryAfter(pause);
        return WritePage(http, StatusCodes.Status429TooManyRequests);
    }

    private static Task WritePage(HttpContext http, int status)
    {
        var (title, text) = status switch
        {
            404 => ("Page not found", "There is nothing at this address. Check the link, or ask the shop that gave it to you."),
            429 => ("Please wait a moment", "Too many pages were asked for from your network. Try again in a minute. If you have paid already, your payment is kept: do not pay twice."),
            405 => ("This address works in another way", "Go back to the shop and start again."),
            < 500 => ("Your browser's request could not be read", "Go back and try again."),
            _ => ("Something went wrong on our side", "Try again in a moment. If you have paid already, your payment is kept: do not pay twice, ask the shop."),
        };
        return new PageAnswer<FailurePage>(new Dictionary<string, object?> { ["Title"] = title, ["Text"] = text }, status).ExecuteAsync(http);
    }

    private static Error Of(int status) => status switch
    {
        401 => Error.Unauthorized("Credentials are missing or wrong."),
        403 => Error.Forbidden("mode_forbidden", "This is not allowed."),
        404 => Error.NotFound(),
        405 => new Error("method_not_allowed", ErrorKind.MethodNotAllowed, "The address exists, but not with this method."),
        413 => new Error("body_too_large", ErrorKind.TooLarge, "The body is too large."),
        415 => new Error("unsupported_media_type", ErrorKind.UnsupportedMedia, "Send the body as application/json or application/vnd.api+json."),
        < 500 => new Error("malformed_json", ErrorKind.Malformed, "The request could not be read."),
        _ => new Error("internal_error", ErrorKind.Internal, "Something went wrong on our side. What was acknowledged is kept; read the resource before you try again."),
    };
}
