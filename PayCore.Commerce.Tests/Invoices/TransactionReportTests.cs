using System.Globalization;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>The report of movements: what each row says, and that they add up.</summary>
internal sealed class TransactionReportTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private string range = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api();
        var now = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        range = $"from={now - 3600}&to={now + 3600}";
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task Each_movement_of_an_invoice_has_a_row_and_they_add_up()
    {
        var (invoice, charge) = await app.Paid("moves", 30);
        await api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = "moves-1", amount = 4.5m } } });
        await app.Happens(charge, "charge_back", new { amount = 10 });
        await app.Happens(charge, "win_dispute");

        var rows = await Rows(invoice.Id);

        rows.Should().Equal(("payment", 30m), ("refund", -4.5m), ("chargeback", -10m), ("chargeback_reversed", 10m));
        var after = await app.Reread(invoice.Id);
        rows.Sum(r => r.Amount).Should().Be(after["processed_amount"].GetDecimal() - after["refunded_amount"].GetDecimal());
    }

    [Test]
    public async Task A_double_payment_and_its_return_are_rows_of_their_own()
    {
        var (invoice, first) = await app.Opened("double", 30);
        using var customer = app.Client();
        var second = (await customer.Post($"/public-api/payment-invoices/{invoice.Id}/process", new { service = "ideal_eur_hpp" })).Charge();
        await app.Happens(second, "succeed");
        await app.Happens(first, "succeed");

        (await Rows(invoice.Id)).Should().Equal(("payment", 30m), ("double_payment", 30m), ("double_payment_refund", -30m));
    }

    [Test]
    public async Task Fees_and_their_return_have_rows_too()
    {
        await using var own = await PayCoreApp.Start();
        await own.ChargesFee("paypal_eur_hpp", new FeeSchedule(0.03m, 20));
        using var key = own.Api();
        var (invoice, _) = await own.Paid("fees", 100);
        await key.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = "fees-1", amount = 50 } } });

        var rows = await Rows(invoice.Id, key);

        rows.Should().Equal(("payment", 100m), ("fee", -3.2m), ("refund", -50m), ("refund_fee", 1.6m));
        var after = await own.Reread(invoice.Id);
        after["processed_fee"].GetDecimal().Should().Be(3.2m);
        after["refunded_fee"].GetDecimal().Should().Be(1.6m);
    }

    [Test]
    public async Task A_row_says_when_what_and_of_which_invoice()
    {
        var (invoice, _) = await app.Paid("said", 12.34m);

        var row = (await api.Get($"/api/reports/transactions?{range}&page[size]=200")).Json.GetProperty("data").EnumerateArray()
            .Single(r => r.GetProperty("attributes").GetProperty("reference_id").GetString() == "said");

        row.GetProperty("type").GetString().Should().Be("transactions");
        row.GetProperty("id").GetString().Should().Be($"{invoice.Id}-1");
        var said = row.GetProperty("attributes");
        said.GetProperty("kind").GetString().Should().Be("payment");
        said.GetProperty("amount").GetRawText().Should().Be("12.34");
        said.GetProperty("currency").GetString().Should().Be("EUR");
        said.GetProperty("resolution").GetString().Should().Be("ok");
        said.GetProperty("test_mode").GetBoolean().Should().BeTrue();
        said.GetProperty("created").GetInt64().Should().Be(app.Clock.GetUtcNow().ToUnixTimeSeconds());
        row.GetProperty("relationships").GetProperty("payment-invoice").GetProperty("data").GetProperty("id").GetString().Should().Be(invoice.Id);
        row.GetProperty("relationships").GetProperty("payment").GetProperty("data").GetProperty("id").GetString().Should().StartWith("pay_");
    }

    [Test]
    public async Task The_start_is_inclusive_and_the_end_exclusive()
    {
        await using var own = await PayCoreApp.Start();
        using var key = own.Api();
        var now = own.Clock.GetUtcNow().ToUnixTimeSeconds();
        await own.Paid("edge", 10);

        (await Count(key, now, now + 1)).Should().Be(1);
        (await Count(key, now - 10, now)).Should().Be(0);
        (await Count(key, now + 1, now + 10)).Should().Be(0);
    }

    [Test]
    public async Task The_cursor_walks_over_every_row_once()
    {
        foreach (var n in Enumerable.Range(0, 3)) await app.Paid($"walk-{n}", 10);
        var all = (await Ids($"/api/reports/transactions?{range}&page[size]=200")).Ids;

        var walked = new List<string>();
        for (var next = $"/api/reports/transactions?{range}&page[size]=2"; next is not null;)
        {
            var page = await Ids(next);
            walked.AddRange(page.Ids);
            next = page.Next;
        }

        walked.Should().Equal(all).And.OnlyHaveUniqueItems();
    }

    [Test]
    public async Task As_csv_it_has_plain_decimals_and_no_formula([Values("format", "accept")] string by)
    {
        await app.Paid($"=1+1,\"{by}\"", 7.5m);

        var answer = by == "format" ? await api.Get($"/api/reports/transactions?{range}&format=csv") : await api.Get($"/api/reports/transactions?{range}", ("Accept", "text/csv"));

        ((int)answer.Status).Should().Be(200, answer.Text);
        var lines = answer.Text.Split("\r\n");
        lines[0].Should().Be("id,created,time,kind,payment_invoice,reference_id,payment,amount,currency,resolution,test_mode");
        lines[^1].Should().BeEmpty();
        var line = lines.Single(l => l.Contains($"\"\"{by}\"\"", StringComparison.Ordinal));
        line.Should().Contain($"\"'=1+1,\"\"{by}\"\"\"").And.EndWith(",7.5,EUR,ok,true");
        line.Should().Contain(app.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) + ",payment,cpi_");
    }

    [TestCase("", "required from", "required to")]
    [TestCase("from=1&to=x", "invalid_value to")]
    [TestCase("from=1&from=1&to=5", "duplicate_parameter from")]
    [TestCase("from=&to=5", "invalid_value from")]
    [TestCase("from=-1&to=5", "invalid_value from")]
    [TestCase("from=10&to=10", "invalid_value to")]
    [TestCase("from=0&to=34560001", "invalid_value to")]
    [TestCase("from=1&to=2&format=xml&page[size]=999&page[after]=x&filter[test_mode]=maybe",
        "invalid_value format", "invalid_value page[size]", "invalid_value page[after]", "invalid_value filter[test_mode]")]
    public async Task A_wrong_parameter_is_named(string query, params string[] errors) => (await api.Get($"/api/reports/transactions?{query}")).ShouldFail(422, errors);

    [Test]
    public async Task Four_hundred_days_are_allowed_and_another_account_or_mode_sees_nothing()
    {
        await app.Paid("private", 10);
        using var stranger = app.Api(account: await app.AnotherAccount());
        using var live = app.Api(Mode.Live);
        using var nobody = app.Client();
        var now = app.Clock.GetUtcNow().ToUnixTimeSeconds();

        (await Count(api, now + 10 - 34_560_000, now + 10)).Should().BePositive();
        (await Ids($"/api/reports/transactions?{range}&filter[test_mode]=false")).Ids.Should().BeEmpty();
        (await Count(stranger, now - 10, now + 10)).Should().Be(0);
        (await Count(live, now - 10, now + 10)).Should().Be(0);
        (await live.Get($"/api/reports/transactions?{range}&filter[test_mode]=true")).Json.GetProperty("data").GetArrayLength().Should().BePositive();
        (await nobody.Get($"/api/reports/transactions?{range}")).ShouldFail(401, "unauthorized");
    }

    private async Task<List<(string Kind, decimal Amount)>> Rows(string invoice, HttpClient? key = null)
    {
        var answer = await (key ?? api).Get($"/api/reports/transactions?{range}&page[size]=200");
        ((int)answer.Status).Should().Be(200, answer.Text);
        return [.. answer.Json.GetProperty("data").EnumerateArray()
            .Where(r => r.GetProperty("relationships").GetProperty("payment-invoice").GetProperty("data").GetProperty("id").GetString() == invoice)
            .Select(r => r.GetProperty("attributes")).Select(a => (a.GetProperty("kind").GetString()!, a.GetProperty("amount").GetDecimal()))];
    }

    private async Task<(List<string> Ids, string? Next)> Ids(string path)
    {
        var answer = await api.Get(path);
        ((int)answer.Status).Should().Be(200, answer.Text);
        return ([.. answer.Json.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("id").GetString()!)], answer.Json.GetProperty("links").GetProperty("next").GetString());
    }

    private static async Task<int> Count(HttpClient client, long from, long to)
    {
        var answer = await client.Get($"/api/reports/transactions?from={from}&to={to}");
        ((int)answer.Status).Should().Be(200, answer.Text);
        return answer.Json.GetProperty("data").GetArrayLength();
    }
}
