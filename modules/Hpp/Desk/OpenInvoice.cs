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
/// <param name="Query">What goes on from page to page: the language, and which methods to show.</param>
internal sealed record OpenedInvoice(InvoiceView Invoice, AccountView Account, Locale Locale, LinkQuery Query, LinkParameters Parameters)
{
    /// <summary>An address of this invoice: <c>/hpp/i/{cpi}</c> and what follows.</summary>
    public string Href(string sub = "") => With($"/hpp/i/{Uri.EscapeDataString(Invoice.Id.Value)}{sub}", Query.Text);

    public string HrefWith(string sub, string name, string? value) =>
        With($"/hpp/i/{Uri.EscapeDataString(Invoice.Id.Value)}{sub}", Query.With(name, value));

    /// <summary>The methods that can pay the invoice, in the account's order.</summary>
    public async Task<IReadOnlyList<Quote>> Quotes(PageDesk desk, CancellationToken ct)
    {
        var all = await desk.Mediator.Send(new ListQuotes(Account.Id, Invoice.Mode, Invoice.Amount.Currency, Invoice.Amount, Invoice.Customer?.Data.Address?.Country), ct);
        if (all.IsFailure) return [];
        var (show, hide) = (Parameters.ShowMethods, Parameters.HideMethods);
        return [.. all.Value.Where(q =>
            (Invoice.PaymentFlow == PaymentFlow.Charge || q.Service.CanAuthorize)
            && (show.Count == 0 || show.Contains(q.Service.Method.Code)) && !hide.Contains(q.Service.Method.Code))];
    }

    public Frame Frame(string title, int step, Summary summary, string sub = "") =>
        PageDesk.Frame(
            Locale, title, Account, Invoice.Mode, summary, step, l => HrefWith(sub, "lang", l),
            Invoice.State.IsOpen() ? new Link(Locale.Texts["cancel"], Href("/cancel")) : null);

    /// <summary>The summary of the payment as it stands.</summary>
    public Summary Summary() => Desk.PageDesk.Summary(
        Locale, Invoice.Amount, Invoice.PaymentAmount, Invoice.Description, Invoice.ReferenceId, Invoice.State.IsOpen() ? Invoice.Expires : null);

    private static string With(string path, string query) => query.Length == 0 ? path : $"{path}?{query}";
}

internal static class InvoiceOpening
{
    private static readonly string[] Kept = ["lang", "locale", "display", "category"];

    /// <summary>The invoice that a path names.</summary>
    public static async Task<(OpenedInvoice? Invoice, IResult? Refusal)> OpenInvoice(this PageDesk desk, HttpRequest request, InvoiceId id, CancellationToken ct)
    {
        var invoice = await desk.Mediator.Send(new FindInvoice(id), ct);
        return invoice.IsFailure ? (null, Refusals.NotFound(request, LocaleOf(request, null))) : await desk.Open(request, invoice.Value, ct);
    }

    /// <summary>The invoice that the parameter <c>cpi</c> names; a public key beside it must be of the same account and mode.</summary>
    public static async Task<(OpenedInvoice? Invoice, IResult? Refusal)> FindInvoice(this PageDesk desk, HttpRequest request, CancellationToken ct)
    {
        var ids = request.Query["cpi"];
        var keys = request.Query["public_key"];
        if (ids.Count > 1 || keys.Count > 1)
            return (null, Refusals.LinkNotValid(request, LocaleOf(request, null), null, [Error.InvalidParameter("duplicate_parameter", "The parameter is given twice.", ids.Count > 1 ? "cpi" : "public_key")]));

        var (opened, refusal) = await desk.OpenInvoice(request, new InvoiceId(ids.ToString()), ct);
        if (opened is null || keys.Count == 0 || keys[0] == opened.Account.PublicKeyOf(opened.Invoice.Mode)) return (opened, refusal);
        return (null, Refusals.NotFound(request, opened.Locale));
    }

    public static async Task<(OpenedInvoice? Invoice, IResult? Refusal)> Open(this PageDesk desk, HttpRequest request, InvoiceView invoice, CancellationToken ct)
    {
        var account = await desk.Mediator.Send(new FindAccount(invoice.Account), ct);
        if (account.IsFailure) return (null, Refusals.NotFound(request, LocaleOf(request, invoice)));

        var query = LinkQuery.Read(Keep(request), out _) ?? LinkQuery.Read("", out _)!;
        return (new OpenedInvoice(invoice, account.Value, LocaleOf(request, invoice), query, LinkParameters.Read(query, [])), null);
    }

    private static Locale LocaleOf(HttpRequest request, InvoiceView? invoice) =>
        Locale.Choose(LinkParameters.LanguageOf(LinkQuery.Read(request.QueryString.Value, out _)) ?? invoice?.Locale, request.Headers.AcceptLanguage);

    private static string Keep(HttpRequest request) => string.Join('&', (request.QueryString.Value ?? "").TrimStart('?').Split('&')
        .Where(part => Kept.Any(name => part.StartsWith(name, StringComparison.Ordinal))));
}
