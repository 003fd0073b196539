using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>A day of a Stripe account against our rows. Each test has a day of its own.</summary>
internal sealed class StripeBooksTests
{
    private const string Lost = "pay_notKnownHereAtAl";

    private StripeServer stripe = null!;
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private string gatewayAccount = "";
    private int last;

    [OneTimeSetUp]
    public async Task Start()
    {
        stripe = await StripeServer.Start(() => app.Clock.GetUtcNow());
        app = await PayCoreApp.Start(settings: [("Gateways:Stripe:BaseUrl", stripe.Url), ("Gateways:TimeLimitSeconds", "5")]);
        api = app.Api();
        gatewayAccount = await AddAccount(StripeServer.TestKey);
        await api.Offers("payment_card_eur_hpp", gatewayAccount, Mode.Test);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
        await stripe.DisposeAsync();
    }

    [SetUp]
    public void Another_day()
    {
        stripe.Fault = null;
        var now = app.Clock.GetUtcNow();
        app.Clock.Advance(now.Date.AddDays(1).AddHours(8) - now.DateTime);
    }

    [Test]
    public async Task A_day_tells_every_payment_that_differs_and_nothing_of_other_software()
    {
        var (equal, returned, disputed, silent, unpaid) = (await Paid(10), await Paid(20), await Paid(30), await Opened(40), await Opened(50));
        stripe.Sell(Lost, 700);
        stripe.Pay(Lost);
        stripe.RefundOutside(returned, 500);
        stripe.Dispute(disputed, 3000);
        stripe.Dispute(equal, 1000, "warning_needs_response");
        stripe.Pay(silent);
        stripe.Sell("order-77", 1900);
        stripe.Pay("order-77");
        stripe.RefundOutside("order-77", 1900);
        stripe.Sell("pay_other", 100);
        stripe.ChargeWithoutIntent(300);
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        var before = stripe.Calls.Count;

        var done = await Compare();

        Account(done).GetProperty("status").GetString().Should().Be("answered", done.Text);
        Account(done).GetProperty("checked").GetInt32().Should().Be(6);
        Account(done).GetProperty("problem").ValueKind.Should().Be(JsonValueKind.Null);
        Told(done).Should().BeEquivalentTo(
            $"missing_here {Lost}  / paid, 7 EUR", $"refund {returned} 0 EUR / 5 EUR healed", $"dispute {disputed} 0 EUR / 30 EUR healed",
            $"amount {silent} 0 EUR / 40 EUR healed", $"status {silent} open / paid healed");
        Of(done, "missing_here").GetProperty("gateway_reference").GetString().Should().Be(stripe.IntentOf(Lost)["id"]!.GetValue<string>());
        done["differences_count"].GetInt32().Should().Be(5);
        // What is equal costs no call of its own: four lists, each disputed payment's disputes, and the queries that heal three payments.
        stripe.Calls.Skip(before).Should().NotContain(c => c.Path.Contains(Intent(equal)) || c.Path.Contains(Session(unpaid)));
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        Told(await Compare()).Should().ContainSingle().Which.Should().StartWith("missing_here");
    }

    [Test]
    public async Task Payments_of_another_day_are_not_listed_but_what_moves_later_belongs_to_its_day()
    {
        var (quiet, returned, disputed, waiting, page) = (await Paid(10), await Paid(20), await Paid(30), await Authorized(40), await Opened(50));
        stripe.Sell(Lost, 700);
        stripe.Pay(Lost);
        Another_day();
        stripe.RefundOutside(returned, 500);
        stripe.Dispute(disputed, 3000);
        stripe.Pay(page);
        app.Clock.Advance(TimeSpan.FromSeconds(6));

        var done = await Compare();

        Account(done).GetProperty("checked").GetInt32().Should().Be(3, done.Text);
        Told(done).Should().BeEquivalentTo(
            $"refund {returned} 0 EUR / 5 EUR healed", $"dispute {disputed} 0 EUR / 30 EUR healed", $"amount {page} 0 EUR / 50 EUR healed", $"status {page} open / paid healed");
        done.Text.Should().NotContain(quiet).And.NotContain(waiting).And.NotContain(Lost);
    }

    [Test]
    public async Task Both_ends_of_a_day_are_cut_to_the_second()
    {
        var midnight = app.Clock.GetUtcNow().Date.AddDays(1);
        app.Clock.Advance(midnight.AddSeconds(-1) - app.Clock.GetUtcNow().DateTime);
        stripe.Sell("pay_lastSecondOfDay0", 100);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        stripe.Sell("pay_firstSecondOfDay", 200);

        Told(await Compare()).Should().Equal("missing_here pay_firstSecondOfDay  / open");
        Told(await Compare(days: -1)).Should().Equal("missing_here pay_lastSecondOfDay0  / open");
    }

    [Test]
    public async Task A_busy_day_is_read_to_its_last_page()
    {
        stripe.Sell(Lost, 700);
        stripe.Pay(Lost);
        for (var n = 0; n < 230; n++)
        {
            stripe.Sell($"order-{n}", 100);
            stripe.Pay($"order-{n}");
        }

        var before = stripe.Calls.Count;
        var done = await Compare();

        Told(done).Should().Equal($"missing_here {Lost}  / paid, 7 EUR");
        var pages = stripe.Calls.Skip(before).Where(c => c.Path == "/v1/checkout/sessions").Select(c => c.Query).ToList();
        pages.Should().HaveCount(3).And.OnlyContain(q => q.Contains("limit=100"));
        pages.Select(q => q.Contains("starting_after=cs_test_")).Should().Equal(false, true, true);
        pages.Should().OnlyHaveUniqueItems();
        stripe.Calls.Skip(before).Count(c => c.Path == "/v1/charges").Should().Be(3);
    }

    [Test]
    public async Task More_refunds_than_a_charge_shows_are_all_counted()
    {
        var payment = await Paid(50);
        for (var n = 0; n < 12; n++) stripe.RefundOutside(payment, 100);
        app.Clock.Advance(TimeSpan.FromSeconds(6));

        Told(await Compare()).Should().Equal($"refund {payment} 0 EUR / 12 EUR healed");
    }

    [Test]
    public async Task A_page_that_timed_out_and_was_opened_again_is_no_difference()
    {
        var invoice = await Create(50, lifetime: TimeSpan.FromDays(3));
        var payment = PaymentOf(invoice);
        var first = Session(payment);
        app.Clock.Advance(TimeSpan.FromHours(25));
        await app.Run<ReconcilePayments>();
        Session(payment).Should().NotBe(first);
        app.Clock.Advance(TimeSpan.FromSeconds(6));

        Told(await Compare(days: -1)).Should().BeEmpty();
        Told(await Compare()).Should().BeEmpty();
    }

    [Test]
    public async Task A_page_that_timed_out_unseen_is_opened_again_and_told_as_healed()
    {
        var payment = PaymentOf(await Create(50, lifetime: TimeSpan.FromDays(3)));
        app.Clock.Advance(TimeSpan.FromHours(25));

        Told(await Compare(days: -1)).Should().Equal($"status {payment} open / ended healed");
        stripe.SessionsOf(payment).Should().Be(2);
    }

    [Test]
    public async Task Money_that_came_by_another_page_of_a_payment_that_is_paid_already_is_told()
    {
        var payment = await Paid(10);
        stripe.Sell(payment, 1000);
        stripe.Pay(payment);

        Told(await Compare()).Should().Equal($"missing_here {payment}  / paid, 10 EUR");
    }

    [Test]
    public async Task An_error_in_the_middle_of_the_pages_leaves_the_day_unproved()
    {
        for (var n = 0; n < 120; n++) stripe.Sell($"broken-{n}", 100);
        stripe.Fault = async http =>
        {
            if (!http.Request.Query.ContainsKey("starting_after")) return false;
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "0";
            await http.Response.WriteAsync("""{"error":{"type":"invalid_request_error","code":"rate_limit","message":"Too many requests"}}""");
            return true;
        };

        var before = stripe.Calls.Count;

        var done = await Compare();

        Account(done).GetProperty("status").GetString().Should().Be("unanswered", done.Text);
        Account(done).GetProperty("problem").GetString().Should().Be("It answered 429.");
        stripe.Calls.Skip(before).Count(c => c.Query.Contains("starting_after")).Should().Be(3);
        done["unanswered"].EnumerateArray().Select(u => u.GetString()).Should().Equal(gatewayAccount);
        stripe.Fault = null;
        Account(await Compare()).GetProperty("status").GetString().Should().Be("answered");
    }

    [TestCase(429, 503)]
    [TestCase(0, 0)]
    public async Task A_page_that_comes_at_the_third_try_leaves_nothing_unproved(params int[] faults)
    {
        for (var n = 0; n < 120; n++) stripe.Sell($"again-{n}", 100);
        stripe.Sell(Lost, 700);
        stripe.Pay(Lost);
        var left = new Queue<int>(faults);
        stripe.Fault = http =>
        {
            if (!http.Request.Query.ContainsKey("starting_after") || !left.TryDequeue(out var fault)) return Task.FromResult(false);
            if (fault == 0) http.Abort();
            http.Response.StatusCode = fault == 0 ? 500 : fault;
            http.Response.Headers.RetryAfter = "0";
            return Task.FromResult(true);
        };

        var done = await Compare();

        left.Should().BeEmpty();
        Account(done).GetProperty("status").GetString().Should().Be("answered", done.Text);
        Told(done).Should().Equal($"missing_here {Lost}  / paid, 7 EUR");
    }

    [Test]
    public async Task A_page_is_not_waited_for_longer_than_a_moment()
    {
        for (var n = 0; n < 120; n++) stripe.Sell($"wait-{n}", 100);
        var before = stripe.Calls.Count;
        stripe.Fault = http =>
        {
            if (!http.Request.Query.ContainsKey("starting_after")) return Task.FromResult(false);
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = "600";
            return Task.FromResult(true);
        };

        Account(await Compare()).GetProperty("problem").GetString().Should().Be("It answered 503.");

        stripe.Calls.Skip(before).Count(c => c.Query.Contains("starting_after")).Should().Be(1);
    }

    [Test]
    public async Task What_happens_while_a_day_is_compared_is_no_lasting_difference()
    {
        var payment = await Paid(20);
        stripe.RefundOutside(payment, 500);
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        // The day's disputes are listed last: the payment itself was listed before.
        stripe.Fault = http =>
        {
            if (http.Request.Path != "/v1/disputes") return Task.FromResult(false);
            stripe.Fault = null;
            stripe.RefundOutside(payment, 300);
            return Task.FromResult(false);
        };

        Told(await Compare()).Should().Equal($"refund {payment} 0 EUR / 5 EUR healed");
    }

    [TestCase("garbage")]
    [TestCase("{}")]
    [TestCase("""{"object":"list","data":[{"id":"cs_test_1","object":"checkout.session","client_reference_id":"pay_notKnownHereAtAl","status":"new"}],"has_more":false}""")]
    public async Task A_list_that_cannot_be_read_leaves_the_day_unproved(string body)
    {
        stripe.AnswerAlways(200, body);

        var done = await Compare();

        Account(done).GetProperty("status").GetString().Should().Be("unanswered", done.Text);
        Account(done).GetProperty("problem").GetString().Should().Be("Its answer could not be read.");
    }

    [Test]
    public async Task A_key_that_Stripe_does_not_accept_is_told()
    {
        var done = await Compare(account: await AddAccount("sk_test_ended"));

        Account(done).GetProperty("status").GetString().Should().Be("unanswered", done.Text);
        Account(done).GetProperty("problem").GetString().Should().Be("It answered 401: it does not accept the account's key.");
        app.Logs.Text.Should().NotContain("sk_test_ended");
    }

    [Test]
    public async Task A_restricted_key_that_may_not_read_disputes_is_told()
    {
        stripe.Fault = async http =>
        {
            if (http.Request.Path != "/v1/disputes") return false;
            http.Response.StatusCode = 403;
            await http.Response.WriteAsync("""{"error":{"type":"invalid_request_error","message":"The provided key 'rk_test_*********def' does not have the required permissions for this endpoint."}}""");
            return true;
        };

        var done = await Compare();

        Account(done).GetProperty("status").GetString().Should().Be("unanswered", done.Text);
        Account(done).GetProperty("problem").GetString().Should().Be("It answered 403: the account's key may not read all that is compared.");
    }

    [Test]
    public async Task Two_accounts_with_one_key_do_not_tell_each_others_payments()
    {
        var payment = await Paid(10);
        var open = await Opened(20);

        var done = await Compare(account: await AddAccount(StripeServer.TestKey));

        Account(done).GetProperty("checked").GetInt32().Should().Be(2, done.Text);
        Told(done).Should().BeEmpty($"{payment} and {open} are known by the other account");
    }

    private async Task<string> AddAccount(string key)
    {
        var made = await api.Post("/api/gateway-accounts", new
        {
            data = new { type = "gateway-accounts", attributes = new { gateway = "stripe", name = "Stripe", credentials = new { secret_key = key, webhook_secret = "whsec_abcdefghijklmnop" } } },
        });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        return made.Id;
    }

    private async Task<Answer> Create(int amount, string flow = "charge", TimeSpan? lifetime = null)
    {
        var made = await api.CreateInvoice(new
        {
            reference_id = $"books-{Interlocked.Increment(ref last)}", amount, currency = "EUR", service = "payment_card_eur_hpp", payment_flow = flow,
            expires = app.Clock.GetUtcNow().Add(lifetime ?? TimeSpan.FromDays(2)).ToUnixTimeSeconds(),
        });
        made.Word("status").Should().Be("process_pending", made.Text);
        return made;
    }

    private async Task<string> Opened(int amount) => PaymentOf(await Create(amount));

    private Task<string> Paid(int amount) => Known(amount, "charge", "processed");

    private Task<string> Authorized(int amount) => Known(amount, "authorize", "process_pending");

    /// <summary>Paid at Stripe, and known here.</summary>
    private async Task<string> Known(int amount, string flow, string status)
    {
        var invoice = await Create(amount, flow);
        stripe.Pay(PaymentOf(invoice));
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        await app.Run<ReconcilePayments>();
        (await api.Get($"/api/payment-invoices/{invoice.Id}")).Word("status").Should().Be(status);
        return PaymentOf(invoice);
    }

    private static string PaymentOf(Answer invoice) =>
        invoice.Json.GetProperty("data").GetProperty("relationships").GetProperty("active-payment").GetProperty("data").GetProperty("id").GetString()!;

    private string Session(string payment) => stripe.SessionOf(payment)["id"]!.GetValue<string>();

    private string Intent(string payment) => stripe.IntentOf(payment)["id"]!.GetValue<string>();

    private async Task<Answer> Compare(int days = 0, string? account = null)
    {
        var date = app.Clock.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var asked = await api.Post("/api/reconciliations", new { data = new { type = "reconciliations", attributes = new { date, gateway_account = account ?? gatewayAccount } } });
        ((int)asked.Status).Should().Be(201, asked.Text);
        await app.Run<RunReconciliations>();
        var done = await api.Get($"/api/reconciliations/{asked.Id}");
        done.Word("status").Should().Be("done", done.Text);
        return done;
    }

    private static JsonElement Account(Answer done) => done["gateway_accounts"][0];

    private static JsonElement Of(Answer done, string kind) => done["differences"].EnumerateArray().Single(d => d.GetProperty("kind").GetString() == kind);

    private static List<string> Told(Answer done) =>
        [.. done["differences"].EnumerateArray().Select(d =>
            $"{d.GetProperty("kind").GetString()} {d.GetProperty("payment").GetString()} {d.GetProperty("ours").GetString()} / {d.GetProperty("theirs").GetString()}{(d.GetProperty("healed").GetBoolean() ? " healed" : "")}")];
}
