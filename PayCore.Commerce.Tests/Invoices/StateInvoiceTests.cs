using System.Net;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace PayCore.Commerce.Tests.Invoices;

internal sealed class StateInvoiceTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api(Mode.Live);
        await app.TakesTransfers(Mode.Live);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task A_started_transfer_shows_where_to_pay_and_waits_fourteen_days()
    {
        var invoice = await api.Asks("state-start", 100.25m);

        var details = invoice["flow_data"].GetProperty("metadata");
        details.GetProperty("account_holder").GetString().Should().Be("Book Corner GmbH");
        details.GetProperty("iban").GetString().Should().Be(TransferSide.Iban);
        details.GetProperty("bic").GetString().Should().Be("COBADEFFXXX");
        details.GetProperty("amount").GetString().Should().Be("100.25");
        details.GetProperty("currency").GetString().Should().Be("EUR");
        invoice.Reference().Should().MatchRegex("^RF[0-9]{2}[0-9A-Z]{19}$");
        invoice["flow_data"].GetProperty("action").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        invoice["expires"].GetInt64().Should().Be(invoice["created"].GetInt64() + (14 * 24 * 3600));
    }

    [Test]
    public async Task What_the_merchant_gave_as_the_end_is_not_extended()
    {
        var expires = app.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        (await api.Asks("state-given", 10, expires: expires))["expires"].GetInt64().Should().Be(expires);
    }

    [Test]
    public async Task Several_statements_add_up_and_the_last_brings_what_is_missing()
    {
        var invoice = await api.Asks("state-parts", 100);

        var part = await api.State(invoice.Id, new { status = "processed", amount = 60, currency = "EUR", original_id = "bank-1", description = "First part" });
        part.Status.Should().Be(HttpStatusCode.OK, part.Text);
        part.State().Should().Be("partially_processed/ok");
        part["processed_amount"].GetDecimal().Should().Be(60);
        part["remaining_amount"].GetDecimal().Should().Be(40);

        var whole = await api.State(invoice.Id, new { status = "processed", original_id = "bank-2" });
        whole.State().Should().Be("processed/ok");
        whole["processed_amount"].GetDecimal().Should().Be(100);
        whole.Notices().Should().BeEmpty();
        (await api.Get($"/api/payment-invoices/{invoice.Id}/events")).Text.Should().Contain("\"cause\":\"statement\"");
    }

    [Test]
    public async Task The_same_statement_again_is_the_same_and_another_content_is_a_conflict()
    {
        var (invoice, other) = (await api.Asks("state-again", 100), await api.Asks("state-again-other", 100));
        var statement = new { status = "processed", amount = 60, original_id = "again-1", description = "x" };
        var first = await api.State(invoice.Id, statement);

        var again = await api.State(invoice.Id, statement);
        again.Status.Should().Be(HttpStatusCode.OK, again.Text);
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        again["sequence"].GetInt32().Should().Be(first["sequence"].GetInt32());
        again["processed_amount"].GetDecimal().Should().Be(60);

        (await api.State(invoice.Id, statement with { amount = 61 })).ShouldFail(409, "reference_id_conflict");
        (await api.State(invoice.Id, statement with { status = "refunded" })).ShouldFail(409, "reference_id_conflict");
        (await api.State(invoice.Id, statement with { description = "y" })).ShouldFail(409, "reference_id_conflict");
        (await api.State(other.Id, statement)).ShouldFail(409, "reference_id_conflict");
    }

    [Test]
    public async Task Ten_equal_statements_at_once_count_once()
    {
        var invoice = await api.Asks("state-race", 100);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.State(invoice.Id, new { status = "processed", amount = 60, original_id = "race-1" })));
        answers.Should().AllSatisfy(a => a.Status.Should().Be(HttpStatusCode.OK, a.Text));
        (await api.Get($"/api/payment-invoices/{invoice.Id}"))["processed_amount"].GetDecimal().Should().Be(60);
    }

    [Test]
    public async Task More_than_asked_is_told()
    {
        var invoice = await api.Asks("state-over", 100);
        var paid = await api.State(invoice.Id, new { status = "processed", amount = 130, original_id = "over-1" });
        paid.State().Should().Be("processed/ok");
        paid["processed_amount"].GetDecimal().Should().Be(130);
        paid.Notices().Should().Equal("overpaid");
        (await api.State(invoice.Id, new { status = "processed", original_id = "over-2" })).ShouldFail(422, "required /data/attributes/amount");
    }

    [Test]
    public async Task Another_currency_is_told_and_never_counted()
    {
        var invoice = await api.Asks("state-usd", 100);
        var told = await api.State(invoice.Id, new { status = "processed", amount = 100, currency = "USD", original_id = "usd-1" });
        told.State().Should().Be("process_pending/ok", told.Text);
        told["processed_amount"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        told.Notices().Should().Equal("currency_mismatch");

        (await api.State(invoice.Id, new { status = "refunded", amount = 101, currency = "USD", original_id = "usd-2" })).ShouldFail(422, "refund_exceeds_paid /data/attributes/amount");
        (await api.State(invoice.Id, new { status = "refunded", amount = 100, currency = "USD", original_id = "usd-2" })).Status.Should().Be(HttpStatusCode.OK);
        (await api.State(invoice.Id, new { status = "processed", currency = "USD", original_id = "usd-3" })).ShouldFail(422, "required /data/attributes/amount");
    }

    [Test]
    public async Task What_was_returned_by_hand_is_a_refund_made_outside()
    {
        var invoice = await api.Asks("state-back", 100);
        await api.State(invoice.Id, new { status = "processed", original_id = "back-1" });

        var part = await api.State(invoice.Id, new { status = "refunded", amount = 30, original_id = "back-2" });
        part.State().Should().Be("partially_refunded/ok", part.Text);
        part.Notices().Should().Equal("refunded_outside");
        part["refunds"][0].GetProperty("source").GetString().Should().Be("gateway");
        part["refunds"][0].GetProperty("original_id").GetString().Should().Be("back-2");

        (await api.State(invoice.Id, new { status = "refunded", amount = 70.01m, original_id = "back-3" })).ShouldFail(422, "refund_exceeds_paid /data/attributes/amount");
        (await api.State(invoice.Id, new { status = "refunded", original_id = "back-3" })).State().Should().Be("refunded/ok");
        (await api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = "back-4" } } })).Status
            .Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task Money_that_comes_after_the_end_is_a_late_payment()
    {
        var invoice = await api.Asks("state-late", 100, expires: app.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds());
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        await app.Run<ExpireInvoices>();
        (await api.Get($"/api/payment-invoices/{invoice.Id}")).Word("status").Should().Be("expired");

        (await api.State(invoice.Id, new { status = "processed", original_id = "late-1" })).State().Should().Be("processed/late_payment");
    }

    [Test]
    public async Task Money_for_an_invoice_that_was_cancelled_counts()
    {
        var invoice = await api.Asks("state-cancelled", 100);
        (await api.Post($"/api/payment-invoices/{invoice.Id}/cancel")).Word("status").Should().Be("terminated");
        (await api.State(invoice.Id, new { status = "processed", amount = 40, original_id = "cancelled-1" })).State().Should().Be("partially_processed/late_payment");
    }

    [Test]
    public async Task A_transfer_that_comes_after_the_invoice_was_paid_otherwise_is_told_and_returned_by_hand()
    {
        using var test = app.Api();
        await app.TakesTransfers();
        var invoice = await test.Asks("state-double", 100);
        await app.Send(new Commerce.Invoices.Contracts.ProcessInvoice(new InvoiceId(invoice.Id), "paypal_eur_hpp", new Dictionary<string, string>(), null, null));
        await app.Happens((await app.Reread(invoice.Id)).Charge(), "succeed");

        var told = await test.State(invoice.Id, new { status = "processed", original_id = "double-1" });
        told.State().Should().Be("processed/ok", told.Text);
        told["processed_amount"].GetDecimal().Should().Be(100);
        told.Notices().Should().Equal("double_payment");

        var returned = await test.State(invoice.Id, new { status = "refunded", original_id = "double-2" });
        returned.State().Should().Be("processed/ok", returned.Text);
        returned.Notices().Should().Equal("double_payment", "double_payment_refunded");
        returned["refunds"].GetArrayLength().Should().Be(0);
    }

    [Test]
    public async Task Of_two_transfers_the_second_goes_back_first_and_then_the_one_that_counts()
    {
        using var test = app.Api();
        var bank = await app.TakesTransfers();
        var invoice = await test.Asks("state-two", 100);
        var first = invoice.Reference();
        await ProcessedBy("paypal_eur_hpp");
        await ProcessedBy("bank_transfer_eur_invoice");
        var second = (await app.Reread(invoice.Id)).Reference();
        await test.Import($"date;amount;currency;reference\n2026-11-24;100,00;EUR;{first}\n2026-11-24;100,00;EUR;{second}\n", query: $"?gateway_account={bank}");
        (await app.Reread(invoice.Id)).Notices().Should().Equal("double_payment");

        var beside = new { status = "refunded", amount = 100, original_id = "two-1" };
        var returned = await test.State(invoice.Id, beside);
        returned.State().Should().Be("processed/ok", returned.Text);
        returned.Notices().Should().Equal("double_payment", "double_payment_refunded");
        (await test.State(invoice.Id, beside)).Headers.Contains("Idempotent-Replayed").Should().BeTrue();

        var refunded = await test.State(invoice.Id, new { status = "refunded", original_id = "two-2" });
        refunded.State().Should().Be("refunded/ok", refunded.Text);
        refunded["refunded_amount"].GetDecimal().Should().Be(100);

        Task ProcessedBy(string service) =>
            app.Send(new Commerce.Invoices.Contracts.ProcessInvoice(new InvoiceId(invoice.Id), service, new Dictionary<string, string>(), null, null));
    }

    [Test]
    public async Task What_is_missing_comes_to_the_transfer_that_counts()
    {
        using var test = app.Api();
        var bank = await app.TakesTransfers();
        var invoice = await test.Asks("state-missing", 100);
        var first = invoice.Reference();
        foreach (var service in (string[])["paypal_eur_hpp", "bank_transfer_eur_invoice"])
            await app.Send(new Commerce.Invoices.Contracts.ProcessInvoice(new InvoiceId(invoice.Id), service, new Dictionary<string, string>(), null, null));
        var second = (await app.Reread(invoice.Id)).Reference();
        await test.Import($"date;amount;currency;reference\n2026-11-24;60,00;EUR;{first}\n2026-11-24;40,00;EUR;{second}\n", query: $"?gateway_account={bank}");
        (await app.Reread(invoice.Id)).State().Should().Be("partially_processed/ok");

        var whole = await test.State(invoice.Id, new { status = "processed", original_id = "missing-1" });

        whole.State().Should().Be("processed/ok", whole.Text);
        whole["processed_amount"].GetDecimal().Should().Be(100);
    }

    [Test]
    public async Task Only_payments_of_the_manual_gateway_have_statements()
    {
        using var test = app.Api();
        var (invoice, _) = await app.Opened("state-card", 100);
        (await test.State(invoice.Id, new { status = "processed", original_id = "card-1" })).ShouldFail(422, "not_manual");
    }

    [Test]
    public async Task Another_accounts_invoice_is_not_there_nor_a_live_one_for_a_test_key()
    {
        var invoice = await api.Asks("state-foreign", 100);
        using var other = app.Api(Mode.Live, await app.AnotherAccount());
        using var test = app.Api();
        (await other.State(invoice.Id, new { status = "processed", original_id = "f-1" })).ShouldFail(404, "not_found");
        (await test.State(invoice.Id, new { status = "processed", original_id = "f-1" })).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task Every_wrong_member_is_told_at_once()
    {
        var invoice = await api.Asks("state-bad", 100);
        (await api.State(invoice.Id, new { amount = "60", currency = 5, description = new string('a', 1025) })).ShouldFail(
            422, "required /data/attributes/status", "invalid_type /data/attributes/amount", "invalid_type /data/attributes/currency",
            "required /data/attributes/original_id", "too_long /data/attributes/description");
        (await api.State(invoice.Id, new { status = "paid", original_id = new string('a', 256) })).ShouldFail(
            422, "invalid_value /data/attributes/status", "too_long /data/attributes/original_id");
        (await api.State(invoice.Id, new { status = "processed", original_id = "bad", currency = "XXQ" })).ShouldFail(422, "currency_unknown /data/attributes/currency");
        (await api.State(invoice.Id, new { status = "processed", original_id = "bad", amount = 1.001m })).ShouldFail(422, "amount_precision /data/attributes/amount");
        (await api.State(invoice.Id, new { status = "processed", original_id = "bad", amount = 0 })).ShouldFail(422, "amount_range /data/attributes/amount");
        (await api.State(invoice.Id, new { status = "processed", original_id = "bad", amount = -5 })).ShouldFail(422, "amount_range /data/attributes/amount");
    }

    [Test]
    public async Task Details_that_a_dead_start_did_not_bring_come_with_the_next_run()
    {
        var invoice = await api.Asks("state-dead", 100);
        // As a server leaves it that died before the start, and was down for longer than a minute.
        await app.Read(async db => await db.Set<Payment>().Where(p => p.InvoiceId == new InvoiceId(invoice.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.Status, Commerce.Methods.Contracts.PaymentStatus.Starting).SetProperty(p => p.FlowData, (Commerce.Methods.Contracts.FlowData?)null)
                .SetProperty(p => p.GatewayReference, (string?)null).SetProperty(p => p.NextQuery, app.Clock.GetUtcNow())));
        await app.Read(async db => await db.Set<GatewayOperation>().Where(o => o.InvoiceId == new InvoiceId(invoice.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(o => o.State, OperationState.Due).SetProperty(o => o.DueAt, app.Clock.GetUtcNow())));
        app.Clock.Advance(TimeSpan.FromSeconds(61));

        await app.Run<ReconcilePayments>();
        await app.Run<DispatchOperations>();

        (await api.Get($"/api/payment-invoices/{invoice.Id}")).Reference().Should().Be(invoice.Reference());
    }
}
