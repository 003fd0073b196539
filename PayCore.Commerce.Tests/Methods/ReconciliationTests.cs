using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>A day of a gateway's books against our rows: what differs is listed, what a query can settle is settled.</summary>
internal sealed partial class ReconciliationTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [SetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api();
    }

    [TearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task A_day_without_a_difference_says_how_much_was_compared()
    {
        await app.Paid("same-1", 10);
        await app.Opened("same-2", 10);

        var asked = await Ask(Today());
        ((int)asked.Status).Should().Be(201, asked.Text);
        asked.Id.Should().StartWith("rec_");
        asked.Word("status").Should().Be("running");
        asked.Headers.Location!.ToString().Should().Be($"/api/reconciliations/{asked.Id}");
        var done = await Done(asked.Id);

        done.Word("status").Should().Be("done");
        done.Word("date").Should().Be(Today());
        done.Word("source").Should().Be("api");
        done["differences"].GetArrayLength().Should().Be(0);
        done["unanswered"].GetArrayLength().Should().Be(0);
        var account = done["gateway_accounts"][0];
        account.GetProperty("status").GetString().Should().Be("answered");
        account.GetProperty("gateway").GetString().Should().Be("sandbox");
        account.GetProperty("checked").GetInt32().Should().Be(2);
    }

    [Test]
    public async Task Money_that_nobody_told_of_is_found_and_the_payment_healed()
    {
        var (invoice, charge) = await app.Opened("silent", 10.95m);
        await app.Happens(charge, "succeed");
        (await app.Reread(invoice.Id)).State().Should().Be("process_pending/ok");
        app.Clock.Advance(TimeSpan.FromSeconds(6));

        var done = await Done((await Ask(Today())).Id);

        Told(done).Should().Equal("amount 0 EUR / 10.95 EUR healed", "status open / paid healed");
        done["differences"][0].GetProperty("gateway_reference").GetString().Should().Be(charge);
        done["differences"][0].GetProperty("payment").GetString().Should().StartWith("pay_");
        done["differences_count"].GetInt32().Should().Be(2);
        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        Told(await Done((await Ask(Today())).Id)).Should().BeEmpty();
    }

    [Test]
    public async Task A_refund_and_a_dispute_of_a_later_day_belong_to_that_day()
    {
        var (invoice, charge) = await app.Opened("later", 20.95m);
        await app.Happens(charge, "succeed");
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        await Done((await Ask(Today())).Id);
        app.Clock.Advance(TimeSpan.FromDays(3));
        await app.Happens(charge, "refund_outside", new { amount = 5 });
        await app.Happens(charge, "charge_back", new { amount = 2 });

        var done = await Done((await Ask(Today())).Id);

        Told(done).Should().Equal("refund 0 EUR / 5 EUR healed", "dispute 0 EUR / 2 EUR healed");
        var after = await app.Reread(invoice.Id);
        after["refunded_amount"].GetDecimal().Should().Be(5);
        after["charged_back_amount"].GetDecimal().Should().Be(2);
    }

    [Test]
    public async Task What_only_one_side_has_and_what_no_query_can_settle_is_listed()
    {
        var (_, kept) = await app.Paid("kept", 10);
        var (_, lost) = await app.Paid("lost", 20);
        await Ledger(async db =>
        {
            var row = await db.Set<SandboxCharge>().FirstAsync(c => c.Id == kept);
            db.Entry(row).Property(c => c.PaidMinor).CurrentValue = 100;
            db.Remove(await db.Set<SandboxCharge>().FirstAsync(c => c.Id == lost));
        });
        var key = (await app.Read(db => db.Set<SandboxCharge>().AsNoTracking().FirstAsync(c => c.Id == kept))).ClientKey;
        var client = app.Services.GetRequiredService<SandboxKeys>().Read(key)!;
        var foreign = (await app.Send(new OpenCharge.Command(new NewCharge("pay_ofSomebodyElse", 700, "EUR", "buttons", "paypal", "Shop", null, "https://shop.example", true), client, key, "k-1"))).Value;
        app.Clock.Advance(TimeSpan.FromSeconds(6));

        var done = await Done((await Ask(Today())).Id);

        Told(done).Should().BeEquivalentTo("amount 10 EUR / 1 EUR", "missing_here  / open", "missing_there paid, 20 EUR / ");
        Of(done, "missing_here").GetProperty("gateway_reference").GetString().Should().Be(foreign.Id);
        Of(done, "missing_there").GetProperty("gateway_reference").GetString().Should().Be(lost);
    }

    [Test]
    public async Task A_gateway_that_does_not_answer_is_told_and_stops_nobody()
    {
        var other = await app.AnotherAccount();
        using var others = app.Api(account: other);
        await app.Paid("broken", 10);
        var made = await others.CreateInvoice(new { reference_id = "fine", amount = 10, currency = "EUR", service = "paypal_eur_hpp" });
        ((int)made.Status).Should().Be(201, made.Text);
        await Ledger(db =>
        {
            db.Add(new GatewayAccount { Id = new GatewayAccountId("gwa_ghost00000000000"), AccountId = new AccountId(app.Account.AccountId), Mode = Mode.Test, Gateway = "ghost", Created = app.Clock.GetUtcNow().AddDays(1) });
            return Task.CompletedTask;
        });
        // The provider's own books are damaged: its list ends in an error 500.
        await Books("damaged");
        var (first, second) = (await Ask(Today()), await others.Post("/api/reconciliations", Body(Today())));

        var done = await Done(first.Id);

        done.Word("status").Should().Be("done");
        done["gateway_accounts"].EnumerateArray().Select(a => a.GetProperty("status").GetString()).Should().Equal("unanswered", "unsupported");
        done["gateway_accounts"][0].GetProperty("problem").GetString().Should().Be("It answered 500.");
        done["unanswered"].GetArrayLength().Should().Be(1);
        var fine = await others.Get($"/api/reconciliations/{second.Id}");
        fine["gateway_accounts"][0].GetProperty("status").GetString().Should().Be("answered");
    }

    [Test]
    public async Task A_gateway_account_that_is_removed_meanwhile_is_told_as_that()
    {
        var removed = new GatewayAccount { Id = new GatewayAccountId("gwa_removed000000000"), Gateway = "sandbox" };

        var (account, differences) = await app.Services.GetRequiredService<BookCheck>().Run(removed, DateOnly.FromDateTime(app.Clock.GetUtcNow().UtcDateTime), CancellationToken.None);

        account.Should().Be(new ReconciledAccount(removed.Id, "sandbox", AccountOutcome.Unsupported, 0, "The gateway account was removed meanwhile."));
        differences.Should().BeEmpty();
    }

    [Test]
    public async Task A_merchant_whose_gateway_hangs_delays_nobody_else()
    {
        await using var stripe = await StripeServer.Start(() => app.Clock.GetUtcNow());
        await using var server = await PayCoreApp.Start(settings: [("Gateways:Stripe:BaseUrl", stripe.Url), ("Gateways:TimeLimitSeconds", "25")]);
        using var shop = server.Api();
        var gateway = await shop.Post("/api/gateway-accounts", new
        {
            data = new { type = "gateway-accounts", attributes = new { gateway = "stripe", name = "Stripe", credentials = new { secret_key = StripeServer.TestKey, webhook_secret = "whsec_abcdefghijklmnop" } } },
        });
        await shop.Offers("payment_card_eur_hpp", gateway.Id, Mode.Test);
        await shop.CreateInvoice(new { reference_id = "hangs", amount = 10, currency = "EUR", service = "payment_card_eur_hpp" });
        using var others = server.Api(account: await server.AnotherAccount());
        await others.CreateInvoice(new { reference_id = "waits", amount = 10, currency = "EUR", service = "paypal_eur_hpp" });
        var (first, second) = (await shop.Post("/api/reconciliations", Body(Today())), await others.Post("/api/reconciliations", Body(Today())));
        var hung = new TaskCompletionSource();
        stripe.Fault = async _ =>
        {
            await hung.Task;
            return false;
        };

        var run = server.Run<RunReconciliations>();

        await Probe.Until(async () => (await others.Get($"/api/reconciliations/{second.Id}")).Word("status") == "done", "the other merchant's day is compared");
        (await shop.Get($"/api/reconciliations/{first.Id}")).Word("status").Should().Be("running");
        hung.SetResult();
        await run;
        (await shop.Get($"/api/reconciliations/{first.Id}")).Word("status").Should().Be("done");
    }

    [Test]
    public async Task What_is_claimed_is_nobody_elses_until_its_lease_is_over()
    {
        // Leases of an earlier run of the server are void: this one has been up for a while.
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var asked = await Ask(Today());
        var lost = (await app.Send(new RunReconciliations.Begin([], "lost"))).Value!;
        await app.Run<RunReconciliations>();
        (await api.Get($"/api/reconciliations/{asked.Id}")).Word("status").Should().Be("running");

        app.Clock.Advance(TimeSpan.FromMinutes(16));
        (await app.Send(new RunReconciliations.Begin([], "next"))).Value!.Id.Value.Should().Be(asked.Id);
        (await app.Send(new RunReconciliations.Hold(lost.Id, "lost"))).Value.Should().BeFalse();
        await app.Send(new RunReconciliations.End(lost.Id, "lost", [], []));

        (await api.Get($"/api/reconciliations/{asked.Id}")).Word("status").Should().Be("running", "whoever lost the claim tells nothing any more");
    }

    [Test]
    public async Task The_same_day_asked_again_while_it_runs_is_the_same_reconciliation()
    {
        await app.Paid("again", 10);
        var account = await app.Read(db => db.Set<GatewayAccount>().AsNoTracking().Select(a => a.Id).FirstAsync());
        var atOnce = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Ask(Today())));
        var all = atOnce.Select(a => a.Id).Distinct().Should().ContainSingle().Subject;
        var one = await api.Post("/api/reconciliations", Body(Today(), account.Value));
        one.Id.Should().NotBe(all);

        var again = await Ask(Today());
        ((int)again.Status).Should().Be(201, again.Text);
        again.Id.Should().Be(all);
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        (await api.Post("/api/reconciliations", Body(Today(), account.Value))).Id.Should().Be(one.Id);

        await Done(all);
        (await Ask(Today())).Id.Should().NotBe(all);
    }

    [Test]
    public async Task One_that_dies_three_times_has_failed()
    {
        var asked = await Ask(Today());
        for (var n = 0; n < 3; n++)
        {
            (await app.Send(new RunReconciliations.Begin([], $"claim-{n}"))).Value!.Id.Value.Should().Be(asked.Id);
            app.Clock.Advance(TimeSpan.FromMinutes(16));
        }

        (await Done(asked.Id)).Word("status").Should().Be("failed");
    }

    [Test]
    public async Task The_list_goes_on_by_its_cursor_and_shows_one_gateway_account_where_asked()
    {
        await app.Paid("only", 10);
        var account = await app.Read(db => db.Set<GatewayAccount>().AsNoTracking().Select(a => a.Id).FirstAsync());
        var asked = await api.Post("/api/reconciliations", Body(Today(), account.Value));
        asked.Word("gateway_account").Should().Be(account.Value);
        await Ask(Today());

        var page = await api.Get("/api/reconciliations?page[size]=1");
        var next = await api.Get(page.Json.GetProperty("links").GetProperty("next").GetString()!);

        next.Json.GetProperty("data")[0].GetProperty("id").GetString().Should().NotBe(page.Json.GetProperty("data")[0].GetProperty("id").GetString());
        next.Json.GetProperty("links").GetProperty("next").ValueKind.Should().Be(JsonValueKind.Null);
        (await api.Get("/api/reconciliations?page[size]=x")).ShouldFail(422, "invalid_value page[size]");
    }

    [TestCase("""{}""", "required /data")]
    [TestCase("""{"data":{"type":"reconciliations","attributes":{}}}""", "required /data/attributes/date")]
    [TestCase("""{"data":{"type":"x","attributes":{"date":"yesterday"}}}""", "invalid_value /data/type", "invalid_value /data/attributes/date")]
    [TestCase("""{"data":{"type":"reconciliations","attributes":{"date":5,"gateway_account":7}}}""", "invalid_type /data/attributes/date", "invalid_type /data/attributes/gateway_account")]
    [TestCase("""{"data":{"type":"reconciliations","attributes":{"date":"2999-01-01","gateway_account":"gwa_nobody"}}}""",
        "invalid_value /data/attributes/date", "invalid_value /data/attributes/gateway_account")]
    [TestCase("""{"data":{"type":"reconciliations","attributes":{"date":"2001-01-01"}}}""", "invalid_value /data/attributes/date")]
    public async Task A_wrong_member_is_named(string body, params string[] errors)
    {
        var answer = await api.Post("/api/reconciliations", body);
        if (body == "{}") answer.Errors.Should().Contain(errors[0]);
        else answer.ShouldFail(422, errors);
    }

    [Test]
    public async Task Another_account_and_a_test_key_do_not_see_what_is_not_theirs()
    {
        using var live = app.Api(Mode.Live);
        using var stranger = app.Api(account: await app.AnotherAccount());
        var (test, ofLive) = (await Ask(Today()), await live.Post("/api/reconciliations", Body(Today())));

        (await stranger.Get($"/api/reconciliations/{test.Id}")).ShouldFail(404, "not_found");
        (await api.Get($"/api/reconciliations/{ofLive.Id}")).ShouldFail(404, "not_found");
        ((int)(await live.Get($"/api/reconciliations/{test.Id}")).Status).Should().Be(200);
        (await api.Get("/api/reconciliations?filter[test_mode]=false")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
    }

    [Test]
    public async Task A_live_key_asks_for_a_day_of_test_mode_and_a_test_key_for_no_live_one()
    {
        using var live = app.Api(Mode.Live);
        var asked = await live.Post("/api/reconciliations", new { data = new { type = "reconciliations", attributes = new { date = Today(), test_mode = true } } });

        asked["test_mode"].GetBoolean().Should().BeTrue(asked.Text);
        ((int)(await api.Get($"/api/reconciliations/{asked.Id}")).Status).Should().Be(200, "the test key sees it");
        (await api.Post("/api/reconciliations", new { data = new { type = "reconciliations", attributes = new { date = Today(), test_mode = false } } })).ShouldFail(403, "mode_forbidden");
    }

    /// <summary>The status of every charge in the provider's own books; an unknown one damages them.</summary>
    private Task Books(string status) => app.Read(db => db.Database.ExecuteSqlRawAsync("UPDATE sandbox_charges SET Status = {0} WHERE Owner = {1}", status, app.Account.AccountId));

    private string Today() => app.Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static object Body(string date, string? account = null) => new { data = new { type = "reconciliations", attributes = new { date, gateway_account = account } } };

    private Task<Answer> Ask(string date) => api.Post("/api/reconciliations", Body(date));

    private async Task<Answer> Done(string id)
    {
        await app.Run<RunReconciliations>();
        return await api.Get($"/api/reconciliations/{id}");
    }

    private async Task Ledger(Func<CommerceDb, Task> change)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommerceDb>();
        await change(db);
        await db.Commit(CancellationToken.None);
    }

    private static JsonElement Of(Answer done, string kind) => done["differences"].EnumerateArray().Single(d => d.GetProperty("kind").GetString() == kind);

    private static List<string> Told(Answer done) =>
        [.. done["differences"].EnumerateArray().Select(d =>
            $"{d.GetProperty("kind").GetString()} {d.GetProperty("ours").GetString()} / {d.GetProperty("theirs").GetString()}{(d.GetProperty("healed").GetBoolean() ? " healed" : "")}")];
}
