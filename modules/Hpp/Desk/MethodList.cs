using System.Globalization;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>The list to choose a method from, of a link and of an invoice: with categories from 8 methods on, with a search from 13.</summary>
internal static class MethodList
{
    private const int CategoriesFrom = 8;
    private const int SearchFrom = 13;
    private const int MostSearchCharacters = 40;

    /// <param name="query">What the list's own addresses carry.</param>
    /// <param name="path">The address of the list.</param>
    /// <param name="serviceHref">The address of a service's step, by its code.</param>
    /// <param name="badge">Whether a method that costs the customer nothing says so, though none costs more.</param>
    public static MethodsModel Of(
        PageDesk desk, Frame frame, Money amount, IReadOnlyList<Quote> quotes, bool badge, LinkQuery query, string path, Func<string, string> serviceHref, IReadOnlyList<Act> acts)
    {
        var (locale, filtered) = (frame.Locale, !frame.Look.HideFilter);
        var wanted = filtered && quotes.Count >= SearchFrom && query.Last("q") is { } text ? text[..Math.Min(text.Length, MostSearchCharacters)] : null;
        var category = filtered && wanted is null && quotes.Count >= CategoriesFrom && quotes.Any(q => q.Service.Method.Category == query.Last("category"))
            ? query.Last("category") : null;
        var costs = quotes.Any(q => q.PaymentAmount != amount);
        var searched = filtered && quotes.Count >= SearchFrom;
        return new MethodsModel(
            frame, locale.Texts["methods.heading"], null,
            filtered && wanted is null ? CategoriesOf(locale, quotes, category, c => Href(query.With("category", c))) : [],
            [.. quotes
                .Where(q => category is null || q.Service.Method.Category == category)
                .Where(q => wanted is null || Matches(locale, q.Service.Method, wanted))
                .Select(q => Entry(desk, frame, q, amount, costs, badge, searched, serviceHref))],
            acts, desk.Sprite.Url)
        {
            Search = searched ? new SearchModel(path, [.. Others(query)], wanted, new Link(locale.Texts["search.all"], Href(query.With("q", null))), Instant: wanted is null && category is null) : null,
        };

        string Href(string text) => text.Length == 0 ? path : $"{path}?{text}";
    }

    /// <summary>A method is found by a part of its name or of its code, whatever the case and the accents.</summary>
    private static bool Matches(Locale locale, MethodView method, string text) =>
        locale.Culture.CompareInfo.IndexOf($"{PageDesk.NameOf(locale, method)} {WordsOf(method)}", text, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private static string WordsOf(MethodView method) => method.Code.Replace('_', ' ');

    private static MethodEntry Entry(PageDesk desk, Frame frame, Quote quote, Money amount, bool costs, bool badge, bool searched, Func<string, string> href)
    {
        var (locale, method) = (frame.Locale, quote.Service.Method);
        var fee = quote.PaymentAmount == amount ? locale.Texts["fee.none"] : locale.Texts["fee.included", ("fee", locale.Money(quote.PaymentAmount - amount))];
        var free = badge && quote.Terms.IsFreeForPayer;
        return new MethodEntry(
            PageDesk.NameOf(locale, method), href(quote.Service.Code), desk.Sprite.Of(method.Icon),
            costs ? locale.Money(quote.PaymentAmount) : null, costs || free ? fee : null, free, searched ? WordsOf(method) : null);
    }

    private static IReadOnlyList<LanguageLink> CategoriesOf(Locale locale, IReadOnlyList<Quote> quotes, string? current, Func<string?, string> href)
    {
        if (quotes.Count < CategoriesFrom) return [];
        var categories = quotes.Select(q => q.Service.Method.Category).Distinct().ToList();
        return categories.Count < 2
            ? []
            : [new LanguageLink("", locale.Texts["category.all"], href(null), current is null),
               .. categories.Select(c => new LanguageLink(c, locale.Texts.Find($"category.{c}") ?? c, href(c), c == current))];
    }

    // A search goes through all methods, so it does not carry the category.
    private static IEnumerable<KeyValuePair<string, string>> Others(LinkQuery query) =>
        query.Pairs.Where(p => p.Name is not ("q" or "category")).Select(p => KeyValuePair.Create(p.Name, p.Value));
}
