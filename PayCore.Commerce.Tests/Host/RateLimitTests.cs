using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

/// <summary>In Production, because loopback is exempt in Development.</summary>
internal sealed class RateLimitTests
{
    private const string Unknown = "/public-api/payment-invoices/cpi_0123456789abcdef";

    private PayCoreApp? app;

    [TearDown]
    public async Task Stop()
    {
        if (app is not null) await app.DisposeAsync();
        app = null;
    }

    [Test]
    public async Task Reads_of_one_address_are_limited_and_the_answer_says_how_long_to_wait()
    {
        using var client = await Client(("RateLimits:ReadsPerMinute", "2"));

        (await client.Get(Unknown)).ShouldFail(404, "not_found");
        (await client.Get(Unknown)).ShouldFail(404, "not_found");
        var third = await client.Get(Unknown, ("Origin", "https://shop.example"));

        third.ShouldFail(429, "rate_limited");
        third.Headers.RetryAfter!.Delta!.Value.TotalSeconds.Should().BeInRange(1, 60);
        third.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://shop.example");
    }

    [Test]
    public async Task Starts_are_counted_apart_from_reads()
    {
        using var client = await Client(("RateLimits:StartsPerMinute", "1"));
        var body = new { public_key = app!.Account.PublicKeyTest, amount = 5, currency = "EUR" };

        ((int)(await client.Post("/public-api/payment-invoices", body)).Status).Should().Be(201);
        (await client.Post("/public-api/payment-invoices", body)).ShouldFail(429, "rate_limited");
        (await client.Post(Unknown + "/cancel", body)).ShouldFail(429, "rate_limited");
        (await client.Get(Unknown)).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task A_public_key_has_a_limit_of_its_own_wherever_the_requests_come_from()
    {
        using var client = await Client(("RateLimits:PublicKeyPerMinute", "1"), ("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"));
        var body = new { public_key = app!.Account.PublicKeyTest, amount = 5, currency = "EUR" };
        var other = new { public_key = app.Account.PublicKeyLive, amount = 5, currency = "EUR" };

        ((int)(await client.Post("/public-api/payment-invoices", body, ("X-Forwarded-For", "203.0.113.1"))).Status).Should().Be(201);
        var second = await client.Post("/public-api/payment-invoices", body, ("X-Forwarded-For", "203.0.113.2"));
        second.ShouldFail(429, "rate_limited");
        second.Headers.RetryAfter.Should().NotBeNull();
        ((int)(await client.Post("/public-api/payment-invoices", other, ("X-Forwarded-For", "203.0.113.2"))).Status).Should().NotBe(429);
    }

    [Test]
    public async Task A_page_says_in_words_that_it_was_asked_for_too_often()
    {
        using var client = await Client(("RateLimits:ReadsPerMinute", "1"), ("RateLimits:StartsPerMinute", "1"));
        var link = $"/hpp/?public_key={app!.Account.PublicKeyTest}&amount=5&currency=EUR";

        ((int)(await client.Get(link)).Status).Should().Be(200);
        foreach (var path in new[] { link, "/hpp/i/cpi_0123456789abcdef", "/pay/pln_0123456789abcdef" })
        {
            var answer = await client.Get(path);
            ((int)answer.Status).Should().Be(429, path);
            answer.Text.Should().StartWith("<!doctype html>").And.Contain("Please wait a moment").And.NotContain("rate_limited");
            answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds.Should().BeInRange(1, 60);
        }
    }

    [Test]
    public async Task A_link_whose_public_key_is_used_too_often_is_told_to_come_again()
    {
        using var client = await Client(("RateLimits:PublicKeyPerMinute", "1"));
        var link = $"/hpp/?public_key={app!.Account.PublicKeyTest}&amount=5&currency=EUR";

        ((int)(await client.Get(link)).Status).Should().Be(200);
        var second = await client.Get(link, ("Accept-Language", "de"));
        ((int)second.Status).Should().Be(429);
        second.Text.Should().Contain("lang=\"de\"").And.Contain("Jetzt wurde nichts bezahlt");
        second.Headers.RetryAfter!.Delta!.Value.TotalSeconds.Should().BeInRange(1, 60);
    }

    [Test]
    public async Task Guessing_keys_is_limited_while_a_client_with_the_right_key_is_never_counted()
    {
        using var guesser = await Client(("RateLimits:FailedAuthenticationsPerMinute", "2"));
        using var merchant = app!.Api();
        for (var i = 0; i < 5; i++) ((int)(await merchant.Get("/api/payment-invoices")).Status).Should().Be(200);

        (await guesser.Get("/api/payment-invoices")).ShouldFail(401, "unauthorized");
        (await guesser.Get("/api/payment-invoices", ("Authorization", "Basic YTpi"))).ShouldFail(401, "unauthorized");
        var third = await guesser.Get("/api/payment-invoices", ("Authorization", "Basic YTpi"));
        third.ShouldFail(429, "rate_limited");
        third.Headers.RetryAfter.Should().NotBeNull();
    }

    [Test]
    public async Task The_addresses_of_one_IPv6_household_count_as_one()
    {
        using var client = await Client(("RateLimits:ReadsPerMinute", "1"), ("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"));

        (await client.Get(Unknown, ("X-Forwarded-For", "2001:db8:1:1::1"))).ShouldFail(404, "not_found");
        (await client.Get(Unknown, ("X-Forwarded-For", "2001:db8:1:1:ffff::2"))).ShouldFail(429, "rate_limited");
        (await client.Get(Unknown, ("X-Forwarded-For", "2001:db8:1:2::1"))).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task Health_and_the_private_API_are_not_limited_by_address()
    {
        using var client = await Client(("RateLimits:ReadsPerMinute", "1"), ("RateLimits:StartsPerMinute", "1"));
        using var merchant = app!.Api();
        for (var i = 0; i < 4; i++)
        {
            ((int)(await client.Get("/health/live")).Status).Should().Be(200);
            ((int)(await merchant.Get("/api/payment-invoices")).Status).Should().Be(200);
        }
    }

    [Test]
    public async Task Loopback_is_exempt_in_Development_and_a_setting_switches_the_limits_off()
    {
        await using var development = await PayCoreApp.Start(settings: [("RateLimits:Enabled", "true"), ("RateLimits:ReadsPerMinute", "1")]);
        using var client = development.Client();
        for (var i = 0; i < 3; i++) (await client.Get(Unknown)).ShouldFail(404, "not_found");

        using var unlimited = await Client(("RateLimits:Enabled", "false"), ("RateLimits:ReadsPerMinute", "1"));
        for (var i = 0; i < 3; i++) (await unlimited.Get(Unknown)).ShouldFail(404, "not_found");
    }

    private async Task<HttpClient> Client(params (string, string)[] settings)
    {
        app = await PayCoreApp.Start(
            environment: "Production", settings: [("PublicUrl", "https://pay.shop.example"), ("RateLimits:Enabled", "true"), .. settings]);
        return app.Client();
    }
}
