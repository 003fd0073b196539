using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>Opens <c>/pay/{pln}</c> as a link like any other, or as the page that says why not, or that asks how much (contract/hpp.md, Addresses).</summary>
internal static class StoredLinkOpening
{
    public const string Root = "/pay/{pln}";

    /// <summary>The id of the stored link that the request's path names; null: the link is in the query.</summary>
    public static PaymentLinkId? StoredId(this HttpRequest request) => request.HttpContext.GetRouteValue("pln") is string id ? new PaymentLinkId(id) : null;

    /// <summary>The link, its payee, and its visitor's language, whatever state it is in.</summary>
    public static async Task<(PaymentLinkView? Link, PublicKeyOwner? Owner, LinkQuery Query, Locale Locale, IResult? Refusal)> FindStored(
        this PageDesk desk, HttpRequest request, PaymentLinkId id, CancellationToken ct)
    {
        var asked = LinkQuery.Read(request.QueryString.Value, out _) ?? LinkQuery.Read("", out _)!;
        var found = await desk.Mediator.Send(new FindPaymentLink(id), ct);
        var locale = Locale.Choose(
            LinkParameters.LanguageOf(asked) ?? (found.IsFailure ? null : found.Value.Locale), request.Headers.AcceptLanguage, LinkParameters.LanguagesOf(asked));
        if (found.IsFailure) return (null, null, asked, locale, Refusals.NotFound(request, locale));
        var account = await desk.Mediator.Send(new FindAccount(found.Value.Account), ct);
        if (account.IsFailure) return (null, null, asked, locale, Refusals.NotFound(request, locale));
        return account.Value.Status == AccountStatus.Active
            ? (found.Value, new PublicKeyOwner(account.Value, found.Value.Mode), asked, locale, null)
            : (null, null, asked, locale, Refusals.Inactive(request, locale));
    }

    public static async Task<(OpenedLink? Link, IResult? Refusal)> OpenStored(this PageDesk desk, HttpRequest request, PaymentLinkId id, CancellationToken ct)
    {
        var (stored, owner, asked, locale, refusal) = await desk.FindStored(request, id, ct);
        if (stored is null) return (null, refusal);
        // Whose form is sent again may hold the last slot already: what a form may start is decided where slots are taken.
        if (!HttpMethods.IsPost(request.Method) && stored.Status != LinkStatus.Active) return (null, NotActive(request, locale, owner!, stored.Status.Word(), stored));

        if (stored.Amount is { } fixedAmount) return (Opened(fixedAmount, null), null);
        // A form that is sent again holds its own part of the sum.
        var range = await desk.RangeOf(HttpMethods.IsPost(request.Method) ? stored with { Left = null } : stored, ct);
        var question = new AmountQuestion(stored, owner!, asked, locale, range);
        if (question.Range.IsEmpty)
        {
            // What the service takes at least has no room any more; or it never fitted the link.
            var isFull = stored.Left is not null && !(await desk.RangeOf(stored with { Left = null }, ct)).IsEmpty;
            return (null, isFull
                ? NotActive(request, locale, owner!, "exhausted", stored with { Status = LinkStatus.Exhausted })
                : Refusals.Say(request, locale, StatusCodes.Status422UnprocessableEntity, "no_method", owner!.Account, owner.Mode));
        }

        var written = StoredLink.Written(asked.Pairs.LastOrDefault(p => p.Name == "amount")?.Value);
        var isAnswer = request.Path.Value?.TrimEnd('/') != StoredLink.PathOf(stored);
        if (written is null || !isAnswer) return (null, question.Ask(written, isAnswer ? locale.Texts["amount.missing"] : null));
        var number = StoredLink.Number(written, stored.Currency);
        if (!AmountText.TryParse(number, out var text) || text.In(stored.Currency) is not { IsFailure: false, Value: var amount })
            return (null, question.Ask(written, locale.Texts["amount.wrong", ("example", locale.Money(question.Example))]));
        return question.Range.Holds(amount) ? (Opened(amount, number), null) : (null, question.Ask(written, question.Limits));

        OpenedLink Opened(Money amount, string? chosen)
        {
            var query = StoredLink.QueryOf(asked, chosen);
            return new OpenedLink(query, StoredLink.ParametersOf(stored, query), owner!, amount, locale) { Stored = stored };
        }
    }

    /// <summary>
    /// The link's service does not take the amount that the payer chose, though it takes others (a route's own limits, a fee greater than the amount):
    /// the question again. Null: another amount would not help.
    /// </summary>
    public static async Task<IResult?> AskAgain(this PageDesk desk, OpenedLink link, string service, CancellationToken ct)
    {
        if (link.Stored is not { Amount: null } stored || await desk.Offered(stored, service, ct) is null) return null;
        var texts = link.Locale.Texts;
        return new AmountQuestion(stored, link.Owner, link.Query, link.Locale, await desk.RangeOf(stored, ct)).Ask(link.Query.Last("amount"), texts["refusal.no_method"]);
    }

    /// <summary>The sum that the link may take has no room for the amount that the payer chose, but for a smaller one: the question again. Null: for none.</summary>
    public static async Task<IResult?> AskForLess(this PageDesk desk, OpenedLink link, CancellationToken ct)
    {
        if (link.Stored is not { Amount: null } asked) return null;
        var stored = await desk.Mediator.Send(new FindPaymentLink(asked.Id), ct);
        if (stored.IsFailure || stored.Value.Status != LinkStatus.Active) return null;
        var question = new AmountQuestion(stored.Value, link.Owner, link.Query, link.Locale, await desk.RangeOf(stored.Value, ct));
        return question.Range.IsEmpty || question.Range.Holds(link.Amount) ? null : question.Ask(link.Query.Last("amount"), question.Limits);
    }

    /// <summary>What leaving a stored link needs while its payer has not said how much; null: it is another link, or the amount is known.</summary>
    public static async Task<(string? Url, Frame Frame, string Page, string Cancel)?> UnaskedLink(this PageDesk desk, HttpRequest request, CancellationToken ct)
    {
        if (request.StoredId() is not { } id || request.Query["amount"].ToString().Length > 0) return null;
        var (link, owner, asked, locale, _) = await desk.FindStored(request, id, ct);
        if (link is not { Amount: null, Status: LinkStatus.Active }) return null;
        var query = StoredLink.QueryOf(asked, null);
        return (
            link.ReturnUrl ?? owner!.Account.ReturnUrl,
            PageDesk.Frame(locale, locale.Texts["left.heading"], owner!.Account, owner.Mode, null, 0, query, l => $"{StoredLink.PathOf(link)}/cancel?{query.With("lang", l)}"),
            Href(""), Href("/cancel"));

        string Href(string sub) => $"{StoredLink.PathOf(link)}{sub}{(query.Text.Length == 0 ? "" : $"?{query.Text}")}";
    }

    /// <summary>The link takes no new payment: closed and expired for good (410), else 409; what is exhausted by paid slots alone is not said to become free again.</summary>
    public static IResult NotActive(HttpRequest request, Locale locale, PublicKeyOwner owner, string status, PaymentLinkView? link) => Refusals.Say(
        request, locale, status is "closed" or "expired" ? StatusCodes.Status410Gone : StatusCodes.Status409Conflict,
        status == "exhausted" && link is { IsPaid: true } ? "link_paid" : $"link_{status}", owner.Account, owner.Mode);

    /// <summary>Between which amounts the payer may choose: what the link says and has room for, and within it what its service takes.</summary>
    private static async Task<AmountRange> RangeOf(this PageDesk desk, PaymentLinkView stored, CancellationToken ct)
    {
        var own = new AmountRange(stored.AmountMin, stored.AmountMax).Within(null, stored.Left);
        return stored.Service is { } code && await desk.Offered(stored, code, ct) is { } service ? own.Within(service.AmountMin, service.AmountMax) : own;
    }

    /// <summary>The service as the account offers it for some amount; null: it does not.</summary>
    private static async Task<ServiceView?> Offered(this PageDesk desk, PaymentLinkView stored, string service, CancellationToken ct)
    {
        var all = await desk.Mediator.Send(new ListQuotes(stored.Account, stored.Mode, stored.Currency, null, stored.Customer?.Address?.Country), ct);
        return all.IsFailure ? null : all.Value.FirstOrDefault(q => q.Service.Code == service)?.Service;
    }
}
