using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Forms;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// POST /hpp/i/{cpi}/process, /cancel, /check, /extend: what a customer can do with an invoice. Every form of ours carries a token; each ends in a
/// 303, so that reloading repeats nothing, in a 422 with the same form afresh: after 24 hours, or when it does not say any more what is paid; more time for a form
/// that is half filled is the same form with what it held.
/// </summary>
internal static class ChangeInvoice
{
    /// <summary>How long "check status" is held while nothing changes, and how often the gateway is asked meanwhile.</summary>
    private static readonly TimeSpan CheckStep = TimeSpan.FromSeconds(5);

    private const int CheckSteps = 2;

    internal static void Map(IEndpointRouteBuilder pages)
    {
        Form("process", Limit.Start, Process);
        Form("cancel", Limit.Start, Cancel);
        Form("check", Limit.Read, Check);
        Form("extend", Limit.Read, Extend);

        void Form(string step, Limit limit, Func<PageDesk, HttpContext, OpenedInvoice, PageForm, FormToken, CancellationToken, Task<IResult>> handle) =>
            pages.MapPost($"/hpp/i/{{cpi}}/{step}", async (InvoiceId cpi, PageDesk desk, HttpContext http, CancellationToken ct) =>
            {
                var form = await PageForm.Read(http.Request, desk.Server, ct);
                var (opened, refusal) = await desk.OpenInvoice(http.Request, cpi, ct);
                if (opened is null) return refusal!;
                if (form is not { SameOrigin: true }) return Refusals.FormForbidden(http.Request, opened.Locale);
                var token = desk.Tokens.Open(form.Token, step, opened.Invoice.Id.Value);
                return token.State == TokenState.Altered
                    ? Refusals.FormForbidden(http.Request, opened.Locale)
                    : await handle(desk, http, opened, form, token, ct);
            }).Limited(limit);
    }

    private static async Task<IResult> Process(PageDesk desk, HttpContext http, OpenedInvoice opened, PageForm form, FormToken token, CancellationToken ct)
    {
        var invoice = opened.Invoice;
        var quote = await opened.Quote(desk, form.Service ?? invoice.Service, ct);
        if (quote is null) return Answers.SeeOther(opened.Href("/methods"));

        // Fields given before count until they are given again.
        var fields = new Dictionary<string, string>(invoice.FieldsGiven, StringComparer.Ordinal);
        foreach (var (key, value) in form.Fields) fields[key] = value;
        if (ServiceStep.Outdated(opened.Locale, token, quote) is { } notice) return await Again([], notice);
        if (ServiceFields.Check(quote.Service, fields) is { Count: > 0 } wrong) return await Again(wrong, null);

        var processed = await desk.Mediator.Send(
            new ProcessInvoice(invoice.Id, quote.Service.Code, fields, token.Form, http.Connection.RemoteIpAddress?.ToString(), opened.PageQuery), ct);
        if (!processed.IsFailure) return Answers.SeeOther(await desk.NextAddress(http.Request, processed.Value, opened.Query, ct));

        return processed.Errors[0] switch
        {
            { Code: "field_required" or "field_invalid" } => await Again(processed.Errors, null),
            { Meta: { } meta } when meta.TryGetValue("link", out var status) => StoredLinkOpening.NotActive(
                http.Request, opened.Locale, new PublicKeyOwner(opened.Account, invoice.Mode), status,
                invoice.Link is { } id && await desk.Mediator.Send(new FindPaymentLink(id), ct) is { IsFailure: false, Value: var link } ? link : null),
            { Code: "too_many_payments" } => Refusals.Say(http.Request, opened.Locale, StatusCodes.Status409Conflict, "too_many", opened.Account, invoice.Mode),
            { Kind: ErrorKind.Invalid } => Answers.SeeOther(opened.Href("/methods")),
            // Where it stands says what is possible now.
            _ => Answers.SeeOther(opened.Href()),
        };

        async Task<IResult> Again(IReadOnlyList<Error> errors, string? notice) => ServiceStep.OfInvoice(
            desk, opened, quote, (await opened.Quotes(desk, ct)).Count < 2, null, None, new Returned(form.Fields, errors, notice));
    }

    private static async Task<IResult> Cancel(PageDesk desk, HttpContext http, OpenedInvoice opened, PageForm form, FormToken token, CancellationToken ct)
    {
        if (token.State == TokenState.Expired && opened.Invoice.State.IsOpen()) return InvoiceScreen.AskToCancel(desk, opened, Expired(opened));
        var cancelled = await desk.Mediator.Send(new CancelInvoice(opened.Invoice.Id, null, null, Actor.Payer), ct);
        return cancelled.IsFailure && cancelled.Errors[0].RetryAfter is not null
            ? Refusals.Say(
                http.Request, opened.Locale, StatusCodes.Status409Conflict, "busy", opened.Account, opened.Invoice.Mode,
                acts: [new Pages.Act(opened.Locale.Texts["back"], opened.Href(), Primary: true)])
            : Answers.SeeOther(opened.Href());
    }

    private static async Task<IResult> Check(PageDesk desk, HttpContext http, OpenedInvoice opened, PageForm form, FormToken token, CancellationToken ct)
    {
        if (token.State == TokenState.Expired) return await InvoiceScreen.Show(desk, http.Request, opened, Expired(opened), ct);
        var before = opened.Invoice;
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        var now = before;
        for (var step = 0; step < CheckSteps && now.Sequence == before.Sequence; step++)
        {
            now = Latest(await desk.Mediator.Send(new RefreshInvoice(before.Id), ct), now);
            if (now.Sequence == before.Sequence) now = Latest(await desk.Mediator.Send(new WaitForInvoice(before.Id, before.Sequence, CheckStep, address), ct), now);
        }

        if (opened.Account.AutoReturn && ReturnLink.IsSettled(now) && !Framing.IsFramed(http.Request) && await desk.ReturnUrl(now, opened.Account, ct) is { } url) return Answers.SeeOther(url);
        var page = opened.Href();
        return Answers.SeeOther(now.Sequence != before.Sequence ? page : $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}checked={desk.Now.ToUnixTimeSeconds()}");
    }

    private static async Task<IResult> Extend(PageDesk desk, HttpContext http, OpenedInvoice opened, PageForm form, FormToken token, CancellationToken ct)
    {
        if (token.State == TokenState.Expired) return await InvoiceScreen.Show(desk, http.Request, opened, Expired(opened), ct);
        // Whatever the answer, the page says until when can be paid.
        var extended = await desk.Mediator.Send(new ExtendInvoice(opened.Invoice.Id), ct);
        var now = Latest(extended, opened.Invoice);
        if (form.Service is not { } code) return Answers.SeeOther(opened.Href());

        // A whole lifetime that is left already is what was asked for; less than that is no good news.
        var isGiven = !extended.IsFailure || now.Expires >= desk.Now + opened.Account.InvoiceLifetime;
        var longer = opened with { Invoice = now };
        if (form.Fields.Count == 0 || !isGiven || !NextStep.CanChoose(now) || await longer.Quote(desk, code, ct) is not { } quote)
            return Answers.SeeOther(opened.Href($"/service/{Uri.EscapeDataString(code)}"));
        // What was typed is kept nowhere but in the page that answers.
        return ServiceStep.OfInvoice(
            desk, longer, quote, (await longer.Quotes(desk, ct)).Count < 2, null, None,
            new Returned(form.Fields, [], opened.Locale.Texts["pay_by", ("time", opened.Locale.Time(now.Expires))], IsGood: true));
    }

    private static readonly Dictionary<string, string> None = [];

    private static string Expired(OpenedInvoice opened) => opened.Locale.Texts["form.expired"];

    private static InvoiceView Latest(Result<InvoiceView> answer, InvoiceView known) => answer.IsFailure ? known : answer.Value;
}
