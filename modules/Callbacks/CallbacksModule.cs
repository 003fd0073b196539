using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayCore.Commerce.Callbacks.Delivery;
using PayCore.Commerce.Callbacks.Features;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Callbacks;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class CallbacksModule
{
    public static IServiceCollection AddCallbacks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<CallbackSender>();
        services.AddSingleton<CallbackWriter>();
        services.AddSingleton<DeliveryBook>();
        services.AddSingleton<HostHealth>();
        services.AddSingleton<Inspector>();
        services.AddScoped<ICallbackLogs, CallbackLogs>();
        services.AddJob<DispatchCallbacks>("*/5 * * * * *");
        return services.AddModule(typeof(CallbacksModule).Assembly);
    }

    public static IEndpointRouteBuilder MapCallbacks(this IEndpointRouteBuilder app)
    {
        // Made at start, so that a wrong setting is told then and not by the first callback.
        _ = app.ServiceProvider.GetRequiredService<CallbackSender>();

        var api = app.PrivateApi();
        ListCallbacks.Map(api);
        ReadCallback.Map(api);
        ResendCallback.Map(api);
        ResendCallbacks.Map(api);
        TestCallback.Map(api);
        if (app.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment()) InspectCallbacks.Map(app.Group(Door.Open));
        return app;
    }
}
