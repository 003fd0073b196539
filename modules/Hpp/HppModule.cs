using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class HppModule
{
    public static IServiceCollection AddHpp(this IServiceCollection services, IConfiguration configuration) =>
        services.AddModule(typeof(HppModule).Assembly);

    public static IEndpointRouteBuilder MapHpp(this IEndpointRouteBuilder app)
    {
        return app;
    }
}
