using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>What the merchant's page is told by the choice of return URL (contract/hpp.md, Pages and states).</summary>
internal enum Outcome
{
    Success,
    Pending,
    Fail,
}

/// <summary>The way back to the merchant: which URL, and what is signed into it (contract/hpp.md). Good for display only; the backend asks the API.</summary>
internal static class ReturnLink
{
    private static readonly string[] Ours = ["cpi", "reference_id", "status", "resolution", "ts", "signature"];

    public static Outcome OutcomeOf(InvoiceView invoice) => invoice.State switch
    {
        InvoiceState.Created or InvoiceState.Processing or InvoiceState.ProcessPending => Outcome.Pending,
        InvoiceState.PartiallyProcessed when CanGrow(invoice) => Outcome.Pending,
        InvoiceState.ProcessError or InvoiceState.ProcessFailed or InvoiceState.Expired or InvoiceState.Terminated => Outcome.Fail,
        _ => Outcome.Success,
    };

    /// <summary>Whether the same payment may still bring what is missing.</summary>
    public static bool CanGrow(InvoiceView invoice) =>
        invoice is { State: InvoiceState.PartiallyProcessed, Active.CanGrow: true };

    /// <summary>Whether nothing more is expected, so that auto return may send the customer away.</summary>
    public static bool IsSettled(InvoiceView invoice) => invoice.State.IsFinal() && !CanGrow(invoice);

    /// <summary>
    /// The URL for the present state: by outcome, else <c>return_url</c>, else the account's own. What came through the public door counts only on
    /// an allowed domain. Null: there is none.
    /// </summary>
    /// <param name="own">The origin of this server.</param>
    public static string? Target(InvoiceView invoice, AccountView account, string? own)
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

    /// <summary>The URL with <c>cpi</c>, <c>reference_id</c>, <c>status</c>, <c>resolution</c>, <c>ts</c> and <c>signature</c> set, their namesakes replaced.</summary>
    /// <param name="secret">The oldest active signing secret; null: no signature.</param>
    public static string Sign(string url, InvoiceView invoice, string? secret, DateTimeOffset now)
    {
        var ts = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var (body, fragment) = hash < 0 ? (url, "") : (url[..hash], url[hash..]);
        var query = body.IndexOf('?', StringComparison.Ordinal);
        var kept = query < 0 ? [] : body[(query + 1)..].Split('&').Where(p => p.Length > 0 && !Ours.Contains(NameOf(p)));

        var set = new List<string>(kept)
        {
            Pair("cpi", invoice.Id.Value), Pair("reference_id", invoice.ReferenceId), Pair("status", invoice.Status),
            Pair("resolution", invoice.Resolution), Pair("ts", ts),
        };
        if (secret is not null) set.Add(Pair("signature", Signature(secret, invoice, ts)));
        return $"{(query < 0 ? body : body[..query])}?{string.Join('&', set)}{fragment}";
    }

    private static string Signature(string secret, InvoiceView invoice, string ts) =>
        System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes($"return.v1\n{invoice.Id}\n{invoice.ReferenceId}\n{invoice.Status}\n{invoice.Resolution}\n{ts}")));

    private static string Pair(string name, string value) => $"{name}={Uri.EscapeDataString(value)}";

    private static string NameOf(string pair) => System.Net.WebUtility.UrlDecode(pair.Split('=', 2)[0]);
}
