using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Callbacks.Delivery;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Callbacks;

/// <summary>What an account decides of its callbacks: how many at once, whether they are paused, what they show; and an account that cannot be read.</summary>
internal sealed partial class DispatchCallbacksTests
{
    [Test]
    public async Task A_signing_secret_that_cannot_be_read_holds_up_no_other_account()
    {
        var other = await app.AnotherAccount();
        using var others = app.Api(account: other);
        var broken = await Terminated("unreadable", merchant.Url, others);
        app.Services.GetRequiredService<AccountCache>().Forget((await app.Send(new FindAccount(new AccountId(other.AccountId)))).Value);
        await app.Read(db => db.Database.ExecuteSqlAsync($"UPDATE accounts_secrets SET Protected = 'x' || Protected WHERE AccountId = {other.AccountId}"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var invoice = await Terminated("order-1");
        await Dispatch();

        merchant.Requests.Should().ContainSingle().Which.Text.Should().Contain(invoice);
        var row = await app.Read(db => db.Set<Callback>().AsNoTracking().SingleAsync(c => c.InvoiceId == new InvoiceId(broken) && c.Status == CallbackStatus.Pending));
        (row.Attempts, row.LastError, row.Claim).Should().Be((1, "The callback could not be sent.", null));
        row.Due.Should().Be(app.Clock.GetUtcNow().AddMinutes(1), "it is tried again by the retry strategy");
        app.Logs.Errors.Should().Contain("cannot be signed");

        await app.Read(db => db.Database.ExecuteSqlAsync($"UPDATE accounts_secrets SET Protected = substr(Protected, 2) WHERE AccountId = {other.AccountId}"));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Dispatch();
        merchant.Requests.Should().HaveCount(2);
    }

    [Test]
    public async Task An_account_has_no_more_attempts_under_way_than_it_allows()
    {
        await SetCallbacks("\"max_concurrency\":2");
        await using var elsewhere = await StubMerchant.Start();
        var release = new TaskCompletionSource();
        merchant.Answer = (_, _) => release.Task;
        for (var i = 0; i < 6; i++) await Terminated($"order-{i}");
        var running = Dispatch();
        await Probe.Until(() => merchant.Requests.Count == 2, "two attempts are under way");

        using var others = app.Api(account: await app.AnotherAccount());
        await Terminated("of-another", elsewhere.Url, others);
        await Probe.Until(() => elsewhere.Requests.Count == 1, "another account is not held up by it");
        merchant.Requests.Should().HaveCount(2);

        release.SetResult();
        await running;
        merchant.Requests.Should().HaveCount(6);
    }

    [Test]
    public async Task A_live_attempt_may_take_twice_as_long_as_a_test_one()
    {
        merchant.Answer = (http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        using var live = app.Api(Mode.Live);
        var invoice = await Terminated("order-1", client: live);
        var running = Dispatch();
        await Probe.Until(() => merchant.Requests.Count == 1, "the attempt is under way");
        app.Clock.Advance(TimeSpan.FromSeconds(39));
        await Terminated("order-2", "http://10.1.2.3/");
        await Probe.Until(async () => (await api.Get("/api/callbacks?filter[status]=failed")).Json.GetProperty("data").GetArrayLength() == 1, "the dispatcher goes on");
        running.IsCompleted.Should().BeFalse("connecting and the first bytes have 20 seconds each");

        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await running;
        (await Log(invoice, live)).Single(c => c.Status == "pending").Attempts.Single().Error
            .Should().Be("No complete answer in time: connect 20 s, read 20 s, 60 s in all.");
    }

    [Test]
    public async Task A_claim_that_waited_too_long_for_its_place_is_given_back_and_made_again()
    {
        await SetCallbacks("\"max_concurrency\":1");
        using var live = app.Api(Mode.Live);
        var release = new TaskCompletionSource();
        merchant.Answer = (_, number) => number == 1 ? release.Task : Task.CompletedTask;
        for (var i = 0; i < 4; i++) await Terminated($"order-{i}", client: live);
        var running = Dispatch();
        await Probe.Until(() => merchant.Requests.Count == 1, "one attempt is under way, and the others, claimed with it, wait for their place");
        app.Clock.Advance(TimeSpan.FromSeconds(35));
        release.SetResult();
        await running;

        merchant.Requests.Should().HaveCount(4).And.OnlyContain(r => r.Headers["x-callback-attempt"] == "1");
    }

    [Test]
    public void An_attempt_starts_only_when_it_must_end_before_its_lease_does()
    {
        var sender = app.Services.GetRequiredService<CallbackSender>();
        foreach (var (mode, longest) in new[] { (Mode.Test, 20), (Mode.Live, 60) })
        {
            var view = SampleInvoice.Of(new AccountId(app.Account.AccountId), mode, app.Clock.GetUtcNow());
            var callback = Callback.Send(view, merchant.Url, [], isResend: false, app.Clock.GetUtcNow());
            callback.Lease("claim", "run", app.Clock.GetUtcNow().AddSeconds(longest + 1));
            sender.HasTimeFor(callback).Should().BeTrue();
            callback.Lease("claim", "run", app.Clock.GetUtcNow().AddSeconds(longest));
            sender.HasTimeFor(callback).Should().BeFalse();
        }
    }

    [Test]
    public async Task While_callbacks_are_paused_they_are_held_and_then_the_newest_of_each_invoice_goes_on()
    {
        await SetCallbacks("\"paused\":true");
        using var browser = app.Client();
        var created = await browser.Post("/public-api/payment-invoices", new { public_key = app.Account.PublicKeyTest, amount = 5, currency = "EUR" });
        await browser.Post($"/public-api/payment-invoices/{created.Id}/cancel");
        var other = await Terminated("order-1");
        await Dispatch();

        merchant.Requests.Should().BeEmpty();
        (await Log(created.Id)).Should().HaveCount(2).And.OnlyContain(c => c.Status == "held" && c.NextAttempt == null && c.Attempts.Count == 0);
        (await api.Get("/api/callbacks?filter[status]=held")).Json.GetProperty("data").GetArrayLength().Should().Be(3);

        await SetCallbacks("\"paused\":false");
        await Dispatch();
        merchant.Requests.Should().HaveCount(2);
        merchant.Requests.Should().ContainSingle(r => r.Text.Contains(created.Id)).Which.Text.Should().Contain("\"status\":\"terminated\"");
        (await Log(created.Id)).Select(c => (c.InvoiceStatus, c.Status)).Should().BeEquivalentTo([("created", "superseded"), ("terminated", "delivered")]);
        (await Log(other)).Should().Contain(c => c.Status == "delivered");
    }

    [Test]
    public async Task What_waits_for_a_retry_is_held_when_it_is_due_and_goes_on_where_it_was()
    {
        merchant.Answer = (http, number) => Say(http, number == 1 ? 500 : 200);
        var invoice = await Terminated("order-1");
        await Dispatch();
        await SetCallbacks("\"paused\":true");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await Dispatch();

        merchant.Requests.Should().HaveCount(1);
        (await Log(invoice)).Should().ContainSingle(c => c.Status == "held").Which.Attempts.Should().ContainSingle();
        await SetCallbacks("\"paused\":false");
        await Dispatch();
        merchant.Requests.Select(r => r.Headers["x-callback-attempt"]).Should().Equal("1", "2");
        (await Log(invoice)).Should().Contain(c => c.Status == "delivered");
    }

    [Test]
    public async Task A_resend_is_held_while_callbacks_are_paused_and_a_test_is_sent()
    {
        var invoice = await Terminated("order-1");
        await Dispatch();
        await SetCallbacks("\"paused\":true");
        var resent = await api.Post($"/api/callbacks/{(await Log(invoice)).Single(c => c.Status == "delivered").Id}/resend");
        await Dispatch();

        resent.Word("status").Should().Be("held");
        merchant.Requests.Should().HaveCount(1);
        (await api.Post("/api/callbacks/test"))["delivered"].GetBoolean().Should().BeTrue();
    }

    [Test]
    public void The_card_stands_in_the_body_only_where_the_account_exposes_it()
    {
        var writer = app.Services.GetRequiredService<CallbackWriter>();
        var now = app.Clock.GetUtcNow();
        var view = SampleInvoice.Of(new AccountId(app.Account.AccountId), Mode.Test, now);
        var payment = new PaymentView(
            new PaymentId("pay_1"), view.Id, view.Account, Mode.Test, "payment_card_eur_hpp", "payment_card", Flow.Hpp, "sandbox", new GatewayAccountId("gwa_1"),
            PaymentStatus.Paid, "ok", null, view.Amount, Money.Zero(view.Amount.Currency), view.Amount, null, null, null, null, null, null, null, now, now)
        {
            Card = new CardView("551928", "0000", "551928******0000", "mastercard", "ZOE TESTPERSON", "12", "2030"),
        };

        Body(CallbackOptions.Default).Should().Contain("551928******0000").And.Contain("ZOE TESTPERSON");
        Body(CallbackOptions.Default with { ExposeCard = false }).Should().Contain("\"payment_card\":null").And.NotContain("0000\"").And.NotContain("ZOE");

        string Body(CallbackOptions options) => Encoding.UTF8.GetString(writer.Body(view with { Active = payment }, options));
    }

    /// <summary>PATCH /api/account with members of <c>callback_options</c>.</summary>
    private async Task SetCallbacks(string options)
    {
        using var live = app.Api(Mode.Live);
        var changed = await live.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
        {
            Content = new StringContent("{\"data\":{\"type\":\"commerce-accounts\",\"attributes\":{\"callback_options\":{" + options + "}}}}", Encoding.UTF8, "application/json"),
        });
        ((int)changed.Status).Should().Be(200, changed.Text);
    }
}
