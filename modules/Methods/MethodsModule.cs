using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Manual;
using PayCore.Commerce.Methods.Gateways.Manual.BankFiles;
using PayCore.Commerce.Methods.Gateways.Sandbox;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Methods.Gateways.Stripe;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using PayCore.Commerce.Shared.OutboundHttp;

namespace PayCore.Commerce.Methods;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class MethodsModule
{
    public static IServiceCollection AddMethods(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDataProtection();
        services.AddLoopbackHttp();
        services.AddSingleton<ServiceShelf>();
        services.AddSingleton<FirstMoment>();
        services.AddSingleton<GatewaySet>();
        services.AddSingleton<GatewayCircuits>();
        services.AddSingleton<GatewayCalls>();
        services.AddSingleton<CredentialVault>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<PaymentQuery>();
        services.AddSingleton<BookCheck>();
        services.AddScoped<PreparedOperations>();
        services.AddSingleton<GatewayAccountDocument>();
        services.AddScoped<GatewayOrders>();
        services.AddScoped<GatewayAccounts>();
        services.AddScoped<RoutePlans>();
        services.AddScoped<Cascade>();
        services.AddJob<DispatchOperations>("*/5 * * * * *");
        services.AddJob<ApplyNotifications>("*/5 * * * * *");
        services.AddJob<ReconcilePayments>("*/5 * * * * *");
        services.AddJob<ReconcilePastDays>("0 5 * * * *");
        services.AddJob<RunReconciliations>("0 * * * * *");
        services.AddJob<DropOldNotifications>("0 30 3 * * *");

        services.AddSingleton<IGateway, SandboxGateway>();
        services.AddStripe();
        services.AddSingleton<SandboxKeys>();
        services.AddJob<SettleSandboxCharges>("*/5 * * * * *");
        services.AddJob<SendSandboxNotifications>("*/5 * * * * *");

        // Bank files may declare any encoding of Windows.
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        services.AddSingleton<IGateway, ManualGateway>();
        services.AddScoped<BankFileImport>();
        return services.AddModule(typeof(MethodsModule).Assembly);
    }

    public static IEndpointRouteBuilder MapMethods(this IEndpointRouteBuilder app)
    {
        // Made before the first request, so that no lease of this run is older than it.
        app.ServiceProvider.GetRequiredService<FirstMoment>();

        var api = app.PrivateApi();
        ListServices.Map(api);
        ConfigureService.Map(api);
        RemoveService.Map(api);
        ReadGatewayAccounts.Map(api);
        AddGatewayAccount.Map(api);
        ChangeGatewayAccount.Map(api);
        RemoveGatewayAccount.Map(api);
        ReadPayments.Map(api);
        ImportBankFile.Map(api);
        ReadBankFiles.Map(api);
        AskReconciliation.Map(api);
        ReadReconciliations.Map(api);
        Prerequest.Map(app.PublicApi());

        var open = app.Group(Door.Open);
        ReceiveNotification.Map(open);
        SandboxApi.Map(open);
        SandboxPages.Map(open);
        return app;
    }
}
