using System.Net.Http.Headers;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>Where customers see the account's logo, and where not.</summary>
internal sealed class LogoPagesTests
{
    private PayCoreApp app = null!;
    private HttpClient payer = null!;
    private string path = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        payer = app.Client();
        path = new Uri((await app.PutLogo(Pictures.Draw(960, 320))).Word("logo")!).AbsolutePath;
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        payer.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task The_header_shows_it_beside_the_name_with_its_size_and_the_policy_lets_it()
    {
        var page = await payer.Get($"/hpp/?{Link}");

        page.Text.Should().Contain($"<img class=\"brand\" src=\"{path}\" alt=\"Book Corner\" width=\"144\" height=\"48\"").And.Contain("<bdi class=\"name\">Book Corner</bdi>")
            .And.NotContain("class=\"logo\"");
        page.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("img-src 'self'");
    }

    [Test]
    public async Task An_invoice_a_link_that_asks_the_amount_and_a_poster_show_it_too()
    {
        var invoice = await app.Api().CreateInvoice(new { reference_id = "logo", amount = 10, currency = "EUR" });
        var link = await app.Link(new { amount_min = 1, currency = "EUR", description = "Membership" });

        (await payer.Get($"/hpp/i/{invoice.Id}")).Text.Should().Contain($"class=\"brand\" src=\"{path}\"");
        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain($"class=\"brand\" src=\"{path}\"");
        (await payer.Get($"/pay/{link.Id}/poster")).Text.Should().Contain($"<img class=\"mark\" src=\"{path}\" alt=\"Book Corner\" width=\"240\" height=\"80\"");
    }

    [Test]
    public async Task A_page_without_a_header_and_the_card_in_the_frame_of_a_stranger_do_not_show_it()
    {
        (await payer.Get($"/hpp/?{Link}&display[hide_header]=true")).Text.Should().NotContain("/logos/");
        (await payer.Get($"/hpp/?{Link}", ("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Site", "cross-site"), ("Referer", "https://stranger.example/"))).Text
            .Should().Contain("target=\"_blank\"").And.NotContain("/logos/");
    }

    [Test]
    public async Task A_small_logo_is_shown_in_its_own_size_and_a_tall_one_as_high_as_the_header()
    {
        foreach (var (width, height, shown) in ((int, int, string)[])[(20, 10, "width=\"20\" height=\"10\""), (100, 400, "width=\"12\" height=\"48\"")])
        {
            var account = await app.AnotherAccount();
            await app.PutLogo(Pictures.Draw(width, height), account: account);
            (await payer.Get($"/hpp/?public_key={account.PublicKeyTest}&amount=1&currency=EUR")).Text.Should().Contain($"alt=\"Other Shop\" {shown}");
        }
    }

    [Test]
    public async Task A_page_with_it_keeps_the_cap()
    {
        var account = await app.AccountWith(30);
        await app.PutLogo(Pictures.Draw(960, 320), account: account);
        var request = new HttpRequestMessage(HttpMethod.Get, $"/hpp/?public_key={account.PublicKeyTest}&amount=1249&currency=EUR");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using var answer = await payer.SendAsync(request);

        (await answer.Content.ReadAsByteArrayAsync()).Length.Should().BeLessThanOrEqualTo(9 * 1024);
    }

    private string Link => $"public_key={app.Account.PublicKeyTest}&amount=1249&currency=EUR";
}
