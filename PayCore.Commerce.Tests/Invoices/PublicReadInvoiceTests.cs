using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>GET /public-api/payment-invoices/{id} and its waiting (contract/public-api.md, Read).</summary>
internal sealed class PublicReadInvoiceTests
{
    private PayCoreApp app = null!;
    private HttpClient browser = null!;
    private HttpClient api = null!;
    private string path = "";
    private string id = "";
    private string tag = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        browser = app.Client();
        api = app.Api();
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
        var made = await api.CreateInvoice(new { reference_id = TestContext.CurrentContext.Test.ID, amount = 5, currency = "EUR", return_urls = new { success = "https://a.example/s", pending = "https://a.example/p", fail = "https://a.example/f" } });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        (id, path, tag) = (made.Id, $"/public-api/payment-invoices/{made.Id}", made.Headers.ETag!.ToString());
    }

    [Test]
    public async Task A_client_that_holds_the_state_gets_304()
    {
        var read = await browser.Get(path);
        read.Headers.ETag!.ToString().Should().Be(tag);
        read.Headers.CacheControl!.NoCache.Should().BeTrue();

        var same = await browser.Get(path, ("If-None-Match", tag), ("Origin", "https://shop.example"));

        same.Status.Should().Be(HttpStatusCode.NotModified);
        same.Headers.ETag!.ToString().Should().Be(tag);
        same.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://shop.example");
        (await browser.Get(path, ("If-None-Match", $"\"{read["sequence"].GetInt32()}\""))).Status.Should().Be(HttpStatusCode.NotModified, "the sequence names the state, too");
    }

    [Test]
    public async Task A_waiting_request_is_held_until_the_state_changes()
    {
        var waiting = browser.Get($"{path}?wait=25", ("If-None-Match", tag));
        await Probe.Until(IsHeld, "the request is held");
        waiting.IsCompleted.Should().BeFalse();

        await api.Post($"/api/payment-invoices/{id}/cancel");

        var answer = await waiting;
        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Word("status").Should().Be("terminated");
        answer["sequence"].GetInt32().Should().Be(2);
    }

    [Test]
    public async Task A_wait_that_ends_without_a_change_is_304() =>
        (await browser.Get($"{path}?wait=1", ("If-None-Match", tag))).Status.Should().Be(HttpStatusCode.NotModified);

    [Test]
    public async Task Without_the_state_that_the_client_holds_nothing_is_waited_for()
    {
        (await browser.Get($"{path}?wait=25")).Status.Should().Be(HttpStatusCode.OK);
        (await browser.Get($"{path}?wait=25", ("If-None-Match", "\"0\""))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Beyond_eight_held_requests_of_one_address_the_answer_is_immediate_and_no_error()
    {
        var held = Enumerable.Range(0, InvoiceWaiters.MostPerAddress).Select(_ => browser.Get($"{path}?wait=25", ("If-None-Match", tag))).ToList();
        await Probe.Until(IsFull, "eight requests are held");

        var beyond = await browser.Get($"{path}?wait=25", ("If-None-Match", tag));

        beyond.Status.Should().Be(HttpStatusCode.NotModified);
        held.Should().OnlyContain(request => !request.IsCompleted);
        await api.Post($"/api/payment-invoices/{id}/cancel");
        (await Task.WhenAll(held)).Should().OnlyContain(a => a.Status == HttpStatusCode.OK);
        await Probe.Until(() => !IsFull(), "their places are free again");
    }

    [TestCase("0")]
    [TestCase("26")]
    [TestCase("-1")]
    [TestCase("1.5")]
    [TestCase("soon")]
    public async Task A_wait_that_is_none_is_told(string wait) =>
        (await browser.Get($"{path}?wait={wait}", ("If-None-Match", tag))).ShouldFail(422, "invalid_value wait");

    [Test]
    public async Task A_wait_that_is_given_twice_is_told() => (await browser.Get($"{path}?wait=1&wait=2")).ShouldFail(422, "duplicate_parameter wait");

    [Test]
    public async Task The_return_url_is_the_one_for_the_present_state()
    {
        (await browser.Get(path)).Word("return_url").Should().Be("https://a.example/p");
        await browser.Post($"{path}/process", new { service = "paypal_eur_hpp" });
        (await browser.Get(path)).Word("return_url").Should().Be("https://a.example/p");
        var invoice = await api.Get($"/api/payment-invoices/{id}");

        await app.Act(invoice, "decline");
        await app.Notify();
        (await browser.Get(path)).Word("return_url").Should().Be("https://a.example/f");

        await app.Act(invoice, "succeed");
        await app.Notify();
        (await browser.Get(path)).Word("return_url").Should().Be("https://a.example/s");
    }

    [Test]
    public async Task A_return_url_that_a_browser_gave_counts_only_while_its_domain_is_allowed()
    {
        var other = await app.AnotherAccount();
        await Allow("https://shop.example");
        var made = await browser.Post("/public-api/payment-invoices", new { public_key = other.PublicKeyTest, amount = 5, currency = "EUR", return_url = "https://shop.example/back" });
        made.Word("return_url").Should().Be("https://shop.example/back");

        await Allow("https://elsewhere.example");
        (await browser.Get($"/public-api/payment-invoices/{made.Id}")).Word("return_url").Should().BeNull("the page would not lead there either");

        async Task Allow(string domain)
        {
            using var live = app.Api(Mode.Live, other);
            var body = new { data = new { type = "commerce-accounts", attributes = new { allowed_domains = new[] { domain } } } };
            var changed = await live.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
            {
                Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json"),
            });
            changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);
        }
    }

    [Test]
    public async Task An_invoice_that_is_not_there_is_404() =>
        (await browser.Get("/public-api/payment-invoices/cpi_0123456789abcdef?wait=25", ("If-None-Match", tag))).ShouldFail(404, "not_found");

    private bool IsHeld() => Held > 0;

    private bool IsFull() => Held == InvoiceWaiters.MostPerAddress;

    private int Held => app.Services.GetRequiredService<InvoiceWaiters>().Held;
}
