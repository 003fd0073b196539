using System.Net;
using System.Text.Json;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>GET /api/payment-invoices/{id}/events and the feed GET /api/events (contract/private-api.md, Read; contract/callbacks.md).</summary>
internal sealed class EventsTests
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
    public async Task Every_transition_is_told_with_its_cause_and_who_made_it()
    {
        var invoice = await app.Started();
        await app.Act(invoice, "decline");
        await app.Notify();
        await api.Post($"/api/payment-invoices/{invoice.Id}/cancel");

        (await Story(invoice)).Should().Equal(
            "1 created ok api merchant", "2 processing ok api merchant", "3 process_pending ok gateway gateway",
            "4 process_error declined gateway gateway", "5 terminated cancelled_by_merchant api merchant");
    }

    [Test]
    public async Task A_payer_and_the_end_of_time_are_told_too()
    {
        var made = await app.Client().Post("/public-api/payment-invoices", new { public_key = app.Account.PublicKeyTest, amount = 5, currency = "EUR", service = "paypal_eur_hpp" });
        var cancelled = await app.Client().Post("/public-api/payment-invoices", new { public_key = app.Account.PublicKeyTest, amount = 5, currency = "EUR" });
        await app.Client().Post($"/public-api/payment-invoices/{cancelled.Id}/cancel");
        app.Clock.Advance(TimeSpan.FromHours(24));
        await app.Run<ExpireInvoices>();

        (await Story(made)).Should().Equal(
            "1 created ok public_api payer", "2 processing ok public_api payer", "3 process_pending ok gateway gateway", "4 expired lifetime_exceeded expiry system");
        (await Story(cancelled)).Should().StartWith("1 created ok public_api payer").And.HaveCount(2);
        (await Story(cancelled))[1].Should().StartWith("2 terminated cancelled_by_payer ").And.EndWith(" payer");
    }

    [Test]
    public async Task A_notice_is_an_event_of_its_own()
    {
        var invoice = await app.Started("bank_transfer_eur_invoice");
        await app.Act(invoice, "pay_part", new { amount = 200 });
        await app.Notify();

        var events = Rows(await api.Get($"/api/payment-invoices/{invoice.Id}/events"));
        events[^1].GetProperty("attributes").GetProperty("notice").GetString().Should().Be("overpaid");
        events[^1].GetProperty("relationships").GetProperty("payment").GetProperty("data").GetProperty("id").GetString().Should().Be(invoice.Payment().Value);
        events.Select(e => e.GetProperty("id").GetString()).Should().OnlyHaveUniqueItems().And.OnlyContain(id => id!.StartsWith("evt_", StringComparison.Ordinal));
    }

    [Test]
    public async Task The_feed_never_skips_and_never_repeats_while_events_happen()
    {
        var shop = await app.AnotherAccount();
        using var merchant = app.Api(account: shop);
        var (seen, next) = (new List<string>(), "/api/events?page[size]=7");
        var writers = Enumerable.Range(0, 4).Select(async w =>
        {
            using var writer = app.Api(account: shop);
            for (var n = 0; n < 6; n++)
            {
                var made = await writer.CreateInvoice(new { reference_id = $"feed-{w}-{n}", amount = 1, currency = "EUR" });
                await writer.Post($"/api/payment-invoices/{made.Id}/cancel");
            }
        }).ToList();

        await Probe.Until(async () =>
        {
            var done = writers.TrueForAll(w => w.IsCompleted);
            var page = Rows(await merchant.Get(next));
            seen.AddRange(page.Select(Key));
            if (page.Count > 0) next = $"/api/events?page[size]=7&page[after]={page[^1].GetProperty("attributes").GetProperty("cursor").GetString()}";
            return done && page.Count == 0;
        }, "the reader has caught up with the writers");
        await Task.WhenAll(writers);

        var all = Rows(await merchant.Get("/api/events?page[size]=200")).Select(Key).ToList();
        all.Should().HaveCount(48);
        seen.Should().Equal(all);
    }

    [Test]
    public async Task The_feed_is_of_one_account_and_of_one_mode()
    {
        using var other = app.Api(account: await app.AnotherAccount());
        Rows(await other.Get("/api/events")).Should().BeEmpty();
        using var live = app.Api(Mode.Live);
        await live.CreateInvoice(new { reference_id = "live-event", amount = 1, currency = "EUR" });

        Rows(await live.Get("/api/events")).Should().ContainSingle().Which.GetProperty("attributes").GetProperty("test_mode").GetBoolean().Should().BeFalse();
        Rows(await api.Get("/api/events?filter[test_mode]=false")).Should().BeEmpty();
    }

    [TestCase("page[size]=0", "invalid_value page[size]")]
    [TestCase("page[after]=zzz", "invalid_value page[after]")]
    [TestCase("page[after]=a&page[after]=b", "duplicate_parameter page[after]")]
    public async Task A_parameter_that_says_nothing_is_told(string query, string error) => (await api.Get($"/api/events?{query}")).ShouldFail(422, error);

    private static string Key(JsonElement e) =>
        $"{e.GetProperty("relationships").GetProperty("payment-invoice").GetProperty("data").GetProperty("id").GetString()} {e.GetProperty("attributes").GetProperty("sequence").GetInt32()}";

    private async Task<IReadOnlyList<string>> Story(Answer invoice) => [.. Rows(await api.Get($"/api/payment-invoices/{invoice.Id}/events")).Select(e =>
    {
        var a = e.GetProperty("attributes");
        return $"{a.GetProperty("sequence").GetInt32()} {a.GetProperty("status").GetString()} {a.GetProperty("resolution").GetString()} {a.GetProperty("cause").GetString()} {a.GetProperty("actor").GetString()}";
    })];

    private static List<JsonElement> Rows(Answer answer)
    {
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Text);
        return [.. answer.Json.GetProperty("data").EnumerateArray()];
    }
}
