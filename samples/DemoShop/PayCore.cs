using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DemoShop;

/// <summary>The keys of the shop's account at PayCore. Only the public key may leave this backend.</summary>
internal sealed record Credentials(
    [property: JsonPropertyName("account_id")] string AccountId,
    [property: JsonPropertyName("public_key_test")] string PublicKey,
    [property: JsonPropertyName("api_key_test")] string ApiKey,
    [property: JsonPropertyName("api_key_live")] string LiveApiKey,
    [property: JsonPropertyName("signing_secret_test")] string SigningSecret);

/// <summary>What the shop asks PayCore for.</summary>
/// <param name="http">A client whose base address is PayCore's.</param>
internal sealed class PayCore(HttpClient http, Credentials credentials)
{
    /// <summary>Makes the invoice of an order, or takes it up when it exists, so it is safe to repeat.</summary>
    /// <param name="orderUrl">The order's page in this shop: where the customer comes back to.</param>
    /// <param name="callbackUrl">Where this backend hears of the payment.</param>
    /// <returns>The invoice and its payment page. Throws HttpRequestException when PayCore refuses or is away.</returns>
    public async Task<(Invoice Invoice, string PaymentPage)> CreateInvoice(Order order, string orderUrl, string callbackUrl, CancellationToken ct)
    {
        var attributes = new
        {
            reference_id = order.Reference, amount = order.Cents / 100m, currency = Books.Currency, description = order.Content,
            return_url = orderUrl, callback_url = callbackUrl,
        };
        using var request = Ask(HttpMethod.Post, "/api/payment-invoices", credentials.ApiKey);
        request.Content = JsonContent.Create(new { data = new { type = "payment-invoices", attributes } });
        var data = await Data(request, HttpStatusCode.Created, ct);
        return (Invoice.Read(data), data.GetProperty("attributes").GetProperty("hpp_url").GetString()!);
    }

    /// <summary>Makes this backend the one that hears of every payment of the account for which nobody else was named: those by links. Safe to repeat.</summary>
    /// <param name="callbackUrl">Absolute. What the account had before is replaced.</param>
    public async Task SendCallbacksTo(string callbackUrl, CancellationToken ct)
    {
        // Settings that count for live payments too are changed by a live key only.
        using var request = Ask(HttpMethod.Patch, "/api/account", credentials.LiveApiKey);
        request.Content = JsonContent.Create(new { data = new { type = "commerce-accounts", attributes = new { callback_options = new { callback_url = callbackUrl } } } });
        await Data(request, HttpStatusCode.OK, ct);
    }

    /// <summary>A link that needs no backend at all: everything stands in it, and the customer can change it.</summary>
    public string PaymentLink(Order order, string orderUrl) => new Uri(http.BaseAddress!, "/hpp/" + QueryString.Create(new Dictionary<string, string?>
    {
        ["public_key"] = credentials.PublicKey, ["amount"] = FormattableString.Invariant($"{order.Cents / 100m:0.##}"), ["currency"] = Books.Currency,
        ["reference_id"] = order.Id, ["description"] = order.Content, ["return_url"] = orderUrl,
    })).AbsoluteUri;

    private HttpRequestMessage Ask(HttpMethod method, string path, string key)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.AccountId}:{key}"));
        return new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Basic", basic) } };
    }

    private async Task<JsonElement> Data(HttpRequestMessage request, HttpStatusCode expected, CancellationToken ct)
    {
        using var answer = await Send(request, ct);
        if (answer.StatusCode != expected) throw new HttpRequestException($"PayCore answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("data");
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await http.SendAsync(request, ct);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new HttpRequestException("PayCore did not answer in time.", e);
        }
    }
}
