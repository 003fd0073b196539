using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
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
        if (!HttpMethods.IsPost(request.Method) && stored.Status != LinkStatus.Active) return (null, NotActive(request, locale, owner!, stored.Status.Word()));

        if (stored.Amount is { } fixedAmount) return (Opened(fixedAmount, null), null);
        var written = StoredLink.Written(asked.Pairs.LastOrDefault(p => p.Name == "amount")?.Value);
        var isAnswer = request.Path.Value?.TrimEnd('/') != StoredLink.PathOf(stored);
        if (written is null || !isAnswer)
            return (null, AskAmount(stored, owner!, asked, locale, written ?? Plain(stored.AmountPreset), isAnswer ? locale.Texts["amount.missing"] : null));
        if (!AmountText.TryParse(written, out var text) || text.In(stored.Currency) is not { IsFailure: false, Value: var amount })
            return (null, AskAmount(stored, owner!, asked, locale, written, locale.Texts["amount.wrong", ("example", locale.Money(Example(stored)))]));
        return stored.Takes(amount)
            ? (Opened(amount, written), null)
            : (null, AskAmount(stored, owner!, asked, locale, written, Limits(stored, locale)));

        OpenedLink Opened(Money amount, string? chosen)
        {
            var query = StoredLink.QueryOf(asked, chosen);
            return new OpenedLink(query, StoredLink.ParametersOf(stored, query), owner!, amount, locale) { Stored = stored };
        }
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

    /// <summary>The link takes no new payment: closed and expired for good (410), else for now (409).</summary>
    public static IResult NotActive(HttpRequest request, Locale locale, PublicKeyOwner owner, string status) => Refusals.Say(
        request, locale, status is "closed" or "expired" ? StatusCodes.Status410Gone : StatusCodes.Status409Conflict, $"link_{status}", owner.Account, owner.Mode);

    /// <summary>The page that asks how much: a form that leads on by GET, so it starts nothing and works everywhere.</summary>
    private static IResult AskAmount(PaymentLinkView stored, PublicKeyOwner owner, LinkQuery asked, Locale locale, string? value, string? error)
    {
        var (texts, query, path) = (locale.Texts, StoredLink.QueryOf(asked, null), StoredLink.PathOf(stored));
        var next = stored.Service is { } service ? $"{path}/service/{Uri.EscapeDataString(service)}" : $"{path}/methods";
        var frame = PageDesk.Frame(
            locale, error is null ? texts["amount.heading"] : texts["error.title", ("title", texts["amount.heading"])], owner.Account, owner.Mode, null, 0,
            query, l => $"{path}?{query.With("lang", l)}",
            new Link(texts["cancel_and_return", ("payee", owner.Account.Name)], $"{path}/cancel{(query.Text.Length == 0 ? "" : $"?{query.Text}")}"));
        return Answers.Page(
            new AmountModel(
                frame, texts["amount.heading"], stored.Description, next, [.. query.Pairs.Select(p => new Row(p.Name, p.Value))],
                texts["amount.in", ("currency", stored.Currency.Code)], Limits(stored, locale), stored.Currency.Exponent == 0 ? "numeric" : "decimal", value ?? "", error),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static string? Limits(PaymentLinkView link, Locale locale) => (link.AmountMin, link.AmountMax) switch
    {
        ({ } least, { } most) => locale.Texts["amount.between", ("least", locale.Money(least)), ("most", locale.Money(most))],
        ({ } least, null) => locale.Texts["amount.at_least", ("least", locale.Money(least))],
        (null, { } most) => locale.Texts["amount.at_most", ("most", locale.Money(most))],
        _ => null,
    };

    private static Money Example(PaymentLinkView link) => link.AmountPreset ?? link.AmountMin ?? link.AmountMax ?? new Money(10 * link.Currency.MinorPerMajor, link.Currency);

    private static string? Plain(Money? amount) => amount?.Major.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
