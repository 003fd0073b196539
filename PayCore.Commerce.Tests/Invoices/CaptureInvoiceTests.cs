using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

internal sealed class CaptureInvoiceTests
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
    public async Task Reserved_money_waits_for_the_capture_and_does_not_expire()
    {
        var (invoice, _) = await app.Paid("reserve", 100, "authorize");

        invoice.State().Should().Be("process_pending/authorized");
        invoice["authorized_amount"].GetDecimal().Should().Be(100);
        invoice["authorization_expires"].GetInt64().Should().BeGreaterThan(app.Clock.GetUtcNow().ToUnixTimeSeconds());
        invoice["processed_amount"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        (await app.Client().Post($"/public-api/payment-invoices/{invoice.Id}/process", new { service = "ideal_eur_hpp" })).ShouldFail(409, "invalid_state");
        (await app.Client().Post($"/public-api/payment-invoices/{invoice.Id}/cancel")).ShouldFail(409, "invalid_state");
    }

    [Test]
    public async Task All_of_it_is_captured_and_the_same_again_is_the_same()
    {
        var (invoice, _) = await app.Paid("capture-all", 100, "authorize");

        var captured = await Capture(invoice.Id);
        var again = await Capture(invoice.Id, 100);

        captured.State().Should().Be("processed/ok");
        captured["processed_amount"].GetDecimal().Should().Be(100);
        again.Text.Should().Be(captured.Text);
        await app.Notify();
        (await app.Reread(invoice.Id))["sequence"].GetInt32().Should().Be(captured["sequence"].GetInt32(), "the notification tells nothing new");
    }

    [Test]
    public async Task Less_is_captured_and_the_rest_released_for_good()
    {
        var (invoice, charge) = await app.Paid("capture-part", 100, "authorize");

        var captured = await Capture(invoice.Id, 60, "c-1");

        captured.State().Should().Be("partially_processed/ok");
        captured["processed_amount"].GetDecimal().Should().Be(60);
        captured["remaining_amount"].GetDecimal().Should().Be(40);
        captured["refundable_amount"].GetDecimal().Should().Be(60);
        (await Capture(invoice.Id, 60, "c-1")).Status.Should().Be(System.Net.HttpStatusCode.OK);
        (await Capture(invoice.Id, 40, "c-2")).ShouldFail(409, "invalid_state");
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("paid_amount").GetInt64().Should().Be(6000);
    }

    [Test]
    public async Task More_than_is_reserved_is_refused()
    {
        var (invoice, _) = await app.Paid("capture-more", 100, "authorize");
        (await Capture(invoice.Id, 100.01m)).ShouldFail(422, "capture_exceeds_authorized /data/attributes/amount");
        (await Capture(invoice.Id, 0.001m)).ShouldFail(422, "amount_precision /data/attributes/amount");
        (await app.Reread(invoice.Id)).State().Should().Be("process_pending/authorized");
    }

    [Test]
    public async Task A_body_without_its_envelope_captures_nothing()
    {
        var (invoice, _) = await app.Paid("capture-envelope", 100, "authorize");
        (await api.Post($"/api/payment-invoices/{invoice.Id}/capture", new { amount = 60 })).ShouldFail(422, "required /data");
        (await app.Reread(invoice.Id)).State().Should().Be("process_pending/authorized");
    }

    [Test]
    public async Task What_is_not_reserved_cannot_be_captured()
    {
        var (paid, _) = await app.Paid("capture-paid", 10);
        (await Capture(paid.Id)).ShouldFail(409, "invalid_state");
        var created = await api.CreateInvoice(new { reference_id = "capture-created", amount = 1, currency = "EUR" });
        (await Capture(created.Id)).ShouldFail(409, "invalid_state");
        using var stranger = app.Api(account: await app.AnotherAccount());
        (await stranger.Post($"/api/payment-invoices/{paid.Id}/capture")).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task A_capture_that_the_gateway_refuses_leaves_the_money_reserved()
    {
        var (invoice, _) = await app.Paid("capture-refused", 10.98m, "authorize");

        (await Capture(invoice.Id)).ShouldFail(409, "capture_refused");

        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("process_pending/authorized");
        (await api.Get($"/api/payment-invoices/{invoice.Id}/events")).Json.GetProperty("data").EnumerateArray()
            .Select(e => e.GetProperty("attributes").GetProperty("status").GetString()).Should().EndWith(["process_pending", "processing", "process_pending"]);
    }

    [Test]
    public async Task The_merchants_cancel_voids_and_cancelling_again_is_the_same()
    {
        var (invoice, charge) = await app.Paid("void", 100, "authorize");

        var cancelled = await api.Post($"/api/payment-invoices/{invoice.Id}/cancel");

        ((int)cancelled.Status).Should().Be(200, cancelled.Text);
        cancelled.State().Should().Be("terminated/cancelled_by_merchant");
        cancelled["authorized_amount"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("status").GetString().Should().Be("voided");
        (await api.Post($"/api/payment-invoices/{invoice.Id}/cancel"))["sequence"].GetInt32().Should().Be(cancelled["sequence"].GetInt32());
        (await Capture(invoice.Id)).ShouldFail(409, "invalid_state");
    }

    [Test]
    public async Task A_void_that_the_gateway_refuses_is_told_by_a_notice_and_the_money_can_still_be_captured()
    {
        var (invoice, _) = await app.Paid("void-refused", 10.99m, "authorize");

        var cancelled = await api.Post($"/api/payment-invoices/{invoice.Id}/cancel");

        ((int)cancelled.Status).Should().Be(200, cancelled.Text);
        cancelled.State().Should().Be("process_pending/authorized");
        cancelled.Notices().Should().Equal("void_refused");
        (await api.Post($"/api/payment-invoices/{invoice.Id}/cancel")).Notices().Should().Equal(["void_refused", "void_refused"], "each refusal is told");
        (await Capture(invoice.Id)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task A_reservation_that_lapses_ends_the_invoice_and_says_why()
    {
        var (invoice, charge) = await app.Paid("lapse", 100, "authorize");

        await app.Happens(charge, "lapse");

        (await app.Reread(invoice.Id)).State().Should().Be("terminated/authorization_expired");
    }

    [Test]
    public async Task A_lapse_that_nobody_tells_is_found_when_the_reservation_should_end()
    {
        var (invoice, _) = await app.Paid("lapse-silent", 10.95m, "authorize");
        await app.Run<ReconcilePayments>();
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        await app.Run<ReconcilePayments>();
        (await app.Reread(invoice.Id)).State().Should().Be("process_pending/authorized");

        app.Clock.Advance(TimeSpan.FromDays(8));
        await app.Notify();
        await app.Run<ReconcilePayments>();

        (await app.Reread(invoice.Id)).State().Should().Be("terminated/authorization_expired");
    }

    [Test]
    public async Task Money_that_is_reserved_after_the_end_is_given_free_and_the_end_stays()
    {
        var (invoice, charge) = await app.Opened("late-authorization", 20, "authorize");
        await api.Post($"/api/payment-invoices/{invoice.Id}/cancel");
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("status").GetString().Should().Be("cancelled");

        await app.Happens(charge, "succeed");
        await app.Notify();

        var after = await app.Reread(invoice.Id);
        after.State().Should().Be("terminated/cancelled_by_merchant");
        after.Notices().Should().Equal("late_authorization_voided");
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("status").GetString().Should().Be("voided");
    }

    [Test]
    public async Task The_second_of_two_reservations_is_given_free()
    {
        var (invoice, first) = await app.Opened("two-reservations", 100, "authorize");
        using var customer = app.Client();
        var other = await customer.Post($"/public-api/payment-invoices/{invoice.Id}/process", new { service = "ideal_eur_hpp" });
        var second = other.Charge();
        await app.Happens(second, "succeed");
        (await app.Reread(invoice.Id)).State().Should().Be("process_pending/authorized");

        // The first was cancelled when the second was authorized; a provider may reserve all the same.
        (await api.Get($"/sandbox/api/charges/{first}")).Json.GetProperty("status").GetString().Should().Be("cancelled");
        await app.Happens(first, "succeed");
        await app.Notify();

        (await api.Get($"/sandbox/api/charges/{first}")).Json.GetProperty("status").GetString().Should().Be("voided");
        (await api.Get($"/sandbox/api/charges/{second}")).Json.GetProperty("status").GetString().Should().Be("authorized");
        (await app.Reread(invoice.Id)).Notices().Should().Equal("late_authorization_voided");
        (await Capture(invoice.Id)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task Two_captures_at_once_take_the_money_once([Range(1, 4)] int n)
    {
        var (invoice, charge) = await app.Paid($"capture-race-{n}", 100, "authorize");

        var answers = await Task.WhenAll(Capture(invoice.Id, 60, "a"), Capture(invoice.Id, 70, "b"));

        answers.Select(a => (int)a.Status).Should().BeEquivalentTo([200, 409]);
        var taken = answers.Single(a => (int)a.Status == 200)["processed_amount"].GetDecimal();
        (await app.Reread(invoice.Id))["processed_amount"].GetDecimal().Should().Be(taken);
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("paid_amount").GetInt64().Should().Be((long)(taken * 100));
    }

    [Test]
    public async Task A_capture_and_a_cancel_at_once_end_in_one_truth([Range(1, 4)] int n)
    {
        var (invoice, charge) = await app.Paid($"capture-cancel-race-{n}", 100, "authorize");

        var (capture, cancel) = (Capture(invoice.Id), api.Post($"/api/payment-invoices/{invoice.Id}/cancel"));
        await Task.WhenAll(capture, cancel);
        await app.Notify();

        var (state, status) = ((await app.Reread(invoice.Id)).State(), (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("status").GetString());
        (state, status).Should().BeOneOf(("processed/ok", "paid"), ("terminated/cancelled_by_merchant", "voided"));
        ((int)(await capture).Status == 200).Should().Be(status == "paid");
        ((int)(await cancel).Status == 200).Should().Be(status == "voided");
    }

    private Task<Answer> Capture(string id, decimal? amount = null, string? reference = null) => api.Post(
        $"/api/payment-invoices/{id}/capture",
        amount is null && reference is null ? null : new { data = new { type = "captures", attributes = new { amount, reference_id = reference } } });
}
