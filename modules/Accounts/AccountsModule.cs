using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Accounts.Features;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Accounts;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class AccountsModule
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<AccountCache>().AddSingleton<PublicKeyLimit>();
        return services.AddModule(typeof(AccountsModule).Assembly);
    }

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder app)
    {
        var api = app.PrivateApi();
        ReadAccount.Map(api);
        ChangeAccount.Map(api);
        ChangeLogo.Map(api);
        ApiKeys.Map(api);
        RotateSecrets.Map(api);
        Audit.Map(api);
        AdvanceTestClock.Map(api);
        ServeLogo.Map(app.Group(Door.Open));
        return app;
    }
}
