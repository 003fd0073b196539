using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PayCore.Commerce.Shared.Http;

/// <summary>The doors of contract/README.md as route groups; the host gives each its authentication, limits and description by this metadata.</summary>
public enum Door
{
    /// <summary><c>/api</c>: Basic authentication with an API key.</summary>
    Private,

    /// <summary><c>/public-api</c>: browsers, named by a public key.</summary>
    Public,

    /// <summary>Pages that customers see.</summary>
    Page,

    /// <summary>Gateways' notifications, the sandbox, assets, health: no limits of ours.</summary>
    Open,
}

/// <summary>What counts against which rate limit (contract/public-api.md).</summary>
public enum Limit
{
    /// <summary>600 a minute and address: reads, pages, prerequests.</summary>
    Read,

    /// <summary>60 a minute and address: creates, starts, cancels.</summary>
    Start,
}

public sealed record DoorMetadata(Door Door);

public sealed record LimitMetadata(Limit Limit);

public static class Routes
{
    public static RouteGroupBuilder PrivateApi(this IEndpointRouteBuilder app) => app.Group("/api", Door.Private).WithGroupName("private");

    public static RouteGroupBuilder PublicApi(this IEndpointRouteBuilder app) => app.Group("/public-api", Door.Public).WithGroupName("public");

    /// <summary>Routes outside the two APIs; left out of the API description.</summary>
    public static RouteGroupBuilder Group(this IEndpointRouteBuilder app, Door door) => app.Group("", door).ExcludeFromDescription();

    public static TBuilder Limited<TBuilder>(this TBuilder route, Limit limit) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new LimitMetadata(limit));

    private static RouteGroupBuilder Group(this IEndpointRouteBuilder app, string prefix, Door door) =>
        app.MapGroup(prefix).WithMetadata(new DoorMetadata(door));
}
