using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class InvoicesModule
{
    public static IServiceCollection AddInvoices(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new InvoiceWaiters(provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddJob<ExpireInvoices>("*/5 * * * * *");
        services.AddJob<ReleaseLinkSlots>("*/15 * * * * *");
        services.AddJob<EraseCustomers>("0 * * * * *");
        return services.AddModule(typeof(InvoicesModule).Assembly);
    }

    public static IEndpointRouteBuilder MapInvoices(this IEndpointRouteBuilder app)
    {
        var api = app.PrivateApi();
        CreateInvoice.Map(api);
        ListInvoices.Map(api);
        ReadInvoice.Map(api);
        CancelInvoice.Map(api);
        CaptureInvoice.Map(api);
        RefundInvoice.Map(api);
        ReadRefunds.Map(api);
        StateInvoice.Map(api);
        ReadEvents.Map(api);
        ListInvoicePayments.Map(api);
        CreatePaymentLink.Map(api);
        ReadPaymentLinks.Map(api);
        ClosePaymentLink.Map(api);
        ReadCustomers.Map(api);
        EraseCustomer.Map(api);
        ReportTransactions.Map(api);

        var pub = app.PublicApi();
        PublicCreateInvoice.Map(pub);
        PublicReadInvoice.Map(pub);
        PublicProcessInvoice.Map(pub);
        return app;
    }
}
