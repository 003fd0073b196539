using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;

namespace PayCore.Commerce.Callbacks.Domain;

/// <summary>Which state changes are called back, and where to (contract/callbacks.md, When).</summary>
internal static class CallbackRules
{
    /// <summary>Why this state is not called back; <see cref="CallbackReason.None"/> when it is.</summary>
    /// <param name="url">As <see cref="UrlOf"/> gives it.</param>
    public static CallbackReason ReasonToSkip(InvoiceView invoice, CallbackOptions options, string? url)
    {
        if (IsNeverCalledBack(invoice)) return CallbackReason.NeverAsked;
        if (options.OnlyFinal && !invoice.State.IsFinal()) return CallbackReason.OnlyFinal;
        return url is null ? CallbackReason.NoUrl : CallbackReason.None;
    }

    /// <summary>The invoice's own URL, which only the private door can set, else the account's; null when there is none to send to.</summary>
    /// <param name="allowRelative">Whether the demo account's relative URL means this server itself: in Development only.</param>
    public static string? UrlOf(InvoiceView invoice, CallbackOptions options, bool allowRelative) => Usable(invoice.CallbackUrl ?? options.Url, allowRelative);

    public static string? Usable(string? url, bool allowRelative) =>
        string.IsNullOrEmpty(url) || (url[0] == '/' && !allowRelative) ? null : url;

    /// <summary>The caller of the Private API learns these from the answer to its own request.</summary>
    private static bool IsNeverCalledBack(InvoiceView invoice) => invoice.State switch
    {
        InvoiceState.Processing or InvoiceState.Capturing => true,
        InvoiceState.Created => invoice.Source == InvoiceSource.MerchantApi,
        _ => false,
    };
}
