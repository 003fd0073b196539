using System.Net;
using System.Text;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>What an attacker writes into a link, and the headers that stand in the way when something should slip through.</summary>
internal sealed class HostileLinksTests
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

    [TestCase("https://shop.example@evil.example/")]
    [TestCase("https://shop.example:x@evil.example/")]
    [TestCase("https://shop@evil.example")]
    [TestCase("https://evil.example/https://shop.example")]
    [TestCase("https://shop.example.evil.example/")]
    [TestCase("https://shop-example.evil/")]
    [TestCase("https://shop.еxample/")]
    [TestCase("https://ѕhop.example/")]
    [TestCase("https://shop.example\\@evil.example")]
    [TestCase("https:/evil.example")]
    [TestCase("https:evil.example")]
    [TestCase("//evil.example")]
    [TestCase("///evil.example")]
    [TestCase("\\\\evil.example")]
    [TestCase("/\\evil.example")]
    [TestCase("javascript:alert(1)//https://shop.example")]
    [TestCase("java\nscript:alert(1)")]
    [TestCase("data:text/html,<script>alert(1)</script>")]
    [TestCase("vbscript:x")]
    [TestCase("https://evil.example/\r\nLocation: https://evil.example")]
    [TestCase("https://evil.example/%0d%0aSet-Cookie:a=b")]
    [TestCase("https://‮elpmaxe.live‬/")]
    [TestCase("https://[::ffff:10.0.0.1]/")]
    [TestCase("ftp://shop.example/")]
    [TestCase("https://shop.example:444/")]
    [TestCase("http://shop.example/")]
    public async Task A_foreign_return_url_is_neither_followed_nor_printed(string url)
    {
        var link = Link($"return_url={Uri.EscapeDataString(url)}");
        var page = await client.Get($"/hpp/service/bank_transfer_eur_invoice?{link}");
        page.Status.Should().Be(HttpStatusCode.OK);
        Visible(page).Should().NotContainAny("evil", "javascript:", "vbscript:", "data:text", "elpmaxe");

        // The way out without paying, and after the invoice has ended.
        var left = await client.Get($"/hpp/cancel?{link}");
        (left.Headers.Location?.ToString() ?? "").Should().BeEmpty();
        var invoice = (await PageForm.In(page, "/hpp/pay").Send(client)).Headers.Location!.ToString();
        invoice.Should().StartWith("/hpp/i/cpi_");
        (await client.Get($"{invoice.Split('?')[0]}/return")).Headers.Location!.ToString().Should().StartWith("/hpp/i/");
        Visible(await client.Get(invoice)).Should().NotContainAny("evil", "javascript:", "vbscript:", "data:text", "elpmaxe");
    }

    [TestCase("https://SHOP.example/thanks?a=b#c", "https://shop.example/thanks?a=b#c")]
    [TestCase("https://shop.example:443/thanks", "https://shop.example/thanks")]
    public async Task A_return_url_of_the_payees_own_is_followed(string url, string seen) =>
        (await client.Get($"/hpp/cancel?{Link($"return_url={Uri.EscapeDataString(url)}")}")).Headers.Location!.ToString().Should().Be(seen);

    [TestCase("description", "<script>alert(1)</script>")]
    [TestCase("description", "\"><img src=x onerror=alert(1)>")]
    [TestCase("description", "{{7*7}}${7*7}<%= 7*7 %>")]
    [TestCase("reference_id", "'\"><svg/onload=alert(1)>")]
    [TestCase("customer[email]", "\" autofocus onfocus=alert(1) x=\"")]
    [TestCase("service_fields[email]", "\"><script>alert(1)</script>")]
    [TestCase("q", "\"><script>alert(1)</script>")]
    [TestCase("category", "\"><script>alert(1)</script>")]
    [TestCase("lang", "\"><script>alert(1)</script>")]
    [TestCase("style[theme]", "</style><script>alert(1)</script>")]
    [TestCase("style[font_family]", "x;}</style><script>alert(1)</script>")]
    [TestCase("display[show_methods][]", "payment_card\"><script>")]
    public async Task What_a_link_says_never_becomes_markup(string name, string value)
    {
        foreach (var path in (string[])["/hpp/", "/hpp/methods", "/hpp/service/payment_card_eur_hpp", "/hpp/cancel"])
        {
            var page = await client.Get($"{path}?{Link($"{name}={Uri.EscapeDataString(value)}")}");
            ((int)page.Status).Should().BeLessThan(500);
            page.Text.Should().NotContainAny("<script>", "<img", "<svg/", "onerror=alert(1)>").And.NotContain(" onfocus=alert(1) x=\"\"");
        }
    }

    [Test]
    public async Task Control_and_bidirectional_characters_are_taken_out_of_what_is_shown()
    {
        var page = await client.Get($"/hpp/?{Link("description=pay%0d%0aSet-Cookie:%20a=b%00%E2%80%AE%D6%90txet%E2%81%A6&reference_id=a%E2%80%AEb")}");

        page.Headers.Contains("Set-Cookie").Should().BeFalse();
        page.Text.Should().NotContain("\u202e").And.NotContain("\u2066").And.NotContain("\0").And.Contain("Reference: ab");
    }

    [Test]
    public async Task Two_hundred_keys_and_twenty_levels_are_a_bad_link_and_no_work()
    {
        var keys = string.Join('&', Enumerable.Range(0, 200).Select(i => $"metadata[k{i}]={i}"));
        (await client.Get($"/hpp/?{Link(keys)}")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await client.Get($"/hpp/?{Link($"metadata{string.Concat(Enumerable.Repeat("[a]", 20))}=1")}")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await client.Get($"/hpp/?{Link($"description={new string('x', 9000)}")}")).Status.Should().Be(HttpStatusCode.RequestUriTooLong);
        (await client.Get($"/hpp/?{Link($"{new string('[', 4000)}=1")}")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Every_kind_of_page_has_its_headers_to_the_letter()
    {
        var pending = (await app.Api().CreateInvoice(new { reference_id = "order-h", amount = 100.25, currency = "EUR", service = "payment_card_eur_hpp" })).Id;
        (string Path, string FormAction)[] kinds =
        [
            ($"/hpp/?{Link("")}", "'self'"),
            ($"/hpp/service/payment_card_eur_hpp?{Link("")}", $"'self' {app.Url}"),
            ($"/hpp/cancel?{Link("")}", "'self'"),
            ("/hpp/?amount=1", "'self'"),
            ("/hpp/nothing", "'self'"),
            ($"/hpp/i/{pending}", "'self'"),
            ($"/hpp/i/{pending}/cancel", "'self'"),
        ];
        foreach (var (path, formAction) in kinds)
        {
            using var answer = await client.GetAsync(path);
            var html = await answer.Content.ReadAsStringAsync();
            var nonce = html.Split("<style nonce=\"")[1].Split('"')[0];
            var lines = new StringBuilder();
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).OrderBy(h => h.Key, StringComparer.Ordinal))
                if (name is not ("Date" or "Content-Length" or "Content-Type")) lines.Append(name).Append(": ").AppendLine(string.Join(", ", values).Replace(nonce, "N", StringComparison.Ordinal));

            lines.ToString().ReplaceLineEndings("\n").Should().Be(
                $"""
                Cache-Control: no-store
                Content-Security-Policy: default-src 'none'; style-src 'nonce-N'; script-src 'nonce-N'; img-src 'self'; connect-src 'self'; form-action {formAction}; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'
                Cross-Origin-Opener-Policy: same-origin
                Permissions-Policy: accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()
                Referrer-Policy: strict-origin
                Vary: Accept-Encoding
                X-Content-Type-Options: nosniff
                X-Frame-Options: DENY

                """.ReplaceLineEndings("\n"), path);
            html.Should().NotContain(" style=").And.NotMatchRegex("\\son[a-z]+=");
            html.Split("<script").Skip(1).All(s => s.StartsWith($" type=\"module\" src=\"/hpp/hpp.js?v=", StringComparison.Ordinal) && s.Contains($"nonce=\"{nonce}\"", StringComparison.Ordinal)).Should().BeTrue(path);
        }
    }

    private string Link(string more) => $"public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR&{more}";

    /// <summary>The page without the addresses of our own that carry the link's parameters on.</summary>
    private static string Visible(Answer page) => System.Text.RegularExpressions.Regex.Replace(page.Text, "(href|action)=\"/hpp/[^\"]*\"", "");
}
