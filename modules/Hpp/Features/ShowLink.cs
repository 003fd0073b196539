using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET /hpp, /hpp/, /hpp/methods, /hpp/service/{code}, /hpp/cancel, and the same below /pay/{pln}. The pages of a link before anything exists: they create nothing, because
/// link previews and prefetchers visit too.
/// </summary>
internal static class ShowLink
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        foreach (var root in Roots)
        {
            // Routing takes /hpp and /hpp/ as one.
            pages.MapMethods(root, Reading, (PageDesk desk, HttpContext http, CancellationToken ct) => Start(desk, http, ct)).Limited(Limit.Read);
            pages.MapMethods($"{root}/methods", Reading, (PageDesk desk, HttpContext http, CancellationToken ct) => List(desk, http, ct)).Limited(Limit.Read);
            pages.MapMethods($"{root}/service/{{code}}", Reading, (string code, PageDesk desk, HttpContext http, CancellationToken ct) => Service(code, desk, http, ct)).Limited(Limit.Read);
            pages.MapMethods($"{root}/cancel", Reading, (PageDesk desk, HttpContext http, CancellationToken ct) => Leave(desk, http, ct)).Limited(Limit.Read);
            // The address of a posted form, opened again: back to where its link begins.
            pages.MapMethods($"{root}/pay", Reading, (HttpContext http) =>
                Answers.SeeOther($"{http.Request.Path.ToUriComponent().TrimEnd('/')[..^"pay".Length]}{http.Request.QueryString}")).Limited(Limit.Read);
        }
    }

    /// <summary>Where the pages of a link stand: its parameters are in the query, or it is stored.</summary>
    internal static readonly string[] Roots = ["/hpp", StoredLinkOpening.Root];

    internal static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private static async Task<IResult> Start(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        if (NamesInvoice(http)) return await ToInvoice(desk, http, ct);
        var (link, refusal) = await desk.OpenLink(http.Request, ct);
        if (link is null) return refusal!;
        return link.Parameters.Service is { } service ? await Step(desk, http, link, service, ct) : await List(desk, http, link, ct);
    }

    private static async Task<IResult> List(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        if (NamesInvoice(http)) return await ToInvoice(desk, http, ct);
        var (link, refusal) = await desk.OpenLink(http.Request, ct);
        return link is null ? refusal! : await List(desk, http, link, ct);
    }

    private static bool NamesInvoice(HttpContext http) => http.Request.StoredId() is null && http.Request.Query["cpi"].ToString().Length > 0;

    private static async Task<IResult> Service(string code, PageDesk desk, HttpContext http, CancellationToken ct)
    {
        var (link, refusal) = await desk.OpenLink(http.Request, ct);
        return link is null ? refusal! : await Step(desk, http, link, code, ct);
    }

    private static async Task<IResult> List(PageDesk desk, HttpContext http, OpenedLink link, CancellationToken ct)
    {
        var quotes = await link.Quotes(desk, ct);
        if (quotes.Count == 0)
            return Refusals.Say(http.Request, link.Locale, StatusCodes.Status422UnprocessableEntity, "no_method", link.Account, link.Mode);
        return quotes.Count == 1
            ? ServiceStep.OfLink(desk, link, quotes[0], only: true)
            : Answers.Page(ListOf(desk, link, quotes));
    }

    private static async Task<IResult> Step(PageDesk desk, HttpContext http, OpenedLink link, string code, CancellationToken ct)
    {
        var quote = await link.Quote(desk, code, ct);
        return quote.IsFailure
            ? await desk.AskAgain(link, code, ct) ?? Refusals.LinkMalformed(http.Request, link.Locale, link.Owner, quote.Errors)
            : ServiceStep.OfLink(desk, link, quote.Value, only: (await link.Quotes(desk, ct)).Count < 2);
    }

    private static MethodsModel ListOf(PageDesk desk, OpenedLink link, IReadOnlyList<Quote> quotes) => MethodList.Of(
        desk,
        link.Frame(
            link.Locale.Texts["methods.heading"], 1,
            PageDesk.Summary(link.Locale, link.Amount, quotes, link.Parameters.Description, link.Parameters.ReferenceId, link.Until), link.Stored is null ? "/hpp/" : "/hpp/methods", CancelOf(link)),
        link.Amount, quotes, link.Account.Fees.Badge, link.Query, link.Of("/hpp/methods"), code => link.Href($"/hpp/service/{Uri.EscapeDataString(code)}"), ActsOf(link));

    /// <summary>An amount that the payer chose can be changed.</summary>
    private static IReadOnlyList<Act> ActsOf(OpenedLink link) =>
        link.Stored is { Amount: null } ? [new Act(link.Locale.Texts["amount.change"], link.Href("/hpp/"))] : [];

    internal static Link CancelOf(OpenedLink link) =>
        new(link.Locale.Texts["cancel_and_return", ("payee", link.Account.Name)], link.Href("/hpp/cancel"));

    /// <summary>Nothing exists yet, so leaving is all that cancelling is: to the merchant, or to a page that says that nothing was paid.</summary>
    private static async Task<IResult> Leave(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        if (await desk.UnaskedLink(http.Request, ct) is { } unasked)
            return Left(http, unasked.Url, unasked.Frame, unasked.Page, unasked.Cancel);
        var (link, refusal) = await desk.OpenLink(http.Request, ct);
        if (link is null) return refusal!;
        return Left(
            http, link.ReturnUrl(desk.OwnOrigin) ?? link.Account.ReturnUrl,
            link.Frame(
                link.Locale.Texts["left.heading"], 0,
                PageDesk.Summary(link.Locale, link.Amount, link.Amount, link.Parameters.Description, link.Parameters.ReferenceId, null), "/hpp/cancel"),
            link.Href("/hpp/methods"), link.Href("/hpp/cancel"));
    }

    /// <param name="url">The merchant's page; null: there is none.</param>
    /// <param name="back">Where choosing goes on.</param>
    private static IResult Left(HttpContext http, string? url, Frame frame, string back, string cancel)
    {
        if (url is not null && !Framing.IsFramed(http.Request)) return Answers.SeeOther(url);
        var texts = frame.Locale.Texts;
        return Answers.Page(new StatusModel(
            frame with { Closes = true }, Tone.Plain, texts["left.heading"], [texts["left.text"]], [], [],
            [
                new Act(texts["methods.back"], back, Primary: true),
                .. url is null ? Array.Empty<Act>() : [new Act(texts["return", ("payee", frame.Payee!)], cancel, Target: "_top")],
            ]));
    }

    /// <summary>An invoice that exists has a page of its own; a public key beside it must be of the same account and mode.</summary>
    private static async Task<IResult> ToInvoice(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        var (invoice, refusal) = await desk.FindInvoice(http.Request, ct);
        return invoice is null ? refusal! : Answers.Found(NextStep.AskedService(http.Request, invoice) ?? invoice.Href());
    }
}
