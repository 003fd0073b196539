using System.Net;
using System.Text.Json;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>The embed check names the exact rule that keeps a shop's page out.</summary>
internal sealed class EmbedCheckTests
{
    private PayCoreApp app = null!;
    private PayCoreApp secure = null!;
    private HttpClient client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        secure = await PayCoreApp.Start(settings: ("PublicUrl", "https://pay.example"));
        client = app.Client();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await secure.DisposeAsync();
        await app.DisposeAsync();
    }

    // allowed_domain, https, frame_ancestors, content_security_policy, frame_size: + passed, - blocks, ? not measured
    [TestCase(Mode.Test, "https://shop.example", "", "+++??")]
    [TestCase(Mode.Test, "https://shop.example/cart?x=1", "", "+++??")]
    [TestCase(Mode.Test, "http://localhost:3000", "&width=320&height=256", "+++?+")]
    [TestCase(Mode.Test, "http://127.0.0.1:3000", "&width=319", "+++?-")]
    [TestCase(Mode.Test, "http://shop.localhost", "&width=320", "+++?+")]
    [TestCase(Mode.Test, "http://[::1]:3000", "&height=255", "++-?-")]
    [TestCase(Mode.Test, "https://evil.example", "", "-+-??")]
    [TestCase(Mode.Live, "https://shop.example", "", "+++??")]
    [TestCase(Mode.Live, "http://shop.example", "", "---??")]
    [TestCase(Mode.Live, "https://shop.example:8443", "", "-+-??")]
    [TestCase(Mode.Live, "http://localhost:3000", "", "-+-??")]
    public async Task Each_rule_is_named_with_its_outcome(Mode mode, string origin, string size, string outcome)
    {
        var answer = await app.Api(mode).Get($"/api/embed-check?origin={Uri.EscapeDataString(origin)}{size}");

        answer.Status.Should().Be(HttpStatusCode.OK, answer.Text);
        var checks = answer["checks"].EnumerateArray().ToList();
        checks.Select(c => c.GetProperty("rule").GetString()).Should().Equal("allowed_domain", "https", "frame_ancestors", "content_security_policy", "frame_size");
        string.Concat(checks.Select(c => c.GetProperty("passed").ValueKind switch { JsonValueKind.True => '+', JsonValueKind.False => '-', _ => '?' })).Should().Be(outcome, answer.Text);
        answer["embeddable"].GetBoolean().Should().Be(!outcome.Contains('-', StringComparison.Ordinal));
        answer["test_mode"].GetBoolean().Should().Be(mode == Mode.Test);
    }

    [Test]
    public async Task The_policy_that_it_prints_is_the_one_that_the_page_sends()
    {
        var checks = (await app.Api().Get("/api/embed-check?origin=https://shop.example"))["checks"];
        var page = await client.Get($"/hpp/?public_key={app.Account.PublicKeyTest}&amount=1&currency=EUR", ("Sec-Fetch-Dest", "iframe"));

        var printed = checks[2].GetProperty("detail").GetString()!.Split('"')[1];
        page.Headers.GetValues("Content-Security-Policy").Single().Should().Contain($"; {printed};");
    }

    // What browsers do with most of these: WidgetJourneys, The_embed_checks_word_about_a_shops_policy_is_the_browsers.
    [TestCase("frame-src 'self'", "The shop's \"frame-src 'self'\" keeps the frame empty. Add https://pay.example to script-src and frame-src.")]
    [TestCase("default-src 'none'; frame-src https:", "The shop's \"default-src 'none'\" keeps the widget's script out. Add https://pay.example to script-src and frame-src.")]
    [TestCase("script-src https://pay.example:8443; frame-src https://*.example", "The shop's \"script-src https://pay.example:8443\" keeps the widget's script out. Add https://pay.example to script-src and frame-src.")]
    [TestCase("script-src 'nonce-abc' 'strict-dynamic' https://pay.example", null)]
    [TestCase("Content-Security-Policy: frame-src http://pay.example:80; child-src 'none'; script-src *.example", "")]
    [TestCase("frame-src *.pay.example", "The shop's \"frame-src *.pay.example\" keeps the frame empty. Add https://pay.example to script-src and frame-src.")]
    [TestCase("frame-src pay.example", "")]
    public async Task A_shops_own_policy_is_judged_and_the_directive_that_blocks_is_named(string policy, string? blocked)
    {
        using var api = secure.Api();

        var answer = await api.Get($"/api/embed-check?origin=https://shop.example&csp={Uri.EscapeDataString(policy)}");

        var check = answer["checks"][3];
        check.GetProperty("rule").GetString().Should().Be("content_security_policy");
        check.GetProperty("passed").ValueKind.Should().Be(blocked switch { null => JsonValueKind.Null, "" => JsonValueKind.True, _ => JsonValueKind.False });
        answer["embeddable"].GetBoolean().Should().Be(string.IsNullOrEmpty(blocked));
        if (blocked is { Length: > 0 }) check.GetProperty("detail").GetString().Should().Be(blocked);
    }

    [Test]
    public async Task A_server_without_https_is_told_so()
    {
        await using var plain = await PayCoreApp.Start(settings: ("PublicUrl", "http://pay.example"));
        using var api = plain.Api();

        var check = (await api.Get("/api/embed-check?origin=https://shop.example"))["checks"][1];

        check.GetProperty("passed").GetBoolean().Should().BeFalse();
        check.GetProperty("detail").GetString().Should().StartWith("This server is reached by http://pay.example");
    }

    [TestCase("", "required origin")]
    [TestCase("?origin=shop.example", "invalid_value origin")]
    [TestCase("?origin=https://shop@evil.example", "invalid_value origin")]
    [TestCase("?origin=javascript:alert(1)", "invalid_value origin")]
    [TestCase("?origin=null", "invalid_value origin")]
    [TestCase("?origin=https://shop.example&csp={long}", "too_long csp")]
    [TestCase("?origin=https://shop.example&width=-1", "invalid_value width")]
    [TestCase("?origin=https://shop.example&height=1e3", "invalid_value height")]
    public async Task A_bad_parameter_is_named(string query, string error) => (await app.Api().Get("/api/embed-check" + query.Replace("{long}", new string('a', 4_097), StringComparison.Ordinal))).ShouldFail(422, error);

    [Test]
    public async Task It_needs_an_api_key() => (await client.Get("/api/embed-check?origin=https://shop.example")).ShouldFail(401, "unauthorized");

    [Test]
    public async Task The_page_says_the_same_for_a_public_key()
    {
        var page = await client.Get($"/hpp/embed-check?public_key={app.Account.PublicKeyLive}&origin=http://shop.example&width=200");

        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().Contain("<h2 id=\"result\">No</h2>").And.Contain("✗ blocks: allowed_domain").And.Contain("✗ blocks: https").And.Contain("✗ blocks: frame_size");
        (await client.Get($"/hpp/embed-check?public_key={app.Account.PublicKeyTest}&origin=http://localhost&csp=frame-src+%27self%27")).Text
            .Should().Contain("<h2 id=\"result\">No</h2>").And.Contain("✗ blocks: content_security_policy").And.Contain("name=\"csp\" value=\"frame-src &#x27;self&#x27;\"");
        (await client.Get($"/hpp/embed-check?public_key={app.Account.PublicKeyTest}&origin=http://localhost&csp=")).Text.Should().Contain("– not checked: content_security_policy");
        (await client.Get("/hpp/embed-check")).Text.Should().Contain("name=\"origin\"").And.Contain("name=\"csp\"").And.NotContain("id=\"result\"");
    }

    [Test]
    public async Task The_page_names_what_was_entered_wrong()
    {
        var page = await client.Get("/hpp/embed-check?public_key=pk_test_nobody&origin=%3Cscript%3E");

        page.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        page.Text.Should().Contain("There is no active account with this public key.").And.Contain("The origin must be like https://shop.example.").And.NotContain("<script>");
    }
}
