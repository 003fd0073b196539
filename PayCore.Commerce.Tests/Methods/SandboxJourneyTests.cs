using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>Whole payments through the sandbox, as a customer and a tester make them, without a browser (contract/methods-and-gateways.md, The sandbox).</summary>
internal sealed class SandboxJourneyTests
{
    private PayCoreApp app = null!;
    private HttpClient customer = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        customer = app.Client();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        customer.Dispose();
        await app.DisposeAsync();
    }

    [TestCase("5123 8172 3406 0000", "10/31", true, "processed", "ok")]
    [TestCase("5519 2838 1203 0000", "10/31", false, "processed", "ok")]
    [TestCase("4412 3972 1208 0000", "09/33", true, "process_error", "declined")]
    [TestCase("4302 9128 3702 0000", "09/33", false, "process_error", "declined")]
    [TestCase("4302 9128 3702 0000", "05/29", false, "process_error", "insufficient_funds")]
    [TestCase("4302 9128 3702 0000", "01/25", false, "process_error", "invalid_credentials")]
    [TestCase("4302 9128 3702 0000", "07/77", false, "process_error", "general_fatal_error")]
    [TestCase("5519 2838 1203 0000", "07/77", false, "process_pending", "ok")]
    public async Task A_test_card_does_what_the_contract_says(string number, string expiry, bool challenge, string status, string resolution)
    {
        var invoice = await app.Started("payment_card_eur_hpp");

        var answer = await PayByCard(invoice, number, expiry);
        if (challenge)
        {
            answer.Headers.Location!.ToString().Should().Be($"/sandbox/pay/{invoice.Charge()}");
            (await app.Now(invoice)).Word("status").Should().Be("process_pending");
            answer = await PageForm.In(await customer.Get($"/sandbox/pay/{invoice.Charge()}"), "/sandbox/pay/").With("act", "challenge_pass").Send(customer);
        }

        answer.Status.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().Should().Be($"{app.Url}/return?id={invoice.Id}");
        await app.Notify();
        var after = await app.Now(invoice);
        after.Word("status").Should().Be(status);
        after.Word("resolution").Should().Be(resolution);
        var card = after["payload"].GetProperty("payment_card");
        if (status == "processed") card.GetProperty("mask").GetString().Should().Be($"{number.Replace(" ", "", StringComparison.Ordinal)[..6]}******0000");
    }

    [Test]
    public async Task A_challenge_that_fails_is_a_failed_confirmation()
    {
        var invoice = await app.Started("payment_card_eur_hpp");
        await PayByCard(invoice, "5123817234060000", "10/31");

        await PageForm.In(await customer.Get($"/sandbox/pay/{invoice.Charge()}"), "/sandbox/pay/").With("act", "challenge_fail").Send(customer);
        await app.Notify();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("process_error");
        after.Word("resolution").Should().Be("client_auth_failed");
        after.Word("resolution_message").Should().NotBeNullOrEmpty();
    }

    [TestCase("4111 1111 1111 1111")]
    [TestCase("371449635398431")]
    public async Task Any_other_card_is_declined_and_stored_echoed_and_logged_nowhere(string number)
    {
        var plain = number.Replace(" ", "", StringComparison.Ordinal);
        var invoice = await app.Started("payment_card_eur_hpp");

        var echoes = new List<string>
        {
            (await PayByCard(invoice, number, "not a date", holder: plain)).Text,
            (await PayByCard(invoice, number, "10/31", holder: plain)).Text,
            (await customer.Get($"/sandbox/pay/{invoice.Charge()}")).Text,
            (await customer.Get($"/sandbox/settle/{invoice.Charge()}")).Text,
        };
        await app.Notify();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("process_error");
        after.Word("resolution").Should().Be("invalid_card");
        after["payload"].GetProperty("payment_card").ValueKind.Should().Be(JsonValueKind.Null);
        string[] traces = [number, plain, plain[..12], plain[^12..]];
        string.Concat(echoes).Should().NotContainAny(traces);
        after.Text.Should().NotContainAny(traces);
        (await app.StoredText()).Should().NotContainAny(traces);
        app.Logs.Text.Should().NotContainAny(traces);
    }

    [Test]
    public async Task A_form_without_its_token_or_from_elsewhere_does_nothing()
    {
        var invoice = await app.Started();
        var form = PageForm.In(await customer.Get($"/sandbox/pay/{invoice.Charge()}"), "/sandbox/pay/").With("act", "pay");

        (await form.With("token", "guessed").Send(customer)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await form.Send(customer, ("Origin", "https://stranger.example"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await form.Send(customer, ("Sec-Fetch-Site", "cross-site"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await form.With("act", "explode").Send(customer)).Status.Should().Be(HttpStatusCode.Forbidden);

        await app.Notify();
        (await app.Now(invoice)).Word("status").Should().Be("process_pending");
    }

    [TestCase("pay", "processed", "ok")]
    [TestCase("decline", "process_error", "declined")]
    [TestCase("pending", "process_pending", "ok")]
    [TestCase("cancel", "process_error", "cancelled_by_payer")]
    public async Task The_buttons_of_other_methods_do_what_they_say(string act, string status, string resolution)
    {
        var invoice = await app.Started();

        await PageForm.In(await customer.Get($"/sandbox/pay/{invoice.Charge()}"), "/sandbox/pay/").With("act", act).Send(customer);
        await app.Notify();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be(status);
        after.Word("resolution").Should().Be(resolution);
    }

    [TestCase("pay", "", "processed/ok")]
    [TestCase("decline", "", "process_error/declined")]
    [TestCase("fail_then_succeed", "", "processed/ok")]
    [TestCase("cancel", "", "process_error/cancelled_by_payer")]
    [TestCase("part=40", "", "partially_processed/ok")]
    [TestCase("part=40", "part=70,50", "processed/ok")]
    [TestCase("pay", "charge_back=10", "partially_charged_back/ok")]
    [TestCase("pay", "charge_back", "charged_back/ok")]
    [TestCase("pay", "charge_back=10 win_dispute", "processed/chargeback_reversed")]
    [TestCase("pay", "refund_outside=10", "partially_refunded/ok")]
    [TestCase("pay", "refund_outside", "refunded/ok")]
    public async Task Every_button_of_the_settling_page_does_what_it_says(string first, string then, string state)
    {
        var invoice = await app.Started();

        foreach (var press in $"{first} {then}".Split(' ', StringSplitOptions.RemoveEmptyEntries)) (await Settle(invoice, press)).Status.Should().Be(HttpStatusCode.SeeOther, press);
        await app.Notify();

        (await app.Now(invoice)).State().Should().Be(state);
    }

    [TestCase("settle_refunds", "refunded/ok")]
    [TestCase("refuse_refunds", "refund_failed/ok")]
    public async Task Its_buttons_for_refunds_end_what_is_pending(string act, string state)
    {
        var (invoice, _) = await app.Paid($"settle-{act}", 10.97m);
        await app.Api().Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = act } } });

        (await Settle(invoice, act)).Status.Should().Be(HttpStatusCode.SeeOther);
        await app.Notify();

        (await app.Now(invoice)).Word("status").Should().Be(state.Split('/')[0]);
    }

    [Test]
    public async Task Its_button_for_a_reservation_lets_it_lapse()
    {
        var (invoice, _) = await app.Paid("settle-lapse", 10, "authorize");

        (await Settle(invoice, "lapse")).Status.Should().Be(HttpStatusCode.SeeOther);
        await app.Notify();

        (await app.Now(invoice)).State().Should().Be("terminated/authorization_expired");
    }

    [TestCase("charge_back=100.26", "No more can be charged back than is left.")]
    [TestCase("refund_outside=100.26", "No more can be returned than is left.")]
    [TestCase("charge_back=ten", "Enter an amount in EUR, like 10.50")]
    [TestCase("lapse", "The charge is paid: it cannot be lapsed.")]
    [TestCase("win_dispute", "no dispute is open")]
    [TestCase("settle_refunds", "no refund is pending")]
    [TestCase("part", "Enter an amount in EUR, like 10.50")]
    public async Task What_cannot_happen_is_said_on_the_settling_page(string press, string words)
    {
        var invoice = await app.Started();
        await Settle(invoice, "pay");

        var answer = await Settle(invoice, press);

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Text.Should().Contain("There is a problem").And.Contain(words);
        await app.Notify();
        (await app.Now(invoice)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task A_part_is_paid_then_the_rest_by_the_same_payment()
    {
        var invoice = await app.Started("bank_transfer_eur_invoice");
        invoice["flow_data"].GetProperty("metadata").GetProperty("reference").GetString().Should().StartWith("SBX-");

        await app.Act(invoice, "pay_part", new { amount = 40.25m });
        await app.Notify();
        var part = await app.Now(invoice);
        part.Word("status").Should().Be("partially_processed");
        part["processed_amount"].GetRawText().Should().Be("40.25");
        part["remaining_amount"].GetRawText().Should().Be("60");

        await app.Act(invoice, "pay_rest");
        await app.Notify();
        var whole = await app.Now(invoice);
        whole.Word("status").Should().Be("processed");
        whole["processed_amount"].GetRawText().Should().Be("100.25");
        whole["remaining_amount"].GetRawText().Should().Be("0");
        whole["attempts"].GetInt32().Should().Be(1);
        whole["notices"].GetArrayLength().Should().Be(0);
    }

    [Test]
    public async Task More_than_asked_is_processed_and_told()
    {
        var invoice = await app.Started("bank_transfer_eur_invoice");

        await app.Act(invoice, "pay_part", new { amount = 120 });
        await app.Notify();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("processed");
        after["processed_amount"].GetRawText().Should().Be("120");
        var notice = after["notices"].EnumerateArray().Single();
        notice.GetProperty("code").GetString().Should().Be("overpaid");
        notice.GetProperty("amount").GetRawText().Should().Be("19.75");
    }

    [Test]
    public async Task A_failure_that_becomes_a_success_is_one_paid_invoice()
    {
        var invoice = await app.Started();

        (await app.Act(invoice, "fail_then_succeed")).Status.Should().Be(HttpStatusCode.OK);
        await app.Notify();

        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    [Test]
    public async Task A_service_that_nobody_set_up_works_in_test_mode_and_is_shown_by_its_code()
    {
        var invoice = await app.Started("moon_pay_eur_test");

        (await customer.Get($"/sandbox/pay/{invoice.Charge()}")).Text.Should().Contain("moon pay");
        await app.Act(invoice, "succeed");
        await app.Notify();

        (await app.Now(invoice)).Word("status").Should().Be("processed");
    }

    [TestCase("pay_part", "{}", 422, "required /amount")]
    [TestCase("pay_part", "{\"amount\":0}", 422, "amount_range /amount")]
    [TestCase("pay_part", "{\"amount\":\"5\"}", 422, "invalid_type /amount")]
    [TestCase("pay_part", "{\"amount\":0.001}", 422, "amount_precision /amount")]
    [TestCase("explode", "{}", 404, "not_found")]
    public async Task The_testers_interface_tells_what_is_wrong(string action, string body, int status, string error) =>
        (await app.Act(await app.Started(), action, body)).ShouldFail(status, error);

    [Test]
    public async Task Nobody_else_settles_a_charge()
    {
        var invoice = await app.Started();
        var path = $"/sandbox/api/charges/{invoice.Charge()}/succeed";
        using var live = app.Api(Mode.Live);
        using var other = app.Api(account: await app.AnotherAccount());

        (await customer.Post(path)).ShouldFail(401, "unauthorized");
        (await live.Post(path)).ShouldFail(401, "unauthorized");
        (await other.Post(path)).ShouldFail(404, "not_found");
        (await customer.Post(path, null, ("Authorization", "Bearer guessed"))).ShouldFail(401, "unauthorized");
    }

    [Test]
    public async Task A_live_invoice_never_reaches_the_sandbox_even_when_a_service_is_configured_for_it()
    {
        await app.Read(async db =>
        {
            db.Add(new ConfiguredService { AccountId = new AccountId(app.Account.AccountId), Mode = Mode.Live, Code = "paypal_eur_hpp", Position = 1 });
            await db.Commit(CancellationToken.None);
            return true;
        });
        using var live = app.Api(Mode.Live);
        var charges = await Charges();

        (await live.CreateInvoice(new { reference_id = "live-1", amount = 1, currency = "EUR", service = "paypal_eur_hpp" })).ShouldFail(422, "service_unavailable /data/attributes/service");
        var invoice = await live.CreateInvoice(new { reference_id = "live-2", amount = 1, currency = "EUR" });
        (await customer.Post($"/public-api/payment-invoices/{invoice.Id}/process", new { service = "paypal_eur_hpp" })).ShouldFail(422, "service_unavailable /service");
        (await customer.Get($"/hpp/i/{invoice.Id}")).Text.Should().NotContain("/sandbox/");

        (await Charges()).Should().Be(charges);
        (await app.Read(db => db.Set<GatewayAccount>().CountAsync(a => a.Mode == Mode.Live))).Should().Be(0);
    }

    private Task<int> Charges() => app.Read(db => db.Set<SandboxCharge>().CountAsync());

    /// <summary>Presses a button of the charge's settling page: "act", or "act=amount".</summary>
    private async Task<Answer> Settle(Answer invoice, string press)
    {
        var parts = press.Split('=');
        var form = PageForm.In(await customer.Get($"/sandbox/settle/{invoice.Charge()}"), "/sandbox/settle/").With("act", parts[0]);
        return await form.With("amount", parts.ElementAtOrDefault(1) ?? "").Send(customer);
    }

    private async Task<Answer> PayByCard(Answer invoice, string number, string expiry, string holder = "J DOE") =>
        await PageForm.In(await customer.Get($"/sandbox/pay/{invoice.Charge()}"), "/sandbox/pay/")
            .With("act", "card").With("number", number).With("expiry", expiry).With("cvv", "123").With("holder", holder).Send(customer);
}
