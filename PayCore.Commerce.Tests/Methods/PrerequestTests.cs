using System.Net;
using System.Text.Json;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>POST /public-api/payment-prerequest (contract/public-api.md, Prerequest).</summary>
internal sealed class PrerequestTests
{
    private const string Path = "/public-api/payment-prerequest?include[0]=services&include[1]=methods";

    private PayCoreApp app = null!;
    private HttpClient browser = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        browser = app.Client();
        await app.Send(new ConfigureDemoServices(new AccountId(app.Account.AccountId)));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task The_answer_has_exactly_the_members_of_the_contract()
    {
        var answer = await Ask(new { public_key = app.Account.PublicKeyTest, currency = "EUR", amount = 100, country = "DE", browser_info = new { any = true } });

        answer.Status.Should().Be(HttpStatusCode.OK, answer.Text);
        var data = answer.Json.GetProperty("data");
        data.GetProperty("type").GetString().Should().Be("payment-prerequest");
        Names(data.GetProperty("attributes")).Should().BeEquivalentTo("currency", "test_mode", "services", "methods");
        answer.Word("currency").Should().Be("EUR");
        answer["test_mode"].GetBoolean().Should().BeTrue();

        var card = answer["services"].GetProperty("payment_card_eur_hpp");
        Names(card).Should().BeEquivalentTo(
            "code", "method", "flow", "currency", "fields", "amount_min", "amount_max", "exchange_rate", "status", "zero_fee", "fee");
        card.GetProperty("code").GetString().Should().Be("payment_card_eur_hpp");
        card.GetProperty("method").GetString().Should().Be("payment_card");
        card.GetProperty("flow").GetString().Should().Be("hpp");
        card.GetProperty("status").GetString().Should().Be("available");
        card.GetProperty("exchange_rate").GetRawText().Should().Be("1");
        card.GetProperty("fee").ValueKind.Should().Be(JsonValueKind.Null);
        var field = card.GetProperty("fields")[0];
        Names(field).Should().BeEquivalentTo("key", "type", "label", "hint", "example", "regexp", "required", "position");
        field.GetProperty("label").GetProperty("uk").GetString().Should().Be("Електронна пошта");
        answer["services"].GetProperty("mobile_payment_eur_hpp").GetProperty("fields").EnumerateArray()
            .Single(f => f.GetProperty("key").GetString() == "phone").GetProperty("required").GetBoolean().Should().BeTrue();

        var method = answer["methods"].GetProperty("payment_card");
        Names(method).Should().BeEquivalentTo("code", "name", "category", "logo", "icon");
        method.GetProperty("name").GetString().Should().Be("Payment card");
        method.GetProperty("icon").GetString().Should().Be($"{app.Url}/methods/card.svg");
    }

    [Test]
    public async Task Services_come_in_the_accounts_order_with_the_methods_that_they_need_and_no_others()
    {
        var answer = await Ask(new { public_key = app.Account.PublicKeyTest, currency = "EUR" });

        Names(answer["services"]).Should().Equal(
            "payment_card_eur_hpp", "apple_pay_eur_hpp", "google_pay_eur_hpp", "paypal_eur_hpp", "bank_transfer_eur_invoice", "ideal_eur_hpp",
            "bancontact_eur_hpp", "open_banking_eur_hpp", "mobile_payment_eur_hpp", "cash_kiosk_eur_invoice", "klarna_eur_hpp", "bitcoin_eur_hpp");
        Names(answer["methods"]).Should().Equal(answer["services"].EnumerateObject().Select(s => s.Value.GetProperty("method").GetString()).Distinct());
    }

    [TestCase("0.99", false)]
    [TestCase("1", true)]
    [TestCase("1000.00", true)]
    [TestCase("1000.01", false)]
    public async Task A_service_is_offered_within_its_limits_only(string amount, bool offered)
    {
        var answer = await browser.Post(Path, $$"""{"public_key":"{{app.Account.PublicKeyTest}}","currency":"EUR","amount":{{amount}}}""");

        Names(answer["services"]).Contains("cash_kiosk_eur_invoice").Should().Be(offered);
        Names(answer["services"]).Should().Contain("payment_card_eur_hpp");
        if (offered) answer["services"].GetProperty("cash_kiosk_eur_invoice").GetProperty("amount_max").GetRawText().Should().Be("1000");
    }

    [TestCase("NL", true)]
    [TestCase("nl", true)]
    [TestCase("DE", false)]
    public async Task A_country_leaves_the_methods_that_work_there(string country, bool offersIdeal)
    {
        var answer = await Ask(new { public_key = app.Account.PublicKeyTest, currency = "EUR", country });

        Names(answer["services"]).Contains("ideal_eur_hpp").Should().Be(offersIdeal);
        Names(answer["services"]).Should().Contain("payment_card_eur_hpp");
    }

    [Test]
    public async Task A_test_account_without_services_in_a_currency_is_shown_a_sample_of_the_catalogue()
    {
        var answer = await Ask(new { public_key = app.Account.PublicKeyTest, currency = "GBP" });

        Names(answer["services"]).Should().HaveCount(12).And.Contain("payment_card_gbp_hpp");
        answer["services"].EnumerateObject().SelectMany(s => s.Value.GetProperty("fields").EnumerateArray())
            .Should().NotContain(f => f.GetProperty("required").GetBoolean());
    }

    [Test]
    public async Task A_live_key_decides_the_mode_and_sees_nothing_of_the_test_world()
    {
        var answer = await Ask(new { public_key = app.Account.PublicKeyLive, currency = "EUR", test_mode = true });

        answer["test_mode"].GetBoolean().Should().BeFalse();
        Names(answer["services"]).Should().BeEmpty();
        Names(answer["methods"]).Should().BeEmpty();
        (await Ask(new { public_key = app.Account.PublicKeyLive, currency = "GBP" })).ShouldFail(422, "currency_disabled /currency");
    }

    [TestCase("pk_test_nobody")]
    [TestCase("")]
    [TestCase(null)]
    public async Task An_unknown_public_key_is_401_without_a_challenge(string? key)
    {
        var answer = await Ask(new { public_key = key, currency = "EUR" });

        answer.ShouldFail(401, "unauthorized");
        answer.Headers.WwwAuthenticate.Should().BeEmpty();
    }

    [Test]
    public async Task An_API_key_is_no_public_key() =>
        (await Ask(new { public_key = app.Account.ApiKeyTest, currency = "EUR" })).ShouldFail(401, "unauthorized");

    [TestCase("""{"public_key":7,"currency":"EUR"}""", 422, "invalid_type /public_key")]
    [TestCase("""{"public_key":7,"currency":"EURO","amount":"100"}""", 422, "invalid_type /public_key", "currency_unknown /currency", "invalid_type /amount")]
    [TestCase("""{"public_key":"KEY"}""", 422, "required /currency")]
    [TestCase("""{"public_key":"KEY","currency":""}""", 422, "required /currency")]
    [TestCase("""{"public_key":"KEY","currency":978}""", 422, "invalid_type /currency")]
    [TestCase("""{"public_key":"KEY","currency":"EURO"}""", 422, "currency_unknown /currency")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":"100"}""", 422, "invalid_type /amount")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":-1}""", 422, "amount_range /amount")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1e400}""", 422, "amount_range /amount")]
    [TestCase("""{"public_key":"KEY","currency":"JPY","amount":0.5}""", 422, "amount_precision /amount")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","country":"DEU"}""", 422, "too_long /country")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","country":["DE"]}""", 422, "invalid_type /country")]
    [TestCase("""{"public_key":"KEY","currency":7,"amount":true,"country":"D"}""", 422, "invalid_type /currency", "invalid_type /amount", "too_short /country")]
    [TestCase("""{"public_key":"KEY","public_key":"KEY","currency":"EUR"}""", 400, "duplicate_member")]
    [TestCase("""["KEY"]""", 400, "malformed_json")]
    public async Task What_is_wrong_is_told_by_its_pointer(string body, int status, params string[] errors) =>
        (await browser.Post(Path, body.Replace("KEY", app.Account.PublicKeyTest, StringComparison.Ordinal))).ShouldFail(status, errors);

    [TestCase("https://shop.example", 200)]
    [TestCase("http://localhost:3000", 200)]
    [TestCase("https://stranger.example", 403)]
    [TestCase("null", 403)]
    public async Task A_page_of_the_accounts_domains_may_ask(string origin, int status)
    {
        var answer = await browser.Post(Path, new { public_key = app.Account.PublicKeyTest, currency = "EUR" }, ("Origin", origin));

        ((int)answer.Status).Should().Be(status);
        answer.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal(origin);
        if (status == 403) answer.ShouldFail(403, "domain_forbidden");
    }

    [Test]
    public async Task A_loopback_page_counts_in_test_mode_only() =>
        (await browser.Post(Path, new { public_key = app.Account.PublicKeyLive, currency = "EUR" }, ("Origin", "http://localhost:3000"))).ShouldFail(403, "domain_forbidden");

    private Task<Answer> Ask(object body) => browser.Post(Path, body);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(m => m.Name);
}
