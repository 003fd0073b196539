using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>What the merchant's page is told by the choice of return URL (contract/hpp.md, Pages and states).</summary>
public enum Outcome
{
    Success,
    Pending,
    Fail,
}

/// <summary>Which URL leads back to the merchant (contract/hpp.md, Return): the same for the Public API and the pages.</summary>
public static class ReturnTarget
{
    public static Outcome OutcomeOf(InvoiceView invoice) => invoice.State switch
    {
        InvoiceState.Created or InvoiceState.Processing or InvoiceState.ProcessPending => Outcome.Pending,
        InvoiceState.PartiallyProcessed when CanGrow(invoice) => Outcome.Pending,
        InvoiceState.ProcessError or InvoiceState.ProcessFailed or InvoiceState.Expired or InvoiceState.Terminated => Outcome.Fail,
        _ => Outcome.Success,
    };

    /// <summary>Whether the same payment may still bring what is missing.</summary>
    public static bool CanGrow(InvoiceView invoice) => invoice is { State: InvoiceState.PartiallyProcessed, Active.CanGrow: true };

    /// <summary>
    /// The URL for the present state: by outcome, else <c>return_url</c>, else the account's own. What came through the public door counts only on
    /// an allowed domain. Null: there is none.
    /// </summary>
    /// <param name="own">The origin of this server.</param>
    public static string? Of(InvoiceView invoice, AccountView account, string? own)
    {
        var byOutcome = OutcomeOf(invoice) switch
        {
            Outcome.Success => invoice.ReturnUrls?.Success,
            Outcome.Pending => invoice.ReturnUrls?.Pending,
            _ => invoice.ReturnUrls?.Fail,
        };
        var given = byOutcome ?? invoice.ReturnUrl;
        // A stored link was made by the merchant, too.
        if (invoice.Source is not (InvoiceSource.MerchantApi or InvoiceSource.Dashboard or InvoiceSource.PaymentLink)) given = Allowed(given, account, invoice.Mode, own);
        return given ?? account.ReturnUrl;
    }

    /// <summary>The URL when it is absolute, without user information, and its origin is an allowed domain; else null.</summary>
    public static string? Allowed(string? url, AccountView account, Mode mode, string? own) =>
        url is not null && WebUrl.Problem(url, plain: mode == Mode.Test) is null && account.AllowsOrigin(WebUrl.Origin(url), mode, own) ? url : null;
}
