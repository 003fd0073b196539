using System.Net;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

internal sealed class RefundInvoiceTests
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
    public async Task All_is_refunded_and_the_refund_stands_in_the_invoice()
    {
        var (invoice, charge) = await app.Paid("refund-all", 100.25m);

        var refund = await Refund(invoice.Id, new { reference_id = "ra-1", description = "Refund by order" });

        refund.Status.Should().Be(HttpStatusCode.Created, refund.Text);
        refund.Id.Should().MatchRegex("^ref_[0-9A-Za-z]{16}$");
        refund.Headers.Location!.ToString().Should().Be($"/api/refunds/{refund.Id}");
        refund.Word("status").Should().Be("processed");
        refund["amount"].GetDecimal().Should().Be(100.25m);
        refund.Word("source").Should().Be("merchant_api");
        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("refunded/ok");
        after["refunded_amount"].GetDecimal().Should().Be(100.25m);
        after["refundable_amount"].GetDecimal().Should().Be(0);
        after["refunds"][0].GetProperty("id").GetString().Should().Be(refund.Id);
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("refunds").GetArrayLength().Should().Be(1);
        (await api.Get($"/api/refunds/{refund.Id}")).Text.Should().Contain("ra-1");
        (await api.Get($"/api/payment-invoices/{invoice.Id}/refunds")).Json.GetProperty("data").GetArrayLength().Should().Be(1);
        await app.Notify();
        (await app.Reread(invoice.Id))["sequence"].GetInt32().Should().Be(after["sequence"].GetInt32(), "the notification tells nothing new");
    }

    [Test]
    public async Task Parts_add_up_and_never_exceed_what_was_paid()
    {
        var (invoice, _) = await app.Paid("refund-parts", 10);
        (await Refund(invoice.Id, new { reference_id = "rp-1", amount = 4 })).Status.Should().Be(HttpStatusCode.Created);
        (await app.Reread(invoice.Id)).State().Should().Be("partially_refunded/ok");
        (await Refund(invoice.Id, new { reference_id = "rp-2", amount = 6.01m })).ShouldFail(422, "refund_exceeds_paid /data/attributes/amount");
        (await Refund(invoice.Id, new { reference_id = "rp-2", amount = 6, refundable_amount = 10 })).ShouldFail(409, "refund_amount_mismatch");
        (await Refund(invoice.Id, new { reference_id = "rp-2", amount = 6, refundable_amount = 6 })).Status.Should().Be(HttpStatusCode.Created);
        (await app.Reread(invoice.Id)).State().Should().Be("refunded/ok");
        (await Refund(invoice.Id, new { reference_id = "rp-3" })).ShouldFail(422, "refund_exceeds_paid /data/attributes/amount");
    }

    [Test]
    public async Task The_same_reference_answers_the_same_refund_and_other_content_is_a_conflict()
    {
        var (invoice, _) = await app.Paid("refund-again", 10);
        var first = await Refund(invoice.Id, new { reference_id = "rr-1", amount = 10 });
        var again = await Refund(invoice.Id, new { reference_id = "rr-1", amount = 10.0m, refundable_amount = 3 });

        again.Id.Should().Be(first.Id);
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        var other = await Refund(invoice.Id, new { reference_id = "rr-1", amount = 9 });
        other.ShouldFail(409, "reference_id_conflict");
        other.Json.GetProperty("errors")[0].GetProperty("meta").GetProperty("id").GetString().Should().Be(first.Id);
        var (elsewhere, _) = await app.Paid("refund-elsewhere", 10);
        (await Refund(elsewhere.Id, new { reference_id = "rr-1", amount = 10 })).ShouldFail(409, "reference_id_conflict");
    }

    [Test]
    public async Task What_is_wrong_with_a_refund_is_told_at_once()
    {
        var (invoice, _) = await app.Paid("refund-bad", 10);
        (await Refund(invoice.Id, new { amount = "1", description = 7 })).ShouldFail(422,
            "required /data/attributes/reference_id", "invalid_type /data/attributes/amount", "invalid_type /data/attributes/description");
        (await Refund(invoice.Id, new { reference_id = "x", amount = 0.001m })).ShouldFail(422, "amount_precision /data/attributes/amount");
        (await Refund(invoice.Id, new { reference_id = "x", amount = -1 })).ShouldFail(422, "amount_range /data/attributes/amount");
        var created = await api.CreateInvoice(new { reference_id = "refund-unpaid", amount = 1, currency = "EUR" });
        (await Refund(created.Id, new { reference_id = "x" })).ShouldFail(409, "invalid_state");
        using var stranger = app.Api(account: await app.AnotherAccount());
        (await stranger.Post($"/api/payment-invoices/{invoice.Id}/refund", Document(new { reference_id = "x" }))).ShouldFail(404, "not_found");
        (await stranger.Get($"/api/payment-invoices/{invoice.Id}/refunds")).ShouldFail(404, "not_found");
        (await api.Get("/api/refunds/ref_0000000000000000")).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task A_refund_that_the_gateway_refuses_leaves_what_was_paid_paid()
    {
        var (invoice, _) = await app.Paid("refund-refused", 10.96m);

        var refund = await Refund(invoice.Id, new { reference_id = "rx-1" });

        refund.Word("status").Should().Be("process_failed");
        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("refund_failed/provider_error");
        after["refundable_amount"].GetDecimal().Should().Be(10.96m);
        after["processed_amount"].GetDecimal().Should().Be(10.96m);
    }

    [Test]
    public async Task A_refund_that_takes_its_time_is_pending_until_the_gateway_tells()
    {
        var (invoice, _) = await app.Paid("refund-pending", 10.97m);

        var refund = await Refund(invoice.Id, new { reference_id = "rw-1" });

        refund.Word("status").Should().Be("process_pending");
        var waiting = await app.Reread(invoice.Id);
        waiting.State().Should().Be("refund_pending/ok");
        waiting["refundable_amount"].GetDecimal().Should().Be(0);
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.Notify();
        (await api.Get($"/api/refunds/{refund.Id}")).Word("status").Should().Be("processed");
        (await app.Reread(invoice.Id)).State().Should().Be("refunded/ok");
    }

    [Test]
    public async Task A_pending_refund_that_fails_in_the_end_can_be_asked_again()
    {
        var (invoice, charge) = await app.Paid("refund-fails-late", 20.97m);
        await Refund(invoice.Id, new { reference_id = "rl-1" });

        await app.Happens(charge, "refuse_refunds");

        (await app.Reread(invoice.Id)).State().Should().Be("refund_failed/provider_error");
        (await Refund(invoice.Id, new { reference_id = "rl-2" })).Status.Should().Be(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_refund_made_at_the_gateway_appears_with_its_notice()
    {
        var (invoice, charge) = await app.Paid("refund-outside", 10);

        await app.Happens(charge, "refund_outside", new { amount = 3 });

        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("partially_refunded/ok");
        after.Notices().Should().Equal("refunded_outside");
        after["refunds"][0].GetProperty("source").GetString().Should().Be("gateway");
        after["refunds"][0].GetProperty("reference_id").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        after["refundable_amount"].GetDecimal().Should().Be(7);
        (await Refund(invoice.Id, new { reference_id = "ro-1", amount = 8 })).ShouldFail(422, "refund_exceeds_paid /data/attributes/amount");
    }

    [Test]
    public async Task A_hundred_parallel_refunds_of_1_on_an_invoice_of_50_give_exactly_50()
    {
        var (invoice, charge) = await app.Paid("refund-race", 50);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async n =>
        {
            // A busy server says "conflict, try again": the same reference again is the same refund.
            for (var tries = 1; ; tries++)
                if (await Refund(invoice.Id, new { reference_id = $"race-{n}", amount = 1 }) is var answer && (tries == 20 || !answer.Errors.Contains("conflict"))) return answer;
        }));

        answers.Count(a => a.Status == HttpStatusCode.Created).Should().Be(50, string.Join('\n', answers.Where(a => (int)a.Status >= 500).Select(a => a.Text)));
        answers.Where(a => a.Status != HttpStatusCode.Created).SelectMany(a => a.Errors).Distinct().Should().Equal("refund_exceeds_paid /data/attributes/amount");
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Run<DispatchOperations>();
        await app.Notify();
        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("refunded/ok");
        after["refunded_amount"].GetDecimal().Should().Be(50);
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("refunds").EnumerateArray().Sum(r => r.GetProperty("amount").GetInt64()).Should().Be(5000);
    }

    private Task<Answer> Refund(string id, object attributes) => api.Post($"/api/payment-invoices/{id}/refund", Document(attributes));

    private static object Document(object attributes) => new { data = new { type = "refund", attributes } };
}
