using PayCore.Commerce.Invoices.Contracts;

namespace PayCore.Commerce.Hpp.Languages;

/// <summary>The texts to copy of a stored link, in the link's language; without one, in English.</summary>
internal sealed class LinkWords : ILinkTexts
{
    public LinkTexts Of(PaymentLinkView link, string payee, string url)
    {
        var locale = Locale.Choose(link.Locale, null);
        (string, object)[] values = link.Amount is { } amount ? [("payee", payee), ("amount", locale.Money(amount))] : [("payee", payee)];
        var kind = link.Amount is null ? "open" : "fixed";
        // The address stands on a line of its own, so that whatever shows the text finds it.
        var (letter, message) = ($"{locale.Texts[$"share.email.{kind}", values]}\n{url}", $"{locale.Texts[$"share.message.{kind}", values]}\n{url}");
        return link.Description is { } about ? new LinkTexts($"{about}\n\n{letter}", message, $"{about}\n{message}") : new LinkTexts(letter, message, message);
    }
}
