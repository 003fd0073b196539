using System.Text.Json;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>GET /api/payment-services and GET /api/payment-methods (contract/private-api.md, Read).</summary>
internal sealed class PaymentServicesTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api();
        await app.Send(new ConfigureDemoServices(new AccountId(app.Account.AccountId)));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task Services_are_listed_in_the_accounts_order_with_all_that_a_client_needs()
    {
        var services = Rows(await api.Get("/api/payment-services?filter[currency]=EUR"));

        services.Should().HaveCount(12);
        services[0].GetProperty("type").GetString().Should().Be("payment-services");
        services[0].GetProperty("id").GetString().Should().Be("payment_card_eur_hpp");
        var attributes = services[0].GetProperty("attributes");
        attributes.EnumerateObject().Select(a => a.Name).Should().BeEquivalentTo(
            "code", "method", "flow", "currency", "test_mode", "enabled", "status", "position", "fields", "required_fields", "amount_min", "amount_max", "countries", "label", "fee", "authorize",
            "lifetime", "routes");
        services.Select(s => s.GetProperty("attributes").GetProperty("position").GetInt32()).Should().Equal(Enumerable.Range(1, 12));
        services[0].GetProperty("relationships").GetProperty("payment-method").GetProperty("data").GetProperty("id").GetString().Should().Be("payment_card");
    }

    [Test]
    public async Task Without_a_filter_every_currency_of_the_account_is_there()
    {
        var services = Rows(await api.Get("/api/payment-services"));
        services.Select(s => s.GetProperty("attributes").GetProperty("currency").GetString()).Distinct().Should().Equal("EUR", "USD", "JPY", "KWD");
    }

    [TestCase("filter[currency]=ZZZ", "currency_unknown filter[currency]")]
    [TestCase("filter[test_mode]=maybe", "invalid_value filter[test_mode]")]
    [TestCase("filter[currency]=EUR&filter[currency]=USD", "duplicate_parameter filter[currency]")]
    public async Task A_filter_that_says_nothing_is_told(string query, string error) =>
        (await api.Get($"/api/payment-services?{query}")).ShouldFail(422, error);

    [Test]
    public async Task The_live_world_has_only_configured_services_and_a_test_key_sees_none_of_it()
    {
        using var live = app.Api(Mode.Live);

        Rows(await live.Get("/api/payment-services")).Should().BeEmpty();
        Rows(await live.Get("/api/payment-services?filter[test_mode]=true&filter[currency]=EUR")).Should().HaveCount(12);
        Rows(await api.Get("/api/payment-services?filter[test_mode]=false")).Should().BeEmpty();
    }

    [Test]
    public async Task Methods_are_listed_by_name_with_an_icon_that_is_served()
    {
        var methods = Rows(await api.Get("/api/payment-methods"));

        methods.Count.Should().BeGreaterThanOrEqualTo(30);
        var card = methods.Single(m => m.GetProperty("id").GetString() == "payment_card").GetProperty("attributes");
        card.EnumerateObject().Select(a => a.Name).Should().BeEquivalentTo("code", "name", "category", "countries", "logo", "icon");
        card.GetProperty("name").GetProperty("ru").GetString().Should().Be("Платёжная карта");
        using var icon = await api.GetAsync(new Uri(card.GetProperty("icon").GetString()!));
        icon.IsSuccessStatusCode.Should().BeTrue();
        icon.Content.Headers.ContentType!.MediaType.Should().Be("image/svg+xml");
    }

    [TestCase("/api/payment-services")]
    [TestCase("/api/payment-methods")]
    [TestCase("/api/payments/pay_0123456789abcdef")]
    public async Task Nobody_reads_them_without_a_key(string path)
    {
        using var stranger = app.Client();
        (await stranger.Get(path)).ShouldFail(401, "unauthorized");
    }

    [Test]
    public async Task A_payment_is_read_with_the_gateways_own_words_by_its_merchant_alone()
    {
        var invoice = await app.Started();
        var id = invoice.Payment();

        var read = await api.Get($"/api/payments/{id}");

        read.Id.Should().Be(id.Value);
        read.Word("status").Should().Be("pending");
        read.Word("service").Should().Be("paypal_eur_hpp");
        read.Word("gateway").Should().Be("sandbox");
        read["original_data"].GetProperty("original_id").GetString().Should().Be(invoice.Charge());
        Rows(await api.Get($"/api/payment-invoices/{invoice.Id}/payments")).Should().ContainSingle().Which.GetProperty("id").GetString().Should().Be(id.Value);
        using var other = app.Api(account: await app.AnotherAccount());
        (await other.Get($"/api/payments/{id}")).ShouldFail(404, "not_found");
        (await other.Get($"/api/payment-invoices/{invoice.Id}/payments")).ShouldFail(404, "not_found");
        (await api.Get("/api/payments/pay_0123456789abcdef")).ShouldFail(404, "not_found");
    }

    private static List<JsonElement> Rows(Answer answer) => [.. answer.Json.GetProperty("data").EnumerateArray()];
}
