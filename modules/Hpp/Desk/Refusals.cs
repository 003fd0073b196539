using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>What a customer is told when a page cannot be shown: what happened, that nothing was paid, and whom to ask. Never an inside detail.</summary>
internal static class Refusals
{
    /// <summary>422: the link is wrong. The parameters are named for test keys, whose readers are developers.</summary>
    public static IResult LinkMalformed(HttpRequest request, Locale locale, PublicKeyOwner? owner, IReadOnlyList<Error> errors) =>
        Say(request, locale, StatusCodes.Status422UnprocessableEntity, "link_malformed", owner?.Account, owner?.Mode, rows: Named(owner, errors));

    /// <summary>Why the public key names nobody who can be paid now.</summary>
    public static IResult Of(Error error, HttpRequest request, Locale locale)
    {
        if (error.RetryAfter is { } pause) request.HttpContext.Response.Headers.RetryAfter = ErrorResponse.RetryAfter(pause);
        return error.Kind switch
        {
            ErrorKind.Forbidden => Inactive(request, locale),
            ErrorKind.RateLimited => Say(request, locale, StatusCodes.Status429TooManyRequests, "unavailable"),
            _ => UnknownKey(request, locale),
        };
    }

    public static IResult UnknownKey(HttpRequest request, Locale locale) => Say(request, locale, StatusCodes.Status404NotFound, "key_unknown");

    public static IResult NotFound(HttpRequest request, Locale locale) => Say(request, locale, StatusCodes.Status404NotFound, "not_found");

    /// <summary>403 <c>link_invalid</c>: a plain link where the account takes signed or stored ones only.</summary>
    /// <param name="problem">What is wrong with its signature; null: no signature would help.</param>
    public static IResult LinkInvalid(HttpRequest request, Locale locale, PublicKeyOwner owner, Error? problem = null) => Say(
        request, locale, StatusCodes.Status403Forbidden, "link_invalid", owner.Account, owner.Mode, rows: problem is null ? [] : Named(owner, [problem]));

    /// <summary>403: the time of the link's signature is over. 422 with the error of <c>expires</c>, where that is over.</summary>
    public static IResult LinkExpired(HttpRequest request, Locale locale, PublicKeyOwner owner, Error? error = null) => Say(
        request, locale, error is null ? StatusCodes.Status403Forbidden : StatusCodes.Status422UnprocessableEntity, "link_expired", owner.Account, owner.Mode,
        rows: error is null ? [] : Named(owner, [error]));

    public static IResult Inactive(HttpRequest request, Locale locale) => Say(request, locale, StatusCodes.Status403Forbidden, "account_inactive");

    /// <summary>403: the form does not come from our page, or was altered.</summary>
    public static IResult FormForbidden(HttpRequest request, Locale locale) => Say(request, locale, StatusCodes.Status403Forbidden, "form_forbidden");

    public static IResult Failure(HttpRequest request, Locale locale, string trace) =>
        Say(request, locale, StatusCodes.Status500InternalServerError, "error", rows: [new Row(locale.Texts["error.trace"], trace)]);

    /// <param name="key">The texts <c>refusal.{key}</c> and <c>refusal.{key}.text</c>.</param>
    public static IResult Say(
        HttpRequest request, Locale locale, int status, string key, AccountView? account = null, Mode? mode = null, IReadOnlyList<Row>? rows = null,
        IReadOnlyList<Act>? acts = null, string? reference = null)
    {
        var heading = locale.Texts[$"refusal.{key}"];
        var texts = new List<string> { locale.Texts[$"refusal.{key}.text"] };
        if (account is not null) texts.Add(locale.Texts["refusal.ask", ("payee", account.Name)]);
        if (reference is not null) texts.Add(locale.Texts["reference_is", ("reference", reference)]);

        var query = LinkQuery.Read(request.QueryString.Value, out _);
        // The address of a posted form answers GET too: with what is next, in the language chosen.
        var path = request.Path.ToUriComponent();
        return Answers.Page(
            new StatusModel(
                PageDesk.Frame(locale, heading, account, mode, null, 0, query, l => $"{path}?{query?.With("lang", l) ?? $"lang={l}"}"),
                Tone.Bad, heading, texts, rows ?? [], [], acts ?? []),
            status);
    }

    private static IReadOnlyList<Row> Named(PublicKeyOwner? owner, IReadOnlyList<Error> errors) =>
        owner is null || owner.Mode == Mode.Test ? [.. errors.Select(e => new Row(e.Parameter ?? e.Source ?? e.Code, e.Detail))] : [];
}
