using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Forms;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// POST /hpp/pay?{the link's parameters}, POST /pay/{pln}/pay. Creates the invoice, once for each draft, and starts the service, once for each form; 303 to where the
/// customer goes on. The same form again leads to where its invoice stands.
/// </summary>
internal static class PayLink
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        foreach (var root in ShowLink.Roots)
            pages.MapPost($"{root}/pay", (PageDesk desk, HttpContext http, CancellationToken ct) => Handle(desk, http, ct)).Limited(Limit.Start);
    }

    private static async Task<IResult> Handle(PageDesk desk, HttpContext http, CancellationToken ct)
    {
        var form = await PageForm.Read(http.Request, desk.Server, ct);
        var (link, refusal) = await desk.OpenLink(http.Request, ct);
        if (link is null) return refusal!;
        if (form is not { SameOrigin: true, Service: { } service }) return Refusals.FormForbidden(http.Request, link.Locale);

        var token = desk.Tokens.Open(form.Token, ServiceStep.PayStep, link.About);
        if (token.State == TokenState.Altered) return Refusals.FormForbidden(http.Request, link.Locale);

        var quote = await link.Quote(desk, service, ct);
        var outdated = quote.IsFailure ? null : ServiceStep.Outdated(link.Locale, token, quote.Value);
        if (link.Over is not null || quote.IsFailure || outdated is not null)
        {
            // No new payment starts by this form; what it has started before goes on all the same.
            var begun = await desk.Mediator.Send(new FindDraft(link.Account.Id, token.Draft), ct);
            if (!begun.IsFailure) return await GoOn(begun.Value);
            if (link.Over is not null) return link.Over;
            if (quote.IsFailure) return Refusals.LinkMalformed(http.Request, link.Locale, link.Owner, quote.Errors);
            return await Again([], outdated);
        }

        if (ServiceFields.Check(quote.Value.Service, form.Fields) is { Count: > 0 } wrong) return await Again(wrong, null);

        var created = await desk.Mediator.Send(
            new CreateInvoice(link.Account.Id, link.Mode, link.Stored is null ? InvoiceSource.Hpp : InvoiceSource.PaymentLink, DraftOf(desk, http, link, form, token)), ct);
        if (created.IsFailure)
            return created.Errors.All(e => e.Source?.StartsWith("fields/", StringComparison.Ordinal) == true)
                ? await Again(created.Errors, null)
                : await Unavailable(desk, http.Request, link, created.Errors[0], ct) ?? Refuse(http.Request, link, created.Errors);

        var invoice = created.Value.Invoice;
        if (created.Value.Replayed && invoice.State.IsOpen())
        {
            // Another service of the same draft or reference is a change of mind on the same invoice; the same one is where it stands.
            var processed = await desk.Mediator.Send(
                new ProcessInvoice(invoice.Id, service, form.Fields, token.Form, http.Connection.RemoteIpAddress?.ToString(), link.PageQuery), ct);
            if (!processed.IsFailure) invoice = processed.Value;
            else if (await Unavailable(desk, http.Request, link, processed.Errors[0], ct) is { } unavailable) return unavailable;
        }

        return await GoOn(invoice);

        async Task<IResult> GoOn(InvoiceView started) => Answers.SeeOther(await desk.NextAddress(http.Request, started, link.Query.Kept(), ct));

        async Task<IResult> Again(IReadOnlyList<Error> errors, string? notice) => ServiceStep.OfLink(
            desk, link, quote.Value, (await link.Quotes(desk, ct)).Count < 2, new Returned(form.Fields, errors, notice), token.Draft);
    }

    private static InvoiceDraft DraftOf(PageDesk desk, HttpContext http, OpenedLink link, PageForm form, FormToken token)
    {
        var p = link.Parameters;
        return new InvoiceDraft(
            p.ReferenceId, p.Amount ?? Written(link.Amount), p.Currency, form.Service, form.Fields, p.Description,
            Expires: p.Expires,
            ReturnUrl: link.ReturnUrl(desk.OwnOrigin),
            Metadata: p.Metadata,
            Customer: p.Customer,
            Locale: p.Language is null ? null : link.Locale.Culture.Name,
            ClientIp: http.Connection.RemoteIpAddress?.ToString(),
            DraftId: token.Draft,
            FormId: token.Form,
            Link: link.Stored?.Id,
            PageQuery: link.PageQuery);
    }

    /// <summary>The amount of a stored link, as a link would have it.</summary>
    private static AmountText? Written(Money amount) => AmountText.TryParse(amount.Major.ToString(System.Globalization.CultureInfo.InvariantCulture), out var text) ? text : null;

    /// <summary>The page of a stored link that takes no new payment now; null: the error is another one.</summary>
    private static async Task<IResult?> Unavailable(PageDesk desk, HttpRequest request, OpenedLink link, Error error, CancellationToken ct) =>
        error.Meta?.GetValueOrDefault("link") is { } status
            ? await desk.AskForLess(link, ct) ?? StoredLinkOpening.NotActive(request, link.Locale, link.Owner, status, link.Stored)
            : null;

    private static IResult Refuse(HttpRequest request, OpenedLink link, IReadOnlyList<Error> errors) => errors[0] switch
    {
        { Code: "reference_id_conflict" } => Conflict(request, link, "reference_conflict"),
        { Code: "already_paid" } => Conflict(request, link, "already_paid"),
        { Kind: ErrorKind.Conflict } => Conflict(request, link, "busy"),
        { Kind: ErrorKind.Forbidden } => Refusals.LinkInvalid(request, link.Locale, link.Owner),
        { Kind: ErrorKind.Invalid } => Refusals.LinkMalformed(request, link.Locale, link.Owner, errors),
        _ => Refusals.Say(request, link.Locale, Shared.Http.ErrorResponse.StatusOf(errors[0].Kind), "unavailable", link.Account, link.Mode),
    };

    private static IResult Conflict(HttpRequest request, OpenedLink link, string key) => Refusals.Say(
        request, link.Locale, StatusCodes.Status409Conflict, key, link.Account, link.Mode, reference: link.Parameters.ReferenceId);
}
