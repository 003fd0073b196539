using System.Net;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>POST /public-api/payment-invoices/{id}/process and …/cancel (contract/public-api.md, Process).</summary>
internal sealed class PublicProcessInvoiceTests
{
    private PayCoreApp app = null!;
    private HttpClient browser = null!;
    private HttpClient api = null!;
    private string path = "";
    private Answer invoice = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        browser = app.Client();
        api = app.Api();
        await app.Send(new Commerce.Methods.Contracts.ConfigureDemoServices(new AccountId(app.Account.AccountId)));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        browser.Dispose();
        await app.DisposeAsync();
    }

    [SetUp]
    public async Task Create()
    {
        invoice = await api.CreateInvoice(new { reference_id = TestContext.CurrentContext.Test.ID, amount = 5, currency = "EUR", metadata = new { secret = 1 } });
        path = $"/public-api/payment-invoices/{invoice.Id}";
    }

    [Test]
    public async Task A_service_is_started_and_the_answer_says_where_to_go()
    {
        var answer = await Process("paypal_eur_hpp");

        answer.Status.Should().Be(HttpStatusCode.OK, answer.Text);
        answer.Word("status").Should().Be("process_pending");
        answer.Word("flow").Should().Be("hpp");
        answer["flow_data"].GetProperty("action").GetString().Should().StartWith($"{app.Url}/sandbox/pay/");
        answer["sequence"].GetInt32().Should().Be(3);
        answer.Headers.ETag!.ToString().Should().StartWith("\"3-");
        answer.Text.Should().NotContain("secret");
    }

    [Test]
    public async Task The_service_that_is_open_already_starts_no_other_payment()
    {
        var first = await Process("paypal_eur_hpp");
        var again = await Process("paypal_eur_hpp");

        again.Status.Should().Be(HttpStatusCode.OK);
        again["sequence"].GetInt32().Should().Be(first["sequence"].GetInt32());
        again["flow_data"].GetRawText().Should().Be(first["flow_data"].GetRawText());
        (await Payments()).Should().Be(1);
    }

    [Test]
    public async Task Another_service_is_another_payment_of_the_same_invoice()
    {
        var first = await Process("paypal_eur_hpp");
        var second = await Process("payment_card_eur_hpp");

        second.Id.Should().Be(first.Id);
        second.Charge().Should().NotBe(first.Charge());
        second["attempts_left"].GetInt32().Should().Be(5, "a payment left for another method does not count");
        (await Payments()).Should().Be(2);
    }

    [Test]
    public async Task After_a_failure_the_same_service_is_tried_again()
    {
        await Process("paypal_eur_hpp");
        await app.Act(await app.Now(invoice), "decline");
        await app.Notify();

        var again = await Process("paypal_eur_hpp");

        again.Word("status").Should().Be("process_pending");
        again["attempts_left"].GetInt32().Should().Be(4);
        (await Payments()).Should().Be(2);
    }

    [Test]
    public async Task The_payment_that_pays_cancels_the_others_and_a_second_success_is_told()
    {
        await Process("paypal_eur_hpp");
        var left = await app.Now(invoice);
        await Process("payment_card_eur_hpp");
        var inbox = await app.InboxOf(left);
        await app.Act(await app.Now(invoice), "succeed");
        await app.Notify();

        await inbox.Send(left.Event("paid", 500));
        await app.Notify();

        var after = await app.Now(invoice);
        after.Word("status").Should().Be("processed");
        after["processed_amount"].GetDecimal().Should().Be(5);
        after["notices"].EnumerateArray().Select(n => n.GetProperty("code").GetString()).Should().Equal("double_payment", "double_payment_kept");
    }

    [Test]
    public async Task While_a_service_is_being_started_the_same_one_waits_for_it_and_another_is_told_to_come_again()
    {
        await app.DieBeforeTheCall(invoice);

        var other = await Process("payment_card_eur_hpp");
        other.ShouldFail(409, "conflict");
        other.Headers.RetryAfter!.Delta.Should().BePositive();

        var same = Process("paypal_eur_hpp");
        (await browser.Post($"{path}/cancel")).ShouldFail(409, "conflict");
        same.IsCompleted.Should().BeFalse("it waits for the start that is under way");
        app.Clock.Advance(GatewayOperation.Lease);
        await app.Run<DispatchOperations>();

        (await same).Word("status").Should().Be("process_pending");
        (await Payments()).Should().Be(1);
    }

    [Test]
    public async Task The_payer_gives_up()
    {
        await Process("paypal_eur_hpp");

        var first = await browser.Post($"{path}/cancel");
        var again = await browser.Post($"{path}/cancel");

        first.Status.Should().Be(HttpStatusCode.OK);
        first.Word("status").Should().Be("terminated");
        first.Word("resolution").Should().Be("cancelled_by_payer");
        again.Status.Should().Be(HttpStatusCode.OK);
        again["sequence"].GetInt32().Should().Be(first["sequence"].GetInt32());
        (await Process("paypal_eur_hpp")).ShouldFail(409, "invalid_state");
    }

    [Test]
    public async Task A_paid_invoice_is_neither_started_nor_cancelled()
    {
        await Process("paypal_eur_hpp");
        await app.Act(await app.Now(invoice), "succeed");
        await app.Notify();

        (await Process("payment_card_eur_hpp")).ShouldFail(409, "already_paid");
        (await browser.Post($"{path}/cancel")).ShouldFail(409, "invalid_state");
    }

    [TestCase("{}", "required /service")]
    [TestCase("""{"service":7}""", "invalid_type /service")]
    [TestCase("""{"service":"nonsense"}""", "service_unknown /service")]
    [TestCase("""{"service":"payment_card_usd_hpp"}""", "service_currency_mismatch /service")]
    [TestCase("""{"service":"mobile_payment_eur_hpp"}""", "field_required /fields/phone")]
    [TestCase("""{"service":"mobile_payment_eur_hpp","fields":{"phone":"x"}}""", "field_invalid /fields/phone")]
    [TestCase("""{"service":"mobile_payment_eur_hpp","fields":[{"key":"phone","value":true}]}""", "invalid_type /fields/0/value")]
    [TestCase("""{"service":"mobile_payment_eur_hpp","fields":"phone"}""", "invalid_type /fields")]
    public async Task What_is_wrong_is_told_by_its_pointer_and_nothing_is_started(string body, string error)
    {
        (await browser.Post($"{path}/process", body)).ShouldFail(422, error);
        (await app.Now(invoice)).Word("status").Should().Be("created");
    }

    [TestCase("""{"service":"mobile_payment_eur_hpp","fields":{"phone":"+380501234567"}}""")]
    [TestCase("""{"service":"mobile_payment_eur_hpp","fields":[{"key":"phone","value":"+380501234567"}],"browser_info":{"a":[1]}}""")]
    [TestCase("""{"service":"mobile_payment_eur_hpp","service_fields":[{"phone":"+380501234567"}]}""")]
    public async Task Fields_are_taken_in_each_form_that_the_family_sends(string body) =>
        (await browser.Post($"{path}/process", body)).Word("status").Should().Be("process_pending");

    [Test]
    public async Task An_invoice_that_is_not_there_is_404_and_a_strangers_page_403()
    {
        (await browser.Post("/public-api/payment-invoices/cpi_0123456789abcdef/process", new { service = "paypal_eur_hpp" })).ShouldFail(404, "not_found");
        (await browser.Post("/public-api/payment-invoices/cpi_0123456789abcdef/cancel")).ShouldFail(404, "not_found");
        foreach (var action in (string[])["process", "cancel"])
            (await browser.Post($"{path}/{action}", new { service = "paypal_eur_hpp" }, ("Origin", "https://stranger.example"))).ShouldFail(403, "domain_forbidden");
        (await app.Now(invoice)).Word("status").Should().Be("created");
    }

    [Test]
    public async Task An_invoice_opens_at_most_twenty_payments()
    {
        for (var n = 0; n < 20; n++) (await Process(n % 2 == 0 ? "paypal_eur_hpp" : "payment_card_eur_hpp")).Status.Should().Be(HttpStatusCode.OK);

        (await Process("paypal_eur_hpp")).ShouldFail(409, "too_many_payments");
        (await Payments()).Should().Be(20);
    }

    private Task<Answer> Process(string service) => browser.Post($"{path}/process", new { service });

    private async Task<int> Payments() => (await api.Get($"/api/payment-invoices/{invoice.Id}/payments")).Json.GetProperty("data").GetArrayLength();
}
