using System.Net;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>The pages of a link over HTTP: what is shown before anything exists, and what a bad link gets.</summary>
internal sealed class LinkPagesTests
{
    private PayCoreApp app = null!;
    private HttpClient client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    private string Key => app.Account.PublicKeyTest;

    [TestCase("amount=abc&currency=EUR", "amount", "The amount must be a number such as 10.5.")]
    [TestCase("amount=1e400&currency=EUR", "amount", "The amount must be at most 999999999999.")]
    [TestCase("amount=0.001&currency=EUR", "amount", "The amount has more decimals than EUR allows (2).")]
    [TestCase("amount=-1&currency=EUR", "amount", "The amount must be greater than 0.")]
    [TestCase("amount=0&currency=EUR", "amount", "The amount must be greater than 0.")]
    [TestCase("amount=&currency=EUR", "amount", "The parameter amount is required.")]
    [TestCase("amount=1&amount=2&currency=EUR", "amount", "The parameter amount is given twice.")]
    [TestCase("amount=1", "currency", "The parameter currency is required.")]
    [TestCase("amount=1&currency=XXX", "currency", "The currency must be an active ISO 4217 code such as EUR.")]
    [TestCase("amount=1&currency=EUR&expires=99999999999", "expires", "The time must be at least 1 minute and at most 1 year ahead.")]
    [TestCase("amount=1&currency=EUR&metadata[a][b][c][d]=1", "metadata", "The link is too long, has too many parameters, or nests them too deep.")]
    public async Task A_bad_parameter_of_a_test_key_is_named_on_a_page(string query, string parameter, string sentence)
    {
        var answer = await client.Get($"/hpp/?public_key={Key}&{query}");

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity, answer.Text);
        answer.Text.Should().Contain("This payment link is not valid").And.Contain($"<dt>{parameter}</dt>").And.Contain(sentence);
    }

    [Test]
    public async Task A_link_whose_time_is_over_says_so()
    {
        var answer = await client.Get($"/hpp/?public_key={Key}&amount=1&currency=EUR&expires={app.Clock.GetUtcNow().ToUnixTimeSeconds() + 59}");

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Text.Should().Contain("This payment link has expired").And.Contain("<dt>expires</dt>");
    }

    [Test]
    public async Task A_bad_link_of_a_live_key_does_not_say_what_is_wrong_with_it()
    {
        var answer = await client.Get($"/hpp/?public_key={app.Account.PublicKeyLive}&amount=abc&currency=EUR");

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Text.Should().NotContain("<dt>");
    }

    [Test]
    public async Task A_plain_link_of_a_live_key_is_refused_unless_the_account_is_open()
    {
        var answer = await client.Get($"/hpp/?public_key={app.Account.PublicKeyLive}&amount=1&currency=EUR");

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Text.Should().Contain("This payment link cannot be used").And.Contain("please contact Book Corner");
    }

    [Test]
    public async Task An_unknown_key_is_not_found() =>
        (await client.Get("/hpp/?public_key=pk_test_nobody&amount=1&currency=EUR")).Status.Should().Be(HttpStatusCode.NotFound);

    [TestCase("/hpp/nothing-here")]
    [TestCase("/hpp/i/cpi_0000000000000000")]
    [TestCase("/hpp/i/cpi_0000000000000000/methods")]
    [TestCase("/hpp/?cpi=cpi_0000000000000000")]
    [TestCase("/redirect/hpp/?cpi=cpi_0000000000000000")]
    [TestCase("/return?id=cpi_0000000000000000")]
    [TestCase("/return")]
    [TestCase("/hpp/i/%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    public async Task What_is_not_there_gets_a_page_that_says_so(string path)
    {
        var answer = await client.Get(path);

        answer.Status.Should().Be(HttpStatusCode.NotFound);
        answer.Text.Should().StartWith("<!doctype html>").And.Contain("There is no such page").And.NotContain("<script");
    }

    [Test]
    public async Task A_page_speaks_the_language_asked_for_else_the_browsers()
    {
        (await client.Get("/hpp/?lang=ru&amount=1", ("Accept-Language", "uk"))).Text.Should().Contain("<html lang=\"ru\"").And.Contain("Эта ссылка на оплату недействительна");
        (await client.Get("/hpp/?amount=1", ("Accept-Language", "uk-UA,en;q=0.5"))).Text.Should().Contain("<html lang=\"uk-UA\"").And.Contain("Це посилання на оплату недійсне");
    }

    [Test]
    public async Task The_language_switch_keeps_the_link() =>
        (await client.Get($"/hpp/?public_key={Key}&amount=abc&currency=EUR&utm=x&lang=en")).Text
            .Should().Contain($"href=\"/hpp/?public_key={Key}&amp;amount=abc&amp;currency=EUR&amp;lang=uk\"");

    [Test]
    public async Task Every_page_has_the_security_headers_and_a_nonce_of_its_own()
    {
        var one = await client.Get("/hpp/?x=1");
        var two = await client.Get("/hpp/?x=1");

        var nonce = one.Headers.GetValues("Content-Security-Policy").Single().Split("'nonce-")[1].Split('\'')[0];
        one.Headers.GetValues("Content-Security-Policy").Single().Should().Be(
            $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
        one.Headers.CacheControl!.NoStore.Should().BeTrue();
        one.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        one.Headers.GetValues("Referrer-Policy").Should().Equal("strict-origin");
        one.Headers.GetValues("X-Frame-Options").Should().Equal("DENY");
        one.Headers.Contains("Permissions-Policy").Should().BeTrue();
        one.Headers.Contains("Set-Cookie").Should().BeFalse();
        one.Text.Should().Contain($"<style nonce=\"{nonce}\">");
        two.Headers.GetValues("Content-Security-Policy").Single().Should().NotContain(nonce);
    }

    [Test]
    public async Task The_icons_of_all_methods_are_one_picture_that_browsers_keep()
    {
        var answer = await client.Get("/methods/sprite.svg?v=1");

        answer.Text.Should().Contain("<symbol id=\"card\"").And.NotContain("<script");
        answer.Headers.CacheControl!.ToString().Should().Contain("immutable");
    }
}
