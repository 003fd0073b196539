using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

/// <summary>Every failure of an API is JSON:API errors, whatever its reason (contract/README.md, Errors).</summary>
internal sealed class ErrorAnswersTests
{
    private const string Inside = "the_inside_of_ours";

    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start(replace: services =>
            services.Replace(ServiceDescriptor.Scoped<IRequestHandler<FindByPublicKey, Result<PublicKeyOwner>>, Failing>()));
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [TestCase("/api/nothing")]
    [TestCase("/api")]
    [TestCase("/public-api/nothing")]
    [TestCase("/health/nothing")]
    public async Task An_unknown_route_of_an_api_is_not_found(string path) => (await api.Get(path)).ShouldFail(404, "not_found");

    [TestCase("DELETE", "/api/payment-invoices", "GET, POST")]
    [TestCase("PUT", "/public-api/payment-invoices", "POST")]
    [TestCase("POST", "/health/live", "GET")]
    public async Task A_wrong_method_is_told_with_the_right_ones(string method, string path, string allowed)
    {
        using var response = await api.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().BeEquivalentTo(allowed.Split(", "));
        (await response.Content.ReadAsStringAsync()).Should().Contain("\"code\":\"method_not_allowed\"").And.Contain("\"trace_id\":");
    }

    [TestCase("/api/payment-invoices")]
    [TestCase("/public-api/payment-invoices")]
    public async Task A_body_of_another_type_is_refused(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "text/plain") };
        (await api.Ask(request)).ShouldFail(415, "unsupported_media_type");
    }

    [TestCase("/api/payment-invoices")]
    [TestCase("/public-api/payment-prerequest")]
    public async Task A_body_over_64_KiB_is_refused_with_and_without_a_declared_length(string path)
    {
        var bytes = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('a', 64 * 1024)}\"}}");
        (await api.Ask(Request(path, new ByteArrayContent(bytes)))).ShouldFail(413, "body_too_large");
        (await api.Ask(Request(path, new StreamContent(new Unsized(bytes))))).ShouldFail(413, "body_too_large");
    }

    [Test]
    public async Task A_body_over_1_MiB_is_refused_by_every_route() =>
        (await app.Client().Ask(Request("/gateways/sandbox/notifications/nobody", new ByteArrayContent(new byte[1024 * 1024 + 1])))).Status
            .Should().BeOneOf(HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.NotFound);

    [TestCase("{\"data\":", "malformed_json")]
    [TestCase("[]", "malformed_json")]
    [TestCase("", "malformed_json")]
    [TestCase("{\"a\":\"\\ud800\"}", "malformed_json")]
    [TestCase("{\"data\":{},\"data\":{}}", "duplicate_member")]
    public async Task A_body_that_is_no_clean_json_is_refused(string body, string code) => (await api.Post("/api/payment-invoices", body)).ShouldFail(400, code);

    [Test]
    public async Task A_deep_body_is_refused() =>
        (await api.Post("/api/payment-invoices", string.Concat(Enumerable.Repeat("{\"a\":", 20)) + "1" + new string('}', 20))).ShouldFail(400, "too_deep");

    [Test]
    public async Task An_answer_has_the_media_type_that_the_client_accepts()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/nothing");
        request.Headers.Accept.ParseAdd("application/vnd.api+json");
        using var response = await api.SendAsync(request);
        response.Content.Headers.ContentType.Should().Be(new MediaTypeHeaderValue("application/vnd.api+json"));
    }

    [Test]
    public async Task An_unexpected_failure_shows_nothing_of_the_inside_and_is_logged()
    {
        var answer = await app.Client().Post("/public-api/payment-prerequest", new { public_key = "pk_test_x", currency = "EUR" }, ("Origin", "https://shop.example"));

        answer.ShouldFail(500, "internal_error");
        answer.Text.Should().NotContain("Exception").And.NotContain(Inside).And.NotContain(" at ");
        answer.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://shop.example");
        app.Logs.Text.Should().Contain(Inside);
    }

    [Test]
    public async Task An_unexpected_failure_of_a_page_is_a_decent_page()
    {
        using var response = await app.Client().GetAsync("/hpp/?public_key=pk_test_x&amount=1&currency=EUR");
        var page = await response.Content.ReadAsStringAsync();

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        response.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'");
        page.Should().Contain(">Something went wrong on our side</h1>").And.NotContain(Inside);
    }

    [Test]
    public async Task An_unknown_page_is_a_decent_page()
    {
        using var response = await app.Client().GetAsync("/nothing");
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).Should().Contain("There is nothing at this address");
    }

    private static HttpRequestMessage Request(string path, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    private sealed class Failing : IRequestHandler<FindByPublicKey, Result<PublicKeyOwner>>
    {
        public Task<Result<PublicKeyOwner>> Handle(FindByPublicKey request, CancellationToken cancellationToken) => throw new InvalidOperationException(Inside);
    }

    /// <summary>A stream whose length nobody knows, so that it is sent in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
