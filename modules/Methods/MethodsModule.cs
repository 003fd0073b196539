using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class MethodsModule
{
    public static IServiceCollection AddMethods(this IServiceCollection services, IConfiguration configuration) =>
        services.AddModule(typeof(MethodsModule).Assembly);

    public static IEndpointRouteBuilder MapMethods(this IEndpointRouteBuilder app)
    {
        return app;
    }
}
