using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Http;

/// <summary>
/// The OpenAPI 3.1 document of a door, made from its routes: each says of itself what only it knows (<see cref="ApiOperation"/>), schemas stand in
/// the modules' <c>schemas.json</c>, and what follows from the route is added here. Handlers read bodies by hand, so nothing can be inferred from types.
/// </summary>
internal sealed class ApiDescription(EndpointDataSource endpoints, IEnumerable<ModelPart> modules)
{
    private const string SchemaPath = "#/components/schemas/";
    private const string Json = "application/json";

    private readonly Schemas schemas = new(modules.Select(m => m.Assembly).Distinct().Append(typeof(ApiDescription).Assembly));

    /// <param name="api">The group of routes: <c>private</c> or <c>public</c>.</param>
    public JsonObject Document(string api)
    {
        var document = Schemas.Read(typeof(ApiDescription).Assembly, $"{api}.json");
        document["info"]!["version"] = typeof(ApiDescription).Assembly.GetName().Version!.ToString(3);
        var (paths, tags) = (new JsonObject(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (route, operation, path, method) in Routes(api))
        {
            var tag = Tag(path);
            tags.Add(tag);
            paths[path] ??= new JsonObject();
            paths[path]![method.ToLowerInvariant()] = Operation(api, route, operation, method, tag);
        }

        document["paths"] = paths;
        document["tags"] = new JsonArray([.. tags.Select(t => new JsonObject { ["name"] = t })]);
        document["components"] ??= new JsonObject();
        document["components"]!["schemas"] = schemas.UsedBy(document);
        return document;
    }

    private IEnumerable<(RouteEndpoint Route, ApiOperation Operation, string Path, string Method)> Routes(string api) =>
        from route in endpoints.Endpoints.OfType<RouteEndpoint>()
        where route.Metadata.GetMetadata<IEndpointGroupNameMetadata>()?.EndpointGroupName == api
        let operation = route.Metadata.GetMetadata<ApiOperation>()
        where operation is not null
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        select (route, operation, "/" + route.RoutePattern.RawText!.Trim('/'), method);

    private JsonObject Operation(string api, RouteEndpoint route, ApiOperation operation, string method, string tag)
    {
        var description = new JsonObject
        {
            ["operationId"] = operation.Summary.ToLowerInvariant().Replace(' ', '-'),
            ["tags"] = new JsonArray(tag),
            ["summary"] = operation.Summary,
            ["description"] = operation.Text,
        };
        var ids = route.RoutePattern.Parameters.Where(p => operation.Parameters.All(o => o.Name != p.Name));
        JsonArray parameters = [.. ids.Select(p => PathParameter(route, p.Name)), .. operation.Parameters.Select(Parameter)];
        if (parameters.Count > 0) description["parameters"] = parameters;
        if (operation.Body is { } body)
            description["requestBody"] = new JsonObject { ["required"] = schemas.HasRequired(body), ["content"] = Content(body) };
        if (operation.Files.Count > 0) description["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Files(operation) };
        description["responses"] = Responses(api, route, operation, method);
        return description;
    }

    private JsonObject Responses(string api, RouteEndpoint route, ApiOperation operation, string method)
    {
        var holdsTag = operation.Parameters.Contains(ApiDescriptions.IfNoneMatch);
        var success = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(operation.Status) };
        if (operation.Answer is { } answer) success["content"] = Content(answer);
        if (operation.Status == 201) success["headers"] = Header("Location", "The address of what was made.");
        if (holdsTag) success["headers"] = Header("ETag", "Changes with everything that is shown; begins with the invoice's `sequence`.");

        var responses = new JsonObject { [$"{operation.Status}"] = success };
        if (operation.Also is { } also)
        {
            var other = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(also) };
            if (also != 204) other["content"] = Content(operation.Answer!);
            responses[$"{also}"] = other;
        }

        if (holdsTag) responses["304"] = new JsonObject { ["description"] = "Not changed since the `ETag` that was sent." };
        foreach (var status in Codes(api, route, operation, method).Distinct().Select(ErrorCodes.Find).GroupBy(c => c.Status).OrderBy(s => s.Key))
            responses[$"{status.Key}"] = Failure(status.Key, [.. status]);
        return responses;
    }

    /// <summary>The route's own codes, and those that follow from what it is.</summary>
    private static IEnumerable<string> Codes(string api, RouteEndpoint route, ApiOperation operation, string method)
    {
        string[] body = ["malformed_json", "too_deep", "duplicate_member", "body_too_large", "unsupported_media_type", "required", "invalid_type", "invalid_value"];
        return [
            .. api == "private" ? ["unauthorized", "account_inactive", "rate_limited"] : Array.Empty<string>(),
            .. route.Metadata.GetMetadata<LimitMetadata>() is null ? Array.Empty<string>() : ["rate_limited"],
            .. route.RoutePattern.Parameters.Count > 0 ? ["not_found"] : Array.Empty<string>(),
            .. operation.Body is null ? [] : body,
            .. operation.Files.Count == 0 ? Array.Empty<string>() : ["body_too_large", "unsupported_media_type", "invalid_value"],
            .. operation.Parameters.Any(p => p.In == "query") ? ["invalid_value"] : Array.Empty<string>(),
            .. operation.Parameters.Any(p => p.Name.Contains('[', StringComparison.Ordinal)) ? ["duplicate_parameter"] : Array.Empty<string>(),
            .. HttpMethods.IsGet(method) ? Array.Empty<string>() : ["conflict"],
            .. operation.Errors,
            "internal_error",
        ];
    }

    private static JsonObject Failure(int status, IReadOnlyList<ErrorCode> codes)
    {
        var phrase = ReasonPhrases.GetReasonPhrase(status);
        var failure = new JsonObject
        {
            ["description"] = string.Join('\n', codes.Select(c => $"- `{c.Code}`: {c.Meaning}")),
            ["content"] = new JsonObject
            {
                [Json] = new JsonObject
                {
                    ["schema"] = new JsonObject { ["$ref"] = SchemaPath + "ErrorDocument" },
                    ["examples"] = new JsonObject(codes.Select(c => KeyValuePair.Create<string, JsonNode?>(c.Code, new JsonObject { ["value"] = Example(c, phrase) }))),
                },
            },
        };
        if (status == 429) failure["headers"] = Header("Retry-After", "Whole seconds to wait.");
        return failure;
    }

    private static JsonObject Example(ErrorCode code, string phrase) => new()
    {
        ["errors"] = new JsonArray(new JsonObject
        {
            ["status"] = $"{code.Status}", ["code"] = code.Code, ["title"] = phrase[..1] + phrase[1..].ToLowerInvariant(), ["detail"] = code.Meaning,
        }),
        ["meta"] = new JsonObject { ["trace_id"] = "0af7651916cd43dd8448eb211c80319c" },
    };

    private JsonObject Content(string schema) => new()
    {
        [Json] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = SchemaPath + schema }, ["example"] = schemas.Example(schema) },
    };

    private static JsonObject Files(ApiOperation operation) => new(operation.Files.Select(f => KeyValuePair.Create<string, JsonNode?>(
        f.MediaType, new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" }, ["example"] = f.Example })));

    private static JsonObject Header(string name, string text) => new()
    {
        [name] = new JsonObject { ["description"] = text, ["schema"] = new JsonObject { ["type"] = "string" } },
    };

    private static JsonNode Parameter(ApiParameter p) => new JsonObject
    {
        ["name"] = p.Name, ["in"] = p.In, ["required"] = p.IsRequired || p.In == "path", ["description"] = p.Text, ["schema"] = new JsonObject { ["type"] = p.Type },
        ["example"] = p.Type == "string" ? p.Example : JsonNode.Parse(p.Example),
    };

    /// <summary>An id says by its type which prefix it has.</summary>
    private static JsonNode PathParameter(RouteEndpoint route, string name)
    {
        var type = route.Metadata.GetMetadata<MethodInfo>()?.GetParameters().FirstOrDefault(p => p.Name == name)?.ParameterType;
        var prefix = type?.GetProperty("Prefix", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string;
        var schema = new JsonObject { ["type"] = "string" };
        if (prefix is not null) schema["pattern"] = $"^{prefix}[0-9A-Za-z]{{16}}$";
        return new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = schema, ["example"] = prefix is null ? name : prefix + "zGmR6BYegfcNmFet" };
    }

    /// <summary>The first segment below the door: <c>/api/payment-invoices/{id}/cancel</c> belongs to "Payment invoices".</summary>
    private static string Tag(string path)
    {
        var words = path.Split('/')[2].Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
