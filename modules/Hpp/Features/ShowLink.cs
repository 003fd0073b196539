using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET /hpp, /hpp/, /hpp/methods, /hpp/service/{code}, /hpp/cancel. The pages of a link before anything exists: they create nothing, because
/// link previews and prefetchers visit too.
/// </summary>
internal static class ShowLink
{
    /// <summary>From so many methods on, categories stand above the list.</summary>
    private const int CategoriesFrom = 8;

    internal static void Map(IEndpointRouteBuilder pages)
    {
        // Routing takes /hpp and /hpp/ as one.
        pages.MapMethods("/hpp", Reading, (PageDesk desk, HttpContext http, CancellationToken ct) => Start(desk, http, ct)).Limited(Limit.Read);
        pages.MapMethods("/hpp/methods", Reading, (PageDesk desk, HttpContext http, CancellationToken ct) => List(desk, http, ct)).Limited(Limit.Read);
        pages.MapMethods("/hpp/service/{code}", Reading, (string code, PageDesk desk, HttpContext http, CancellationToken ct) => Service(code, desk, http, ct)).Limited(Limit.Read);
        pages.MapMethods("/hpp/cancel", Reading, (PageDesk desk, HttpContext http, CancellationToken ct) => Leave(desk, http, ct)).Limited(Limit.Read);
        // The address of a posted form, opened again: back to where its link begins.
        pages.MapMethods("/hpp/pay", Reading, (HttpContext http) => Answers.SeeOther($"/hpp/{http.Request.QueryString}")).Limited(Limit.Read);
    }

    internal static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private static async Task<IResult> Start(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        if (http.Request.Query["cpi"].ToString() is { Length: > 0 }) return await ToInvoice(desk, http, ct);
        var (link, refusal) = await desk.OpenLink(http.Request, ct);
        if (link is null) return refusal!;
        return link.Parameters.Service is { } service ? await Step(desk, http, link, service, ct) : await List(desk, http, link, ct);
    }

    private static async Task<IResult> List(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        if (http.Request.Query["cpi"].ToString() is { Length: > 0 }) return await ToInvoice(desk, http, ct);
        var (link, refusal) = await desk.OpenLink(http.Request, ct);
        return link is null ? refusal! : await List(desk, http, link, ct);
    }

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
        var quote = await desk.Mediator.Send(new QuoteService(link.Account.Id, link.Mode, code, link.Amount, PaymentFlow.Charge, link.Parameters.Customer?.Address?.Country), ct);
        return quote.IsFailure
            ? Refusals.LinkNotValid(http.Request, link.Locale, link.Owner, quote.Errors)
            : ServiceStep.OfLink(desk, link, quote.Value, only: (await link.Quotes(desk, ct)).Count < 2);
    }

    private static MethodsModel ListOf(PageDesk desk, OpenedLink link, IReadOnlyList<Quote> quotes)
    {
        var texts = link.Locale.Texts;
        var costs = quotes.Any(q => q.PaymentAmount != link.Amount);
        var category = quotes.Count >= CategoriesFrom && quotes.Any(q => q.Service.Method.Category == link.Parameters.Category) ? link.Parameters.Category : null;
        var frame = PageDesk.Frame(
            link.Locale, texts["methods.heading"], link.Account, link.Mode,
            PageDesk.Summary(link.Locale, link.Amount, quotes, link.Parameters.Description, link.Parameters.ReferenceId, link.Until),
            1, l => $"/hpp/?{link.Query.With("lang", l)}", CancelOf(link));
        return new MethodsModel(
            frame, texts["methods.heading"], null,
            CategoriesOf(link.Locale, quotes, category, c => $"/hpp/methods?{link.Query.With("category", c)}"),
            desk.Entries(
                link.Locale, link.Amount, quotes.Where(q => category is null || q.Service.Method.Category == category), costs,
                code => link.Href($"/hpp/service/{Uri.EscapeDataString(code)}")),
            [], desk.Sprite.Url);
    }

    internal static IReadOnlyList<LanguageLink> CategoriesOf(Locale locale, IReadOnlyList<Quote> quotes, string? current, Func<string?, string> href)
    {
        if (quotes.Count < CategoriesFrom) return [];
        var categories = quotes.Select(q => q.Service.Method.Category).Distinct().ToList();
        return categories.Count < 2
            ? []
            : [new LanguageLink("", locale.Texts["category.all"], href(null), current is null),
               .. categories.Select(c => new LanguageLink(c, locale.Texts.Find($"category.{c}") ?? c, href(c), c == current))];
    }

    internal static Link CancelOf(OpenedLink link) =>
        new(link.Locale.Texts["cancel_and_return", ("payee", link.Account.Name)], link.Href("/hpp/cancel"));

    /// <summary>Nothing exists yet, so leaving is all that cancelling is: to the merchant, or to a page that says that nothing was paid.</summary>
    private static async Task<IResult> Leave(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        var (link, refusal) = await desk.OpenLink(http.Request, ct);
        if (link is null) return refusal!;
        if ((link.ReturnUrl(desk.OwnOrigin) ?? link.Account.ReturnUrl) is { } url) return Answers.SeeOther(url);

        var texts = link.Locale.Texts;
        return Answers.Page(new StatusModel(
            PageDesk.Frame(
                link.Locale, texts["left.heading"], link.Account, link.Mode,
                PageDesk.Summary(link.Locale, link.Amount, link.Amount, link.Parameters.Description, link.Parameters.ReferenceId, null),
                0, l => $"/hpp/cancel?{link.Query.With("lang", l)}"),
            Tone.Plain, texts["left.heading"], [texts["left.text"]], [], [], [new Act(texts["methods.back"], link.Href("/hpp/methods"), Primary: true)]));
    }

    /// <summary>An invoice that exists has a page of its own; a public key beside it must be of the same account and mode.</summary>
    private static async Task<IResult> ToInvoice(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        var (invoice, refusal) = await desk.FindInvoice(http.Request, ct);
        return invoice is null ? refusal! : Answers.Found(invoice.Href());
    }
}
