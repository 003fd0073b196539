using System.Net;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Features;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Callbacks;

/// <summary>The log, resending and the test callback on the Private API (contract/callbacks.md, Log and replay).</summary>
internal sealed class CallbackApiTests
{
    private StubMerchant merchant = null!;
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private HttpClient live = null!;
    private HttpClient stranger = null!;

    [SetUp]
    public async Task Start()
    {
        merchant = await StubMerchant.Start();
        app = await PayCoreApp.Start(merchant.Url + "/callback");
        (api, live, stranger) = (app.Api(), app.Api(Mode.Live), app.Api(account: await app.AnotherAccount()));
    }

    [TearDown]
    public async Task Stop()
    {
        api.Dispose();
        live.Dispose();
        stranger.Dispose();
        await app.DisposeAsync();
        await merchant.DisposeAsync();
    }

    [Test]
    public async Task The_list_pages_newest_first_and_filters_by_status()
    {
        for (var i = 0; i < 5; i++)
        {
            await Terminated($"order-{i}");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var (seen, path) = (new List<LogEntry>(), "/api/callbacks?filter[status]=pending,failed&page[size]=2");
        for (var page = 0; page < 3; page++)
        {
            var answer = await api.Get(path);
            seen.AddRange(answer.Json.GetProperty("data").EnumerateArray().Select(LogEntry.Of));
            answer.Json.GetProperty("meta").GetProperty("page").GetProperty("size").GetInt32().Should().Be(2);
            path = answer.Json.GetProperty("links").GetProperty("next").GetString()!;
        }

        path.Should().BeNull();
        seen.Should().HaveCount(5).And.OnlyHaveUniqueItems(c => c.Id).And.OnlyContain(c => c.Status == "pending");
        (await Entries("/api/callbacks?filter[status]=skipped")).Should().HaveCount(5);
        (await Entries("/api/callbacks?filter[status]=delivered")).Should().BeEmpty();
        (await Entries("/api/callbacks?filter[created_from]=1795500003&filter[status]=pending")).Should().HaveCount(2);
    }

    [Test]
    public async Task A_wrong_filter_names_its_parameter()
    {
        (await api.Get("/api/callbacks?filter[status]=lost&page[size]=0")).ShouldFail(422, "invalid_value filter[status]", "invalid_value page[size]");
        (await api.Get("/api/callbacks?page[after]=nonsense!")).ShouldFail(422, "invalid_value page[after]");
    }

    [Test]
    public async Task Another_accounts_callbacks_are_not_there()
    {
        var (invoice, callback) = await Terminated("order-1");
        (await stranger.Get($"/api/callbacks/{callback}")).ShouldFail(404, "not_found");
        (await stranger.Get($"/api/payment-invoices/{invoice}/callbacks")).ShouldFail(404, "not_found");
        (await stranger.Post($"/api/callbacks/{callback}/resend")).ShouldFail(404, "not_found");
        (await stranger.Get("/api/callbacks")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
        (await api.Get("/api/callbacks/cbk_0000000000000000")).ShouldFail(404, "not_found");
        using var nobody = app.Client();
        (await nobody.Get("/api/callbacks")).ShouldFail(401, "unauthorized");
    }

    [Test]
    public async Task A_test_key_does_not_reach_live_callbacks_and_a_live_key_reads_both()
    {
        var (invoice, callback) = await Terminated("order-1", live, "https://shop.example/callback");
        var (_, test) = await Terminated("order-2");
        (await api.Get($"/api/callbacks/{callback}")).ShouldFail(404, "not_found");
        (await api.Get($"/api/payment-invoices/{invoice}/callbacks")).ShouldFail(404, "not_found");
        (await api.Get("/api/callbacks?filter[test_mode]=false")).Json.GetProperty("data").GetArrayLength().Should().Be(0);

        (await live.Get($"/api/callbacks/{test}")).Status.Should().Be(HttpStatusCode.OK);
        (await live.Get("/api/callbacks")).Json.GetProperty("data").EnumerateArray()
            .Should().OnlyContain(c => !c.GetProperty("attributes").GetProperty("test_mode").GetBoolean());
        (await live.Get("/api/callbacks?filter[test_mode]=true")).Json.GetProperty("data").GetArrayLength().Should().Be(2);
    }

    [Test]
    public async Task A_resend_is_a_new_callback_with_the_invoice_as_it_is_now_also_after_success()
    {
        var (_, first) = await Terminated("order-1");
        await app.Run<DispatchCallbacks>();
        var made = await api.Post($"/api/callbacks/{first}/resend");

        made.Status.Should().Be(HttpStatusCode.Created);
        made.Id.Should().StartWith("cbk_").And.NotBe(first);
        made["resend"].GetBoolean().Should().BeTrue();
        made.Headers.Location!.ToString().Should().Be($"/api/callbacks/{made.Id}");
        await app.Run<DispatchCallbacks>();

        merchant.Requests.Select(r => r.Headers["webhook-id"]).Should().Equal(first, made.Id);
        merchant.Requests[1].Text.Should().Be(merchant.Requests[0].Text);
        (await api.Get($"/api/callbacks/{made.Id}")).Word("status").Should().Be("delivered");
    }

    [Test]
    public async Task Resending_what_failed_recovers_after_an_outage_and_tells_nobody_twice()
    {
        merchant.Answer = (http, _) => Say(http, 410);
        // Within the second that the filters name.
        app.Clock.Advance(TimeSpan.FromMilliseconds(400));
        for (var i = 0; i < 3; i++) await Terminated($"order-{i}");
        await app.Run<DispatchCallbacks>();
        (await api.Get("/api/callbacks?filter[status]=failed&filter[created_from]=1795500000&filter[created_to]=1795500000")).Json.GetProperty("data").GetArrayLength().Should().Be(3);
        merchant.Answer = (http, _) => Say(http, 200);
        await Terminated("well");
        await app.Run<DispatchCallbacks>();
        var before = merchant.Requests.Count;

        var resent = await Resend(api, new { status = "failed", created_from = 1_795_500_000, created_to = 1_795_500_000 });
        resent["resent"].GetInt32().Should().Be(3);
        resent["has_more"].GetBoolean().Should().BeFalse();
        (await Resend(api, new { }))["resent"].GetInt32().Should().Be(0, "they are on their way");
        await app.Run<DispatchCallbacks>();

        merchant.Requests.Should().HaveCount(before + 3);
        (await Resend(api, new { }))["resent"].GetInt32().Should().Be(0, "they were told");
        (await Resend(api, new { created_from = 1_795_500_001 }))["resent"].GetInt32().Should().Be(0);
        (await Resend(stranger, new { }))["resent"].GetInt32().Should().Be(0);
        (await Resend(api, new { after = "zzz", created_from = 2, created_to = 1 })).ShouldFail(
            422, "invalid_value /data/attributes/created_to", "invalid_value /data/attributes/after");
    }

    [Test]
    public async Task Invoices_without_a_url_do_not_keep_those_behind_them_from_being_resent()
    {
        const int without = ResendCallbacks.MostInvoices;
        var ids = new List<string>();
        foreach (var chunk in Enumerable.Range(0, without).Chunk(100))
            ids.AddRange((await Task.WhenAll(chunk.Select(i => stranger.CreateInvoice(new { reference_id = $"order-{i}", amount = 10, currency = "EUR" })))).Select(a => a.Id));
        var own = (await stranger.CreateInvoice(new { reference_id = "own", amount = 10, currency = "EUR", callback_url = merchant.Url })).Id;
        // They failed while the account had a URL, which it has no more.
        await app.Read(async db =>
        {
            foreach (var id in ids.Append(own))
            {
                var view = (await app.Send(new FindInvoice(new InvoiceId(id)))).Value;
                var failed = Callback.Send(view, merchant.Url, [], isResend: false, app.Clock.GetUtcNow());
                db.Add(failed.Finish(new AttemptResult(app.Clock.GetUtcNow(), TimeSpan.Zero, 410, null, false, "", null), CallbackOptions.Default, 0));
                db.Add(failed);
            }

            await db.Commit(CancellationToken.None);
            return true;
        });

        var first = await Resend(stranger, new { });
        first.Status.Should().Be(HttpStatusCode.OK, first.Text);
        first["has_more"].GetBoolean().Should().BeTrue();
        var second = await Resend(stranger, new { after = first.Word("next") });
        second["has_more"].GetBoolean().Should().BeFalse();
        second["next"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        (first["resent"].GetInt32() + second["resent"].GetInt32()).Should().Be(1);
        await app.Run<DispatchCallbacks>();
        merchant.Requests.Should().ContainSingle().Which.Text.Should().Contain(own);
    }

    [Test]
    public async Task A_wrong_resend_is_told_with_every_error()
    {
        (await Resend(api, new { status = "delivered", created_from = -1, created_to = "now" })).ShouldFail(422,
            "invalid_value /data/attributes/status", "invalid_value /data/attributes/created_from", "invalid_type /data/attributes/created_to");
        (await Resend(api, new { test_mode = false })).ShouldFail(403, "mode_forbidden");
        (await api.Post("/api/callbacks/resend", "{")).ShouldFail(400, "malformed_json");
    }

    [Test]
    public async Task Without_a_callback_url_a_resend_and_a_test_say_so()
    {
        var (_, callback) = await Terminated("order-1", stranger);
        (await stranger.Post($"/api/callbacks/{callback}/resend")).ShouldFail(409, "invalid_state");
        (await stranger.Post("/api/callbacks/test")).ShouldFail(409, "invalid_state");
    }

    [Test]
    public async Task A_test_callback_is_signed_and_answers_what_came_back()
    {
        merchant.Answer = async (http, _) =>
        {
            http.Response.StatusCode = 202;
            await http.Response.WriteAsync("seen");
        };
        var sent = await api.Post("/api/callbacks/test");

        sent.Status.Should().Be(HttpStatusCode.OK);
        (sent["delivered"].GetBoolean(), sent["http_status"].GetInt32(), sent.Word("answer"), sent.Word("url")).Should().Be((true, 202, "seen", merchant.Url + "/callback"));
        var request = merchant.Requests.Single();
        request.Headers["webhook-id"].Should().Be(sent.Id);
        request.Text.Should().Contain("\"reference_id\":\"sample\"").And.Contain("\"test_mode\":true").And.Contain(app.Account.AccountId);
        (await api.Get("/api/callbacks")).Json.GetProperty("data").GetArrayLength().Should().Be(0, "nothing is stored");
    }

    [Test]
    public async Task The_invoice_shows_the_short_form_of_its_callbacks()
    {
        var (invoice, callback) = await Terminated("order-1");
        await app.Run<DispatchCallbacks>();

        var logs = (await api.Get($"/api/payment-invoices/{invoice}"))["callback_logs"].EnumerateArray().ToList();
        logs.Select(l => l.GetProperty("status").GetString()).Should().Equal("skipped", "delivered");
        logs[1].GetProperty("id").GetString().Should().Be(callback);
        logs[1].GetProperty("http_status").GetInt32().Should().Be(200);
        logs[1].GetProperty("delivered").GetInt64().Should().Be(1_795_500_000);
    }

    private static Task Say(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task<Answer> Resend(HttpClient client, object attributes) =>
        client.Post("/api/callbacks/resend", new { data = new { type = "callback-resends", attributes } });

    private async Task<IReadOnlyList<LogEntry>> Entries(string path) =>
        [.. (await api.Get(path)).Json.GetProperty("data").EnumerateArray().Select(LogEntry.Of)];

    private async Task<(string Invoice, string Callback)> Terminated(string reference, HttpClient? client = null, string? callbackUrl = null)
    {
        var caller = client ?? api;
        var created = await caller.CreateInvoice(new { reference_id = reference, amount = 10, currency = "EUR", callback_url = callbackUrl });
        await caller.Post($"/api/payment-invoices/{created.Id}/cancel");
        var callbacks = await caller.Get($"/api/payment-invoices/{created.Id}/callbacks");
        return (created.Id, callbacks.Json.GetProperty("data").EnumerateArray().Select(LogEntry.Of).First(c => c.InvoiceStatus == "terminated").Id);
    }
}
