using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed class ForwardedHeadersTests
{
    private const string Unknown = "/public-api/payment-invoices/cpi_0123456789abcdef";

    [Test]
    public async Task What_a_trusted_proxy_says_of_the_client_counts()
    {
        await using var app = await Start(("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"));
        using var client = app.Client();

        (await client.Get(Unknown, ("X-Forwarded-For", "203.0.113.1"))).ShouldFail(404, "not_found");
        (await client.Get(Unknown, ("X-Forwarded-For", "203.0.113.2"))).ShouldFail(404, "not_found");
        (await client.Get(Unknown, ("X-Forwarded-For", "203.0.113.1"))).ShouldFail(429, "rate_limited");
        app.Logs.Text.Should().NotContain("ForwardedHeaders:KnownNetworks");
    }

    [Test]
    public async Task What_the_client_wrote_into_the_header_before_the_proxy_does_not_count()
    {
        await using var app = await Start(("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"));
        using var client = app.Client();

        (await client.Get(Unknown, ("X-Forwarded-For", "198.51.100.1, 203.0.113.1"))).ShouldFail(404, "not_found");
        (await client.Get(Unknown, ("X-Forwarded-For", "198.51.100.2, 203.0.113.1"))).ShouldFail(429, "rate_limited");
    }

    [Test]
    public async Task TLS_that_the_proxy_ended_is_answered_with_strict_transport_security()
    {
        await using var app = await Start(("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"));
        using var client = app.Client();

        var secure = await client.Get("/health/live", ("Host", "pay.shop.example"), ("X-Forwarded-For", "203.0.113.1"), ("X-Forwarded-Proto", "https"));
        secure.Headers.Contains("Strict-Transport-Security").Should().BeTrue();
        var plain = await client.Get("/health/live", ("Host", "pay.shop.example"));
        plain.Headers.Contains("Strict-Transport-Security").Should().BeFalse();
    }

    [Test]
    public async Task A_header_from_anybody_else_is_ignored_and_logged_once_as_a_mistake_of_the_setup()
    {
        await using var app = await Start(("ForwardedHeaders:KnownNetworks:0", "10.1.0.0/16"));
        using var client = app.Client();

        (await client.Get(Unknown, ("X-Forwarded-For", "203.0.113.1"))).ShouldFail(404, "not_found");
        (await client.Get(Unknown, ("X-Forwarded-For", "203.0.113.2"))).ShouldFail(429, "rate_limited");
        app.Logs.Text.Split('\n').Should().ContainSingle(line => line.Contains("ForwardedHeaders:KnownNetworks")).Which.Should().StartWith("Error");
    }

    private static Task<PayCoreApp> Start(params (string, string)[] settings) => PayCoreApp.Start(environment: "Production", settings:
        [("PublicUrl", "https://pay.shop.example"), ("RateLimits:Enabled", "true"), ("RateLimits:ReadsPerMinute", "1"), .. settings]);
}
