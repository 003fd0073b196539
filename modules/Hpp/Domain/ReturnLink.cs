using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PayCore.Commerce.Invoices.Contracts;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>The way back to the merchant: what is signed into the URL (contract/hpp.md). Good for display only; the backend asks the API.</summary>
internal static class ReturnLink
{
    private static readonly string[] Ours = ["cpi", "reference_id", "status", "resolution", "ts", "signature"];

    /// <summary>Whether nothing more is expected, so that auto return may send the customer away.</summary>
    public static bool IsSettled(InvoiceView invoice) => invoice.State.IsFinal() && !ReturnTarget.CanGrow(invoice);

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
