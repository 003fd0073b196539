using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Features;
using PayCore.Commerce.Hpp.Forms;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp;

/// <summary>The door of the module: with Contracts, its only public types.</summary>
public static class HppModule
{
    public static IServiceCollection AddHpp(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<FormTokens>().AddSingleton<MethodSprite>().AddSingleton<PageScript>().AddSingleton<ILinkTexts, LinkWords>().AddScoped<PageDesk>().AddScoped<Framing>()
            .AddModule(typeof(HppModule).Assembly);

    public static IEndpointRouteBuilder MapHpp(this IEndpointRouteBuilder app)
    {
        var pages = app.Group(Door.Page).AddEndpointFilter<RouteGroupBuilder, PageErrors>();
        ShowLink.Map(pages);
        PayLink.Map(pages);
        ShowInvoice.Map(pages);
        WatchInvoice.Map(pages);
        ServeTransferCode.Map(pages);
        ChangeInvoice.Map(pages);
        ComeBack.Map(pages);
        ShowStoredLink.Map(pages);
        EmbedCheck.MapPage(pages);
        pages.MapMethods("/hpp/{**rest}", ShowLink.Reading, (HttpContext http) =>
            Refusals.NotFound(http.Request, PageDesk.LocaleOf(http.Request))).Limited(Limit.Read);

        EmbedCheck.Map(app.PrivateApi());
        var assets = app.Group(Door.Open);
        ServeSprite.Map(assets);
        ServeWidget.Map(assets);
        return app;
    }
}
