using System.Net;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed class PublicCorsTests
{
    private const string Stranger = "https://stranger.example";
    private const string Shop = "https://shop.example";

    private PayCoreApp app = null!;
    private HttpClient browser = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        browser = app.Client();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    [TestCase("/public-api/payment-invoices")]
    [TestCase("/public-api/payment-prerequest?include[0]=methods")]
    [TestCase("/public-api/payment-invoices/cpi_0123456789abcdef/process")]
    public async Task A_preflight_is_answered_for_any_origin(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        var answer = await browser.Ask(
            request, ("Origin", Stranger), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"));

        answer.Status.Should().Be(HttpStatusCode.NoContent);
        answer.Text.Should().BeEmpty();
        One(answer, "Access-Control-Allow-Origin").Should().Be(Stranger);
        One(answer, "Access-Control-Allow-Methods").Should().Be("GET, POST");
        One(answer, "Access-Control-Allow-Headers").Should().Be("Content-Type, If-None-Match");
        One(answer, "Access-Control-Max-Age").Should().Be("600");
        answer.Headers.Vary.Should().Contain("Origin");
        answer.Headers.Contains("Access-Control-Allow-Credentials").Should().BeFalse();
    }

    [TestCase("GET", "/public-api/payment-invoices/cpi_0123456789abcdef", 404)]
    [TestCase("GET", "/public-api/nowhere", 404)]
    [TestCase("DELETE", "/public-api/payment-invoices", 405)]
    [TestCase("POST", "/public-api/payment-invoices", 415)]
    public async Task Every_error_can_be_read_by_the_page_that_asked(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var answer = await browser.Ask(request, ("Origin", Stranger));

        ((int)answer.Status).Should().Be(status);
        CanBeReadBy(Stranger, answer);
    }

    [Test]
    public async Task An_answer_tells_its_tag_and_that_it_was_replayed_to_the_shops_page()
    {
        var body = new { public_key = app.Account.PublicKeyTest, reference_id = "cors", amount = 5, currency = "EUR" };
        CanBeReadBy(Shop, await browser.Post("/public-api/payment-invoices", body, ("Origin", Shop)));
        var again = await browser.Post("/public-api/payment-invoices", body, ("Origin", Shop));

        again.Status.Should().Be(HttpStatusCode.Created);
        CanBeReadBy(Shop, again);
        One(again, "Idempotent-Replayed").Should().Be("true");
        var read = await browser.Get($"/public-api/payment-invoices/{again.Id}", ("Origin", Shop));
        CanBeReadBy(Shop, read);
        read.Headers.ETag.Should().NotBeNull();
    }

    [Test]
    public async Task A_page_of_another_domain_is_refused_in_words_that_it_can_read()
    {
        var answer = await browser.Post(
            "/public-api/payment-invoices", new { public_key = app.Account.PublicKeyTest, amount = 5, currency = "EUR" }, ("Origin", Stranger));

        answer.ShouldFail(403, "domain_forbidden");
        CanBeReadBy(Stranger, answer);
    }

    [Test]
    public async Task An_unknown_public_key_is_401_without_a_challenge()
    {
        var answer = await browser.Post("/public-api/payment-invoices", new { public_key = "pk_test_nobody", amount = 5, currency = "EUR" }, ("Origin", Shop));

        answer.ShouldFail(401, "unauthorized");
        answer.Headers.WwwAuthenticate.Should().BeEmpty();
        CanBeReadBy(Shop, answer);
    }

    [Test]
    public async Task The_private_API_grants_nothing_to_pages()
    {
        var answer = await browser.Get("/api/payment-invoices", ("Origin", Shop));
        answer.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
    }

    private static void CanBeReadBy(string origin, Answer answer)
    {
        One(answer, "Access-Control-Allow-Origin").Should().Be(origin);
        One(answer, "Access-Control-Expose-Headers").Should().Be("ETag, Retry-After, Idempotent-Replayed");
        answer.Headers.Vary.Should().Contain("Origin");
        answer.Headers.Contains("Access-Control-Allow-Credentials").Should().BeFalse();
    }

    private static string One(Answer answer, string header) => answer.Headers.GetValues(header).Should().ContainSingle().Subject;
}
