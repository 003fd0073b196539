using System.Net;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>Stored links by the Private API: what is made, what is refused, who sees it.</summary>
internal sealed class PaymentLinksTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start(settings: ("PublicUrl", "https://pay.example"));
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    private long Now => app.Clock.GetUtcNow().ToUnixTimeSeconds();

    [Test]
    public async Task A_link_is_made_with_all_that_is_needed_to_share_it()
    {
        var made = await app.Link(new
        {
            amount = 25, currency = "EUR", description = "Membership 2027", locale = "de", max_payments = 100, max_total = 2500, expires = Now + 3600,
            return_url = "https://shop.example/thanks", metadata = new { campaign = 7 }, show_methods = new[] { "paypal" }, customer = new { email = "ada@example.org" },
        });

        made.Headers.Location!.OriginalString.Should().Be($"/api/payment-links/{made.Id}");
        made.Id.Should().MatchRegex("^pln_[0-9A-Za-z]{16}$");
        var url = $"https://pay.example/pay/{made.Id}";
        (made.Word("url"), made.Word("qr_svg_url"), made.Word("qr_png_url"), made.Word("poster_url")).Should().Be((url, url + "/qr.svg", url + "/qr.png", url + "/poster"));
        made["texts"].GetProperty("sms").GetString().Should().Be($"25,00\u00a0€ an Book Corner zahlen:\n{url}");
        made["texts"].GetProperty("messenger").GetString().Should().StartWith("Membership 2027\n25,00");
        made["texts"].GetProperty("email").GetString().Should().StartWith("Membership 2027\n\nGuten Tag,").And.EndWith(url);
        (made.Word("status"), made["taken_count"].GetInt32(), made["paid_count"].GetInt32(), made["paid_total"].GetDecimal()).Should().Be(("active", 0, 0, 0m));
        made["test_mode"].GetBoolean().Should().BeTrue();
        made["metadata"].GetRawText().Should().Be("""{"campaign":7}""");
        made["customer"].GetProperty("email").GetString().Should().Be("ada@example.org");
        (await api.Get($"/api/payment-links/{made.Id}")).Text.Should().Be(made.Text);
    }

    [Test]
    public async Task A_live_key_makes_links_of_both_modes_and_a_test_key_of_its_own_alone()
    {
        using var live = app.Api(Mode.Live);
        (await Make(live, null))["test_mode"].GetBoolean().Should().BeFalse();
        (await Make(live, true))["test_mode"].GetBoolean().Should().BeTrue();
        (await Make(api, false)).ShouldFail(403, "mode_forbidden");

        Task<Answer> Make(HttpClient by, bool? testMode) =>
            by.Post("/api/payment-links", new { data = new { type = "payment-links", attributes = new { amount = 5, currency = "EUR", test_mode = testMode } } });
    }

    [TestCase("""{"currency":"EUR"}""", "required /data/attributes/amount")]
    [TestCase("""{"amount":1}""", "required /data/attributes/currency")]
    [TestCase("""{"amount":1,"amount_min":1,"amount_max":2,"amount_preset":1,"currency":"EUR"}""",
        "invalid_value /data/attributes/amount_min", "invalid_value /data/attributes/amount_max", "invalid_value /data/attributes/amount_preset")]
    [TestCase("""{"amount":"1","currency":"EUR"}""", "invalid_type /data/attributes/amount")]
    [TestCase("""{"amount_min":10,"amount_max":5,"currency":"EUR"}""", "invalid_value /data/attributes/amount_max")]
    [TestCase("""{"amount_min":10,"amount_preset":5,"currency":"EUR"}""", "invalid_value /data/attributes/amount_preset")]
    [TestCase("""{"amount_min":0.001,"amount_max":-1,"currency":"EUR"}""", "amount_precision /data/attributes/amount_min", "amount_range /data/attributes/amount_max")]
    [TestCase("""{"amount":1,"currency":"XXX","max_payments":0,"opens":-1,"expires":5,"locale":"?!","max_total":0}""",
        "currency_unknown /data/attributes/currency", "invalid_value /data/attributes/max_payments", "invalid_value /data/attributes/opens",
        "expires_range /data/attributes/expires", "invalid_value /data/attributes/locale")]
    [TestCase("""{"amount":10,"currency":"EUR","max_total":9.99}""", "invalid_value /data/attributes/max_total")]
    [TestCase("""{"amount":10,"currency":"EUR","service":"nothing","return_url":"ftp://x","metadata":[],"show_methods":[1]}""",
        "service_unknown /data/attributes/service", "url_invalid /data/attributes/return_url", "invalid_type /data/attributes/metadata", "invalid_type /data/attributes/show_methods/0")]
    [TestCase("""{"amount":10,"currency":"EUR","show_methods":["paypall"]}""", "invalid_value /data/attributes/show_methods/0")]
    [TestCase("""{"amount":10,"currency":"EUR","show_methods":["paypal","PayPal","ideal","x","x"]}""",
        "invalid_value /data/attributes/show_methods/1", "invalid_value /data/attributes/show_methods/3", "invalid_value /data/attributes/show_methods/4")]
    [TestCase("""{"amount_min":10,"currency":"EUR","service":"payment_card_usd_hpp"}""", "service_currency_mismatch /data/attributes/service")]
    [TestCase("""{"amount":10,"currency":"EUR","customer":{"email":"nobody","date_of_birth":"yesterday"}}""",
        "invalid_value /data/attributes/customer/email", "invalid_value /data/attributes/customer/date_of_birth")]
    public async Task Everything_wrong_is_told_at_once(string attributes, params string[] errors) =>
        (await api.Post("/api/payment-links", $$$"""{"data":{"type":"payment-links","attributes":{{{attributes}}}}}""")).ShouldFail(422, errors);

    [Test]
    public async Task A_link_opens_and_expires_by_the_clock_and_closes_by_request()
    {
        var link = await app.Link(new { amount = 1, currency = "EUR", opens = Now + 60, expires = Now + 120 });
        link.Word("status").Should().Be("scheduled");
        app.Clock.Advance(TimeSpan.FromSeconds(60));
        (await app.LinkNow(link)).Word("status").Should().Be("active");
        app.Clock.Advance(TimeSpan.FromSeconds(60));
        (await app.LinkNow(link)).Word("status").Should().Be("expired");

        (await api.DeleteAsync($"/api/payment-links/{link.Id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await api.DeleteAsync($"/api/payment-links/{link.Id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var closed = await app.LinkNow(link);
        (closed.Word("status"), closed["closed"].GetInt64()).Should().Be(("closed", Now));
    }

    [Test]
    public async Task A_method_that_the_account_set_up_itself_can_be_shown_though_the_catalogue_does_not_know_it()
    {
        var account = await app.AnotherAccount();
        await app.SetUp(account, "village_bank_eur_hpp");

        (await app.Link(new { amount = 10, currency = "EUR", show_methods = new[] { "village_bank" } }, account))["show_methods"].GetRawText().Should().Be("""["village_bank"]""");
        using var other = app.Api();
        (await other.Post("/api/payment-links", """{"data":{"type":"payment-links","attributes":{"amount":10,"currency":"EUR","show_methods":["village_bank"]}}}"""))
            .ShouldFail(422, "invalid_value /data/attributes/show_methods/0");
    }

    [Test]
    public async Task Closing_a_link_forgets_who_was_expected_to_pay()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", customer = new { email = "ada@example.org", name = "Ada" }, metadata = new { campaign = 7 } });

        (await api.DeleteAsync($"/api/payment-links/{link.Id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var closed = await app.LinkNow(link);
        closed["customer"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        closed["metadata"].GetRawText().Should().Be("""{"campaign":7}""");
    }

    [Test]
    public async Task Links_are_listed_newest_first_page_by_page_and_nobody_elses()
    {
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var (first, second) = (await app.Link(new { amount = 1, currency = "EUR" }), await Later());
        var page = await api.Get("/api/payment-links?page[size]=1");
        page.Json.GetProperty("data")[0].GetProperty("id").GetString().Should().Be(second.Id);
        var next = await api.Get(page.Json.GetProperty("links").GetProperty("next").GetString()!);
        next.Json.GetProperty("data")[0].GetProperty("id").GetString().Should().Be(first.Id);

        using var other = app.Api(account: await app.AnotherAccount());
        (await other.Get("/api/payment-links")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
        (await other.Get($"/api/payment-links/{first.Id}")).ShouldFail(404, "not_found");
        (await other.DeleteAsync($"/api/payment-links/{first.Id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var live = app.Api(Mode.Live);
        (await live.Get("/api/payment-links")).Text.Should().NotContain(first.Id);
        (await live.Get("/api/payment-links?filter[test_mode]=true")).Json.GetProperty("data").GetArrayLength().Should().BeGreaterThan(1);

        async Task<Answer> Later()
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            return await app.Link(new { amount = 2, currency = "EUR" });
        }
    }

    [Test]
    public async Task A_live_link_is_not_there_for_a_test_key()
    {
        using var live = app.Api(Mode.Live);
        var made = await live.Post("/api/payment-links", new { data = new { type = "payment-links", attributes = new { amount = 1, currency = "EUR" } } });

        made["test_mode"].GetBoolean().Should().BeFalse();
        (await api.Get($"/api/payment-links/{made.Id}")).ShouldFail(404, "not_found");
    }
}
