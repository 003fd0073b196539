using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <param name="Least">Null: any.</param>
/// <param name="Most">Null: any.</param>
internal readonly record struct AmountRange(Money? Least, Money? Most)
{
    public bool IsEmpty => Least > Most;

    public bool Holds(Money amount) => !(amount < Least) && !(amount > Most);

    public AmountRange Within(Money? least, Money? most) => new(Least is null || least > Least ? least : Least, Most is null || most < Most ? most : Most);
}

/// <summary>The question how much: a form that leads on by GET, so it starts nothing and works everywhere.</summary>
internal sealed record AmountQuestion(PaymentLinkView Stored, PublicKeyOwner Owner, LinkQuery Asked, Locale Locale, AmountRange Range)
{
    public Money Example => Stored.AmountPreset ?? Range.Least ?? Range.Most ?? new Money(10 * Stored.Currency.MinorPerMajor, Stored.Currency);

    /// <summary>Between which amounts, in words; null: any.</summary>
    public string? Limits => Range switch
    {
        ({ } least, { } most) => Locale.Texts["amount.between", ("least", Locale.Money(least)), ("most", Locale.Money(most))],
        ({ } least, null) => Locale.Texts["amount.at_least", ("least", Locale.Money(least))],
        (null, { } most) => Locale.Texts["amount.at_most", ("most", Locale.Money(most))],
        _ => null,
    };

    /// <param name="written">What the payer wrote; null: nothing yet.</param>
    /// <param name="error">What is wrong with it; null: nothing.</param>
    public IResult Ask(string? written, string? error)
    {
        var (texts, query, path) = (Locale.Texts, StoredLink.QueryOf(Asked, null), StoredLink.PathOf(Stored));
        var next = Stored.Service is { } service ? $"{path}/service/{Uri.EscapeDataString(service)}" : $"{path}/methods";
        var frame = PageDesk.Frame(
            Locale, error is null ? texts["amount.heading"] : texts["error.title", ("title", texts["amount.heading"])], Owner.Account, Owner.Mode, null, 0,
            query, l => $"{path}?{query.With("lang", l)}",
            new Link(texts["cancel_and_return", ("payee", Owner.Account.Name)], $"{path}/cancel{(query.Text.Length == 0 ? "" : $"?{query.Text}")}"));
        return Answers.Page(
            new AmountModel(
                frame, texts["amount.heading"], Stored.Description, next, [.. query.Pairs.Select(p => new Row(p.Name, p.Value))],
                texts["amount.in", ("currency", Stored.Currency.Code)], error == Limits ? null : Limits, Stored.Currency.Exponent == 0 ? "numeric" : "decimal",
                written ?? Stored.AmountPreset?.Major.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", error),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
