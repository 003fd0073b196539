using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>PUT, PATCH, DELETE /api/payment-services/{code} (contract/private-api.md): what is refused and where, what changes and what the audit tells.</summary>
internal sealed class ConfigureServiceTests
{
    private const string Code = "payment_card_eur_hpp";

    private PayCoreApp app = null!;
    private NewAccount account = null!;
    private HttpClient test = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task Open()
    {
        account = await app.AnotherAccount();
        test = app.Api(Mode.Test, account);
    }

    [TearDown]
    public void Close() => test.Dispose();

    [TestCase("""{"fee":{"rate":1}}""", "invalid_value /data/attributes/fee/rate")]
    [TestCase("""{"fee":{"rate":-0.1,"fixed":"0.35"}}""", "invalid_value /data/attributes/fee/rate", "invalid_type /data/attributes/fee/fixed")]
    [TestCase("""{"fee":{"fixed":0.001,"min":-1}}""", "amount_precision /data/attributes/fee/fixed", "amount_range /data/attributes/fee/min")]
    [TestCase("""{"fee":{"min":2,"max":1}}""", "invalid_value /data/attributes/fee/max")]
    [TestCase("""{"fee":7}""", "invalid_type /data/attributes/fee")]
    [TestCase("""{"amount_min":10,"amount_max":9.99}""", "invalid_value /data/attributes/amount_max")]
    [TestCase("""{"amount_min":"10","amount_max":0.001}""", "invalid_type /data/attributes/amount_min", "amount_precision /data/attributes/amount_max")]
    [TestCase("""{"position":-1}""", "invalid_value /data/attributes/position")]
    [TestCase("""{"position":1.5,"enabled":1}""", "invalid_type /data/attributes/position", "invalid_type /data/attributes/enabled")]
    [TestCase("""{"countries":["GB","UK"]}""", "invalid_value /data/attributes/countries/1")]
    [TestCase("""{"countries":["DE","de","DEU"]}""", "invalid_value /data/attributes/countries/1", "invalid_value /data/attributes/countries/2")]
    [TestCase("""{"label":{"en":"","Deutsch":"Karte"}}""", "invalid_value /data/attributes/label/en", "invalid_value /data/attributes/label/Deutsch")]
    [TestCase("""{"required_fields":["email","shoe_size"]}""", "invalid_value /data/attributes/required_fields/1")]
    [TestCase("""{"code":"paypal_eur_hpp"}""", "invalid_value /data/attributes/code")]
    [TestCase("""{"routes":[{"priority":0,"weight":1001}]}""", "required /data/attributes/routes/0/gateway_account", "invalid_value /data/attributes/routes/0/priority", "invalid_value /data/attributes/routes/0/weight")]
    [TestCase("""{"routes":[{"gateway_account":"gwa_nobody"}]}""", "invalid_value /data/attributes/routes/0/gateway_account")]
    public async Task What_is_wrong_is_told_by_its_place_and_changes_nothing(string attributes, params string[] errors)
    {
        (await Send(HttpMethod.Put, Code, attributes)).ShouldFail(422, errors);
        (await Send(HttpMethod.Patch, Code, attributes)).ShouldFail(404, "not_found");
        ((int)(await Send(HttpMethod.Put, Code, "{}")).Status).Should().Be(201);
        (await Send(HttpMethod.Patch, Code, attributes)).ShouldFail(422, errors);

        (await Rows()).Should().ContainSingle("only what was good is told");
    }

    [Test]
    public async Task A_patch_changes_what_is_named_null_clears_it_and_a_put_brings_defaults_back()
    {
        await Send(HttpMethod.Put, Code, """{"position":7,"amount_min":1.5,"amount_max":100,"countries":["DE"],"label":{"en":"Card"}}""");

        var patched = await Send(HttpMethod.Patch, Code, """{"amount_max":null,"position":8}""");

        ((int)patched.Status).Should().Be(200, patched.Text);
        (patched["position"].GetInt32(), patched["amount_min"].GetDecimal(), patched["amount_max"].ValueKind).Should().Be((8, 1.5m, JsonValueKind.Null));
        patched["countries"].GetRawText().Should().Be("""["DE"]""");
        var replaced = await Send(HttpMethod.Put, Code, "{}");
        (replaced.Status, replaced["position"].GetInt32(), replaced["amount_min"].ValueKind).Should().Be((HttpStatusCode.OK, 0, JsonValueKind.Null));
    }

    [Test]
    public async Task A_service_that_is_switched_off_is_not_offered()
    {
        await Send(HttpMethod.Put, Code, """{"enabled":false}""");

        (await test.CreateInvoice(new { reference_id = "off", amount = 5, currency = "EUR", service = Code })).ShouldFail(422, "service_unavailable /data/attributes/service");
    }

    [Test]
    public async Task A_test_key_sets_nothing_up_in_live_mode()
    {
        (await Send(HttpMethod.Put, Code, """{"test_mode":false}""")).ShouldFail(403, "mode_forbidden");
        using var live = app.Api(Mode.Live, account);
        (await Send(HttpMethod.Put, Code, "{}", live)).Status.Should().Be(HttpStatusCode.Created);

        (await Send(HttpMethod.Patch, Code, """{"test_mode":false,"enabled":false}""")).ShouldFail(403, "mode_forbidden");
        (await test.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/payment-services/{Code}?filter[test_mode]=false"))).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task A_removed_service_is_gone_and_of_another_account_none_is_there()
    {
        await Send(HttpMethod.Put, Code, "{}");
        using var other = app.Api();
        (await Send(HttpMethod.Patch, Code, """{"enabled":false}""", other)).ShouldFail(404, "not_found");
        (await other.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/payment-services/{Code}"))).ShouldFail(404, "not_found");

        var gone = await test.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/payment-services/{Code}"));
        (gone.Status, gone.Text).Should().Be((HttpStatusCode.NoContent, ""));
        (await test.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/payment-services/{Code}"))).ShouldFail(404, "not_found");
    }

    [TestCase("payment_card_eur")]
    [TestCase("payment_card_zzz_hpp")]
    public async Task A_code_that_is_none_is_refused(string code)
    {
        (await Send(HttpMethod.Put, code, "{}")).ShouldFail(422, "invalid_value /data/attributes/code");
        (await Send(HttpMethod.Patch, code, "{}")).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task The_audit_tells_each_value_before_and_after_and_nothing_where_nothing_changed()
    {
        await Send(HttpMethod.Put, Code, """{"fee":{"rate":0.0125,"fixed":0.35}}""");
        await Send(HttpMethod.Put, Code, """{"fee":{"rate":0.0125,"fixed":0.35}}""");
        await Send(HttpMethod.Patch, Code, """{"position":0}""");
        await Send(HttpMethod.Patch, Code, """{"fee":{"rate":0.02,"fixed":0.35},"amount_max":50,"countries":["DE"]}""");

        var rows = await Rows();
        rows.Should().HaveCount(2);
        rows[1].EnumerateObject().ToDictionary(d => d.Name, d => d.Value.GetString()).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["service"] = Code, ["mode"] = "test", ["fee.rate"] = "0.0125 → 0.02", ["amount_max_minor"] = "null → 5000", ["countries"] = "[] → [\"DE\"]",
        });
    }

    [Test]
    public async Task A_service_that_is_switched_off_while_services_are_being_loaded_is_off_at_once()
    {
        await Send(HttpMethod.Put, Code, "{}");
        var shelf = app.Services.GetRequiredService<ServiceShelf>();
        var id = new AccountId(account.AccountId);
        shelf.Forget(id, Mode.Test);

        // The services were read; before the load is over, one of them is switched off.
        await Meanwhile.Load(
            app, "methods_gateway_accounts",
            async () => (await Send(HttpMethod.Patch, Code, """{"enabled":false}""")).Status.Should().Be(HttpStatusCode.OK),
            async db => (await shelf.Get(db, id, Mode.Test, ServiceCode.Parse(Code)!, CancellationToken.None))!.IsOffered.Should().BeTrue());

        (await test.CreateInvoice(new { reference_id = "off", amount = 5, currency = "EUR", service = Code })).ShouldFail(422, "service_unavailable /data/attributes/service");
    }

    private async Task<List<JsonElement>> Rows() => [.. (await test.Get("/api/account/events")).Json.GetProperty("data").EnumerateArray()
        .Select(e => e.GetProperty("attributes")).Where(a => a.GetProperty("what").GetString() == "service_configured").Select(a => a.GetProperty("details"))];

    private Task<Answer> Send(HttpMethod method, string code, string attributes, HttpClient? api = null) => (api ?? test).Ask(new HttpRequestMessage(method, $"/api/payment-services/{code}")
    {
        Content = new StringContent($$$"""{"data":{"type":"payment-services","attributes":{{{attributes}}}}}""", Encoding.UTF8, "application/json"),
    });
}
