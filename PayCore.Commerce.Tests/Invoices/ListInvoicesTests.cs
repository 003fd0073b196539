using System.Net;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>GET /api/payment-invoices (contract/private-api.md, Read).</summary>
internal sealed class ListInvoicesTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private long begin;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api();
        begin = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        await Create("a", new { currency = "EUR", customer = new { reference_id = "olena", email = "a@b.example" } });
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await Create("b", new { currency = "USD" });
        app.Clock.Advance(TimeSpan.FromSeconds(10.5));
        await Create("c", new { currency = "EUR", service = "paypal_eur_hpp" });
        app.Clock.Advance(TimeSpan.FromSeconds(9.5));
        await Create("d", new { currency = "EUR", customer = new { reference_id = "olena" } });
        await api.Post($"/api/payment-invoices/{await IdOf("d")}/cancel");
        using var live = app.Api(Mode.Live);
        await live.CreateInvoice(new { reference_id = "live", amount = 1, currency = "EUR" });
        using var other = app.Api(account: await app.AnotherAccount());
        await other.CreateInvoice(new { reference_id = "a", amount = 1, currency = "EUR" });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [TestCase("", "d c b a")]
    [TestCase("sort=-created", "d c b a")]
    [TestCase("sort=created", "a b c d")]
    [TestCase("filter[reference_id]=b", "b")]
    [TestCase("filter[reference_id]=live", "")]
    [TestCase("filter[status]=created", "b a")]
    [TestCase("filter[status]=created,terminated", "d b a")]
    [TestCase("filter[status]=process_pending, terminated", "d c")]
    [TestCase("filter[status]=refunded", "")]
    [TestCase("filter[currency]=EUR", "d c a")]
    [TestCase("filter[service]=paypal_eur_hpp", "c")]
    [TestCase("filter[customer]=olena", "d a")]
    [TestCase("filter[customer]=nobody", "")]
    [TestCase("filter[test_mode]=true", "d c b a")]
    [TestCase("filter[test_mode]=false", "", Description = "a test key sees nothing of the live world")]
    [TestCase("filter[currency]=EUR&filter[customer]=olena&filter[status]=terminated", "d")]
    [TestCase("unknown=1&filter[colour]=red", "d c b a")]
    public async Task A_filter_leaves_what_it_names(string query, string references) =>
        (await List(query)).Should().Equal(references.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [TestCase(0, null, "d c b a")]
    [TestCase(10, null, "d c b")]
    [TestCase(11, null, "d c")]
    [TestCase(null, 10, "b a")]
    [TestCase(null, 9, "a")]
    [TestCase(20, 20, "c", Description = "a moment within a second belongs to that second")]
    [TestCase(31, null, "")]
    public async Task Times_are_whole_seconds_and_both_ends_belong_to_them(int? from, int? to, string references) =>
        (await List($"{(from is { } f ? $"filter[created_from]={begin + f}&" : "")}{(to is { } t ? $"filter[created_to]={begin + t}" : "")}"))
            .Should().Equal(references.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Test]
    public async Task A_customer_is_found_by_its_id_too_and_included_once()
    {
        var list = await api.Get("/api/payment-invoices?filter[customer]=olena");
        var customer = list.Json.GetProperty("included").EnumerateArray().Should().ContainSingle().Subject;

        (await List($"filter[customer]={customer.GetProperty("id").GetString()}")).Should().Equal("d", "a");
        customer.GetProperty("attributes").GetProperty("email").GetString().Should().Be("a@b.example", "what is not given again stays");
    }

    [Test]
    public async Task A_live_key_lists_its_own_mode_unless_it_says_otherwise()
    {
        using var live = app.Api(Mode.Live);
        References(await live.Get("/api/payment-invoices")).Should().Equal("live");
        References(await live.Get("/api/payment-invoices?filter[test_mode]=true")).Should().Equal("d", "c", "b", "a");
    }

    [TestCase("page[size]=0", "invalid_value page[size]")]
    [TestCase("page[size]=201", "invalid_value page[size]")]
    [TestCase("page[size]=-1", "invalid_value page[size]")]
    [TestCase("page[size]=ten", "invalid_value page[size]")]
    [TestCase("page[size]=1&page[size]=2", "duplicate_parameter page[size]")]
    [TestCase("page[after]=!!!", "invalid_value page[after]")]
    [TestCase("page[after]=YWJj", "invalid_value page[after]")]
    [TestCase("sort=amount", "invalid_value sort")]
    [TestCase("filter[status]=paid", "invalid_value filter[status]")]
    [TestCase("filter[test_mode]=2", "invalid_value filter[test_mode]")]
    [TestCase("filter[created_from]=yesterday", "invalid_value filter[created_from]")]
    [TestCase("filter[created_to]=1e400", "invalid_value filter[created_to]")]
    [TestCase("filter[reference_id]=", "invalid_value filter[reference_id]")]
    [TestCase("filter[customer]=", "invalid_value filter[customer]")]
    [TestCase("sort=", "invalid_value sort")]
    [TestCase("filter[currency]=eur", "currency_unknown filter[currency]")]
    [TestCase("filter[currency]=EUR&filter[currency]=USD", "duplicate_parameter filter[currency]")]
    public async Task A_parameter_that_says_nothing_is_told(string query, string error) =>
        (await api.Get($"/api/payment-invoices?{query}")).ShouldFail(422, error);

    [Test]
    public async Task All_wrong_parameters_are_told_at_once() =>
        (await api.Get("/api/payment-invoices?page[size]=0&sort=x&filter[status]=y")).ShouldFail(
            422, "invalid_value page[size]", "invalid_value sort", "invalid_value filter[status]");

    [TestCase("filter[created_to]=253402300799", 200)]
    [TestCase("filter[created_to]=253402300800", 422)]
    [TestCase("filter[created_from]=0", 200)]
    [TestCase("page[size]=200", 200)]
    public async Task The_ends_of_what_is_allowed(string query, int status) => ((int)(await api.Get($"/api/payment-invoices?{query}")).Status).Should().Be(status);

    [Test]
    public async Task Pages_follow_one_another_and_stay_true_while_invoices_are_added()
    {
        using var shop = app.Api(account: await app.AnotherAccount());
        for (var n = 0; n < 5; n++) await shop.CreateInvoice(new { reference_id = $"n-{n}", amount = 1, currency = "EUR" });
        var all = References(await shop.Get("/api/payment-invoices"));

        var first = await shop.Get("/api/payment-invoices?page[size]=2&filter[currency]=EUR");
        first.Json.GetProperty("meta").GetProperty("page").GetRawText().Should().Be("""{"size":2,"count":2,"has_more":true}""");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await shop.CreateInvoice(new { reference_id = "newer", amount = 1, currency = "EUR" });
        var second = await shop.Get(Next(first)!);
        var third = await shop.Get(Next(second)!);

        References(first).Concat(References(second)).Concat(References(third)).Should().Equal(all, "nothing is skipped and nothing comes twice");
        Next(third).Should().BeNull();
        Next(first).Should().StartWith("/api/payment-invoices?");
        Uri.UnescapeDataString(Next(first)!).Should().Contain("filter[currency]=EUR").And.Contain("page[size]=2");
    }

    [Test]
    public async Task Oldest_first_pages_find_what_was_added_meanwhile()
    {
        using var shop = app.Api(account: await app.AnotherAccount());
        for (var n = 0; n < 3; n++) await shop.CreateInvoice(new { reference_id = $"n-{n}", amount = 1, currency = "EUR" });
        var first = await shop.Get("/api/payment-invoices?page[size]=2&sort=created");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await shop.CreateInvoice(new { reference_id = "newer", amount = 1, currency = "EUR" });

        var second = await shop.Get(Next(first)!);

        References(first).Concat(References(second)).Should().BeEquivalentTo("n-0", "n-1", "n-2", "newer");
    }

    private async Task Create(string reference, object more)
    {
        var attributes = more.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(more));
        (attributes["reference_id"], attributes["amount"]) = (reference, 1);
        (await api.CreateInvoice(attributes)).Status.Should().Be(HttpStatusCode.Created);
    }

    private async Task<string> IdOf(string reference) =>
        (await api.Get($"/api/payment-invoices?filter[reference_id]={reference}")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;

    private async Task<IReadOnlyList<string?>> List(string query) => References(await api.Get($"/api/payment-invoices?{query}"));

    private static List<string?> References(Answer answer)
    {
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Text);
        return [.. answer.Json.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("attributes").GetProperty("reference_id").GetString())];
    }

    private static string? Next(Answer answer) => answer.Json.GetProperty("links").GetProperty("next").GetString();
}
