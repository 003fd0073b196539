using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>POST /public-api/payment-invoices: whatever a browser sends is a stranger's word (contract/public-api.md, Create).</summary>
internal sealed class PublicCreateInvoiceTests
{
    private const string Path = "/public-api/payment-invoices";

    private PayCoreApp app = null!;
    private HttpClient browser = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        browser = app.Client();
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        browser.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task The_answer_shows_exactly_what_a_customer_may_see()
    {
        var made = await Create(new
        {
            reference_id = "shown", amount = 12.5m, currency = "EUR", description = "Two books", locale = "uk", service = "payment_card_eur_hpp",
            fields = new { email = "secret@customer.example" }, metadata = new { secret = "secret-metadata" },
            customer = new { reference_id = "secret-customer", email = "secret@customer.example" }, callback_url = "https://secret.example/callback",
        });

        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        made.Headers.Location!.ToString().Should().Be($"{Path}/{made.Id}");
        made.Headers.ETag!.ToString().Should().StartWith($"\"{made["sequence"].GetInt32()}-");
        made.Json.GetProperty("data").GetProperty("type").GetString().Should().Be("payment-invoices");
        Names(made.Json).Should().BeEquivalentTo("data");
        Names(made.Json.GetProperty("data").GetProperty("attributes")).Should().BeEquivalentTo(
            "status", "resolution", "resolution_message", "sequence", "amount", "payment_amount", "currency", "flow", "flow_data", "test_mode", "description",
            "created", "updated", "expires", "attempts_left", "return_url", "hpp_url");
        Names(made.Json.GetProperty("data").GetProperty("relationships")).Should().BeEquivalentTo("payment-service", "payment-method");
        made.Word("status").Should().Be("process_pending");
        made["amount"].GetRawText().Should().Be("12.5");
        made["attempts_left"].GetInt32().Should().Be(5);
        made.Text.Should().NotContain("secret");
        (await browser.Get($"{Path}/{made.Id}")).Text.Should().NotContain("secret");
    }

    [Test]
    public async Task The_merchant_sees_where_it_came_from_and_what_it_says_and_a_callback_url_counts_for_nothing()
    {
        var made = await Create(new
        {
            amount = 12.5m, currency = "EUR", metadata = new { order = 42 }, callback_url = "https://stranger.example/callback", options = new { attempts_limit = 99 },
            customer = new { email = "a@b.example" },
        });

        var seen = await api.Get($"/api/payment-invoices/{made.Id}");
        seen.Word("source").Should().Be("public_api");
        seen.Word("reference_id").Should().NotBeNullOrEmpty("one is made");
        seen["callback_url"].ValueKind.Should().Be(JsonValueKind.Null);
        seen["attempts_limit"].GetInt32().Should().Be(5);
        seen["metadata"].GetProperty("order").GetInt32().Should().Be(42);
        seen["payload"].GetProperty("client_ip").GetString().Should().Be("127.0.0.1");
    }

    [Test]
    public async Task A_customer_of_this_door_is_kept_on_that_invoice_alone()
    {
        var known = await api.CreateInvoice(new { reference_id = "known", amount = 1, currency = "EUR", customer = new { reference_id = "c-1", email = "true@customer.example" } });

        var made = await Create(new { amount = 1, currency = "EUR", customer = new { reference_id = "c-1", email = "false@stranger.example" } });

        (await api.Get($"/api/payment-invoices/{known.Id}")).Json.GetProperty("included")[0].GetProperty("attributes").GetProperty("email").GetString()
            .Should().Be("true@customer.example");
        var own = (await api.Get($"/api/payment-invoices/{made.Id}")).Json.GetProperty("included")[0];
        own.GetProperty("id").GetString().Should().StartWith("cus_").And.NotBe(known.Json.GetProperty("included")[0].GetProperty("id").GetString());
        (await api.Get("/api/payment-invoices?filter[customer]=c-1")).Json.GetProperty("data").GetArrayLength().Should().Be(1);
    }

    [Test]
    public async Task References_are_a_space_of_their_own()
    {
        var merchants = await api.CreateInvoice(new { reference_id = "same", amount = 1, currency = "EUR" });

        var strangers = await Create(new { reference_id = "same", amount = 777, currency = "EUR" });

        strangers.Status.Should().Be(HttpStatusCode.Created);
        strangers.Id.Should().NotBe(merchants.Id);
        (await api.CreateInvoice(new { reference_id = "same", amount = 1, currency = "EUR" })).Id.Should().Be(merchants.Id);
    }

    [Test]
    public async Task Equal_content_takes_up_the_invoice_while_it_is_open_and_other_content_is_a_conflict_without_its_id()
    {
        var first = await Create(new { reference_id = "taken", amount = 5, currency = "EUR", description = "x" });

        var again = await Create(new { reference_id = "taken", amount = 5.0m, currency = "EUR", description = "x" });
        again.Status.Should().Be(HttpStatusCode.Created);
        again.Id.Should().Be(first.Id);
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");

        var other = await Create(new { reference_id = "taken", amount = 6, currency = "EUR", description = "x" });
        other.ShouldFail(409, "reference_id_conflict");
        other.Text.Should().NotContain(first.Id).And.NotContain("cpi_");
    }

    [Test]
    public async Task A_paid_one_is_a_conflict_that_tells_no_more()
    {
        var made = await Create(new { reference_id = "paid", amount = 100.25m, currency = "EUR", service = "paypal_eur_hpp" });
        await app.Act(made, "succeed");
        await app.Notify();

        var again = await Create(new { reference_id = "paid", amount = 100.25m, currency = "EUR", service = "paypal_eur_hpp" });

        again.ShouldFail(409, "already_paid");
        again.Text.Should().NotContain("cpi_");
    }

    [Test]
    public async Task One_that_ended_unpaid_frees_the_reference_for_good_even_when_it_is_paid_late()
    {
        var content = new { reference_id = "freed", amount = 100.25m, currency = "EUR", service = "paypal_eur_hpp" };
        var first = await Create(content);
        var inbox = await app.InboxOf(await api.Get($"/api/payment-invoices/{first.Id}"));
        await browser.Post($"{Path}/{first.Id}/cancel");

        var second = await Create(content);
        second.Status.Should().Be(HttpStatusCode.Created);
        second.Id.Should().NotBe(first.Id);

        await inbox.Send((await api.Get($"/api/payment-invoices/{first.Id}")).Event("paid", 10_025));
        await app.Notify();
        (await browser.Get($"{Path}/{first.Id}")).Word("resolution").Should().Be("late_payment");
        (await Create(content)).Id.Should().Be(second.Id);
    }

    [Test]
    public async Task Thirty_browsers_at_once_with_one_reference_make_one_invoice()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Create(new { reference_id = "race", amount = 5, currency = "EUR", service = "paypal_eur_hpp" })));

        answers.Should().OnlyContain(a => a.Status == HttpStatusCode.Created);
        answers.Select(a => a.Id).Distinct().Should().ContainSingle();
    }

    [TestCase("https://shop.example/thanks", "https://shop.example/thanks")]
    [TestCase("http://localhost:3000/thanks", "http://localhost:3000/thanks", Description = "loopback counts in test mode")]
    [TestCase("https://stranger.example/thanks", null)]
    [TestCase("https://shop.example.stranger.example/", null)]
    [TestCase("http://shop.example/thanks", null, Description = "another scheme is another origin")]
    [TestCase("https://shop.example:8443/thanks", null)]
    public async Task A_return_url_that_is_not_the_accounts_is_dropped(string url, string? kept)
    {
        var made = await Create(new { amount = 5, currency = "EUR", return_url = url });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        made.Word("return_url").Should().Be(kept);
    }

    [Test]
    public async Task In_live_mode_links_must_be_signed_so_a_browser_makes_nothing()
    {
        (await browser.Post(Path, new { public_key = app.Account.PublicKeyLive, amount = 5, currency = "EUR" })).ShouldFail(403, "public_creation_forbidden");
        using var live = app.Api(Mode.Live);
        (await live.Get("/api/payment-invoices")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
    }

    [TestCase("https://stranger.example", 403)]
    [TestCase("null", 403)]
    [TestCase("http://shop.example", 403)]
    [TestCase("https://shop.example", 201)]
    [TestCase("http://127.0.0.1:8080", 201)]
    public async Task A_page_of_another_origin_is_refused_in_words_that_it_can_read(string origin, int status)
    {
        var answer = await browser.Post(Path, new { public_key = app.Account.PublicKeyTest, amount = 5, currency = "EUR" }, ("Origin", origin));

        ((int)answer.Status).Should().Be(status, answer.Text);
        answer.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal(origin);
        if (status == 403) answer.ShouldFail(403, "domain_forbidden");
    }

    [TestCase("""{"public_key":7,"currency":"EUR","amount":1}""", "invalid_type /public_key")]
    [TestCase("""{"public_key":7,"currency":"EURO","amount":"1","metadata":[]}""", "invalid_type /public_key", "currency_unknown /currency", "invalid_type /amount", "invalid_type /metadata")]
    [TestCase("""{"public_key":"KEY"}""", "required /currency", "required /amount")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":"100"}""", "invalid_type /amount")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1e400}""", "amount_range /amount")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":0.001}""", "amount_precision /amount")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":-1}""", "amount_range /amount")]
    [TestCase("""{"public_key":"KEY","currency":"ABC","amount":1}""", "currency_unknown /currency")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1,"service":"card"}""", "service_unknown /service")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1,"service":"payment_card_usd_hpp"}""", "service_currency_mismatch /service")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1,"service":"payment_card_eur_hpp","fields":{"email":"none"}}""", "field_invalid /fields/email")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1,"expires":5}""", "expires_range /expires")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1,"return_url":"javascript:alert(1)"}""", "url_invalid /return_url")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1,"metadata":[]}""", "invalid_type /metadata")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1,"customer":"me"}""", "invalid_type /customer")]
    [TestCase("""{"public_key":"KEY","currency":"EUR","amount":1,"customer":{"address":{"country":"Germany"}}}""", "invalid_value /customer/address/country")]
    [TestCase("""{"public_key":"KEY","currency":5,"amount":true,"reference_id":[],"description":{}}""",
        "invalid_type /currency", "invalid_type /amount", "invalid_type /reference_id", "invalid_type /description")]
    public async Task What_is_wrong_is_told_by_its_pointer_and_nothing_is_made(string body, params string[] errors)
    {
        var before = await Count();
        (await browser.Post(Path, body.Replace("KEY", app.Account.PublicKeyTest, StringComparison.Ordinal))).ShouldFail(422, errors);
        (await Count()).Should().Be(before);
    }

    [TestCase("reference_id", 255)]
    [TestCase("description", 1024)]
    public async Task A_text_of_ten_thousand_characters_is_too_long(string name, int most)
    {
        var body = new Dictionary<string, object> { ["public_key"] = app.Account.PublicKeyTest, ["amount"] = 1, ["currency"] = "EUR", [name] = new string('ї', 10_000) };
        (await browser.Post(Path, body)).ShouldFail(422, $"too_long /{name}");
        body[name] = new string('ї', most);
        (await browser.Post(Path, body)).Status.Should().Be(HttpStatusCode.Created);
    }

    [Test]
    public async Task Metadata_over_8_KiB_is_too_large() =>
        (await Create(new { amount = 1, currency = "EUR", metadata = new { x = new string('x', 8_192) } })).ShouldFail(422, "metadata_too_large /metadata");

    [Test]
    public async Task An_inactive_account_is_403_at_both_doors_and_makes_nothing()
    {
        var closed = await app.AnotherAccount();
        var id = new AccountId(closed.AccountId);
        await app.Read(db => db.Database.ExecuteSqlAsync($"UPDATE accounts_accounts SET Status = 'inactive' WHERE Id = {closed.AccountId}"));
        app.Services.GetRequiredService<AccountCache>().Forget((await app.Send(new FindAccount(id))).Value);

        (await browser.Post(Path, new { public_key = closed.PublicKeyTest, amount = 1, currency = "EUR" })).ShouldFail(403, "account_inactive");
        (await browser.Post("/public-api/payment-prerequest", new { public_key = closed.PublicKeyTest, currency = "EUR" })).ShouldFail(403, "account_inactive");
        using var merchant = app.Api(account: closed);
        var refused = await merchant.CreateInvoice(new { reference_id = "closed", amount = 1, currency = "EUR" });
        refused.ShouldFail(403, "account_inactive");
        refused.Headers.WwwAuthenticate.Should().BeEmpty();
    }

    private Task<int> Count() => app.Read(db => db.Set<Commerce.Invoices.Domain.Invoice>().CountAsync());

    private Task<Answer> Create(object attributes)
    {
        var body = attributes.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(attributes));
        body["public_key"] = app.Account.PublicKeyTest;
        return browser.Post(Path, body);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(m => m.Name);
}
