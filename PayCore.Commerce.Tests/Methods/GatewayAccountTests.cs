using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>POST, PATCH, DELETE /api/gateway-accounts (contract/private-api.md): what is refused and where, and what is never half done.</summary>
internal sealed class GatewayAccountTests
{
    private const string File = "date;amount;currency;remittance text;transaction id\n2026-11-24;1,00;EUR;none;t0\n";

    private PayCoreApp app = null!;
    private NewAccount account = null!;
    private HttpClient test = null!;
    private HttpClient live = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task Open()
    {
        account = await app.AnotherAccount();
        (test, live) = (app.Api(Mode.Test, account), app.Api(Mode.Live, account));
    }

    [TearDown]
    public void Close()
    {
        test.Dispose();
        live.Dispose();
    }

    [TestCase("""{"account_holder":"Shop","iban":"DE89370400440532013001"}""", "invalid_value /data/attributes/credentials/iban")]
    [TestCase("""{"account_holder":"Shop","iban":"DE8937040044053201300"}""", "invalid_value /data/attributes/credentials/iban")]
    [TestCase("""{"account_holder":"Shop","iban":"DE89370400440532013000","bic":"COBA"}""", "invalid_value /data/attributes/credentials/bic")]
    [TestCase("""{"account_holder":"Shop","iban":"DE89370400440532013000","BIC":"COBADEFFXXX"}""", "invalid_value /data/attributes/credentials/BIC")]
    [TestCase("""{"account_holder":"Shop","iban":7}""", "invalid_value /data/attributes/credentials/iban")]
    [TestCase("""{"account_holder":"Shop","iban":true}""", "invalid_type /data/attributes/credentials/iban", "required /data/attributes/credentials/iban")]
    [TestCase("""{"Iban":"DE89370400440532013000"}""", "invalid_value /data/attributes/credentials/Iban", "required /data/attributes/credentials/account_holder", "required /data/attributes/credentials/iban")]
    public async Task Credentials_that_are_wrong_are_told_by_their_place(string credentials, params string[] errors)
    {
        (await Add($$"""{"gateway":"manual","name":"Bank","credentials":{{credentials}}}""")).ShouldFail(422, errors);

        (await test.Get("/api/gateway-accounts")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
    }

    [Test]
    public async Task A_name_that_the_gateway_does_not_know_is_refused_with_those_that_it_knows()
    {
        var bank = await Bank();

        var answer = await Change(bank, """{"credentials":{"BIC":"COBADEFFXXX"}}""");

        answer.ShouldFail(422, "invalid_value /data/attributes/credentials/BIC");
        answer.Json.GetProperty("errors")[0].GetProperty("detail").GetString().Should().Be("The gateway has no such credential; it has: account_holder, iban, bic, bank_name.");
        (await test.Get($"/api/gateway-accounts/{bank}")).Text.Should().NotContain("COBADEFFXXX");
    }

    [Test]
    public async Task What_is_missing_or_of_another_kind_is_told_at_once()
    {
        (await Add("{}")).ShouldFail(422, "required /data/attributes/name", "required /data/attributes/gateway");
        (await Add("""{"gateway":"nobody","name":"","enabled":"yes"}""")).ShouldFail(422,
            "invalid_value /data/attributes/gateway", "too_short /data/attributes/name", "invalid_type /data/attributes/enabled");
        (await test.Post("/api/gateway-accounts", """{"gateway":"manual"}""")).ShouldFail(422, "required /data", "required /data/attributes/name", "required /data/attributes/gateway");
    }

    [Test]
    public async Task A_test_key_sets_nothing_up_in_live_mode_and_sees_nothing_of_it()
    {
        (await Add("""{"gateway":"manual","name":"Bank","test_mode":false,"credentials":{"account_holder":"Shop","iban":"DE89370400440532013000"}}""")).ShouldFail(403, "mode_forbidden");
        var bank = await app.TakesTransfers(Mode.Live, account);

        (await test.Get($"/api/gateway-accounts/{bank}")).ShouldFail(404, "not_found");
        (await Change(bank, """{"enabled":false}""")).ShouldFail(404, "not_found");
        (await Delete(test, bank)).ShouldFail(404, "not_found");
        (await live.Get($"/api/gateway-accounts/{bank}"))["enabled"].GetBoolean().Should().BeTrue();
    }

    [Test]
    public async Task Anothers_gateway_account_is_not_there()
    {
        var bank = await app.TakesTransfers();

        (await test.Get($"/api/gateway-accounts/{bank}")).ShouldFail(404, "not_found");
        (await Change(bank, """{"name":"Mine"}""")).ShouldFail(404, "not_found");
        (await Delete(test, bank)).ShouldFail(404, "not_found");
        (await Put("bank_transfer_eur_invoice", $$"""{"routes":[{"gateway_account":"{{bank}}"}]}""")).ShouldFail(422, "invalid_value /data/attributes/routes/0/gateway_account");
    }

    [Test]
    public async Task Gateway_and_mode_of_an_account_never_change()
    {
        var bank = await Bank();

        (await Change(bank, """{"gateway":"stripe","test_mode":false}""")).ShouldFail(422, "invalid_value /data/attributes/gateway", "invalid_value /data/attributes/test_mode");
        (await Change(bank, """{"credentials":{"iban":"DE00370400440532013000"}}""")).ShouldFail(422, "invalid_value /data/attributes/credentials/iban");
        (await Change(bank, """{"credentials":{"iban":""}}""")).ShouldFail(422, "required /data/attributes/credentials/iban");
    }

    [Test]
    public async Task One_that_is_switched_off_starts_no_payment_and_goes_on_when_it_is_on_again()
    {
        var bank = await app.TakesTransfers(Mode.Test, account);
        (await Change(bank, """{"enabled":false}"""))["enabled"].GetBoolean().Should().BeFalse();

        (await test.CreateInvoice(new { reference_id = "off", amount = 5, currency = "EUR", service = "bank_transfer_eur_invoice" })).ShouldFail(422, "service_unavailable /data/attributes/service");

        await Change(bank, """{"enabled":true}""");
        await test.Asks("on", 5);
    }

    [Test]
    public async Task One_that_a_service_names_stays_and_one_that_nothing_refers_to_is_gone()
    {
        var bank = await app.TakesTransfers(Mode.Test, account);
        var refused = await Delete(test, bank);
        refused.ShouldFail(409, "invalid_state");
        refused.Text.Should().Contain("bank_transfer_eur_invoice");

        (await test.Ask(new HttpRequestMessage(HttpMethod.Delete, "/api/payment-services/bank_transfer_eur_invoice"))).Status.Should().Be(HttpStatusCode.NoContent);
        var gone = await Delete(test, bank);

        (gone.Status, gone.Text).Should().Be((HttpStatusCode.NoContent, ""));
        (await test.Get($"/api/gateway-accounts/{bank}")).ShouldFail(404, "not_found");
        (await Delete(test, bank)).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task A_change_that_changes_nothing_is_not_told()
    {
        var bank = await Bank();
        await Change(bank, """{"name":"Bank","enabled":true,"credentials":{"iban":"DE89370400440532013000","bic":""}}""");
        await Change(bank, """{"name":"Our bank","enabled":false}""");

        var rows = (await test.Get("/api/account/events")).Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("attributes")).ToList();
        rows.Select(r => r.GetProperty("what").GetString()).Should().Equal("gateway_account_created", "gateway_account_changed");
        Detail(rows[1], "name").Should().Be("\"Bank\" → \"Our bank\"");
        Detail(rows[1], "enabled").Should().Be("true → false");
    }

    [Test]
    public async Task Of_a_changed_secret_it_is_told_that_it_changed_and_nothing_else()
    {
        const string Key = "sk_test_51AbCdEfGhIjKlMnOpQrStUv", Other = "sk_test_51ZyXwVuTsRqPoNmLkJiHgFe";
        var made = await Add("{\"gateway\":\"stripe\",\"name\":\"Stripe\",\"credentials\":{\"secret_key\":\"" + Key + "\",\"webhook_secret\":\"whsec_abcdefghijklmnopqrstuvwxyz123456\"}}");
        ((int)made.Status).Should().Be(201, made.Text);
        ((int)(await Change(made.Id, "{\"credentials\":{\"secret_key\":\"" + Other + "\"}}")).Status).Should().Be(200);

        var events = await test.Get("/api/account/events");
        Detail(events.Json.GetProperty("data")[1].GetProperty("attributes"), "credentials/secret_key").Should().Be("changed");
        events.Text.Should().NotContain(Key).And.NotContain(Other).And.NotContain("whsec_");
    }

    [Test]
    public async Task A_file_of_the_bank_that_comes_while_the_account_is_removed_finds_it_or_does_not()
    {
        for (var round = 0; round < 15; round++)
        {
            var bank = await Bank();
            var (import, removal) = (test.Import(File, query: $"?gateway_account={bank}"), Delete(test, bank));
            await Task.WhenAll(import, removal);

            if ((await removal).Status == HttpStatusCode.NoContent) (await import).ShouldFail(422, "invalid_value gateway_account");
            else ((int)(await removal).Status, (int)(await import).Status).Should().Be((200, 201), $"round {round}: {(await removal).Text} {(await import).Text}");
        }
    }

    [Test]
    public async Task A_removal_that_comes_too_late_takes_no_payment_along()
    {
        var bank = await app.TakesTransfers(Mode.Test, account);
        var invoice = await test.Asks("late", 5);
        var remove = () => app.Read(async db =>
        {
            db.Remove(await db.Set<GatewayAccount>().FirstAsync(a => a.Id == new GatewayAccountId(bank)));
            await db.Commit(CancellationToken.None);
            return true;
        });

        await remove.Should().ThrowAsync<DbUpdateException>();

        (await test.Get($"/api/payment-invoices/{invoice.Id}/payments")).Json.GetProperty("data").GetArrayLength().Should().Be(1);
    }

    [Test]
    public async Task A_service_that_is_routed_while_the_account_is_removed_never_names_one_that_is_gone()
    {
        for (var round = 0; round < 15; round++)
        {
            var bank = await Bank();
            var (routed, removal) = (Put("bank_transfer_eur_invoice", $$"""{"routes":[{"gateway_account":"{{bank}}"}]}"""), Delete(test, bank));
            await Task.WhenAll(routed, removal);

            if ((await removal).Status == HttpStatusCode.NoContent) (await routed).ShouldFail(422, "invalid_value /data/attributes/routes/0/gateway_account");
            else (await removal).ShouldFail(409, "invalid_state");
        }
    }

    private static string? Detail(JsonElement row, string name) => row.GetProperty("details").GetProperty(name).GetString();

    private async Task<string> Bank()
    {
        var made = await Add("""{"gateway":"manual","name":"Bank","credentials":{"account_holder":"Shop","iban":"DE89370400440532013000"}}""");
        ((int)made.Status).Should().Be(201, made.Text);
        return made.Id;
    }

    private Task<Answer> Add(string attributes) => test.Post("/api/gateway-accounts", Document("gateway-accounts", attributes));

    private Task<Answer> Change(string id, string attributes) => test.Ask(new HttpRequestMessage(HttpMethod.Patch, $"/api/gateway-accounts/{id}")
    {
        Content = new StringContent(Document("gateway-accounts", attributes), Encoding.UTF8, "application/json"),
    });

    private Task<Answer> Put(string code, string attributes) => test.Ask(new HttpRequestMessage(HttpMethod.Put, $"/api/payment-services/{code}")
    {
        Content = new StringContent(Document("payment-services", attributes), Encoding.UTF8, "application/json"),
    });

    private static Task<Answer> Delete(HttpClient api, string id) => api.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/gateway-accounts/{id}"));

    private static string Document(string type, string attributes) => "{\"data\":{\"type\":\"" + type + "\",\"attributes\":" + attributes + "}}";
}
