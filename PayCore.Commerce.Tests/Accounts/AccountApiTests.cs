using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Accounts;

/// <summary>What a merchant changes: settings, keys, secrets, and what the audit tells of it; and the test clock.</summary>
internal sealed class AccountApiTests
{
    private PayCoreApp app = null!;
    private NewAccount account = null!;
    private HttpClient live = null!;
    private HttpClient test = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task Open()
    {
        account = (await app.Send(new CreateAccount("Book Corner", ["EUR"], "https://shop.example", null))).Value;
        (live, test) = (app.Api(Mode.Live, account), app.Api(Mode.Test, account));
    }

    [TearDown]
    public void Close()
    {
        live.Dispose();
        test.Dispose();
    }

    [Test]
    public async Task What_is_named_changes_what_is_not_stays_and_null_takes_away()
    {
        var changed = await Patch(live, """
            {"name":"Books","website":null,"currencies":["EUR","JPY"],"allowed_domains":["https://SHOP.example:443","https://bücher.example"],
             "callback_options":{"callback_url":"https://shop.example/cb","strategy":"exponential","retries":0},
             "payment_options":{"fee_strategy":"external","lifetime":600},"allow_public_creation":{"live":true},"unknown":1}
            """);

        ((int)changed.Status).Should().Be(200, changed.Text);
        changed.Word("name").Should().Be("Books");
        changed["website"].ValueKind.Should().Be(JsonValueKind.Null);
        changed["allowed_domains"].EnumerateArray().Select(d => d.GetString()).Should().Equal("https://shop.example", "https://xn--bcher-kva.example");
        changed["callback_options"].GetProperty("retries").GetInt32().Should().Be(0);
        changed["callback_options"].GetProperty("interval").GetInt32().Should().Be(60);
        changed["payment_options"].GetProperty("attempts_limit").GetInt32().Should().Be(5);
        changed["link_mode"].GetProperty("live").GetString().Should().Be("open");
        (await test.Get("/api/account")).Text.Should().Be(changed.Text, "a change of this process counts at once");
    }

    [TestCase("""{"link_mode":"open"}""", "invalid_type /data/attributes/link_mode")]
    [TestCase("""{"allow_public_creation":true}""", "invalid_type /data/attributes/allow_public_creation")]
    [TestCase("""{"callback_options":{"callback_url":"https://shop.example:22/cb"}}""", "url_invalid /data/attributes/callback_options/callback_url")]
    public async Task A_wrong_member_is_told_once(string attributes, string error) => (await Patch(live, attributes)).ShouldFail(422, error);

    [Test]
    public async Task Everything_that_is_wrong_is_told_at_once_and_changes_nothing()
    {
        var answer = await Patch(live, """
            {"name":"","website":"http://shop.example","currencies":["EUR","XXX"],"allowed_domains":["https://shop.example/path","null"],"auto_return":"yes",
             "callback_options":{"interval":0,"strategy":"never"},"payment_options":{"lifetime":59},"link_mode":{"test":"closed"}}
            """);

        answer.ShouldFail(422,
            "required /data/attributes/name", "url_invalid /data/attributes/website", "currency_unknown /data/attributes/currencies/1", "invalid_type /data/attributes/auto_return",
            "url_invalid /data/attributes/allowed_domains/0", "url_invalid /data/attributes/allowed_domains/1", "invalid_value /data/attributes/callback_options/interval",
            "invalid_value /data/attributes/callback_options/strategy", "invalid_value /data/attributes/payment_options/lifetime", "invalid_value /data/attributes/link_mode/test");
        (await live.Get("/api/account")).Word("name").Should().Be("Book Corner");
    }

    [Test]
    public async Task A_test_key_changes_test_settings_only()
    {
        (await Patch(test, """{"name":"Mine now"}""")).ShouldFail(403, "mode_forbidden");
        (await Patch(test, """{"link_mode":{"live":"open"}}""")).ShouldFail(403, "mode_forbidden");
        (await Patch(test, """{"link_mode":{"test":"stored"}}"""))["link_mode"].GetProperty("test").GetString().Should().Be("stored");
    }

    [Test]
    public async Task Keys_overlap_and_a_revoked_one_is_unknown_at_once()
    {
        var made = await live.Post("/api/account/keys");
        ((int)made.Status).Should().Be(201, made.Text);
        var shown = made.Word("api_key")!;
        shown.Should().MatchRegex("^ak_live_[0-9A-Za-z]{43}$");
        using var second = With(shown);
        (await second.Get("/api/account")).Status.Should().Be(HttpStatusCode.OK);
        var keys = await second.Get("/api/account/keys");
        keys.Text.Should().NotContain(shown);
        var first = keys.Json.GetProperty("data").EnumerateArray().First(k => !k.GetProperty("attributes").GetProperty("test_mode").GetBoolean()).GetProperty("id").GetString();

        (await live.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/account/keys/{first}"))).ShouldFail(409, "invalid_state");
        (await second.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/account/keys/{first}"))).Status.Should().Be(HttpStatusCode.NoContent);

        (await live.Get("/api/account")).ShouldFail(401, "unauthorized");
        (await test.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/account/keys/{made.Id}"))).ShouldFail(404, "not_found");
        (await test.Post("/api/account/keys", """{"data":{"type":"keys","attributes":{"test_mode":false}}}""")).ShouldFail(403, "mode_forbidden");
        foreach (var path in (string[])["keys", "signing-secrets", "link-keys"])
            ((int)(await second.Post($"/api/account/{path}", "{}")).Status).Should().Be(422, "what was meant for a document and is none makes no key");
    }

    [Test]
    public async Task A_signing_secret_is_rotated_with_overlap()
    {
        var id = new AccountId(account.AccountId);
        var made = await test.Post("/api/account/signing-secrets", """{"data":{"type":"signing-secrets","attributes":{"overlap":3600}}}""");
        ((int)made.Status).Should().Be(201, made.Text);

        (await app.Send(new FindSigningSecrets(id, Mode.Test))).Value.Should().Equal(account.SigningSecretTest, made.Word("secret"));
        app.Clock.Advance(TimeSpan.FromSeconds(3601));
        await test.Post("/api/account/link-keys");
        (await app.Send(new FindSigningSecrets(id, Mode.Test))).Value.Should().Equal(made.Word("secret"));
        (await app.Send(new FindSigningSecrets(id, Mode.Live))).Value.Should().Equal(account.SigningSecretLive);
        (await app.Send(new FindLinkKeys(id, Mode.Test))).Value.Should().HaveCount(2).And.Subject.Last().Should().Be(new LinkKey(account.LinkKeyTestKid, account.LinkKeyTest));
        (await test.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/account/signing-secrets/{made.Id}"))).ShouldFail(409, "invalid_state");
        (await test.Get("/api/account/signing-secrets")).Text.Should().NotContain("sk_test_");
    }

    [TestCase("keys")]
    [TestCase("signing-secrets")]
    [TestCase("link-keys")]
    public async Task A_body_that_is_no_document_makes_nothing_by_the_defaults(string kind)
    {
        var before = (await live.Get($"/api/account/{kind}")).Text;

        foreach (var body in (string[])["""{"overlap":0}""", """{"test_mode":true}""", """{"data":null}"""])
            (await live.Post($"/api/account/{kind}", body)).ShouldFail(422, "required /data");
        (await live.Post($"/api/account/{kind}", """{"data":[]}""")).ShouldFail(422, "invalid_type /data");
        (await live.Post($"/api/account/{kind}", """{"data":{"attributes":{"test_mode":true}}}""")).ShouldFail(422, "required /data/type");
        (await live.Post($"/api/account/{kind}", """{"data":{"type":"secrets"}}""")).ShouldFail(422, "invalid_value /data/type");
        (await live.Post($"/api/account/{kind}", Document("""{"test_mode":"true","overlap":"0"}""")))
            .ShouldFail(422, "invalid_type /data/attributes/test_mode", "invalid_type /data/attributes/overlap");
        (await live.Post($"/api/account/{kind}", Document("""{"overlap":-1}"""))).ShouldFail(422, "invalid_value /data/attributes/overlap");

        (await live.Get($"/api/account/{kind}")).Text.Should().Be(before);

        string Document(string attributes) => "{\"data\":{\"type\":\"" + kind + "\",\"attributes\":" + attributes + "}}";
    }

    [Test]
    public async Task A_leaked_secret_ends_at_once_where_no_overlap_is_asked()
    {
        var made = await live.Post("/api/account/signing-secrets", """{"data":{"type":"signing-secrets","attributes":{"overlap":0}}}""");

        (await app.Send(new FindSigningSecrets(new AccountId(account.AccountId), Mode.Live))).Value.Should().Equal(made.Word("secret"));
    }

    [Test]
    public async Task The_audit_tells_who_changed_what_from_where_and_never_a_secret()
    {
        await Patch(live, """{"name":"Books"}""");
        await Patch(live, """{"name":"Books"}""");
        var key = await live.Post("/api/account/keys");
        var secret = await live.Post("/api/account/signing-secrets");

        var events = await live.Get("/api/account/events");

        var rows = events.Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("attributes")).ToList();
        rows.Select(r => r.GetProperty("what").GetString()).Should().Equal("account_changed", "key_created", "signing_secret_rotated");
        rows[0].GetProperty("details").GetProperty("name").GetString().Should().Be("\"Book Corner\" → \"Books\"");
        rows[0].GetProperty("address").GetString().Should().Be("127.0.0.1");
        rows[0].GetProperty("key").GetString().Should().StartWith("key_");
        events.Text.Should().NotContain(key.Word("api_key")).And.NotContain(secret.Word("secret"));
        (await test.Get("/api/account/events")).Json.GetProperty("data").GetArrayLength().Should().Be(0, "a test key sees what test keys did");
    }

    [Test]
    public async Task The_audit_tells_who_set_up_gateways_and_services_and_what_came_to_the_bank()
    {
        var bank = await app.TakesTransfers(Mode.Test, account);
        var invoice = await test.Asks("audit", 100);
        await test.State(invoice.Id, new { status = "processed", amount = 60, original_id = "m-1" });
        await test.State(invoice.Id, new { status = "processed", amount = 60, original_id = "m-1" });
        const string File = "date;amount;currency;remittance text;transaction id\n2026-11-24;1,00;EUR;none;t0\n";
        var imported = await test.Import(File);
        await test.Import(File);
        await Change("""{"name":"Our bank","credentials":{"bank_name":"Sparkasse","iban":"DE02120300000000202051"}}""");
        await Change("""{"name":"Our bank"}""");
        await test.DeleteAsync(new Uri("/api/payment-services/bank_transfer_eur_invoice", UriKind.Relative));
        await test.DeleteAsync(new Uri($"/api/gateway-accounts/{bank}", UriKind.Relative));

        var events = await test.Get("/api/account/events");

        var rows = events.Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("attributes")).ToList();
        rows.Select(r => r.GetProperty("what").GetString()).Should().Equal(
            "gateway_account_created", "service_configured", "statement_recorded", "bank_file_imported", "gateway_account_changed", "service_removed", "gateway_account_removed");
        Detail(0, "gateway_account").Should().Be(bank);
        Detail(1, "service").Should().Be("bank_transfer_eur_invoice");
        Detail(0, "credentials/iban").Should().Be("null → \"DE89370400440532013000\"");
        Detail(1, "routes").Should().StartWith("null → [{\"gateway_account\":\"" + bank);
        Detail(2, "payment_invoice").Should().Be(invoice.Id);
        Detail(2, "amount").Should().Be("60 EUR");
        Detail(3, "sha256").Should().Be(imported.Word("sha256"));
        Detail(3, "unknown").Should().Be("1");
        Detail(4, "credentials/iban").Should().Be("\"DE89370400440532013000\" → \"DE02120300000000202051\"");
        Detail(4, "credentials/bank_name").Should().Be("\"Commerzbank\" → \"Sparkasse\"");
        rows[4].GetProperty("details").EnumerateObject().Select(d => d.Name).Should().BeEquivalentTo(
            "gateway_account", "gateway", "name", "mode", "credentials/iban", "credentials/bank_name");
        Detail(6, "kept").Should().Be("switched off");

        string? Detail(int row, string name) => rows[row].GetProperty("details").GetProperty(name).GetString();

        Task<HttpResponseMessage> Change(string attributes) => test.PatchAsync(
            new Uri($"/api/gateway-accounts/{bank}", UriKind.Relative),
            new StringContent($$$"""{"data":{"type":"gateway-accounts","attributes":{{{attributes}}}}}""", Encoding.UTF8, "application/json"));
    }

    [Test]
    public async Task The_test_clock_lets_a_month_pass_for_test_rows_only()
    {
        var made = await test.CreateInvoice(new { reference_id = "clock", amount = 5, currency = "EUR" });
        var liveMade = await live.CreateInvoice(new { reference_id = "clock", amount = 5, currency = "EUR" });
        var reserved = await test.CreateInvoice(new { reference_id = "clock-auth", amount = 5, currency = "EUR", service = "paypal_eur_hpp", payment_flow = "authorize" });
        await test.Post($"/sandbox/api/charges/{reserved.Charge()}/succeed");
        await app.Notify();

        var advanced = await test.Post("/api/test-clock/advance", """{"seconds":2592000}""");

        ((int)advanced.Status).Should().Be(200, advanced.Text);
        await app.Run<ExpireInvoices>();
        await app.Notify();
        await app.Run<ReconcilePayments>();
        (await test.Get($"/api/payment-invoices/{made.Id}")).Word("status").Should().Be("expired");
        (await test.Get($"/api/payment-invoices/{reserved.Id}")).State().Should().Be("terminated/authorization_expired");
        (await live.Get($"/api/payment-invoices/{liveMade.Id}")).Word("status").Should().Be("created");
        made["created"].GetInt64().Should().Be((await test.Get($"/api/payment-invoices/{made.Id}"))["created"].GetInt64());
    }

    [Test]
    public async Task The_test_clock_goes_forward_only_and_400_days_in_all()
    {
        (await test.Post("/api/test-clock/advance", """{"seconds":0}""")).ShouldFail(422, "invalid_value /data/attributes/seconds");
        (await test.Post("/api/test-clock/advance", """{"seconds":"1"}""")).ShouldFail(422, "invalid_type /data/attributes/seconds");
        (await test.Post("/api/test-clock/advance", "{}")).ShouldFail(422, "required /data/attributes/seconds");
        (await live.Post("/api/test-clock/advance", """{"seconds":1}""")).ShouldFail(403, "mode_forbidden");
        (await test.Post("/api/test-clock/advance", """{"seconds":34560000}""")).Status.Should().Be(HttpStatusCode.OK);
        (await test.Post("/api/test-clock/advance", """{"seconds":1}""")).ShouldFail(422, "invalid_value /data/attributes/seconds");
    }

    private static Task<Answer> Patch(HttpClient client, string attributes) => client.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
    {
        Content = new StringContent($$$"""{"data":{"type":"commerce-accounts","attributes":{{{attributes}}}}}""", Encoding.UTF8, "application/json"),
    });

    private HttpClient With(string apiKey)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.AccountId}:{apiKey}")));
        return client;
    }
}
