using Microsoft.AspNetCore.Builder;

namespace PayCore.Commerce.Shared.Http;

/// <summary>
/// What the API description says of a route beyond its path. What follows from the route itself (path parameters, errors of authentication, of
/// the body's form, of limits) is added by the host.
/// </summary>
/// <param name="Summary">A few words in the imperative, unique in its API: its slug is the operation's id.</param>
/// <param name="Text">What it promises, in full sentences; CommonMark.</param>
/// <param name="Answer">The name of the answer's schema in a <c>schemas.json</c>; null: no content.</param>
/// <param name="Status">The HTTP status of success.</param>
/// <param name="Body">The name of the request body's schema; null: none is read. A schema without required members is an optional body.</param>
/// <param name="Parameters">Query parameters and headers.</param>
/// <param name="Errors">Codes of contract/README.md that this route's own rules answer.</param>
public sealed record ApiOperation(
    string Summary, string Text, string? Answer, int Status, string? Body, IReadOnlyList<ApiParameter> Parameters, IReadOnlyList<string> Errors)
{
    /// <summary>A second status of success: 204 without content, another one with the same answer.</summary>
    public int? Also { get; init; }

    /// <summary>Examples by media type of a body that is a file, not JSON.</summary>
    public IReadOnlyList<(string MediaType, string Example)> Files { get; init; } = [];
}

/// <summary>A query parameter, or with <paramref name="In"/> = <c>header</c> a header, with <c>path</c> what the path names other than by an id.</summary>
/// <param name="Type">A JSON Schema type.</param>
public sealed record ApiParameter(string Name, string Text, string Example, string Type = "string", string In = "query", bool IsRequired = false);

public static class ApiDescriptions
{
    private static readonly ApiParameter Size = new("page[size]", $"How many at most, 1 to {ListQuery.MostRows}.", $"{ListQuery.DefaultRows}", "integer");
    private static readonly ApiParameter After = new("page[after]", "The cursor of `links.next`: what comes after it.", "MTc5NTUwMDAwMDAwMDpjcGlfekdtUjZCWWVnZmNObUZldA");

    public static readonly ApiParameter TestMode = new("filter[test_mode]", "`true` or `false`: the world to look into. Default: the key's own; a test key sees the test world alone.", "true", "boolean");
    public static readonly ApiParameter From = new("filter[created_from]", "UNIX seconds, inclusive.", "1795500000", "integer");
    public static readonly ApiParameter To = new("filter[created_to]", "UNIX seconds, inclusive.", "1795600000", "integer");
    public static readonly ApiParameter IfNoneMatch = new("If-None-Match", "The `ETag` that you hold, or the `sequence` in quotes: 304 while the invoice is still that one.", "\"2-1795500038\"", In: "header");

    /// <summary>The parameters of a list with a cursor (<see cref="ListQuery"/>), after the given filters.</summary>
    public static ApiParameter[] Paged(params ApiParameter[] filters) => [.. filters, Size, After];

    /// <summary>Describes a route of the Private or the Public API; a test fails for a route that is not described. See <see cref="ApiOperation"/>.</summary>
    public static TBuilder Describe<TBuilder>(
        this TBuilder route, string summary, string text, string? answer, int status = 200, string? body = null,
        ApiParameter[]? parameters = null, string[]? errors = null, int? also = null, (string MediaType, string Example)[]? files = null) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new ApiOperation(summary, text, answer, status, body, parameters ?? [], errors ?? []) { Also = also, Files = files ?? [] });
}
