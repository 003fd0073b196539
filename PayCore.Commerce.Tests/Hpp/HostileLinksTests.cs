using System.Net;
using System.Text;
using PayCore.Commerce.Hpp.Domain;
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

    private static readonly string[] ForeignUrls =
    [
        "https://shop.example@evil.example/",
        "https://shop.example:x@evil.example/",
        "https://shop@evil.example",
        "https://evil.example/https://shop.example",
        "https://shop.example.evil.example/",
        "https://shop-example.evil/",
        "https://shop.еxample/",
        "https://ѕhop.example/",
        "https://shop.example\\@evil.example",
        "https:/evil.example",
        "https:evil.example",
        "//evil.example",
        "///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)//https://shop.example",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "https://evil.example/\r\nLocation: https://evil.example",
        "https://evil.example/%0d%0aSet-Cookie:a=b",
        "https://‮elpmaxe.live‬/",
        "https://[::ffff:10.0.0.1]/",
        "ftp://shop.example/",
        "https://shop.example:444/",
        "http://shop.example/",
    ];

    [TestCaseSource(nameof(ForeignUrls))]
    public async Task A_foreign_return_url_of_a_link_is_neither_followed_nor_printed(string url)
    {
        var given = Uri.EscapeDataString(url);
        foreach (var link in (string[])[Link($"return_url={given}"), Link($"options[return_url]={given}"), Signed(Link($"return_url={given}"))])
        {
            var page = await client.Get($"/hpp/service/bank_transfer_eur_invoice?{link}");
            page.Status.Should().Be(HttpStatusCode.OK);
            ShouldShowNothingOf(page);
            (await client.Get($"/hpp/cancel?{link}")).Headers.Location.Should().BeNull("nobody is led away");

            foreach (var isPaid in (bool[])[true, false])
            {
                var started = await PageForm.In(await client.Get($"/hpp/service/bank_transfer_eur_invoice?{link}"), "/hpp/pay").Send(client);
                await LeadsToOurselves(started.Headers.Location!.OriginalString.Split('/')[^1].Split('?')[0], isPaid);
            }
        }
    }

    [TestCaseSource(nameof(ForeignUrls))]
    public async Task A_foreign_return_url_of_the_public_api_is_refused_or_forgotten(string url)
    {
        var made = await client.Post("/public-api/payment-invoices", new { public_key = app.Account.PublicKeyTest, amount = 100.25, currency = "EUR", service = "bank_transfer_eur_invoice", return_url = url });
        if (made.Status != HttpStatusCode.Created)
        {
            made.ShouldFail(422, made.Errors[0].Split(' ')[0] + " /return_url");
            return;
        }

        made["return_url"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        await LeadsToOurselves(made.Id, isPaid: true);
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
        var stored = await app.Link(new { amount_min = 5, currency = "EUR" });
        (string Path, string FormAction)[] kinds =
        [
            ($"/hpp/?{Link("")}", "'self'"),
            ($"/hpp/service/payment_card_eur_hpp?{Link("")}", $"'self' {app.Url}"),
            ($"/hpp/cancel?{Link("")}", "'self'"),
            ("/hpp/?amount=1", "'self'"),
            ("/hpp/nothing", "'self'"),
            ($"/hpp/i/{pending}", "'self'"),
            ($"/hpp/i/{pending}/cancel", "'self'"),
            ($"/pay/{stored.Id}", "'self'"),
            ($"/pay/{stored.Id}/methods?amount=1", "'self'"),
            ($"/pay/{stored.Id}/poster", "'self'"),
            ("/hpp/embed-check", "'self'"),
        ];
        foreach (var (path, formAction) in kinds)
        {
            var (headers, html, nonce) = await HeadersOf(path);
            headers.Should().Be(PageHeaders(formAction, "'none'", "X-Frame-Options: DENY\n"), path);
            html.Should().NotContain(" style=").And.NotMatchRegex("\\son[a-z]+=");
            html.Split("<script").Skip(1).All(s => s.StartsWith($" type=\"module\" src=\"/hpp/hpp.js?v=", StringComparison.Ordinal) && s.Contains($"nonce=\"{nonce}\"", StringComparison.Ordinal)).Should().BeTrue(path);
        }
    }

    [Test]
    public async Task A_page_in_a_frame_and_the_card_have_their_headers_to_the_letter()
    {
        var (page, _, _) = await HeadersOf($"/hpp/?{Link("")}", ("Sec-Fetch-Dest", "iframe"), ("Referer", "https://shop.example/"));
        var (card, _, _) = await HeadersOf($"/hpp/?{Link("")}", ("Sec-Fetch-Dest", "iframe"), ("Referer", "https://evil.example/"));

        page.Should().Be(PageHeaders("'self'", "'self' https://shop.example http://localhost:* http://*.localhost:* http://127.0.0.1:*", ""));
        card.Should().Be(PageHeaders("'self'", "*", ""));
    }

    [Test]
    public async Task Redirects_news_pictures_and_scripts_have_their_headers_to_the_letter()
    {
        var made = await app.Api().CreateInvoice(new { reference_id = "order-r", amount = 100.25, currency = "EUR", service = "paypal_eur_hpp", return_url = "https://shop.example/back" });
        var stored = await app.Link(new { amount = 5, currency = "EUR" });
        const string Redirect = "Cache-Control: no-store\nLocation: L\nReferrer-Policy: strict-origin\n";
        foreach (var path in (string[])[$"/redirect/hpp/?cpi={made.Id}", $"/hpp/i/{made.Id}/go", $"/hpp/i/{made.Id}/return", $"/return?id={made.Id}", $"/hpp/?cpi={made.Id}", $"/hpp/cancel?{Link("return_url=https://shop.example")}"])
            (await HeadersOf(path)).Headers.Should().Be(Redirect, path);

        const string News = "Cache-Control: no-store\nReferrer-Policy: strict-origin\nX-Content-Type-Options: nosniff\n";
        (await HeadersOf($"/hpp/i/{made.Id}/events?since=0")).Headers.Should().Be(News);
        (await client.Post($"/public-api/payment-invoices/{made.Id}/cancel")).Status.Should().Be(HttpStatusCode.OK);
        (await HeadersOf($"/hpp/i/{made.Id}/events?since=0", ("Accept", "text/event-stream"))).Headers.Should().Be("Cache-Control: no-store\nReferrer-Policy: strict-origin\nX-Accel-Buffering: no\nX-Content-Type-Options: nosniff\n");

        const string Picture = "Cache-Control: public, max-age=86400\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\nX-Content-Type-Options: nosniff\n";
        foreach (var path in (string[])[$"/pay/{stored.Id}/qr.svg", $"/pay/{stored.Id}/qr.png"]) (await HeadersOf(path)).Headers.Should().Be(Picture, path);

        foreach (var path in (string[])["/widget/payment-widget.js", "/widget/paymentWidget.umd.min.js", "/widget/merchantWidget.umd.min.js", "/hpp/hpp.js", "/hpp/frame.js"])
            (await HeadersOf(path)).Headers.Should().Be("Cache-Control: public, max-age=86400\nX-Content-Type-Options: nosniff\n", path);
    }

    /// <summary>The headers in the order of their names, without those that change with time and content; what changes with each answer as a letter.</summary>
    private async Task<(string Headers, string Text, string Nonce)> HeadersOf(string path, params (string Name, string Value)[] asked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in asked) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var nonce = text.Contains("<style nonce=\"", StringComparison.Ordinal) ? text.Split("<style nonce=\"")[1].Split('"')[0] : "?";
        var lines = new StringBuilder();
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).OrderBy(h => h.Key, StringComparer.Ordinal))
            if (name is not ("Date" or "Content-Length" or "Content-Type" or "Last-Modified" or "ETag" or "Accept-Ranges" or "Transfer-Encoding"))
                lines.Append(name).Append(": ").Append(name == "Location" ? "L" : string.Join(", ", values).Replace(nonce, "N", StringComparison.Ordinal)).Append('\n');
        return (lines.ToString(), text, nonce);
    }

    private static string PageHeaders(string formAction, string ancestors, string last) =>
        $"""
        Cache-Control: no-store
        Content-Security-Policy: default-src 'none'; style-src 'nonce-N'; script-src 'nonce-N'; img-src 'self'; connect-src 'self'; form-action {formAction}; base-uri 'none'; frame-ancestors {ancestors}; require-trusted-types-for 'script'; trusted-types 'none'
        Cross-Origin-Opener-Policy: same-origin
        Permissions-Policy: accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()
        Referrer-Policy: strict-origin
        Vary: Accept-Encoding
        X-Content-Type-Options: nosniff

        """.ReplaceLineEndings("\n") + last;

    /// <summary>Before the invoice has ended and after: by success, or because its payer gave up.</summary>
    private async Task LeadsToOurselves(string invoice, bool isPaid)
    {
        await Leads();
        if (isPaid) await app.Happens((await app.Reread(invoice)).Charge(), "succeed");
        else (await client.Post($"/public-api/payment-invoices/{invoice}/cancel")).Status.Should().Be(HttpStatusCode.OK);
        (await app.Reread(invoice)).Word("status").Should().Be(isPaid ? "processed" : "terminated");
        await Leads();

        async Task Leads()
        {
            foreach (var way in (string[])[$"/hpp/i/{invoice}/return", $"/return?id={invoice}"])
                (await client.Get(way)).Headers.Location!.OriginalString.Should().Be($"/hpp/i/{invoice}");
            ShouldShowNothingOf(await client.Get($"/hpp/i/{invoice}"));
            (await client.Get($"/public-api/payment-invoices/{invoice}"))["return_url"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        }
    }

    private static void ShouldShowNothingOf(Answer page) => Visible(page).Should().NotContainAny("evil", "javascript:", "vbscript:", "data:text", "elpmaxe");

    private string Signed(string link)
    {
        link += $"&sig_exp={app.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}&kid={app.Account.LinkKeyTestKid}";
        return $"{link}&sig={LinkSignature.Sign(LinkSignature.Text(LinkQuery.Read(link, out _)!), app.Account.LinkKeyTest)}";
    }

    private string Link(string more) => $"public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR&{more}";

    /// <summary>The page without the addresses of our own that carry the link's parameters on.</summary>
    private static string Visible(Answer page) => System.Text.RegularExpressions.Regex.Replace(page.Text, "(href|action)=\"/hpp/[^\"]*\"", "");
}
