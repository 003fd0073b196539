using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>A link that is good: its parameters, whom it pays, and how much.</summary>
internal sealed record OpenedLink(LinkQuery Query, LinkParameters Parameters, PublicKeyOwner Owner, Money Amount, Locale Locale)
{
    public AccountView Account => Owner.Account;

    public Mode Mode => Owner.Mode;

    /// <summary>Until when the invoice of this link could be paid, where the link says so.</summary>
    public DateTimeOffset? Until => Parameters.Expires is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>What the merchant's return URL of this link is worth.</summary>
    public string? ReturnUrl(string? own) => Stored is not null ? Parameters.ReturnUrl : ReturnTarget.Allowed(Parameters.ReturnUrl, Account, Mode, own);

    /// <summary>The page that says that the link's time is over: what one of its forms has started goes on, nothing new starts. Null: it is not.</summary>
    public IResult? Over { get; init; }

    /// <summary>The stored link that it is; null: it is all in the query.</summary>
    public PaymentLinkView? Stored { get; init; }

    /// <summary>What the forms of this link are about.</summary>
    public string About => Stored is { } stored ? $"{stored.Id}?{Query.Text}" : Query.Text;

    /// <param name="path">A page of the link, as <c>/hpp/methods</c>; a stored link has the same pages below its own address.</param>
    public string Href(string path) => Of(path, Query.Text);

    public string HrefWith(string path, string name, string? value) => Of(path, Query.With(name, value));

    /// <summary>The page's own address, without parameters.</summary>
    public string Of(string path) => Stored is { } stored ? (StoredLink.PathOf(stored) + path["/hpp".Length..]).TrimEnd('/') : path;

    public Frame Frame(string title, int step, Summary summary, string path, Link? cancel = null)
    {
        var frame = PageDesk.Frame(Locale, title, Account, Mode, summary, step, Query, l => HrefWith(path, "lang", l), cancel);
        return frame with { Ends = frame.Look.HideLifetime ? null : Until };
    }

    private string Of(string path, string query) => query.Length == 0 ? Of(path) : $"{Of(path)}?{query}";

    /// <summary>The methods that the link offers, in the account's order.</summary>
    public async Task<IReadOnlyList<Quote>> Quotes(PageDesk desk, CancellationToken ct)
    {
        var all = await desk.Mediator.Send(new ListQuotes(Account.Id, Mode, Amount.Currency, Amount, Parameters.Customer?.Address?.Country), ct);
        if (all.IsFailure) return [];
        return [.. all.Value.Where(Offers)];
    }

    /// <summary>What the link costs by a service; fails when the service is not to be had, or the link does not offer it.</summary>
    public async Task<Result<Quote>> Quote(PageDesk desk, string code, CancellationToken ct)
    {
        var quote = await desk.Mediator.Send(new QuoteService(Account.Id, Mode, code, Amount, PaymentFlow.Charge, Parameters.Customer?.Address?.Country), ct);
        return quote.IsFailure || Offers(quote.Value) ? quote : Error.InvalidParameter("invalid_value", "The link does not offer this service.", "service");
    }

    /// <summary>What the invoice keeps of this page: language, look, and which methods are offered.</summary>
    public string? PageQuery
    {
        get
        {
            var page = Query.Only(InvoiceOpening.PageRoots);
            if (Stored is { ShowMethods: { Count: > 0 } chosen }) page = page.Showing(chosen);
            return page.Text.Length == 0 ? null : page.Text;
        }
    }

    /// <summary>Whether the link offers the service: one that it names always is.</summary>
    private bool Offers(Quote quote)
    {
        if (quote.Service.Code == Parameters.Service) return true;
        var choice = MethodChoice.Read(Query, Account.HppDefaults);
        if (Stored is { ShowMethods: { Count: > 0 } chosen }) choice = choice with { Show = chosen };
        return choice.Offers(quote.Service.Method.Code);
    }
}

/// <summary>Reads a request's parameters into a link, or into the page that says what is wrong with them (contract/hpp.md, Parameters).</summary>
internal static class LinkOpening
{
    private static readonly TimeSpan LeastLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostLifetime = TimeSpan.FromDays(366);

    /// <summary>The link; or the page that refuses it. A posted form's link is there though its time is over, as <see cref="OpenedLink.Over"/> says.</summary>
    public static async Task<(OpenedLink? Link, IResult? Refusal)> OpenLink(this PageDesk desk, HttpRequest request, CancellationToken ct)
    {
        if (request.StoredId() is { } stored) return await desk.OpenStored(request, stored, ct);
        var query = LinkQuery.Read(request.QueryString.Value, out var problem);
        var locale = Locale.Choose(LinkParameters.LanguageOf(query), request.Headers.AcceptLanguage, LinkParameters.LanguagesOf(query));
        var errors = new List<Error>();
        if (query is null)
        {
            return (null, Refusals.LinkMalformed(request, locale, null, [Unreadable(problem)]));
        }

        var parameters = LinkParameters.Read(query, errors);
        Require("public_key", parameters.PublicKey);
        Require("amount", query.Pairs.Any(p => p.Root == "amount" && p.Value.Length > 0) ? "" : null);
        Require("currency", parameters.Currency);
        if (parameters.PublicKey is null) return (null, Refusals.LinkMalformed(request, locale, null, errors));

        var owner = await desk.Mediator.Send(new FindByPublicKey(parameters.PublicKey), ct);
        if (owner.IsFailure)
            return (null, Refusals.Of(owner.Error, request, locale));

        // Which of two signatures should count is not for us to guess.
        if (errors.Exists(e => e.Parameter == "sig")) return (null, Refusals.LinkMalformed(request, locale, owner.Value, errors));
        var (signature, wrong) = await desk.SignatureOf(query, owner.Value, ct);
        if (signature is null or SignatureState.Bad) return (null, Refusals.LinkInvalid(request, locale, owner.Value, wrong));

        var amount = Check(parameters, owner.Value, desk.Now, errors);
        if (errors.Count > 0) return (null, Refusals.LinkMalformed(request, locale, owner.Value, errors));
        var over = signature == SignatureState.Expired ? Refusals.LinkExpired(request, locale, owner.Value)
            : parameters.Expires < (desk.Now + LeastLifetime).ToUnixTimeSeconds() ? Refusals.LinkExpired(request, locale, owner.Value, ExpiresRange())
            : null;
        return over is null || HttpMethods.IsPost(request.Method)
            ? (new OpenedLink(query, parameters, owner.Value, amount, locale) { Over = over }, null)
            : (null, over);

        void Require(string name, string? value)
        {
            if (value is null && errors.All(e => e.Parameter != name))
                errors.Add(Error.InvalidParameter("required", $"The parameter {name} is required.", name));
        }
    }

    /// <param name="problem">As <see cref="LinkQuery.Read"/> tells it.</param>
    public static Error Unreadable(string? problem) =>
        Error.InvalidParameter("too_long", "The link is too long, has too many parameters, or nests them too deep.", problem is { Length: > 0 } ? problem : "?");

    /// <summary>A signature that is there must be good, in every mode; in mode <c>open</c> none is needed, and in <c>stored</c> none helps. Null: one is missing, or does not help.</summary>
    private static async Task<(SignatureState? State, Error? Problem)> SignatureOf(this PageDesk desk, LinkQuery query, PublicKeyOwner owner, CancellationToken ct)
    {
        var mode = owner.Account.LinkModeOf(owner.Mode);
        if (mode == LinkMode.Stored) return (null, null);
        var keys = await desk.Mediator.Send(new FindLinkKeys(owner.Account.Id, owner.Mode), ct);
        var signature = LinkSignature.Check(query, keys.IsFailure ? [] : keys.Value, desk.Now, out var problem);
        return signature == SignatureState.None && mode != LinkMode.Open
            ? (null, Error.InvalidParameter("required", "The account takes signed links only (link_mode).", "sig"))
            : (signature, problem);
    }

    private static Error ExpiresRange() => Error.InvalidParameter("expires_range", "The time must be at least 1 minute and at most 1 year ahead.", "expires");

    private static Money Check(LinkParameters parameters, PublicKeyOwner owner, DateTimeOffset now, List<Error> errors)
    {
        if (parameters.Expires > (now + MostLifetime).ToUnixTimeSeconds()) errors.Add(ExpiresRange());
        if (parameters.Currency is null) return default;
        if (Currency.Find(parameters.Currency) is not { } currency)
        {
            errors.Add(Error.InvalidParameter("currency_unknown", "The currency must be an active ISO 4217 code such as EUR.", "currency"));
            return default;
        }

        if (!owner.Account.Accepts(currency, owner.Mode))
            errors.Add(Error.InvalidParameter("currency_disabled", $"The account does not take {currency.Code}.", "currency"));
        if (parameters.Amount is not { } text) return default;
        var amount = text.In(currency);
        if (!amount.IsFailure) return amount.Value;
        errors.Add(Error.InvalidParameter(amount.Errors[0].Code, amount.Errors[0].Detail, "amount"));
        return default;
    }
}
