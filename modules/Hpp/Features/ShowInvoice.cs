using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET /hpp/i/{cpi} and its pages: /methods, /service/{code}, /cancel (asks first), /go (to the gateway), /return (to the merchant). The invoice's
/// id is the capability; the pages change nothing.
/// </summary>
internal static class ShowInvoice
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        Page("/hpp/i/{cpi}", Show);
        Page("/hpp/i/{cpi}/methods", Methods);
        Page("/hpp/i/{cpi}/service/{code}", Service);
        Page("/hpp/i/{cpi}/cancel", AskToCancel);
        Page("/hpp/i/{cpi}/go", Go);
        Page("/hpp/i/{cpi}/return", Return);
        // The addresses of posted forms, opened again.
        foreach (var posted in (string[])["process", "check", "extend"])
            Page($"/hpp/i/{{cpi}}/{posted}", (_, _, opened, _) => Task.FromResult(Answers.SeeOther(opened.Href())));

        void Page(string pattern, Func<PageDesk, HttpContext, OpenedInvoice, CancellationToken, Task<IResult>> answer) =>
            pages.MapMethods(pattern, ShowLink.Reading, async (InvoiceId cpi, PageDesk desk, HttpContext http, CancellationToken ct) =>
            {
                var (opened, refusal) = await desk.OpenInvoice(http.Request, cpi, ct);
                return opened is null ? refusal! : await answer(desk, http, opened, ct);
            }).Limited(Limit.Read);
    }

    private static Task<IResult> Show(PageDesk desk, HttpContext http, OpenedInvoice opened, CancellationToken ct) =>
        InvoiceScreen.Show(desk, http.Request, opened, null, ct);

    private static async Task<IResult> Methods(PageDesk desk, HttpContext http, OpenedInvoice opened, CancellationToken ct) =>
        NextStep.CanChoose(opened.Invoice) ? await InvoiceScreen.Choose(desk, opened, null, ct) : Answers.SeeOther(opened.Href());

    private static async Task<IResult> Service(PageDesk desk, HttpContext http, OpenedInvoice opened, CancellationToken ct)
    {
        if (!NextStep.CanChoose(opened.Invoice)) return Answers.SeeOther(opened.Href());
        if (await opened.Quote(desk, http.GetRouteValue("code") as string, ct) is not { } quote) return Refusals.NotFound(http.Request, opened.Locale);
        var given = LinkTree.Fields(LinkQuery.Read(http.Request.QueryString.Value, out _)!, "service_fields");
        return ServiceStep.OfInvoice(desk, opened, quote, (await opened.Quotes(desk, ct)).Count < 2, http.Request.Query["change"], given);
    }

    private static Task<IResult> AskToCancel(PageDesk desk, HttpContext http, OpenedInvoice opened, CancellationToken ct) =>
        Task.FromResult(opened.Invoice.State.IsOpen() ? InvoiceScreen.AskToCancel(desk, opened, null) : Answers.SeeOther(opened.Href()));

    /// <summary>To the gateway's page; when its service does not declare that address, or it wants a POST, a hand-off page asks for one more click.</summary>
    private static async Task<IResult> Go(PageDesk desk, HttpContext http, OpenedInvoice opened, CancellationToken ct)
    {
        var invoice = opened.Invoice;
        if (!invoice.State.IsOpen() || invoice.Active is not { IsOpen: true, FlowData: { Action: { } action } flow } || await desk.NeedsSlot(invoice, ct))
            return Answers.SeeOther(opened.Href());
        if (await desk.GatewayAddress(http.Request, invoice, ct) is { } address) return Answers.SeeOther(address);

        var texts = opened.Locale.Texts;
        var quote = await desk.Quote(invoice.Account, invoice.Mode, invoice.Active.Service, invoice.Amount, invoice.PaymentFlow, invoice.Customer?.Data.Address?.Country, ct);
        var origin = WebUrl.Origin(action);
        if (origin is null) return Answers.SeeOther(opened.Href());
        var post = flow.Method is not (null or "GET");
        return Answers.Page(
            new StatusModel(
                opened.Frame(texts["handoff.heading"], 2, opened.Summary(), "/go"), Tone.Plain, texts["handoff.heading"],
                [texts["handoff.text", ("host", new Uri(action).IdnHost)]], [], [],
                [new Act(texts["gateway.continue"], post ? action : NextStep.AddressOf(flow), Primary: true, Hidden: post ? flow.Params : null, Target: ServiceStep.TargetOf(quote))]),
            200, [origin]);
    }

    private static async Task<IResult> Return(PageDesk desk, HttpContext http, OpenedInvoice opened, CancellationToken ct) =>
        Answers.SeeOther(await desk.ReturnUrl(opened.Invoice, opened.Account, ct) ?? opened.Href());
}
