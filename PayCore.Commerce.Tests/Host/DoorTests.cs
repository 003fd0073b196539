using System.Net;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

/// <summary>Authentication, limits, trusted proxies and CORS, as a server in Production behind a proxy on this machine.</summary>
internal sealed class DoorTests
{
    private PayCoreApp app = null!;
    private HttpClient stranger = null!;

    [SetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start(environment: "Production", settings:
        [
            ("PublicUrl", "https://pay.shop.example"), ("RateLimits:Enabled", "true"), ("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"), ("ForwardedHeaders:KnownNetworks:1", "10.1.0.0/16"),
            ("RateLimits:ReadsPerMinute", "5"), ("RateLimits:StartsPerMinute", "2"), ("RateLimits:PublicKeyPerMinute", "9"), ("RateLimits:FailedAuthenticationsPerMinute", "3"),
        ]);
        stranger = app.Client();
    }

    [TearDown]
    public async Task Stop()
    {
        stranger.Dispose();
        await app.DisposeAsync();
    }

    [TestCase(null)]
    [TestCase("Bearer abc")]
    [TestCase("Basic")]
    [TestCase("Basic %%%")]
    [TestCase("Basic bm8tY29sb24=")]
    [TestCase("Basic Og==")]
    public async Task Without_credentials_that_can_be_read_the_private_door_asks_for_them(string? header)
    {
        var answer = header is null ? await stranger.Get("/api/account") : await stranger.Get("/api/account", ("Authorization", header));
        answer.ShouldFail(401, "unauthorized");
        answer.Headers.WwwAuthenticate.Single().ToString().Should().Be("Basic realm=\"commerce\"");
    }

    [Test]
    public async Task Keys_open_only_their_own_account()
    {
        var other = await app.AnotherAccount();
        using var right = app.Api();
        (await right.Get("/api/account")).Status.Should().Be(HttpStatusCode.OK);
        (await Try(other.AccountId, app.Account.ApiKeyTest)).ShouldFail(401, "unauthorized");
        (await Try(app.Account.AccountId, app.Account.PublicKeyTest)).ShouldFail(401, "unauthorized");
        (await Try("coma_0000000000000000", app.Account.ApiKeyTest)).ShouldFail(401, "unauthorized");
    }

    [Test]
    public async Task Wrong_credentials_are_limited_for_one_address_and_right_ones_are_not()
    {
        for (var i = 0; i < 3; i++) (await stranger.Get("/api/account")).ShouldFail(401, "unauthorized");

        var limited = await stranger.Get("/api/account");
        limited.ShouldFail(429, "rate_limited");
        limited.Headers.RetryAfter!.Delta.Should().BePositive();

        (await stranger.Get("/api/account", ("X-Forwarded-For", "198.51.100.7"))).ShouldFail(401, "unauthorized");
        using var right = app.Api();
        (await right.Get("/api/account")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Starts_are_limited_for_each_address_that_the_proxy_names()
    {
        async Task<Answer> Create(string address) => await stranger.Post("/public-api/payment-invoices",
            new { public_key = app.Account.PublicKeyTest, amount = 1, currency = "EUR" }, ("X-Forwarded-For", address));

        (await Create("198.51.100.1")).Status.Should().Be(HttpStatusCode.Created);
        (await Create("198.51.100.1")).Status.Should().Be(HttpStatusCode.Created);
        var limited = await Create("198.51.100.1");
        limited.ShouldFail(429, "rate_limited");
        limited.Headers.RetryAfter!.Delta.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        limited.Headers.GetValues("Access-Control-Expose-Headers").Should().ContainSingle(h => h.Contains("Retry-After"));

        (await Create("198.51.100.2")).Status.Should().Be(HttpStatusCode.Created, "another address has its own limit");
        (await Create("198.51.100.1, 10.1.2.3")).ShouldFail(429, "rate_limited");
        (await Create("203.0.113.9, 198.51.100.1")).ShouldFail(429, "rate_limited");
    }

    [Test]
    public async Task One_ipv6_household_is_one_address()
    {
        async Task<HttpStatusCode> Read(string address) => (await stranger.Get("/hpp/", ("X-Forwarded-For", address))).Status;

        for (var i = 1; i <= 5; i++) (await Read($"2001:db8:1:2::{i}")).Should().NotBe(HttpStatusCode.TooManyRequests);
        (await Read("2001:db8:1:2:ffff::9")).Should().Be(HttpStatusCode.TooManyRequests);
        (await Read("2001:db8:1:3::1")).Should().NotBe(HttpStatusCode.TooManyRequests);
    }

    [Test]
    public async Task A_public_key_is_limited_over_all_addresses()
    {
        async Task<Answer> Ask(int address) => await stranger.Post("/public-api/payment-prerequest",
            new { public_key = app.Account.PublicKeyTest, currency = "EUR" }, ("X-Forwarded-For", $"198.51.100.{address}"));

        for (var i = 1; i <= 9; i++) (await Ask(i)).Status.Should().Be(HttpStatusCode.OK);
        (await Ask(10)).ShouldFail(429, "rate_limited");
    }

    [Test]
    public async Task Assets_and_health_have_no_limit()
    {
        for (var i = 0; i < 12; i++)
        {
            (await stranger.GetAsync("/favicon.svg")).StatusCode.Should().Be(HttpStatusCode.OK);
            (await stranger.GetAsync("/health/live")).StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Test]
    public async Task A_preflight_is_answered_for_any_origin()
    {
        using var response = await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/public-api/payment-invoices")
        {
            Headers = { { "Origin", "https://anywhere.example" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "content-type" } },
        });

        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)).Should().Contain(new Dictionary<string, string>
        {
            ["Access-Control-Allow-Origin"] = "https://anywhere.example",
            ["Access-Control-Allow-Methods"] = "GET, POST",
            ["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match",
            ["Access-Control-Max-Age"] = "600",
            ["Vary"] = "Origin",
        }).And.NotContainKey("Access-Control-Allow-Credentials");
    }

    [Test]
    public async Task Every_answer_of_the_public_api_can_be_read_by_a_script_also_a_refusal()
    {
        var refused = await stranger.Post("/public-api/payment-invoices",
            new { public_key = app.Account.PublicKeyLive, amount = 1, currency = "EUR" }, ("Origin", "https://thief.example"));

        ((int)refused.Status).Should().Be(403);
        refused.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://thief.example");
        refused.Headers.GetValues("Access-Control-Expose-Headers").Should().Equal("ETag, Retry-After, Idempotent-Replayed");
        (await stranger.Get("/api/account")).Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse("the private door is not for browsers");
    }

    [Test]
    public async Task Over_tls_the_browser_is_told_to_stay_there_and_no_answer_names_the_server()
    {
        using var response = await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/health/live")
        {
            Headers = { { "X-Forwarded-For", "198.51.100.1" }, { "X-Forwarded-Proto", "https" }, { "Host", "pay.shop.example" } },
        });
        response.Headers.GetValues("Strict-Transport-Security").Single().Should().StartWith("max-age=");
        response.Headers.Server.Should().BeEmpty();
    }

    [Test]
    public async Task A_forwarded_header_of_a_stranger_does_not_count_and_is_told_once()
    {
        await using var alone = await PayCoreApp.Start(environment: "Production", settings:
            [("PublicUrl", "https://pay.shop.example"), ("RateLimits:Enabled", "true"), ("RateLimits:ReadsPerMinute", "3")]);
        using var client = alone.Client();

        var statuses = new List<HttpStatusCode>();
        for (var i = 1; i <= 4; i++) statuses.Add((await client.Get("/hpp/", ("X-Forwarded-For", $"198.51.100.{i}"))).Status);

        statuses[3].Should().Be(HttpStatusCode.TooManyRequests, "all four came from one address");
        statuses[2].Should().NotBe(HttpStatusCode.TooManyRequests);
        alone.Logs.Text.Split('\n').Count(line => line.Contains("not in ForwardedHeaders:KnownNetworks")).Should().Be(1);
    }

    [Test]
    public async Task In_development_this_machine_has_no_limit()
    {
        await using var local = await PayCoreApp.Start(settings: [("RateLimits:Enabled", "true"), ("RateLimits:ReadsPerMinute", "1"), ("RateLimits:FailedAuthenticationsPerMinute", "1")]);
        using var client = local.Client();
        for (var i = 0; i < 5; i++)
        {
            (await client.Get("/hpp/")).Status.Should().NotBe(HttpStatusCode.TooManyRequests);
            (await client.Get("/api/account")).ShouldFail(401, "unauthorized");
        }
    }

    private Task<Answer> Try(string account, string key) => stranger.Get("/api/account", ("Authorization", PayCoreApp.Credentials(account, key).ToString()));
}
