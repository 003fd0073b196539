using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PayCore.Commerce.Shared.Http;

/// <summary>The one place where results become answers (contract/README.md).</summary>
public static class ResultAnswers
{
    /// <summary>The value as JSON with the given status, or the errors.</summary>
    public static async Task<IResult> ToHttp<T>(this Task<Result<T>> pending, int status = StatusCodes.Status200OK) =>
        (await pending).ToHttp(value => new JsonAnswer(value, status));

    /// <summary>The value as the given answer, or the errors.</summary>
    public static async Task<IResult> ToHttp<T>(this Task<Result<T>> pending, Func<T, IResult> answer) => (await pending).ToHttp(answer);

    public static IResult ToHttp<T>(this Result<T> result, Func<T, IResult> answer) =>
        result.IsFailure ? new ErrorResponse(result.Errors) : answer(result.Value);
}

/// <summary>JSON by <see cref="Wire"/>, with the media type that the client's <c>Accept</c> names.</summary>
public sealed class JsonAnswer(object? document, int status = StatusCodes.Status200OK, Action<IHeaderDictionary>? headers = null) : IResult
{
    private const string JsonApi = "application/vnd.api+json";

    public async Task ExecuteAsync(HttpContext http)
    {
        headers?.Invoke(http.Response.Headers);
        await Write(http, document, status);
    }

    internal static Task Write(HttpContext http, object? document, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = http.Request.Headers.Accept.ToString().Contains(JsonApi, StringComparison.OrdinalIgnoreCase)
            ? JsonApi
            : "application/json; charset=utf-8";
        var body = JsonSerializer.SerializeToUtf8Bytes(document, document?.GetType() ?? typeof(object), Wire.Options);
        http.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}

/// <summary>JSON:API error objects (jsonapi.org 1.1), one for each error, with the trace id.</summary>
public sealed class ErrorResponse(IReadOnlyList<Error> errors) : IResult
{
    public ErrorResponse(Error error) : this([error])
    {
    }

    public Task ExecuteAsync(HttpContext http)
    {
        var status = StatusOf(errors[0].Kind);
        if (errors[0].RetryAfter is { } pause) http.Response.Headers.RetryAfter = RetryAfter(pause);
        if (status == StatusCodes.Status401Unauthorized && IsPrivate(http))
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"commerce\"";
        http.Response.Headers.CacheControl = "no-store";

        var document = new ErrorDocument(
            [.. errors.Select(e => Body(e, IsPrivate(http)))],
            new ErrorMeta(Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier));
        return JsonAnswer.Write(http, document, status);
    }

    /// <summary>The header <c>Retry-After</c> (RFC 9110 10.2.3): whole seconds, at least one.</summary>
    public static string RetryAfter(TimeSpan pause) =>
        Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The one table of kinds and HTTP statuses.</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Malformed => 400,
        ErrorKind.Unauthorized => 401,
        ErrorKind.Forbidden => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.MethodNotAllowed => 405,
        ErrorKind.Conflict => 409,
        ErrorKind.TooLarge => 413,
        ErrorKind.UnsupportedMedia => 415,
        ErrorKind.Invalid => 422,
        ErrorKind.RateLimited => 429,
        ErrorKind.Gateway => 502,
        ErrorKind.Unavailable => 503,
        ErrorKind.GatewayTimeout => 504,
        _ => 500,
    };

    private static bool IsPrivate(HttpContext http) => http.Request.Path.StartsWithSegments("/api");

    private static ErrorBody Body(Error error, bool jsonApi)
    {
        var status = StatusOf(error.Kind);
        return new ErrorBody(status.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Code, Title(status), error.Detail, Source(error, jsonApi), error.Meta);
    }

    private static Dictionary<string, string>? Source(Error error, bool jsonApi) => error switch
    {
        { Parameter: { } parameter } => new() { ["parameter"] = parameter },
        { Source: null } => null,
        { Source: ['/', ..] absolute } => new() { ["pointer"] = absolute },
        _ => new() { ["pointer"] = (jsonApi ? "/data/attributes/" : "/") + error.Source },
    };

    /// <summary>The reason phrase as a sentence: "Unprocessable entity", "Not found".</summary>
    private static string Title(int status)
    {
        var phrase = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status).ToLowerInvariant();
        return char.ToUpperInvariant(phrase[0]) + phrase[1..];
    }

    private sealed record ErrorDocument(IReadOnlyList<ErrorBody> Errors, ErrorMeta Meta);

    private sealed record ErrorMeta(string TraceId);

    private sealed record ErrorBody(
        string Status,
        string Code,
        string Title,
        string Detail,
        [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
        Dictionary<string, string>? Source,
        [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyDictionary<string, string>? Meta);
}
