using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class InvoicesModule
{
    public static IServiceCollection AddInvoices(this IServiceCollection services, IConfiguration configuration) =>
        services.AddModule(typeof(InvoicesModule).Assembly);

    public static IEndpointRouteBuilder MapInvoices(this IEndpointRouteBuilder app)
    {
        return app;
    }
}
