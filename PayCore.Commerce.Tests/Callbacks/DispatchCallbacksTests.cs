using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Callbacks;

/// <summary>From the commit of a state change to the merchant's backend (contract/callbacks.md).</summary>
internal sealed partial class DispatchCallbacksTests
{
    private StubMerchant merchant = null!;
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [SetUp]
    public async Task Start()
    {
        merchant = await StubMerchant.Start();
        app = await PayCoreApp.Start(merchant.Url + "/callback");
        api = app.Api();
    }

    [TearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
        await merchant.DisposeAsync();
    }

    [Test]
    public async Task A_state_change_reaches_the_merchant_signed_and_is_in_the_log()
    {
        merchant.Answer = (http, _) => http.Response.WriteAsync("thank you");
        var invoice = await Terminated("order-1");
        await Dispatch();

        var request = merchant.Requests.Should().ContainSingle().Subject;
        request.Path.Should().Be("/callback");
        request.Headers["x-callback-attempt"].Should().Be("1");
        request.Headers["content-type"].Should().Be("application/json; charset=utf-8");
        request.Headers["x-signature"].Should().Be(Sha1(app.Account.SigningSecretTest, request.Body));
        request.Headers["webhook-timestamp"].Should().Be("1795500000");
        request.Headers["webhook-signature"].Should().Be("v1," + Hmac(app.Account.SigningSecretTest, $"{request.Headers["webhook-id"]}.1795500000.", request.Body));
        request.Text.Should().Contain($"\"id\":\"{invoice}\"").And.Contain("\"status\":\"terminated\"").And.Contain("\"sequence\":2");

        var log = (await Log(invoice)).Single(c => c.Status == "delivered");
        log.InvoiceStatus.Should().Be("terminated");
        log.Id.Should().Be(request.Headers["webhook-id"]);
        log.Attempts.Should().ContainSingle().Which.Should().Be((1, 200, null, "thank you"));
    }

    [Test]
    public async Task The_body_is_the_representation_that_the_API_answers_without_logs()
    {
        var invoice = await Terminated("order-1");
        var read = await api.Get($"/api/payment-invoices/{invoice}");
        await Dispatch();

        var logs = read["callback_logs"].GetRawText();
        logs.Should().Contain("\"status\":\"pending\"");
        merchant.Requests[0].Text.Should().Be(read.Text.Replace(logs, "[]", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_failure_is_tried_again_after_the_interval_with_the_same_body_and_id()
    {
        merchant.Answer = (http, number) => Say(http, number < 3 ? 500 : 200);
        var invoice = await Terminated("order-1");
        await Dispatch();
        await Dispatch();
        merchant.Requests.Should().HaveCount(1, "the first retry comes after a minute");

        app.Clock.Advance(TimeSpan.FromSeconds(66));
        await Dispatch();
        app.Clock.Advance(TimeSpan.FromSeconds(107));
        await Dispatch();
        merchant.Requests.Should().HaveCount(2, "the second retry comes after two minutes, less 10 % at most");
        app.Clock.Advance(TimeSpan.FromSeconds(25));
        await Dispatch();

        merchant.Requests.Select(r => r.Headers["x-callback-attempt"]).Should().Equal("1", "2", "3");
        merchant.Requests.Select(r => r.Headers["webhook-id"]).Distinct().Should().ContainSingle();
        merchant.Requests.Select(r => r.Text).Distinct().Should().ContainSingle();
        merchant.Requests.Select(r => r.Headers["webhook-signature"]).Distinct().Should().HaveCount(3, "the time of the attempt is signed");
        (await Log(invoice)).Single(c => c.Status == "delivered").Attempts.Select(a => a.HttpStatus).Should().Equal(500, 500, 200);
    }

    [Test]
    public async Task A_redirect_is_not_followed_and_is_tried_again()
    {
        merchant.Answer = (http, _) =>
        {
            http.Response.Redirect(merchant.Url + "/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        var invoice = await Terminated("order-1");
        await Dispatch();

        merchant.Requests.Should().ContainSingle().Which.Path.Should().Be("/callback");
        var log = (await Log(invoice)).Single(c => c.Status == "pending");
        log.Attempts.Single().HttpStatus.Should().Be(307);
        log.NextAttempt.Should().NotBeNull();
    }

    [Test]
    public async Task Gone_ends_the_callback_at_once()
    {
        merchant.Answer = (http, _) => Say(http, 410);
        var invoice = await Terminated("order-1");
        await Dispatch();
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Dispatch();

        merchant.Requests.Should().HaveCount(1);
        (await Log(invoice)).Single(c => c.Status == "failed").Reason.Should().Be("gone");
    }

    [Test]
    public async Task A_later_Retry_After_is_obeyed()
    {
        merchant.Answer = (http, number) =>
        {
            http.Response.Headers.RetryAfter = "600";
            return Say(http, number == 1 ? 503 : 200);
        };
        await Terminated("order-1");
        await Dispatch();
        app.Clock.Advance(TimeSpan.FromSeconds(599));
        await Dispatch();
        merchant.Requests.Should().HaveCount(1);

        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await Dispatch();
        merchant.Requests.Should().HaveCount(2);
    }

    [Test]
    public async Task A_receiver_that_does_not_answer_in_time_is_tried_again()
    {
        merchant.Answer = (http, number) => number == 1 ? Task.Delay(Timeout.Infinite, http.RequestAborted) : Task.CompletedTask;
        var invoice = await Terminated("order-1");
        var running = Dispatch();
        await Probe.Until(() => merchant.Requests.Count == 1, "the attempt is under way");
        app.Clock.Advance(TimeSpan.FromSeconds(21));
        await running;

        var log = (await Log(invoice)).Single(c => c.Status == "pending");
        log.Attempts.Single().HttpStatus.Should().BeNull();
        log.Attempts.Single().Error.Should().StartWith("No complete answer in time");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await Dispatch();
        (await Log(invoice)).Should().Contain(c => c.Status == "delivered");
    }

    [Test]
    public async Task A_private_address_is_refused_at_once_and_the_log_says_why()
    {
        var created = await api.CreateInvoice(new { reference_id = "order-1", amount = 10, currency = "EUR", callback_url = "http://10.1.2.3/callback" });
        await api.Post($"/api/payment-invoices/{created.Id}/cancel");
        await Dispatch();

        var log = (await Log(created.Id)).Single(c => c.Status == "failed");
        log.Reason.Should().Be("address_refused");
        log.Attempts.Single().Error.Should().StartWith("10.1.2.3 leads to an address that is not allowed");
        merchant.Requests.Should().BeEmpty("the invoice's own URL comes before the account's");
    }

    [Test]
    public async Task What_is_never_called_back_is_in_the_log_with_its_reason()
    {
        var created = await api.CreateInvoice(new { reference_id = "order-1", amount = 10, currency = "EUR" });
        await Dispatch();

        merchant.Requests.Should().BeEmpty("the answer to the create told it already");
        var log = (await Log(created.Id)).Should().ContainSingle().Subject;
        (log.Status, log.Reason, log.Url).Should().Be(("skipped", "never_asked", null));
    }

    [Test]
    public async Task Without_a_callback_url_nothing_is_sent_and_the_log_says_so()
    {
        var other = await app.AnotherAccount();
        using var others = app.Api(account: other);
        var created = await others.CreateInvoice(new { reference_id = "order-1", amount = 10, currency = "EUR" });
        await others.Post($"/api/payment-invoices/{created.Id}/cancel");
        await Dispatch();

        merchant.Requests.Should().BeEmpty();
        (await Log(created.Id, others)).Select(c => c.Reason).Should().BeEquivalentTo("never_asked", "no_url");
    }

    [Test]
    public async Task What_a_later_state_overtakes_is_merged()
    {
        merchant.Answer = (http, number) => Say(http, number == 1 ? 500 : 200);
        var invoice = await Terminated("order-1");
        await Dispatch();
        var first = (await Log(invoice)).Single(c => c.Status == "pending");
        (await api.Post($"/api/callbacks/{first.Id}/resend")).Status.Should().Be(System.Net.HttpStatusCode.Created);
        await Dispatch();
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Dispatch();

        merchant.Requests.Should().HaveCount(2);
        var log = await Log(invoice);
        log.Single(c => c.Id == first.Id).Should().Match<LogEntry>(c => c.Status == "superseded" && c.Reason == "later_state_due");
        log.Single(c => c.Status == "delivered").Id.Should().Be(merchant.Requests[1].Headers["webhook-id"]);
    }

    [Test]
    public async Task While_an_attempt_runs_no_other_for_the_same_invoice_starts()
    {
        var release = new TaskCompletionSource();
        var (atOnce, most) = (0, 0);
        merchant.Answer = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            await release.Task;
            Interlocked.Decrement(ref atOnce);
        };
        var invoice = await Terminated("order-1");
        var running = Dispatch();
        await Probe.Until(() => merchant.Requests.Count == 1, "the first attempt is under way");

        var id = (await Log(invoice)).Single(c => c.Status == "pending").Id;
        await api.Post($"/api/callbacks/{id}/resend");
        var second = Dispatch();
        await Terminated("order-2");
        await Probe.Until(() => merchant.Requests.Count == 2, "another invoice is not held up by it");
        merchant.Requests.Count(r => r.Text.Contains(invoice)).Should().Be(1);

        release.SetResult();
        await Task.WhenAll(running, second);
        await Dispatch();
        merchant.Requests.Count(r => r.Text.Contains(invoice)).Should().Be(2);
        (await Log(invoice)).Where(c => c.Status != "skipped").Should().OnlyContain(c => c.Status == "delivered");
    }

    [Test]
    public async Task A_slow_receiver_does_not_hold_up_others()
    {
        await using var slow = await StubMerchant.Start();
        var release = new TaskCompletionSource();
        slow.Answer = (_, _) => release.Task;
        using var other = app.Api(account: await app.AnotherAccount());
        for (var i = 0; i < 20; i++) await Terminated($"slow-{i}", slow.Url, other);
        await Terminated("fast");

        var running = Dispatch();
        await Probe.Until(() => merchant.Requests.Count == 1, "the fast receiver is told");
        await Probe.Until(() => slow.Requests.Count == 8, "eight attempts run at the slow one");
        await Terminated("fast-2");
        await Probe.Until(() => merchant.Requests.Count == 2, "new work is taken up while the slow receiver is busy");
        slow.Requests.Should().HaveCount(8, "at most eight attempts run at once for one host");

        release.SetResult();
        await running;
        slow.Requests.Should().HaveCount(20);
    }

    [Test]
    public async Task A_host_that_keeps_failing_is_paused()
    {
        merchant.Answer = (http, _) => Say(http, 500);
        for (var i = 0; i < 30; i++) await Terminated($"order-{i}");
        await Dispatch();
        merchant.Requests.Count.Should().BeInRange(5, 13, "after five failures in a row the host gets a pause; eight may be under way then");

        var before = merchant.Requests.Count;
        app.Clock.Advance(TimeSpan.FromSeconds(61)); // longer than any pause: how long this one is depends on how many were under way
        await Dispatch();
        merchant.Requests.Should().HaveCount(before + 1, "after the pause one attempt alone tries");
    }

    [Test]
    public async Task An_attempt_whose_lease_was_lost_is_made_again()
    {
        var invoice = await Terminated("order-1");
        // A server died during an attempt: its lease stands, but it belongs to another run of the program.
        await Change(invoice, c => c.Lease("dead", "another run", app.Clock.GetUtcNow().AddHours(1)));
        await Dispatch();

        merchant.Requests.Should().ContainSingle();
        (await Log(invoice)).Should().Contain(c => c.Status == "delivered");
    }

    [Test]
    public async Task A_result_counts_only_while_the_claim_is_the_same()
    {
        var release = new TaskCompletionSource();
        merchant.Answer = (_, number) => number == 1 ? release.Task : Task.CompletedTask;
        var invoice = await Terminated("order-1");
        var running = Dispatch();
        await Probe.Until(() => merchant.Requests.Count == 1, "the attempt is under way");
        await Change(invoice, c => c.Lease("taken over", "another run", app.Clock.GetUtcNow()));
        release.SetResult();
        await running;

        merchant.Requests.Should().HaveCount(2, "the lost attempt is made again");
        (await Log(invoice)).Single(c => c.Status == "delivered").Attempts.Should().ContainSingle("the dropped result is not in the log");
        app.Logs.Text.Should().Contain("the lease was lost");
    }

    [Test]
    public async Task An_older_state_is_never_sent_after_a_newer_one()
    {
        var invoice = await Terminated("order-1");
        await Dispatch();
        // A resend that was decided before the last change, and committed after it.
        await app.Read(async db =>
        {
            var view = PayCore.Commerce.Invoices.Contracts.SampleInvoice.Of(new AccountId(app.Account.AccountId), Mode.Test, app.Clock.GetUtcNow())
                with { Id = new InvoiceId(invoice), Sequence = 1 };
            db.Add(Callback.Send(view, merchant.Url, "{}"u8.ToArray(), isResend: true, app.Clock.GetUtcNow()));
            await db.Commit(CancellationToken.None);
            return true;
        });
        await Dispatch();

        merchant.Requests.Should().HaveCount(1);
        (await Log(invoice)).Should().Contain(c => c.Reason == "later_state_sent");
    }

    [Test]
    public async Task Logs_hold_neither_bodies_nor_secrets()
    {
        merchant.Answer = (http, _) => Say(http, 500);
        await Terminated("secret-reference");
        await Dispatch();

        app.Logs.Text.Should().Contain("attempt 1").And.NotContain("secret-reference").And.NotContain(app.Account.SigningSecretTest)
            .And.NotContain(merchant.Requests[0].Headers["x-signature"]);
    }

    private static Task Say(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static string Sha1(string secret, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData([.. Encoding.UTF8.GetBytes(secret), .. body, .. Encoding.UTF8.GetBytes(secret)]);
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    private static string Hmac(string secret, string prefix, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(prefix), .. body];
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private Task Dispatch() => app.Run<DispatchCallbacks>();

    /// <summary>An invoice that was made and cancelled: its second state is called back.</summary>
    private async Task<string> Terminated(string reference, string? callbackUrl = null, HttpClient? client = null)
    {
        var created = await (client ?? api).CreateInvoice(new { reference_id = reference, amount = 10, currency = "EUR", callback_url = callbackUrl });
        await (client ?? api).Post($"/api/payment-invoices/{created.Id}/cancel");
        return created.Id;
    }

    private Task<bool> Change(string invoice, Action<Callback> change) => app.Read(async db =>
    {
        change(await db.Set<Callback>().SingleAsync(c => c.InvoiceId == new InvoiceId(invoice) && c.Status == CallbackStatus.Pending));
        await db.Commit(CancellationToken.None);
        return true;
    });

    private async Task<IReadOnlyList<LogEntry>> Log(string invoice, HttpClient? client = null) =>
        [.. (await (client ?? api).Get($"/api/payment-invoices/{invoice}/callbacks")).Json.GetProperty("data").EnumerateArray().Select(LogEntry.Of)];
}
