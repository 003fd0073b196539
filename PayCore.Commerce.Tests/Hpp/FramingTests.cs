using System.Net;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>What a page asked for in a frame gets: headers that let the account's allowed domains show it, or the card without data.</summary>
internal sealed class FramingTests
{
    private const string Loopback = "http://localhost:* http://*.localhost:* http://127.0.0.1:*";
    private static readonly (string, string) InFrame = ("Sec-Fetch-Dest", "iframe");
    private static readonly (string, string) FromElsewhere = ("Sec-Fetch-Site", "cross-site");

    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private int orders;

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

    private string Link => $"/hpp/?public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR";

    [Test]
    public async Task In_test_mode_the_allowed_domain_and_loopback_may_frame_a_page()
    {
        var answer = await client.Get(Link, InFrame, FromElsewhere, ("Referer", "https://shop.example/"));

        answer.Status.Should().Be(HttpStatusCode.OK);
        Ancestors(answer).Should().Be($"'self' https://shop.example {Loopback}");
        answer.Headers.Contains("X-Frame-Options").Should().BeFalse();
        answer.Text.Should().Contain("src=\"/hpp/frame.js\" data-origins=\"https://shop.example\" data-loopback=\"1\"").And.Contain("Book Corner");
    }

    [Test]
    public async Task In_live_mode_only_the_allowed_domain_may()
    {
        var answer = await client.Get($"/hpp/i/{await Invoice(Mode.Live)}", InFrame, FromElsewhere);

        Ancestors(answer).Should().Be("'self' https://shop.example");
        answer.Text.Should().Contain("/hpp/frame.js").And.Contain("/hpp/hpp.js").And.NotContain("data-loopback");
    }

    [TestCase("document")]
    [TestCase(null)]
    public async Task A_whole_page_may_be_framed_by_nobody(string? destination)
    {
        var answer = await client.Get(Link, destination is null ? [] : [("Sec-Fetch-Dest", destination)]);

        Ancestors(answer).Should().Be("'none'");
        answer.Headers.GetValues("X-Frame-Options").Should().Equal("DENY");
        answer.Text.Should().NotContain("frame.js");
    }

    [Test]
    public async Task In_the_frame_of_a_stranger_stands_a_card_without_data()
    {
        var answer = await client.Get(Link, InFrame, FromElsewhere, ("Referer", "https://evil.example/"));

        ShouldBeCard(answer);
        answer.Text.Should().Contain($"href=\"{Link.Replace("&", "&amp;", StringComparison.Ordinal)}\" target=\"_blank\"");
    }

    [TestCase("http://shop.example/", Description = "another scheme")]
    [TestCase("https://shop.example:8443/", Description = "another port")]
    [TestCase("https://www.shop.example/", Description = "another host")]
    [TestCase("http://localhost:3000/", Description = "loopback counts in test mode alone")]
    public async Task An_origin_is_compared_exactly(string referer) =>
        ShouldBeCard(await client.Get($"/hpp/i/{await Invoice(Mode.Live)}", InFrame, FromElsewhere, ("Referer", referer)));

    [Test]
    public async Task Without_any_allowed_domain_every_live_frame_is_a_card()
    {
        var other = await app.AnotherAccount();

        ShouldBeCard(await client.Get($"/hpp/i/{await Invoice(Mode.Live, other)}", InFrame, FromElsewhere));
    }

    [TestCase("/hpp/?public_key=pk_test_nobody&amount=1&currency=EUR")]
    [TestCase("/hpp/i/cpi_0000000000000000")]
    [TestCase("/hpp/nothing-here")]
    public async Task Where_no_account_is_known_a_frame_gets_the_card(string path) => ShouldBeCard(await client.Get(path, InFrame, FromElsewhere));

    [Test]
    public async Task A_refused_form_leaves_a_way_to_the_payment_in_its_frame()
    {
        var id = await Invoice(Mode.Test);

        var answer = await client.Ask(new HttpRequestMessage(HttpMethod.Post, $"/hpp/i/{id}/process"), InFrame, FromElsewhere, ("Origin", "https://evil.example"));

        ShouldBeCard(answer);
        answer.Text.Should().Contain($"href=\"/hpp/i/{id}/process\" target=\"_blank\"");
        (await client.Get($"/hpp/i/{id}/process")).Headers.Location!.OriginalString.Should().Be($"/hpp/i/{id}");
    }

    [Test]
    public async Task The_card_speaks_the_customers_language() =>
        (await client.Get($"{Link}&lang=uk", InFrame, FromElsewhere, ("Referer", "https://evil.example/"))).Text.Should().Contain("Відкрити сторінку оплати");

    [Test]
    public async Task Going_on_inside_the_frame_needs_no_word_about_the_page_around_it() =>
        (await client.Get(Link, InFrame, ("Sec-Fetch-Site", "same-origin"), ("Referer", app.Url + "/"))).Text.Should().Contain("Book Corner");

    [Test]
    public async Task A_providers_page_in_the_frame_leads_back_to_the_payment()
    {
        var back = await client.Get($"/return?id={await Invoice(Mode.Live)}", InFrame, FromElsewhere, ("Referer", "https://gateway.example/"));

        var page = await client.Get(back.Headers.Location!.OriginalString, InFrame, FromElsewhere, ("Referer", "https://gateway.example/"));
        page.Text.Should().Contain("Book Corner");
        Ancestors(page).Should().Be("'self' https://shop.example", "the mark in the address opens nothing to anybody else");
    }

    [Test]
    public async Task A_providers_page_that_may_not_stand_in_a_frame_takes_the_whole_window()
    {
        (await client.Get($"{Link}&service=payment_card_eur_hpp", InFrame)).Text.Should().MatchRegex("<form class=\"card\" method=\"post\" action=\"[^\"]*\" target=\"_top\"");
        (await client.Get($"{Link}&service=bank_transfer_eur_invoice", InFrame)).Text.Should().MatchRegex("<form class=\"card\" method=\"post\" action=\"[^\"]*\" novalidate");

        var id = await Invoice(Mode.Test, service: "paypal_eur_hpp");
        var framed = await client.Get($"/redirect/hpp/?cpi={id}", InFrame);
        framed.Headers.Location!.OriginalString.Should().Be($"/hpp/i/{id}/go");
        (await client.Get($"/hpp/i/{id}/go", InFrame)).Text.Should().MatchRegex("href=\"[^\"]*/sandbox/pay/[^\"]*\" target=\"_top\"");
        (await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!.OriginalString.Should().Contain("/sandbox/pay/");
    }

    [Test]
    public async Task Who_leaves_before_anything_exists_closes_the_frame_or_takes_the_whole_window_to_the_shop()
    {
        var address = Link.Replace("/hpp/?", "/hpp/cancel?", StringComparison.Ordinal) + "&return_url=https://shop.example/cart";

        (await client.Get(address)).Headers.Location!.OriginalString.Should().Be("https://shop.example/cart");
        (await client.Get(address, InFrame)).Text.Should().Contain("data-close=\"1\"").And.MatchRegex("href=\"/hpp/cancel[^\"]*\" target=\"_top\"");
    }

    [TestCase("/widget/payment-widget.js")]
    [TestCase("/widget/paymentWidget.umd.min.js")]
    [TestCase("/widget/merchantWidget.umd.min.js")]
    public async Task The_loader_has_three_addresses_and_at_most_three_kilobytes(string path)
    {
        var plain = await client.Get(path);
        var (brotli, gzip) = (await Bytes(path, "br"), await Bytes(path, "gzip"));

        TestContext.Out.WriteLine($"{path}: {brotli} bytes by brotli, {gzip} by gzip; the published widget has 27278 by gzip.");
        plain.Text.Should().Be(await File.ReadAllTextAsync(Repository.File("wwwroot/widget/payment-widget.js")));
        plain.Text.Should().Match(text => text.All(char.IsAscii), "a shop may serve a copy in any encoding");
        brotli.Should().BeInRange(1, 3 * 1024);
        gzip.Should().BeInRange(1, 3 * 1024);
    }

    [Test]
    public async Task The_script_of_a_framed_page_is_at_most_a_kilobyte() => (await Bytes("/hpp/frame.js", "gzip")).Should().BeInRange(1, 1024);

    private async Task<int> Bytes(string path, string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        using var response = await client.SendAsync(request);
        response.Content.Headers.ContentEncoding.Should().Equal(encoding);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/javascript; charset=utf-8", "a page in another encoding must not read it in its own");
        return (await response.Content.ReadAsByteArrayAsync()).Length;
    }

    private async Task<string> Invoice(Mode mode, NewAccount? account = null, string? service = null)
    {
        var created = await app.Api(mode, account).CreateInvoice(new { reference_id = $"order-{++orders}", amount = 100.25, currency = "EUR", service });
        ((int)created.Status).Should().Be(201, created.Text);
        return created.Id;
    }

    private static void ShouldBeCard(Answer answer)
    {
        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        Ancestors(answer).Should().Be("*");
        answer.Headers.Contains("X-Frame-Options").Should().BeFalse();
        answer.Text.Should().Contain("target=\"_blank\"").And.NotContainAny("Book Corner", "Other Shop", "€", "<script", "<form");
    }

    private static string Ancestors(Answer answer) =>
        answer.Headers.GetValues("Content-Security-Policy").Single().Split(';', StringSplitOptions.TrimEntries).Single(d => d.StartsWith("frame-ancestors ", StringComparison.Ordinal))[16..];
}
