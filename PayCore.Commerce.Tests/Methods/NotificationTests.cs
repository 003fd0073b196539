using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>POST /gateways/{gateway}/notifications/{gateway account} (contract/methods-and-gateways.md, Gateway callbacks).</summary>
internal sealed class NotificationTests
{
    private PayCoreApp app = null!;
    private Answer invoice = null!;
    private Inbox inbox = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [SetUp]
    public async Task StartAPayment()
    {
        invoice = await app.Started();
        inbox = await app.InboxOf(invoice);
    }

    [Test]
    public async Task A_signed_notification_is_answered_at_once_and_applied_after()
    {
        var answer = await inbox.Send(invoice.Event("paid", 10_025));

        answer.Status.Should().Be(HttpStatusCode.OK);
        (await app.Now(invoice)).Word("status").Should().Be("process_pending", "it is kept first");
        await app.Run<ApplyNotifications>();
        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_wrongly_signed_notification_is_401_and_changes_nothing()
    {
        var body = invoice.Event("paid", 10_025);
        var other = await app.AnotherAccount();
        using var stranger = app.Api(account: other);
        var foreign = await app.InboxOf(await stranger.CreateInvoice(new { reference_id = "foreign-secret", amount = 1, currency = "EUR", service = "paypal_eur_hpp" }));

        await Refused(await inbox.Send(body, secret: "guessed"));
        await Refused(await inbox.Send(body, secret: foreign.Secret));
        await Refused(await inbox.Send(body, at: app.Clock.GetUtcNow().AddSeconds(-301)));
        await Refused(await inbox.Send(body, at: app.Clock.GetUtcNow().AddSeconds(301)));
        await Refused(await inbox.Send(body, id: new string('x', 101)));
    }

    [Test]
    public async Task An_unsigned_notification_is_401_and_changes_nothing()
    {
        var body = invoice.Event("paid", 10_025);
        var time = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        var signature = SandboxSignature.Sign(inbox.Secret, "sev_x", time, Encoding.UTF8.GetBytes(body));
        using var client = app.Client();

        await Refused(await client.Post(inbox.Path, body));
        await Refused(await client.Post(inbox.Path, body, (SandboxSignature.IdHeader, "sev_x"), (SandboxSignature.SignatureHeader, signature)));
        await Refused(await client.Post(inbox.Path, body, (SandboxSignature.IdHeader, "sev_x"), (SandboxSignature.TimestampHeader, $"{time}")));
        await Refused(await client.Post(inbox.Path, body, (SandboxSignature.TimestampHeader, $"{time}"), (SandboxSignature.SignatureHeader, signature)));
        await Refused(await client.Post(
            inbox.Path, body + " ", (SandboxSignature.IdHeader, "sev_x"), (SandboxSignature.TimestampHeader, $"{time}"), (SandboxSignature.SignatureHeader, signature)));
    }

    [Test]
    public async Task A_notification_for_a_gateway_or_an_account_that_is_not_there_is_404()
    {
        using var client = app.Client();
        (await client.Post("/gateways/sandbox/notifications/gwa_0123456789abcdef", "{}")).ShouldFail(404, "not_found");
        (await client.Post(inbox.Path.Replace("sandbox", "nobody", StringComparison.Ordinal), "{}")).ShouldFail(404, "not_found");
        (await client.Get(inbox.Path)).Status.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Test]
    public async Task A_notification_over_one_MiB_is_413_and_one_of_that_size_is_read()
    {
        (await inbox.Send(new string(' ', 1024 * 1024 + 1))).ShouldFail(413, "body_too_large");

        var body = invoice.Event("paid", 10_025);
        (await inbox.Send(body + new string(' ', 1024 * 1024 - Encoding.UTF8.GetByteCount(body)))).Status.Should().Be(HttpStatusCode.OK);
        await app.Run<ApplyNotifications>();
        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task The_same_notification_again_changes_nothing()
    {
        var (body, id) = (invoice.Event("paid", 10_025), Inbox.NewId());
        await inbox.Send(body, id);
        await app.Run<ApplyNotifications>();
        var paid = await app.Now(invoice);

        (await inbox.Send(body, id)).Status.Should().Be(HttpStatusCode.OK);
        (await inbox.Send(body)).Status.Should().Be(HttpStatusCode.OK, "the same content under another id");
        await app.Run<ApplyNotifications>();

        (await Kept(id)).Should().HaveCount(1);
        var after = await app.Now(invoice);
        after["sequence"].GetInt32().Should().Be(paid["sequence"].GetInt32());
        after["processed_amount"].GetDecimal().Should().Be(100.25m);
    }

    [Test]
    public async Task Ten_copies_at_the_same_instant_are_one()
    {
        var (body, id) = (invoice.Event("paid", 10_025), Inbox.NewId());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => inbox.Send(body, id)));

        answers.Should().OnlyContain(a => a.Status == HttpStatusCode.OK);
        (await Kept(id)).Should().HaveCount(1);
    }

    [TestCase("paid pending", "processed")]
    [TestCase("paid declined", "processed")]
    [TestCase("declined paid", "processed")]
    [TestCase("cancelled paid", "processed")]
    [TestCase("declined pending", "process_error")]
    [TestCase("declined cancelled", "process_error")]
    [TestCase("part_paid declined", "partially_processed")]
    [TestCase("paid part_paid", "processed")]
    public async Task The_order_of_arrival_does_not_matter(string order, string status)
    {
        foreach (var word in order.Split(' '))
        {
            await inbox.Send(invoice.Event(word, word switch { "paid" => 10_025, "part_paid" => 4_000, _ => 0 }));
            await app.Run<ApplyNotifications>();
        }

        (await app.Now(invoice)).Word("status").Should().Be(status);
    }

    [Test]
    public async Task Money_of_another_currency_is_told_and_never_counted()
    {
        await inbox.Send(invoice.Event("paid", 10_025, currency: "USD"));
        await app.Run<ApplyNotifications>();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("process_pending");
        after["processed_amount"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        after["notices"].EnumerateArray().Select(n => n.GetProperty("code").GetString()).Should().Equal("currency_mismatch");

        await inbox.Send(invoice.Event("paid", 10_025, currency: "USD"));
        await inbox.Send(invoice.Event("paid", 15_000, currency: "USD"));
        await app.Run<ApplyNotifications>();

        var told = (await app.Now(invoice))["notices"].EnumerateArray().Select(n => (n.GetProperty("amount").GetDecimal(), n.GetProperty("currency").GetString()));
        told.Should().Equal([(100.25m, "USD"), (49.75m, "USD")], "the same report again tells nothing, more of it does");
    }

    [Test]
    public async Task While_notifications_are_applied_no_gateway_is_called()
    {
        var line = new LossyGateway.Line();
        await using var own = await PayCoreApp.Start(services =>
        {
            services.RemoveAll<IGateway>();
            services.AddSingleton<IGateway>(provider => new LossyGateway(ActivatorUtilities.CreateInstance<SandboxGateway>(provider), line));
        });
        var first = await own.Started();
        using var customer = own.Client();
        var second = await customer.Post($"/public-api/payment-invoices/{first.Id}/process", new { service = "ideal_eur_hpp" });
        var (receiver, calls) = (await own.InboxOf(first), 0);
        line.Before = _ => Task.FromResult(Interlocked.Increment(ref calls));

        await receiver.Send(first.Event("paid", 10_025));
        await own.Run<ApplyNotifications>();

        calls.Should().Be(0, "a gateway that answers slowly would hold up everybody's notifications");
        (await own.Now(first)).Word("status").Should().Be("processed");
        await own.Run<DispatchOperations>();
        calls.Should().Be(1);
        (await own.Api().Get($"/sandbox/api/charges/{second.Charge()}")).Json.GetProperty("status").GetString().Should().Be("cancelled");
    }

    [Test]
    public async Task A_notification_that_claims_another_payments_id_at_the_gateway_is_put_off_at_once()
    {
        var (other, id) = (await app.Started(), Inbox.NewId());
        var named = invoice.Payment().Value.Replace("pay_", "sch_", StringComparison.Ordinal);

        await inbox.Send(invoice.Event("paid", 10_025).Replace(named, other.Charge(), StringComparison.Ordinal), id);
        await app.Run<ApplyNotifications>();

        (await app.Now(invoice)).Word("status").Should().Be("process_pending");
        var kept = (await Kept(id)).Single();
        (kept.State, kept.Tries, kept.LastProblem).Should().Be((NotificationState.Received, 1, "It tells a gateway's id that is another payment's."));
    }

    [Test]
    public async Task A_notification_about_another_accounts_payment_changes_nothing()
    {
        using var stranger = app.Api(account: await app.AnotherAccount());
        var foreign = await stranger.CreateInvoice(new { reference_id = "foreign", amount = 100.25m, currency = "EUR", service = "paypal_eur_hpp" });
        var id = Inbox.NewId();

        (await inbox.Send(foreign.Event("paid", 10_025), id)).Status.Should().Be(HttpStatusCode.OK);
        await app.Run<ApplyNotifications>();

        (await stranger.Get($"/api/payment-invoices/{foreign.Id}")).Word("status").Should().Be("process_pending");
        (await Kept(id)).Should().ContainSingle().Which.State.Should().Be(NotificationState.Received);
    }

    [Test]
    public async Task What_cannot_be_applied_is_tried_twenty_times_then_parked_and_holds_up_nobody()
    {
        var (unknown, unreadable) = (Inbox.NewId(), Inbox.NewId());
        await inbox.Send(invoice.Event("paid", 10_025, payment: "pay_0123456789abcdef"), unknown);
        await inbox.Send("{\"not\": \"an event", unreadable);
        await inbox.Send(invoice.Event("paid", 10_025));
        await app.Run<ApplyNotifications>();
        (await app.Now(invoice)).Word("status").Should().Be("processed", "those before it hold up nobody");

        for (var n = 0; n < 25; n++)
        {
            app.Clock.Advance(TimeSpan.FromHours(1));
            await app.Run<ApplyNotifications>();
        }

        foreach (var id in (string[])[unknown, unreadable])
        {
            var parked = (await Kept(id)).Single();
            parked.State.Should().Be(NotificationState.Parked);
            parked.Tries.Should().Be(20);
            parked.Body.Should().NotBeEmpty("it is kept to be looked at");
            app.Logs.Errors.Should().Contain($"The sandbox notification {parked.Position} of {parked.GatewayAccountId.Value} is given up after 20 tries");
        }
    }

    [Test]
    public async Task The_test_clock_takes_time_off_the_next_try_of_what_could_not_be_applied()
    {
        var id = Inbox.NewId();
        await inbox.Send("{\"not\": \"an event", id);
        foreach (var tries in (int[])[1, 2, 3])
        {
            await app.Run<ApplyNotifications>();
            await app.Run<ApplyNotifications>();
            (await Kept(id)).Single().Tries.Should().Be(tries, "the second run comes before its time");
            (await app.Api().Post("/api/test-clock/advance", new { seconds = 3600 })).Status.Should().Be(HttpStatusCode.OK);
        }
    }

    private async Task Refused(Answer answer)
    {
        answer.ShouldFail(401, "unauthorized");
        answer.Headers.WwwAuthenticate.Should().BeEmpty();
        await app.Run<ApplyNotifications>();
        (await app.Now(invoice))["sequence"].GetInt32().Should().Be(invoice["sequence"].GetInt32());
        (await Kept("sev_x")).Should().BeEmpty();
    }

    private Task<List<ReceivedNotification>> Kept(string id) =>
        app.Read(db => db.Set<ReceivedNotification>().AsNoTracking().Where(n => n.ExternalId == id).ToListAsync());
}
