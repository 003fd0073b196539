using System.Net;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

/// <summary>Logs tell what happened and never what was said: no key, secret, card number, field, body or query string, also at the level Debug.</summary>
internal sealed class LogTests
{
    [Test]
    public async Task No_key_secret_or_customer_data_is_logged()
    {
        await using var merchant = await StubMerchant.Start();
        merchant.Answer = (http, _) =>
        {
            http.Response.StatusCode = 500;
            return http.Response.WriteAsync("the-answer-of-the-shop");
        };
        await using var app = await PayCoreApp.Start(merchant.Url + "/callback-path?token=in-the-callback-url", jobs: true, settings: [("Logging:LogLevel:Default", "Debug")]);
        using var api = app.Api();
        using var browser = app.Client();
        var account = app.Account;
        var wrongKey = "ak_test_" + new string('7', 43);

        var made = await api.CreateInvoice(new
        {
            reference_id = "reference-of-the-shop", amount = 10.5m, currency = "EUR", service = "payment_card_eur_hpp", fields = new { email = "customer@mail.example" },
            description = "words-of-the-shop", metadata = new { note = "in-the-metadata" }, customer = new { reference_id = "c-1", email = "customer@mail.example", phone = "+380671234567" },
        });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        await api.CreateInvoice(new { reference_id = "reference-of-the-shop", amount = 99, currency = "EUR" });
        await api.Post("/api/payment-invoices", "{\"card\":\"4242424242424242\",");
        await browser.Get("/api/account", ("Authorization", PayCoreApp.Credentials(account.AccountId, wrongKey).ToString()));
        await browser.Get($"/hpp/?public_key={account.PublicKeyTest}&amount=10.50&currency=EUR&description=words-of-the-shop&customer%5Bemail%5D=customer@mail.example");
        await browser.Get($"/redirect/hpp/?cpi={made.Id}");
        await browser.Post("/public-api/payment-invoices", new { public_key = account.PublicKeyTest, amount = "x", currency = "EUR", customer = new { email = "customer@mail.example" } });
        await browser.Post("/gateways/sandbox/notifications/gwa_0000000000000000", "{\"card\":\"4242424242424242\"}");
        await api.Post($"/api/payment-invoices/{made.Id}/cancel");
        await Probe.Until(() => merchant.Requests.Count > 0, "a callback was tried");
        await api.Post("/api/callbacks/test");

        var log = app.Logs.Text;
        log.Should().Contain("CreateInvoice", "otherwise this test reads nothing");
        string[] unspeakable =
        [
            account.ApiKeyTest, account.ApiKeyLive, account.SigningSecretTest, account.SigningSecretLive, account.LinkKeyTest, account.LinkKeyLive, wrongKey,
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{account.AccountId}:{account.ApiKeyTest}")),
            "4242424242424242", "5519283812030000", "customer@mail.example", "+380671234567", "words-of-the-shop", "in-the-metadata", "reference-of-the-shop",
            "in-the-callback-url", "the-answer-of-the-shop", "description=",
        ];
        foreach (var word in unspeakable) log.Should().NotContain(word);
        foreach (var line in log.Split('\n')) line.Should().NotMatchRegex("(ak|sk|lk)_(test|live)_[0-9A-Za-z_-]{16}");
    }

    [Test]
    public async Task An_error_carries_the_trace_id_of_its_request()
    {
        await using var app = await PayCoreApp.Start();
        using var client = app.Client();
        var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var answer = await client.Get("/api/account", ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));
        answer.Json.GetProperty("meta").GetProperty("trace_id").GetString().Should().Be(trace);
    }
}
