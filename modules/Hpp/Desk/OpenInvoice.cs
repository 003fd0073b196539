using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>An invoice and how its visitor wants to see it.</summary>
/// <param name="Query">What goes on from page to page: the language, the look, and which methods to show.</param>
/// <param name="Page">The same, and for what it does not say what the page was like when a payment was started.</param>
internal sealed record OpenedInvoice(InvoiceView Invoice, AccountView Account, Locale Locale, LinkQuery Query, LinkQuery Page)
{
    /// <summary>What the invoice keeps of its page, for the customer's way back from a gateway.</summary>
    public string? PageQuery => Page.Only(InvoiceOpening.PageRoots).Text is { Length: > 0 } text ? text : null;

    /// <summary>An address of this invoice: <c>/hpp/i/{cpi}</c> and what follows.</summary>
    public string Href(string sub = "") => With(Path(sub), Query.Text);

    public string HrefWith(string sub, string name, string? value) => With(Path(sub), Query.With(name, value));

    /// <summary>The same without a query.</summary>
    public string Path(string sub) => $"/hpp/i/{Uri.EscapeDataString(Invoice.Id.Value)}{sub}";

    /// <summary>The methods that can pay the invoice, in the account's order, but the one that was tried last first.</summary>
    public async Task<IReadOnlyList<Quote>> Quotes(PageDesk desk, CancellationToken ct)
    {
        var all = await desk.Mediator.Send(new ListQuotes(Account.Id, Invoice.Mode, Invoice.Amount.Currency, Invoice.Amount, Invoice.Customer?.Data.Address?.Country), ct);
        if (all.IsFailure) return [];
        var last = Invoice.Active?.Service;
        return [.. all.Value.OrderBy(q => q.Service.Code == last ? 0 : 1).Where(q => (Invoice.PaymentFlow == PaymentFlow.Charge || q.Service.CanAuthorize) && Offers(q))];
    }

    /// <summary>What the invoice costs by a service; null when the service is not to be had, or not offered.</summary>
    public async Task<Quote?> Quote(PageDesk desk, string? code, CancellationToken ct) =>
        await desk.Quote(Account.Id, Invoice.Mode, code, Invoice.Amount, Invoice.PaymentFlow, Invoice.Customer?.Data.Address?.Country, ct) is { } quote && Offers(quote) ? quote : null;

    /// <summary>Whether the page offers the service: one that the invoice has already always is.</summary>
    private bool Offers(Quote quote) =>
        quote.Service.Code == Invoice.Service || quote.Service.Code == Invoice.Active?.Service || MethodChoice.Read(Page, Account.HppDefaults).Offers(quote.Service.Method.Code);

    public Frame Frame(string title, int step, Summary summary, string sub = "")
    {
        var frame = PageDesk.Frame(
            Locale, title, Account, Invoice.Mode, summary, step, Page, l => HrefWith(sub, "lang", l),
            Invoice.State.IsOpen() ? new Link(Locale.Texts["cancel"], Href("/cancel")) : null);
        return frame with
        {
            Ends = frame.Look.HideInvoiceLifetime || !Invoice.State.IsOpen() ? null : Invoice.Expires,
            Invoice = Invoice.Id.Value,
            Status = Invoice.Status,
            News = News,
        };
    }

    /// <summary>Where is told whether the invoice changed since this page.</summary>
    public string News => $"{Path("/events")}?since={Invoice.Sequence}";

    /// <summary>The summary of the payment as it stands.</summary>
    /// <param name="total">What the next attempt costs; null: what the present one does.</param>
    public Summary Summary(Money? total = null) => Desk.PageDesk.Summary(
        Locale, Invoice.Amount, total ?? Invoice.PaymentAmount, Invoice.Description, Invoice.ReferenceId, Invoice.State.IsOpen() ? Invoice.Expires : null);

    private static string With(string path, string query) => query.Length == 0 ? path : $"{path}?{query}";
}

internal static class InvoiceOpening
{
    /// <summary>The parameters that say how the page is shown.</summary>
    public static readonly string[] PageRoots = ["lang", "locale", "available_locales", "display", "style", "theme"];

    private static readonly string[] KeptRoots = [.. PageRoots, "category", "q"];

    /// <summary>The invoice that a path names.</summary>
    public static async Task<(OpenedInvoice? Invoice, IResult? Refusal)> OpenInvoice(this PageDesk desk, HttpRequest request, InvoiceId id, CancellationToken ct)
    {
        if (LinkQuery.Read(request.QueryString.Value, out var problem) is not { } query)
            return (null, Refusals.LinkMalformed(request, PageDesk.LocaleOf(request), null, [LinkOpening.Unreadable(problem)]));
        var invoice = await desk.Mediator.Send(new FindInvoice(id), ct);
        return invoice.IsFailure ? (null, Refusals.NotFound(request, PageDesk.LocaleOf(request))) : await desk.Open(request, invoice.Value, query, ct);
    }

    /// <summary>The invoice that the parameter <c>cpi</c> names; a public key beside it must be of the same account and mode.</summary>
    public static async Task<(OpenedInvoice? Invoice, IResult? Refusal)> FindInvoice(this PageDesk desk, HttpRequest request, CancellationToken ct)
    {
        var ids = request.Query["cpi"];
        var keys = request.Query["public_key"];
        if (ids.Count > 1 || keys.Count > 1)
            return (null, Refusals.LinkMalformed(request, PageDesk.LocaleOf(request), null, [Error.InvalidParameter("duplicate_parameter", "The parameter is given twice.", ids.Count > 1 ? "cpi" : "public_key")]));

        var (opened, refusal) = await desk.OpenInvoice(request, new InvoiceId(ids.ToString()), ct);
        if (opened is null || keys.Count == 0 || keys[0] == opened.Account.PublicKeyOf(opened.Invoice.Mode)) return (opened, refusal);
        return (null, Refusals.NotFound(request, opened.Locale));
    }

    /// <param name="asked">What the visitor's address says.</param>
    public static async Task<(OpenedInvoice? Invoice, IResult? Refusal)> Open(this PageDesk desk, HttpRequest request, InvoiceView invoice, LinkQuery asked, CancellationToken ct)
    {
        var query = asked.Kept();
        var page = query.Over(LinkQuery.OfText(invoice.PageQuery), holdsMethods: invoice.Source is InvoiceSource.Hpp or InvoiceSource.PaymentLink);
        var locale = Locale.Choose(LinkParameters.LanguageOf(page) ?? invoice.Locale, request.Headers.AcceptLanguage, LinkParameters.LanguagesOf(page));
        var account = await desk.Mediator.Send(new FindAccount(invoice.Account), ct);
        return account.IsFailure ? (null, Refusals.NotFound(request, locale)) : (new OpenedInvoice(invoice, account.Value, locale, query, page), null);
    }

    /// <summary>What of a link goes on to the pages of its invoice.</summary>
    public static LinkQuery Kept(this LinkQuery query) => query.Only(KeptRoots);
}
