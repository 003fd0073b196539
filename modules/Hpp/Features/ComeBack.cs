using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET, POST /return?id={cpi}: where gateways send the customer back. No parameter is trusted, and the invoice knows how its page looked: the gateway is asked (at
/// most once in 5 s), then the customer goes to the invoice's page, or to the merchant at once when the account wants that and the outcome is settled.
/// GET /redirect/hpp/?cpi={cpi}: to the gateway when its page waits, else to the invoice's page.
/// </summary>
internal static class ComeBack
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods("/return", [.. ShowLink.Reading, HttpMethods.Post], (PageDesk desk, HttpContext http, CancellationToken ct) => Return(desk, http, ct)).Limited(Limit.Read);
        pages.MapMethods("/redirect/hpp", ShowLink.Reading, (PageDesk desk, HttpContext http, CancellationToken ct) => Redirect(desk, http, ct)).Limited(Limit.Read);
    }

    private static async Task<IResult> Return(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        var refreshed = await desk.Mediator.Send(new RefreshInvoice(new InvoiceId(http.Request.Query["id"].ToString())), ct);
        if (refreshed.IsFailure) return Refusals.NotFound(http.Request, PageDesk.LocaleOf(http.Request));

        var (opened, refusal) = await desk.Open(http.Request, refreshed.Value, LinkQuery.OfText(null), ct);
        if (opened is null) return refusal!;
        // The merchant's page belongs into the window: in a frame a button of our page leads there.
        var merchant = opened.Account.AutoReturn && ReturnLink.IsSettled(opened.Invoice) && !Framing.IsFramed(http.Request) ? await desk.ReturnUrl(opened.Invoice, opened.Account, ct) : null;
        return Answers.SeeOther(merchant ?? Framing.ComingBack(http.Request, opened.Href()));
    }

    private static async Task<IResult> Redirect(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        var (opened, refusal) = await desk.FindInvoice(http.Request, ct);
        if (opened is null) return refusal!;
        return Answers.Found(NextStep.AskedService(http.Request, opened) ?? await desk.NextAddress(http.Request, opened.Invoice, opened.Query, ct));
    }
}
