using System.Net;
using PayCore.Commerce.Callbacks.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>GET /api/payment-invoices/{id} (contract/private-api.md, Read).</summary>
internal sealed class ReadInvoiceTests
{
    private StubMerchant merchant = null!;
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        merchant = await StubMerchant.Start();
        app = await PayCoreApp.Start(merchant.Url + "/told");
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
        await merchant.DisposeAsync();
    }

    [Test]
    public async Task A_client_that_holds_the_tag_gets_304_until_anything_changes()
    {
        var made = await Create("tag");
        var read = await api.Get($"/api/payment-invoices/{made.Id}");
        var held = read.Headers.ETag!.ToString();
        held.Should().Be(made.Headers.ETag!.ToString());

        foreach (var tag in (string[])[held, $"W/{held}", $"\"7\", {held}"])
        {
            var same = await api.Get($"/api/payment-invoices/{made.Id}", ("If-None-Match", tag));
            same.Status.Should().Be(HttpStatusCode.NotModified, tag);
            same.Text.Should().BeEmpty();
            same.Headers.ETag!.ToString().Should().Be(held);
        }

        await api.Post($"/api/payment-invoices/{made.Id}/cancel");
        var changed = await api.Get($"/api/payment-invoices/{made.Id}", ("If-None-Match", held));
        changed.Status.Should().Be(HttpStatusCode.OK);
        changed.Headers.ETag!.ToString().Should().NotBe(held);
        changed["updated"].GetInt64().Should().BeGreaterThan(read["updated"].GetInt64(), "even within one second");
    }

    [Test]
    public async Task Time_that_the_test_clock_takes_off_is_not_304_and_is_no_state_change()
    {
        var made = await Create("tag-clock");
        (await api.Post("/api/test-clock/advance", new { seconds = 60 })).Status.Should().Be(HttpStatusCode.OK);

        var read = await api.Get($"/api/payment-invoices/{made.Id}", ("If-None-Match", made.Headers.ETag!.ToString()));

        read.Status.Should().Be(HttpStatusCode.OK);
        read["expires"].GetInt64().Should().Be(made["expires"].GetInt64() - 60);
        read["updated"].GetInt64().Should().BeGreaterThan(made["updated"].GetInt64());
        read["sequence"].GetInt32().Should().Be(1);
    }

    [Test]
    public async Task Callback_logs_are_filled_here_alone_and_are_part_of_neither_the_tag_nor_updated()
    {
        var made = await app.Started();
        made["callback_logs"].GetArrayLength().Should().Be(0);
        var before = await app.Now(made);

        await app.Run<DispatchCallbacks>();

        var after = await app.Now(made);
        var log = after["callback_logs"].EnumerateArray().Last();
        log.GetProperty("id").GetString().Should().StartWith("cbk_");
        log.GetProperty("status").GetString().Should().Be("delivered");
        log.GetProperty("invoice_status").GetString().Should().Be("process_pending");
        log.GetProperty("http_status").GetInt32().Should().Be(200);
        after.Headers.ETag.Should().Be(before.Headers.ETag);
        after["updated"].GetInt64().Should().Be(before["updated"].GetInt64());
        (await api.Get("/api/payment-invoices")).Json.GetProperty("data").EnumerateArray()
            .Should().OnlyContain(i => i.GetProperty("attributes").GetProperty("callback_logs").GetArrayLength() == 0);
    }

    [Test]
    public async Task A_trailing_slash_is_the_same_resource()
    {
        var made = await Create("slash");
        (await api.Get($"/api/payment-invoices/{made.Id}/")).Id.Should().Be(made.Id);
        (await api.Get("/api/payment-invoices/")).Status.Should().Be(HttpStatusCode.OK);
        (await api.Post($"/api/payment-invoices/{made.Id}/cancel/")).Status.Should().Be(HttpStatusCode.OK);
    }

    [TestCase("cpi_0123456789abcdef")]
    [TestCase("pay_0123456789abcdef")]
    [TestCase("x")]
    [TestCase("cpi_'%20OR%201=1")]
    public async Task An_id_that_is_none_is_404(string id) => (await api.Get($"/api/payment-invoices/{id}")).ShouldFail(404, "not_found");

    [Test]
    public async Task Everything_of_somebody_elses_invoice_is_404()
    {
        var made = await Create("theirs");
        using var stranger = app.Api(account: await app.AnotherAccount());

        foreach (var path in (string[])["", "/events", "/payments", "/callbacks"])
            (await stranger.Get($"/api/payment-invoices/{made.Id}{path}")).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task A_live_key_reads_both_worlds()
    {
        var made = await Create("both");
        using var live = app.Api(Mode.Live);
        (await live.Get($"/api/payment-invoices/{made.Id}"))["test_mode"].GetBoolean().Should().BeTrue();
    }

    private async Task<Answer> Create(string reference)
    {
        var made = await api.CreateInvoice(new { reference_id = reference, amount = 1, currency = "EUR" });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        return made;
    }
}
