using System.Net;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

internal sealed class CreateInvoiceTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task An_invoice_without_a_service_is_created_with_every_attribute_of_the_contract()
    {
        var made = await api.CreateInvoice(new { reference_id = "full", amount = 100.25m, currency = "EUR", metadata = new { order = "42" }, customer = new { reference_id = "c-1", email = "a@b.example" } });

        made.Status.Should().Be(HttpStatusCode.Created);
        made.Headers.Location!.ToString().Should().Be($"/api/payment-invoices/{made.Id}");
        made.Id.Should().MatchRegex("^cpi_[0-9A-Za-z]{16}$");
        made.Word("status").Should().Be("created");
        made["amount"].GetRawText().Should().Be("100.25");
        made["metadata"].GetProperty("order").GetString().Should().Be("42");
        made.Word("hpp_url").Should().Be($"{app.Url}/redirect/hpp/?cpi={made.Id}");
        made.Json.GetProperty("included")[0].GetProperty("attributes").GetProperty("email").GetString().Should().Be("a@b.example");
        made.Json.GetProperty("data").GetProperty("attributes").EnumerateObject().Select(a => a.Name).Should().BeEquivalentTo(ContractAttributes());
    }

    [TestCase("payment-invoices")]
    [TestCase("payment-invoice")]
    public async Task Both_forms_of_the_type_are_accepted(string type)
    {
        var made = await api.Post("/api/payment-invoices", new { data = new { type, attributes = new { reference_id = $"type-{type}", amount = 1, currency = "EUR" } } });
        made.Status.Should().Be(HttpStatusCode.Created);
    }

    [Test]
    public async Task The_same_content_again_answers_the_first_invoice_and_changes_nothing()
    {
        var first = await api.CreateInvoice(new { reference_id = "again", amount = 10.5m, currency = "EUR", metadata = new { a = 1, b = 2 } });
        var again = await api.Post("/api/payment-invoices",
            """{"data":{"type":"payment-invoices","attributes":{"metadata":{"b":2.0,"a":1},"currency":"EUR","amount":10.50,"reference_id":"again","unknown":[1]}}}""");

        again.Status.Should().Be(HttpStatusCode.Created);
        again.Id.Should().Be(first.Id);
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        again["sequence"].GetInt32().Should().Be(1);
    }

    [TestCase("""{"reference_id":"differs","amount":10,"currency":"USD"}""")]
    [TestCase("""{"reference_id":"differs","amount":10.01,"currency":"EUR"}""")]
    [TestCase("""{"reference_id":"differs","amount":10,"currency":"EUR","description":"x"}""")]
    [TestCase("""{"reference_id":"differs","amount":10,"currency":"EUR","metadata":{}}""")]
    public async Task Other_content_under_the_same_reference_is_a_conflict_that_names_the_first(string attributes)
    {
        var first = await api.CreateInvoice(new { reference_id = "differs", amount = 10, currency = "EUR" });

        var other = await api.Post("/api/payment-invoices", $$$"""{"data":{"type":"payment-invoices","attributes":{{{attributes}}}}}""");

        other.ShouldFail(409, "reference_id_conflict");
        other.Json.GetProperty("errors")[0].GetProperty("meta").GetProperty("id").GetString().Should().Be(first.Id);
    }

    [Test]
    public async Task Fifty_parallel_creates_with_one_reference_make_one_invoice_and_fifty_equal_answers()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => api.CreateInvoice(new { reference_id = "race", amount = 5, currency = "EUR", service = "payment_card_eur_hpp" })));

        answers.Should().OnlyContain(a => a.Status == HttpStatusCode.Created);
        answers.Select(a => a.Id).Distinct().Should().ContainSingle();
        var rows = await app.Read(db => db.Set<Invoice>().Where(i => i.ReferenceId == "race").ToListAsync());
        rows.Should().ContainSingle().Which.Payments.Should().Be(1);
    }

    [Test]
    public async Task A_replay_is_answered_even_when_its_expiry_has_passed_meanwhile()
    {
        var expires = app.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
        var first = await api.CreateInvoice(new { reference_id = "late-replay", amount = 5, currency = "EUR", expires });
        app.Clock.Advance(TimeSpan.FromMinutes(6));

        (await api.CreateInvoice(new { reference_id = "late-replay", amount = 5, currency = "EUR", expires })).Id.Should().Be(first.Id);
        (await api.CreateInvoice(new { reference_id = "too-late", amount = 5, currency = "EUR", expires })).ShouldFail(422, "expires_range /data/attributes/expires");
    }

    [Test]
    public async Task All_invalid_members_are_told_at_once()
    {
        var answer = await api.Post("/api/payment-invoices",
            """{"data":{"type":"payment-invoices","attributes":{"reference_id":7,"amount":"100","currency":"XXX","expires":5,"return_url":"javascript:alert(1)","customer":{"email":5}}}}""");

        answer.ShouldFail(422,
            "invalid_type /data/attributes/reference_id", "invalid_type /data/attributes/amount", "currency_unknown /data/attributes/currency",
            "expires_range /data/attributes/expires", "url_invalid /data/attributes/return_url", "invalid_type /data/attributes/customer/email",
            "required /data/attributes/customer/reference_id");
    }

    [TestCase("1e400", "amount_range")]
    [TestCase("1e-30", "amount_precision")]
    [TestCase("0.001", "amount_precision")]
    [TestCase("-1", "amount_range")]
    [TestCase("0", "amount_range")]
    [TestCase("1000000000000", "amount_range")]
    [TestCase("\"100\"", "invalid_type")]
    [TestCase("true", "invalid_type")]
    [TestCase("[1]", "invalid_type")]
    [TestCase("null", "required")]
    public async Task An_amount_that_is_none_is_told(string amount, string code)
    {
        var answer = await api.Post("/api/payment-invoices", $$$$"""{"data":{"type":"payment-invoices","attributes":{"reference_id":"bad-amount","currency":"EUR","amount":{{{{amount}}}}}}}""");
        answer.ShouldFail(422, $"{code} /data/attributes/amount");
    }

    [TestCase("JPY", "1500", HttpStatusCode.Created)]
    [TestCase("JPY", "1500.5", HttpStatusCode.UnprocessableEntity)]
    [TestCase("KWD", "1.234", HttpStatusCode.Created)]
    [TestCase("CLF", "1.2345", HttpStatusCode.Created)]
    [TestCase("EUR", "1E2", HttpStatusCode.Created)]
    [TestCase("EUR", "999999999999", HttpStatusCode.Created)]
    public async Task Decimals_follow_the_currency(string currency, string amount, HttpStatusCode expected)
    {
        var answer = await api.Post("/api/payment-invoices", $$$$"""{"data":{"type":"payment-invoices","attributes":{"reference_id":"dec-{{{{currency}}}}-{{{{amount}}}}","currency":"{{{{currency}}}}","amount":{{{{amount}}}}}}}""");
        answer.Status.Should().Be(expected, answer.Text);
    }

    [TestCase("description", 1024)]
    [TestCase("descriptor", 64)]
    [TestCase("reference_id", 255)]
    public async Task A_text_that_is_too_long_is_told(string name, int most)
    {
        var attributes = new Dictionary<string, object> { ["reference_id"] = $"long-{name}", ["amount"] = 1, ["currency"] = "EUR", [name] = new string('x', 10_000) };
        (await api.CreateInvoice(attributes)).ShouldFail(422, $"too_long /data/attributes/{name}");
        attributes[name] = new string('y', most);
        (await api.CreateInvoice(attributes)).Status.Should().Be(HttpStatusCode.Created);
    }

    [TestCase("{", 400, "malformed_json")]
    [TestCase("[]", 400, "malformed_json")]
    [TestCase("""{"data":{"type":"payment-invoices","attributes":{"amount":1,"amount":2}}}""", 400, "duplicate_member")]
    [TestCase("""{"a":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}""", 400, "too_deep")]
    [TestCase("""{"data":{"type":"refunds","attributes":{"reference_id":"x","amount":1,"currency":"EUR"}}}""", 422, "invalid_value /data/type")]
    [TestCase("""{"data":[]}""", 422, "invalid_type /data", "required /data/attributes/reference_id", "required /data/attributes/currency", "required /data/attributes/amount")]
    public async Task A_body_that_is_no_document_is_told(string body, int status, params string[] errors) =>
        (await api.Post("/api/payment-invoices", body)).ShouldFail(status, errors);

    [Test]
    public async Task A_body_over_64_KiB_is_refused() =>
        (await api.Post("/api/payment-invoices", "{\"x\":\"" + new string('x', 70_000) + "\"}")).ShouldFail(413, "body_too_large");

    [Test]
    public async Task A_body_that_is_not_JSON_is_refused()
    {
        using var form = new HttpRequestMessage(HttpMethod.Post, "/api/payment-invoices") { Content = new FormUrlEncodedContent([KeyValuePair.Create("amount", "1")]) };
        (await api.Ask(form)).ShouldFail(415, "unsupported_media_type");
    }

    [Test]
    public async Task A_test_key_makes_no_live_invoice_and_sees_none()
    {
        (await api.CreateInvoice(new { reference_id = "mode", amount = 1, currency = "EUR", test_mode = false })).ShouldFail(403, "mode_forbidden");

        using var live = app.Api(Mode.Live);
        var made = await live.CreateInvoice(new { reference_id = "mode", amount = 1, currency = "EUR" });
        made["test_mode"].GetBoolean().Should().BeFalse();
        (await api.Get($"/api/payment-invoices/{made.Id}")).ShouldFail(404, "not_found");
        (await api.Post($"/api/payment-invoices/{made.Id}/cancel")).ShouldFail(404, "not_found");
        (await live.CreateInvoice(new { reference_id = "mode-test", amount = 1, currency = "EUR", test_mode = true }))["test_mode"].GetBoolean().Should().BeTrue();
    }

    [Test]
    public async Task Live_mode_takes_only_the_currencies_of_the_account_and_knows_no_sandbox_service()
    {
        using var live = app.Api(Mode.Live);
        (await live.CreateInvoice(new { reference_id = "gbp", amount = 1, currency = "GBP" })).ShouldFail(422, "currency_disabled /data/attributes/currency");
        (await live.CreateInvoice(new { reference_id = "svc", amount = 1, currency = "EUR", service = "payment_card_eur_hpp" })).ShouldFail(422, "service_unknown /data/attributes/service");
    }

    [TestCase("payment_card_usd_hpp", "service_currency_mismatch")]
    [TestCase("nonsense", "service_unknown")]
    [TestCase("payment_card_eur_cash", "service_unknown")]
    public async Task A_service_that_does_not_fit_is_told(string service, string code) =>
        (await api.CreateInvoice(new { reference_id = $"svc-{service}", amount = 1, currency = "EUR", service })).ShouldFail(422, $"{code} /data/attributes/service");

    [Test]
    public async Task Members_that_are_wrong_beside_each_other_are_told_at_once() =>
        (await api.CreateInvoice(new { reference_id = "many", amount = -1, currency = "XXQ", service = "nonsense", customer = new { email = "nobody" } })).ShouldFail(
            422, "amount_range /data/attributes/amount", "currency_unknown /data/attributes/currency", "service_unknown /data/attributes/service",
            "required /data/attributes/customer/reference_id", "invalid_value /data/attributes/customer/email");

    [Test]
    public async Task A_text_in_the_place_of_a_service_is_told_once() =>
        (await api.CreateInvoice(new { reference_id = "long", amount = 1, currency = "EUR", service = new string('x', 10_000) })).ShouldFail(422, "too_long /data/attributes/service");

    [Test]
    public async Task Somebody_elses_invoice_is_not_there()
    {
        var made = await api.CreateInvoice(new { reference_id = "mine", amount = 1, currency = "EUR" });
        using var stranger = app.Api(account: await app.AnotherAccount());
        (await stranger.Get($"/api/payment-invoices/{made.Id}")).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task Wrong_credentials_say_how_to_authenticate_and_not_what_was_wrong()
    {
        using var client = app.Client();
        var answer = await client.Get("/api/account", ("Authorization", "Basic " + Convert.ToBase64String("coma_x:ak_test_y"u8)));
        answer.ShouldFail(401, "unauthorized");
        answer.Headers.WwwAuthenticate.ToString().Should().Be("Basic realm=\"commerce\"");
        (await client.Get("/api/account")).ShouldFail(401, "unauthorized");
    }

    [Test]
    public async Task A_service_starts_at_once_and_tells_where_the_customer_must_go()
    {
        var made = await api.CreateInvoice(new { reference_id = "start", amount = 12, currency = "EUR", service = "payment_card_eur_hpp" });

        made.Status.Should().Be(HttpStatusCode.Created);
        made.Word("status").Should().Be("process_pending");
        made["flow_data"].GetProperty("action").GetString().Should().StartWith($"{app.Url}/sandbox/");
        made["flow_data"].GetProperty("method").GetString().Should().Be("GET");
        made.Word("flow").Should().Be("hpp");
    }

    [Test]
    public async Task Authorize_is_refused_where_the_gateway_cannot() =>
        (await api.CreateInvoice(new { reference_id = "auth", amount = 1, currency = "EUR", service = "bank_transfer_eur_invoice", payment_flow = "authorize" }))
            .ShouldFail(422, "authorize_unsupported /data/attributes/payment_flow");

    [TestCase("\"customer\":{\"reference_id\":\"c\",\"email\":\"nobody\"}", "invalid_value /data/attributes/customer/email")]
    [TestCase("\"customer\":{\"reference_id\":\"c\",\"email\":\"a@b.example\\n\"}", "invalid_value /data/attributes/customer/email")]
    [TestCase("\"customer\":{\"reference_id\":\"c\",\"address\":{\"country\":\"UA\\n\"}}", "invalid_value /data/attributes/customer/address/country")]
    [TestCase("\"customer\":{\"reference_id\":\"c\",\"date_of_birth\":\"31.12.1990\"}", "invalid_value /data/attributes/customer/date_of_birth")]
    [TestCase("\"customer\":{\"reference_id\":\"c\",\"individual_tax_id\":\"1\"}", "too_short /data/attributes/customer/individual_tax_id")]
    [TestCase("\"customer\":{\"reference_id\":\"c\",\"address\":{\"country\":\"ua\"}}", "invalid_value /data/attributes/customer/address/country")]
    [TestCase("\"customer\":{\"reference_id\":\"c\",\"address\":[]}", "invalid_type /data/attributes/customer/address")]
    [TestCase("\"metadata\":\"x\"", "invalid_type /data/attributes/metadata")]
    [TestCase("\"test_mode\":\"yes\"", "invalid_type /data/attributes/test_mode")]
    [TestCase("\"expires\":1.5", "invalid_type /data/attributes/expires")]
    [TestCase("\"expires\":99999999999999", "expires_range /data/attributes/expires")]
    [TestCase("\"payment_flow\":\"steal\"", "invalid_value /data/attributes/payment_flow")]
    [TestCase("\"payment_flow\":\"charge\",\"flow\":\"authorize\"", "invalid_value /data/attributes/flow")]
    [TestCase("\"options\":{\"attempts_limit\":0}", "invalid_value /data/attributes/options/attempts_limit")]
    [TestCase("\"options\":{\"auto_process\":1}", "invalid_type /data/attributes/options/auto_process")]
    [TestCase("\"return_urls\":{\"success\":\"ftp://a.example\"}", "url_invalid /data/attributes/return_urls/success")]
    [TestCase("\"callback_url\":\"https://user:word@a.example\"", "url_invalid /data/attributes/callback_url")]
    [TestCase("\"description\":\"\\u0000\"", "invalid_value /data/attributes/description")]
    [TestCase("\"service\":\"payment_card_eur_hpp\",\"fields\":{\"email\":\"x\"}", "field_invalid /data/attributes/fields/email")]
    [TestCase("\"service\":\"payment_card_eur_hpp\",\"fields\":[5]", "invalid_type /data/attributes/fields/0")]
    public async Task Each_wrong_member_is_told_by_its_pointer_and_nothing_is_made(string member, string error)
    {
        var answer = await api.Post("/api/payment-invoices", $$$$"""{"data":{"type":"payment-invoices","attributes":{"reference_id":"wrong","amount":1,"currency":"EUR",{{{{member}}}}}}}""");

        answer.ShouldFail(422, error);
        (await api.Get("/api/payment-invoices?filter[reference_id]=wrong")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
    }

    [Test]
    public async Task A_missing_field_is_asked_on_the_page_unless_it_must_start_at_once()
    {
        var account = await app.AnotherAccount();
        using var shop = app.Api(account: account);
        await app.Send(new ConfigureDemoServices(new AccountId(account.AccountId)));

        (await shop.CreateInvoice(new { reference_id = "later", amount = 1, currency = "EUR", service = "mobile_payment_eur_hpp" })).Word("status").Should().Be("created");
        (await shop.CreateInvoice(new { reference_id = "now", amount = 1, currency = "EUR", service = "mobile_payment_eur_hpp", options = new { auto_process = true } }))
            .ShouldFail(422, "field_required /data/attributes/fields/phone");
    }

    private static IEnumerable<string> ContractAttributes() =>
        "serial_number status resolution resolution_message sequence moderation_required amount payment_amount currency service_amount payment_service_amount exchange_rate service_currency reference_id test_mode fee deposit processed processed_amount processed_fee processed_deposit remaining_amount authorized_amount authorization_expires refunded refunded_amount refunded_fee refundable_amount charged_back charged_back_amount failed metadata flow payment_flow flow_data created updated expires payload description descriptor callback_url return_url return_urls original_data rrn arn approval_code source attempts attempts_limit notices callback_logs refunds hpp_url".Split(' ');
}
