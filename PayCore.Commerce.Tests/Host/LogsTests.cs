using System.Text;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed class LogsTests
{
    [Test]
    public async Task Logs_hold_no_key_no_secret_no_card_and_no_body_even_when_everything_is_logged()
    {
        await using var merchant = await StubMerchant.Start();
        await using var app = await PayCoreApp.Start(merchant.Url + "/told", jobs: true, settings:
            [("Logging:LogLevel:Default", "Debug"), ("Logging:LogLevel:Microsoft", "Debug"), ("Logging:LogLevel:Hangfire", "Debug"), ("Logging:LogLevel:System.Net.Http", "Debug")]);
        using var api = app.Api();
        using var stranger = app.Client();

        var made = await api.CreateInvoice(new
        {
            reference_id = "logged", amount = 10, currency = "EUR", service = "payment_card_eur_hpp", description = "words-of-the-body",
            service_fields = new { email = "payer@customer.example" }, customer = new { reference_id = "c", email = "payer@customer.example", name = "Olena Payer" },
        });
        ((int)made.Status).Should().Be(201, made.Text);
        await stranger.Get("/api/payment-invoices", ("Authorization", Basic(app.Account.AccountId, app.Account.ApiKeyTest + "x")));
        await stranger.Get("/api/payment-invoices", ("Authorization", Basic(app.Account.AccountId, "a-guessed-key")));
        await api.Post("/api/payment-invoices", "{\"words-of-the-body\":");
        await stranger.Post("/gateways/sandbox/notifications/gwa_0123456789abcdef", new { id = "words-of-the-body", card = "5519283812030000" });
        var cancelled = await api.Post($"/api/payment-invoices/{made.Id}/cancel");
        ((int)cancelled.Status).Should().Be(200, cancelled.Text);
        await Probe.Until(() => merchant.Requests.Any(r => r.Text.Contains("terminated", StringComparison.Ordinal)), "the merchant is told of the cancellation");

        var a = app.Account;
        app.Logs.Text.Should().NotBeEmpty().And.NotContainAny(
            a.ApiKeyTest, a.ApiKeyLive, a.SigningSecretTest, a.SigningSecretLive, a.LinkKeyTest, a.LinkKeyLive, "a-guessed-key",
            Basic(a.AccountId, a.ApiKeyTest)["Basic ".Length..], "5519283812030000", "words-of-the-body", "payer@customer.example", "Olena Payer");
    }

    [Test]
    public async Task Card_data_of_the_sandbox_form_is_not_logged()
    {
        await using var app = await PayCoreApp.Start(settings: [("Logging:LogLevel:Default", "Debug"), ("Logging:LogLevel:Microsoft", "Debug")]);
        using var api = app.Api(Mode.Test);
        var made = await api.CreateInvoice(new
        {
            reference_id = "card", amount = 10, currency = "EUR", service = "payment_card_eur_hpp", service_fields = new { email = "payer@customer.example" },
        });
        var page = new Uri(made["flow_data"].GetProperty("action").GetString()!);
        using var customer = app.Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["number"] = "5519283812030000", ["expiry"] = "12/39", ["cvv"] = "987", ["act"] = "pay" });
        using var answer = await customer.PostAsync(page, form);

        app.Logs.Text.Should().NotContainAny("5519283812030000", "5519 2838 1203 0000", "cvv=", "number=");
    }

    private static string Basic(string account, string key) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account}:{key}"));
}
