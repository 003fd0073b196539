using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using PayCore.Commerce.Shared.Pages;
using static PayCore.Commerce.Start.SnippetsPage;

namespace PayCore.Commerce.Start;

/// <summary>
/// GET /dev/snippets, in Development only: links, requests and widgets with the demo account's own keys, ready to copy. The page holds an API key, so it
/// answers this machine alone, and only under a name of this machine: a stranger's site could otherwise read it by DNS rebinding.
/// </summary>
internal static class DemoSnippets
{
    private const string Order = "amount=10.50&currency=EUR&description=Two%20books";

    private static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(7);

    public static void Map(WebApplication app, NewAccount demo) =>
        app.Group(Door.Open).MapGet("dev/snippets", async (HttpContext http, IMediator mediator, ServerAddress server, TimeProvider clock, CancellationToken ct) =>
        {
            if (!ThisMachine.Sent(http)) return Results.NotFound();
            var parameters = $"public_key={demo.PublicKeyTest}&{Order}";
            var signed = await mediator.Send(new SignLink(new AccountId(demo.AccountId), Mode.Test, parameters, clock.GetUtcNow() + LinkLifetime), ct);
            IReadOnlyList<Snippet> snippets =
            [
                new("plain", "A plain link", "The customer can change it, so live mode takes it only where link_mode is open.", $"{server.Public}/hpp/?{parameters}", IsLink: true),
                .. signed.IsFailure ? [] : new[] { new Snippet("signed", "A signed link", $"Made by the account's link key {demo.LinkKeyTestKid}; nobody can change it. Good for seven days.", signed.Value, IsLink: true) },
                .. Requests(server.Public, demo),
                .. Widgets(server.Public, demo.PublicKeyTest),
            ];
            return new PageAnswer<SnippetsPage>(new Dictionary<string, object?> { [nameof(SnippetsPage.Snippets)] = snippets });
        });

    private static Snippet[] Requests(string server, NewAccount demo) =>
    [
        new("stored", "A stored link", "The answer holds url, QR codes, a poster to print and texts for e-mail, SMS and messengers.", $$"""
            curl -u '{{demo.AccountId}}:{{demo.ApiKeyTest}}' -H 'Content-Type: application/json' '{{server}}/api/payment-links' -d '{
              "data": {"type": "payment-links", "attributes": {
                "amount": 25, "currency": "EUR", "description": "Membership", "max_payments": 100} } }'
            """),
        new("invoice", "An invoice of your backend", "The answer holds hpp_url, where the customer pays, and the id that the widget takes as cpi.", $$"""
            curl -u '{{demo.AccountId}}:{{demo.ApiKeyTest}}' -H 'Content-Type: application/json' '{{server}}/api/payment-invoices' -d '{
              "data": {"type": "payment-invoices", "attributes": {
                "reference_id": "order-1", "amount": 100.25, "currency": "EUR", "description": "Two books"} } }'
            """),
    ];

    private static Snippet[] Widgets(string server, string key) =>
    [
        new("frame", "The widget as a frame", "In a page of your shop; in test mode any page on localhost may.", $$"""
            <div id="payment_widget"></div>
            <script src="{{server}}/widget/payment-widget.js"></script>
            <script>
              payment_widget.init({ public_key: '{{key}}', amount: 100.25, currency: 'EUR' });
            </script>
            """),
        new("lightbox", "The widget as a lightbox", "Opened by a button.", $$"""
            <button type="button" id="pay">Pay €100.25</button>
            <script src="{{server}}/widget/payment-widget.js"></script>
            <script>
              document.getElementById('pay').onclick = () =>
                payment_widget.init({ target: 'lightbox', public_key: '{{key}}', amount: 100.25, currency: 'EUR' });
            </script>
            """),
        new("element", "The widget as an element", "No script of your own.", $"""
            <script async src="{server}/widget/payment-widget.js"></script>
            <paycore-checkout public-key="{key}" amount="100.25" currency="EUR"></paycore-checkout>
            """),
        new("form", "A form", "Works without JavaScript.", $"""
            <form action="{server}/hpp/" method="get">
              <input type="hidden" name="public_key" value="{key}">
              <input type="hidden" name="amount" value="100.25">
              <input type="hidden" name="currency" value="EUR">
              <button>Pay €100.25</button>
            </form>
            """),
        new("client", "The browser client of the Public API", "For a page of your own instead of ours.", $$"""
            <p id="result"></p>
            <script src="{{server}}/js/public-api-client.js"></script>
            <script>
              const sdk = new MerchantSDK({ apiKey: '{{key}}', currency: 'EUR' });
              sdk.createPaymentInvoice({ amount: 100.25, service: 'bank_transfer_eur_invoice' })
                .then(created => sdk.getPaymentInvoiceStatus(created.data.id))
                .then(({ data }) => { document.getElementById('result').textContent = data.attributes.status; })
                .catch(({ message }) => { document.getElementById('result').textContent = message; });
            </script>
            """),
    ];
}
