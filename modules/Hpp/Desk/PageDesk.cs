using MediatR;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Forms;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>What every page of this module is made with.</summary>
internal sealed class PageDesk(IMediator mediator, FormTokens tokens, ServerAddress server, TimeProvider clock, MethodSprite sprite)
{
    public IMediator Mediator => mediator;

    public FormTokens Tokens => tokens;

    public ServerAddress Server => server;

    public MethodSprite Sprite => sprite;

    public DateTimeOffset Now => clock.GetUtcNow();

    public string? OwnOrigin => WebUrl.Origin(server.Public);

    /// <summary>The language of a page of which nothing is known but its address.</summary>
    public static Locale LocaleOf(HttpRequest request)
    {
        var query = LinkQuery.Read(request.QueryString.Value, out _);
        return Locale.Choose(LinkParameters.LanguageOf(query), request.Headers.AcceptLanguage, LinkParameters.LanguagesOf(query));
    }

    /// <param name="query">What the link says of languages and look; null: nothing that can be read.</param>
    /// <param name="languageHref">The address of the same page in another language.</param>
    public static Frame Frame(
        Locale locale, string title, AccountView? account, Mode? mode, Summary? summary, int step, LinkQuery? query, Func<string, string> languageHref, Link? cancel = null) =>
        new(locale, title, account?.Name, mode == Mode.Test, summary, step, LanguagesOf(locale, query, languageHref), cancel, account?.SupportContact)
        {
            Look = Look.Read(query, account?.HppDefaults),
            Logo = Logo.Of(account, (144, 48)),
            Website = account?.Website,
            Embedders = account is not null && mode is { } m ? Embedders.Of(account, m) : null,
        };

    private static IReadOnlyList<LanguageLink> LanguagesOf(Locale locale, LinkQuery? query, Func<string, string> href)
    {
        var available = LinkParameters.LanguagesOf(query);
        return [.. (available.Count > 0 ? available : Texts.Languages).Select(l => new LanguageLink(l, Texts.Of(l).Name, href(l), l == locale.Language))];
    }

    /// <summary>What the customer pays, and of what it is made. The fee is what the method adds for the customer, not what the merchant pays.</summary>
    public static Summary Summary(Locale locale, Money amount, Money total, string? description, string? reference, DateTimeOffset? until) =>
        new(locale.Money(total),
            [
                new Row(locale.Texts["amount"], locale.Money(amount)),
                new Row(locale.Texts["fee"], locale.Money(total - amount)),
                new Row(locale.Texts["total"], locale.Money(total), Strong: true),
            ],
            description,
            reference is null ? null : locale.Texts["reference_is", ("reference", reference)],
            until is { } time ? locale.Texts["pay_by", ("time", locale.Time(time))] : null);

    /// <summary>The summary of a list: the fee is not known before a method is chosen, unless no method has one.</summary>
    public static Summary Summary(Locale locale, Money amount, IReadOnlyList<Quote> quotes, string? description, string? reference, DateTimeOffset? until)
    {
        var summary = Summary(locale, amount, amount, description, reference, until);
        if (quotes.Count == 0 || quotes.All(q => q.PaymentAmount == amount)) return summary;

        var least = locale.Money(new Money(quotes.Min(q => q.PaymentAmount.Minor), amount.Currency));
        var total = quotes.Any(q => q.PaymentAmount != quotes[0].PaymentAmount) ? locale.Texts["from", ("amount", least)] : least;
        return summary with
        {
            Lines =
            [
                summary.Lines[0],
                new Row(locale.Texts["fee"], locale.Texts["fee.by_method"]),
                new Row(locale.Texts["total"], total, Strong: true),
            ],
        };
    }

    /// <summary>Where a payment's service may send the customer; empty when the service is not offered any more.</summary>
    public async Task<Quote?> Quote(AccountId account, Mode mode, string? service, Money amount, PaymentFlow flow, string? country, CancellationToken ct)
    {
        if (service is null) return null;
        var quote = await mediator.Send(new QuoteService(account, mode, service, amount, flow, country), ct);
        return quote.IsFailure ? null : quote.Value;
    }

    /// <summary>The merchant's page for the present state, signed now; null when there is none.</summary>
    public async Task<string?> ReturnUrl(InvoiceView invoice, AccountView account, CancellationToken ct)
    {
        if (ReturnTarget.Of(invoice, account, OwnOrigin) is not { } url) return null;
        var secrets = await mediator.Send(new FindSigningSecrets(account.Id, invoice.Mode), ct);
        return ReturnLink.Sign(url, invoice, secrets.IsFailure ? null : secrets.Value.Count > 0 ? secrets.Value[0] : null, Now);
    }

    /// <summary>Whether a redirect may go there without asking: to ourselves, or where the service declares that it sends customers.</summary>
    public bool MaySendTo(string url, HttpRequest request, Quote? quote)
    {
        var origin = WebUrl.Origin(url);
        return origin is not null
            && (origin == OwnOrigin || origin == WebUrl.Origin($"{request.Scheme}://{request.Host}") || quote?.Service.RedirectOrigins.Contains(origin) == true);
    }

    public static string NameOf(Locale locale, MethodView method) => In(locale, method.Name) ?? method.Code;

    /// <summary>The word of a dictionary by language: the locale's, else English, else any.</summary>
    public static string? In(Locale locale, IReadOnlyDictionary<string, string> words) =>
        words.GetValueOrDefault(locale.Language) ?? words.GetValueOrDefault("en") ?? words.Values.FirstOrDefault();
}
