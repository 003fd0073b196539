using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed class LogsTests
{
    private const string Card = "5519283812030000";

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
        await stranger.Post("/gateways/sandbox/notifications/gwa_0123456789abcdef", new { id = "words-of-the-body", card = Card });
        var cancelled = await api.Post($"/api/payment-invoices/{made.Id}/cancel");
        ((int)cancelled.Status).Should().Be(200, cancelled.Text);
        await Probe.Until(() => merchant.Requests.Any(r => r.Text.Contains("terminated", StringComparison.Ordinal)), "the merchant is told of the cancellation");

        var a = app.Account;
        app.Logs.Text.Should().NotBeEmpty().And.NotContainAny(
            a.ApiKeyTest, a.ApiKeyLive, a.SigningSecretTest, a.SigningSecretLive, a.LinkKeyTest, a.LinkKeyLive, "a-guessed-key",
            Basic(a.AccountId, a.ApiKeyTest)["Basic ".Length..], Card, "words-of-the-body", "payer@customer.example", "Olena Payer");
    }

    [Test]
    public async Task Card_data_typed_at_the_sandbox_is_neither_logged_nor_kept()
    {
        await using var app = await PayCoreApp.Start(jobs: true, settings:
            [("Logging:LogLevel:Default", "Debug"), ("Logging:LogLevel:Microsoft", "Debug"), ("Logging:LogLevel:System.Net.Http", "Debug")]);
        using var api = app.Api();
        await app.Send(new ConfigureDemoServices(new AccountId(app.Account.AccountId)));
        var made = await api.CreateInvoice(new { reference_id = "card", amount = 10, currency = "EUR", service = "payment_card_eur_hpp" });
        var page = made["flow_data"].GetProperty("action").GetString()!;
        using var customer = app.Client();
        var token = Regex.Match((await customer.Get(page)).Text, "name=\"token\" value=\"([^\"]+)\"").Groups[1].Value;

        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["token"] = token, ["number"] = "5519 2838 1203 0000", ["expiry"] = "12/39", ["cvv"] = "9876", ["holder"] = "Olena Payer", ["act"] = "card",
        });
        using var answer = await customer.PostAsync(new Uri(page), form);
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await Probe.Until(async () => (await api.Get($"/api/payment-invoices/{made.Id}")).Word("status") == "processed", "the invoice is paid");

        app.Logs.Text.Should().NotBeEmpty().And.NotContainAny(Card, "5519 2838 1203 0000", "283812030000", "cvv=9876", "\"9876\"", "Olena Payer", token);
        var database = await app.Read(db => Task.FromResult(db.Database.GetDbConnection().DataSource));
        foreach (var stored in new[] { database, database + "-wal" })
        {
            await using var bytes = new FileStream(stored, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(bytes, Encoding.Latin1);
            (await text.ReadToEndAsync()).Should().NotContainAny(Card, "5519 2838 1203 0000");
        }
    }

    private static string Basic(string account, string key) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account}:{key}"));
}
