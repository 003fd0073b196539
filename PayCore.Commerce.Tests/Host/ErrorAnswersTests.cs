using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed class ErrorAnswersTests
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

    [TestCase("/api/nowhere")]
    [TestCase("/public-api/nowhere")]
    [TestCase("/health/nowhere")]
    public async Task An_unknown_route_of_an_API_is_404_as_a_JSON_API_error_with_a_trace_id(string path)
    {
        var answer = await api.Get(path);

        answer.ShouldFail(404, "not_found");
        var error = answer.Json.GetProperty("errors")[0];
        error.GetProperty("status").GetString().Should().Be("404");
        error.GetProperty("title").GetString().Should().Be("Not found");
        error.GetProperty("detail").GetString().Should().NotBeNullOrEmpty();
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Test]
    public async Task An_error_has_the_media_type_that_the_client_accepts()
    {
        using var plain = await api.GetAsync(new Uri("/api/nowhere", UriKind.Relative));
        plain.Content.Headers.ContentType!.ToString().Should().Be("application/json; charset=utf-8");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/nowhere");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.api+json"));
        using var jsonApi = await api.SendAsync(request);
        jsonApi.Content.Headers.ContentType!.ToString().Should().Be("application/vnd.api+json");
    }

    [Test]
    public async Task A_known_route_with_another_method_is_405_and_names_the_allowed_ones()
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/payment-invoices");
        using var answer = await api.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.Should().BeEquivalentTo("GET", "POST");
        CodeOf(await answer.Content.ReadAsStringAsync()).Should().Be("method_not_allowed");
    }

    [TestCase(64 * 1024 + 1, Description = "over the limit of JSON bodies")]
    public async Task A_body_that_is_too_large_is_413(int bytes)
    {
        var answer = await api.Post("/api/payment-invoices", "{\"data\":\"" + new string('x', bytes) + "\"}");
        answer.ShouldFail(413, "body_too_large");
    }

    [Test]
    public async Task A_large_body_of_undeclared_length_is_413_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/payment-invoices") { Content = new StringContent(new string(' ', 200 * 1024), Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        (await api.Ask(request)).ShouldFail(413, "body_too_large");
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/json-patch+json")]
    public async Task A_body_that_is_not_declared_as_JSON_is_415(string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/payment-invoices") { Content = new StringContent("{}", Encoding.UTF8, type) };
        (await api.Ask(request)).ShouldFail(415, "unsupported_media_type");
    }

    [Test]
    public async Task A_body_that_is_packed_is_415_and_a_byte_order_mark_means_nothing()
    {
        (await Send("gzip")).ShouldFail(415, "unsupported_media_type");
        (await Send("identity")).Status.Should().Be(HttpStatusCode.UnprocessableEntity, "nothing is packed");
        (await api.Post("/api/payment-invoices", "\uFEFF{\"data\":1}")).Status.Should().Be(HttpStatusCode.UnprocessableEntity, "it was read");

        async Task<Answer> Send(string coding)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/payment-invoices") { Content = new StringContent("{\"data\":1}", Encoding.UTF8, "application/json") };
            request.Content.Headers.ContentEncoding.Add(coding);
            return await api.Ask(request);
        }
    }

    [TestCase("{\"data\":", "malformed_json")]
    [TestCase("[]", "malformed_json")]
    [TestCase("", "malformed_json")]
    [TestCase("{\"data\":{\"type\":\"payment-invoices\",\"type\":\"payment-invoices\"}}", "duplicate_member")]
    [TestCase("{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}", "too_deep")]
    public async Task A_body_that_is_not_proper_JSON_is_400_and_says_why(string body, string code)
    {
        (await api.Post("/api/payment-invoices", body)).ShouldFail(400, code);
        (await api.Post("/public-api/payment-invoices", body)).ShouldFail(400, code);
    }

    [TestCase("")]
    [TestCase("Bearer x")]
    [TestCase("Basic !!!")]
    [TestCase("Basic bm8tY29sb24=")]
    [TestCase("Basic YTpi")]
    public async Task Missing_or_wrong_credentials_are_401_with_the_challenge(string header)
    {
        using var client = app.Client();
        var answer = await client.Get("/api/payment-invoices", ("Authorization", header));

        answer.ShouldFail(401, "unauthorized");
        answer.Headers.WwwAuthenticate.ToString().Should().Be("Basic realm=\"commerce\"");
    }

    [Test]
    public async Task The_key_of_another_account_opens_nothing()
    {
        var other = await app.AnotherAccount();
        using var client = app.Client();
        var mixed = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.Account.AccountId}:{other.ApiKeyTest}"));
        (await client.Get("/api/payment-invoices", ("Authorization", $"Basic {mixed}"))).ShouldFail(401, "unauthorized");
    }

    [Test]
    public async Task An_unknown_address_of_a_page_is_a_plain_page_with_404()
    {
        using var client = app.Client();
        using var answer = await client.GetAsync(new Uri("/nowhere", UriKind.Relative));

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        (await answer.Content.ReadAsStringAsync()).Should().Contain("There is nothing at this address");
        answer.Headers.GetValues("Content-Security-Policy").Should().Contain(policy => policy.Contains("default-src 'none'"));
        answer.Headers.Contains("Server").Should().BeFalse();
    }

    [Test]
    public async Task A_fault_of_ours_is_500_that_shows_no_type_name_and_is_logged_with_the_same_trace_id()
    {
        await using var broken = await PayCoreApp.Start();
        await broken.Read(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE invoices_invoices RENAME TO elsewhere"));
        using var client = broken.Api();

        var answer = await client.Get("/api/payment-invoices");
        answer.ShouldFail(500, "internal_error");
        answer.Text.Should().NotContainAny("Exception", "Sqlite", "PayCore", "   at ", "invoices_invoices");

        var browser = await client.Get("/public-api/payment-invoices/cpi_0123456789abcdef", ("Origin", "https://shop.example"));
        browser.ShouldFail(500, "internal_error");
        browser.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://shop.example");

        var page = await client.Get("/hpp/?cpi=cpi_0123456789abcdef");
        ((int)page.Status).Should().Be(500);
        page.Text.Should().NotContainAny("Exception", "Sqlite", "invoices_invoices");
        broken.Logs.Text.Should().Contain("Unexpected failure of GET").And.Contain("SqliteException");
    }

    private static string? CodeOf(string json) => JsonDocument.Parse(json).RootElement.GetProperty("errors")[0].GetProperty("code").GetString();
}
