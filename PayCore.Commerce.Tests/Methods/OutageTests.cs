using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>A provider that is really gone, broken or silent, over HTTP: Stripe's connector first, the sandbox after it.</summary>
internal sealed class OutageTests
{
    private const string Service = "payment_card_eur_hpp";

    private StripeServer stripe = null!;
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private string card = "";
    private int last;

    [OneTimeSetUp]
    public async Task Start()
    {
        stripe = await StripeServer.Start(() => app.Clock.GetUtcNow());
        (app, api, card) = await Shop(stripe.Url);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
        await stripe.DisposeAsync();
    }

    [TearDown]
    public void Mend()
    {
        stripe.Fault = null;
        app.Services.GetRequiredService<GatewayCircuits>().Answered(new GatewayAccountId(card));
    }

    [Test]
    public async Task Where_nobody_listens_the_next_gateway_is_asked()
    {
        using var gone = new ClosedPort();
        var (alone, merchant, _) = await Shop(gone.Url);
        await using (alone)
        using (merchant)
        {
            var invoice = await Create(merchant);
            invoice.State().Should().Be("process_pending/ok", invoice.Text);
            (await Route(merchant, invoice)).Should().Equal("stripe unanswered", "sandbox chosen");
        }
    }

    [TestCase(500, "{}")]
    [TestCase(503, "<html>Service Unavailable</html>")]
    [TestCase(200, "<html>It works!</html>")]
    [TestCase(200, "")]
    public async Task Where_the_answer_means_nothing_the_next_gateway_is_asked(int status, string body)
    {
        stripe.AnswerAlways(status, body);

        var invoice = await Create(api);

        invoice.State().Should().Be("process_pending/ok", invoice.Text);
        invoice["flow_data"].GetProperty("action").GetString().Should().StartWith($"{app.Url}/sandbox/pay/");
        (await Route(api, invoice)).Should().Equal("stripe unanswered", "sandbox chosen");
        await app.Happens(invoice.Charge(), "succeed");
        (await app.Now(invoice)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task Where_no_answer_comes_in_time_the_next_gateway_is_asked()
    {
        stripe.Fault = async http =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };

        var invoice = await Create(api);

        invoice.State().Should().Be("process_pending/ok", invoice.Text);
        (await Route(api, invoice)).Should().Equal("stripe unanswered", "sandbox chosen");
    }

    [TestCase(401, "invalid_request_error", null, "declined provider_error")]
    [TestCase(400, "invalid_request_error", "amount_too_small", "declined invalid_amount")]
    public async Task A_refusal_that_is_the_merchants_own_at_this_provider_is_asked_of_the_next(int status, string type, string? code, string told)
    {
        stripe.AnswerAlways(status, StripeAnswers.Error(status, type, code, "No.").Body);

        (await Route(api, await Create(api))).Should().Equal($"stripe {told}", "sandbox chosen");
    }

    [Test]
    public async Task A_refusal_that_may_be_the_payers_is_asked_of_nobody_else()
    {
        stripe.AnswerAlways(402, StripeAnswers.Error(402, "card_error", "card_declined", "No.", "fraudulent").Body);

        var invoice = await Create(api);

        invoice.State().Should().Be("process_error/antifraud_error");
        (await Route(api, invoice)).Should().Equal("stripe chosen");
    }

    private static async Task<(PayCoreApp App, HttpClient Api, string Stripe)> Shop(string stripeUrl)
    {
        var app = await PayCoreApp.Start(settings: [("Gateways:Stripe:BaseUrl", stripeUrl), ("Gateways:TimeLimitSeconds", "5")]);
        var api = app.Api();
        var card = await Account(api, new { gateway = "stripe", name = "Stripe", credentials = new { secret_key = StripeServer.TestKey, webhook_secret = "whsec_abcdefghijklmnopqrstuvwxyz123456" } });
        var sandbox = await Account(api, new { gateway = "sandbox", name = "Sandbox" });
        var made = await api.Put($"/api/payment-services/{Service}", "payment-services", new { routes = new[] { new { gateway_account = card }, new { gateway_account = sandbox } } });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        return (app, api, card);
    }

    private static async Task<string> Account(HttpClient api, object attributes)
    {
        var made = await api.Post("/api/gateway-accounts", new { data = new { type = "gateway-accounts", attributes } });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        return made.Id;
    }

    private async Task<Answer> Create(HttpClient merchant)
    {
        var made = await merchant.CreateInvoice(new { reference_id = $"outage-{Interlocked.Increment(ref last)}", amount = 10, currency = "EUR", service = Service });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        return made;
    }

    private static async Task<IReadOnlyList<string>> Route(HttpClient merchant, Answer invoice)
    {
        var payment = await merchant.Get($"/api/payments/{invoice.Payment()}");
        return [.. payment["route"].EnumerateArray().Select(r =>
        {
            var outcome = r.GetProperty("outcome").GetString();
            return $"{r.GetProperty("gateway").GetString()} {outcome}{(outcome == "declined" ? $" {r.GetProperty("reason").GetString()}" : "")}";
        })];
    }
}
