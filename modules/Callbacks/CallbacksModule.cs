using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class CallbacksModule
{
    public static IServiceCollection AddCallbacks(this IServiceCollection services, IConfiguration configuration) =>
        services.AddModule(typeof(CallbacksModule).Assembly);

    public static IEndpointRouteBuilder MapCallbacks(this IEndpointRouteBuilder app)
    {
        return app;
    }
}
