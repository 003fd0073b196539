using System.Net;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>A return URL may be written in any script: by whatever door it came, every way back writes it as a header can hold it (RFC 9110 5.5, RFC 3987 3.1).</summary>
internal sealed class ReturnUrlTests
{
    private const string Path = "https://shop.example/дякую";
    private const string Query = "https://shop.example/?to=дім&x=%D0%B4%2F#низ";
    private const string Host = "https://крамниця.example:8443/дім";

    private static readonly TestCaseData[] Urls =
    [
        new(Path, "https://shop.example/%D0%B4%D1%8F%D0%BA%D1%83%D1%8E", ""),
        new(Query, "https://shop.example/?to=%D0%B4%D1%96%D0%BC&x=%D0%B4%2F", "#%D0%BD%D0%B8%D0%B7"),
        new(Host, "https://xn--80aqejfp0c4d.example:8443/%D0%B4%D1%96%D0%BC", ""),
    ];

    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private int orders;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
        await Change(new { auto_return = true, allowed_domains = (string[])["https://shop.example", "https://крамниця.example:8443"] });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [TestCaseSource(nameof(Urls))]
    public async Task Of_the_private_api(string url, string before, string after)
    {
        await EveryWayBack(await Create(new { return_url = url }), before, after);
        await EveryWayBack(await Create(new { return_urls = new { success = url } }), before, after);
        await EveryWayBack(await Create(new { options = new { return_url = url } }), before, after);
    }

    [TestCaseSource(nameof(Urls))]
    public async Task Of_the_private_api_for_a_payment_that_failed(string url, string before, string after)
    {
        var invoice = await Create(new { return_urls = new { fail = url } });
        (await client.Post($"/public-api/payment-invoices/{invoice.Id}/cancel")).Status.Should().Be(HttpStatusCode.OK);

        ShouldLead(await client.Get($"/hpp/i/{invoice.Id}/return"), before, after);
        ShouldLead(await client.Get($"/return?id={invoice.Id}"), before, after);
    }

    [TestCaseSource(nameof(Urls))]
    public async Task Of_the_account(string url, string before, string after)
    {
        await Change(new { return_url = url });
        await EveryWayBack(await Create(new { }), before, after);
        ShouldLead(await client.Get($"/hpp/cancel?{Link}"), before, after);
        await Change(new { return_url = (string?)null });
    }

    [TestCaseSource(nameof(Urls))]
    public async Task Of_a_link(string url, string before, string after)
    {
        foreach (var name in (string[])["return_url", "options[return_url]"])
        {
            var link = $"{Link}&{name}={Uri.EscapeDataString(url)}";
            ShouldLead(await client.Get($"/hpp/cancel?{link}"), before, after);
            var page = await client.Get($"/hpp/service/bank_transfer_eur_invoice?{link}");
            await EveryWayBack(await Invoice(await PageForm.In(page, "/hpp/pay").Send(client)), before, after);
        }
    }

    [TestCaseSource(nameof(Urls))]
    public async Task Of_a_signed_link(string url, string before, string after)
    {
        var link = $"{Link}&return_url={Uri.EscapeDataString(url)}&sig_exp={app.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}&kid={app.Account.LinkKeyTestKid}";
        link += $"&sig={LinkSignature.Sign(LinkSignature.Text(LinkQuery.Read(link, out _)!), app.Account.LinkKeyTest)}";

        ShouldLead(await client.Get($"/hpp/cancel?{link}"), before, after);
        var page = await client.Get($"/hpp/service/bank_transfer_eur_invoice?{link}");
        await EveryWayBack(await Invoice(await PageForm.In(page, "/hpp/pay").Send(client)), before, after);
    }

    [TestCaseSource(nameof(Urls))]
    public async Task Of_a_stored_link(string url, string before, string after)
    {
        var link = await app.Link(new { amount = 25, currency = "EUR", return_url = url });

        ShouldLead(await client.Get($"/pay/{link.Id}/cancel"), before, after);
        var page = await client.Get($"/pay/{link.Id}/service/bank_transfer_eur_invoice");
        await EveryWayBack(await Invoice(await PageForm.In(page, $"/pay/{link.Id}/pay").Send(client)), before, after);
    }

    [TestCaseSource(nameof(Urls))]
    public async Task Of_the_public_api(string url, string before, string after)
    {
        var made = await client.Post("/public-api/payment-invoices", new { public_key = app.Account.PublicKeyTest, amount = 25, currency = "EUR", service = "bank_transfer_eur_invoice", return_url = url });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);

        await EveryWayBack(await app.Reread(made.Id), before, after);
    }

    [Test]
    public void What_is_ASCII_already_stays_as_it_was_written()
    {
        foreach (var url in (string[])["https://SHOP.example/a/../b?x=%d0%B4|^", "/hpp/i/cpi_1?lang=uk", "http://[::1]:3000"])
            WebUrl.Ascii(url).Should().Be(url);
    }

    private string Link => $"public_key={app.Account.PublicKeyTest}&amount=25&currency=EUR";

    /// <summary>The payer looks for news, comes back from the provider, and clicks on "return".</summary>
    private async Task EveryWayBack(Answer invoice, string before, string after)
    {
        using var api = app.Api();
        var check = PageForm.In(await client.Get($"/hpp/i/{invoice.Id}"), "/check");
        // The provider tells nothing by itself: who checks asks it.
        (await api.Post($"/sandbox/api/charges/{invoice.Charge()}/succeed")).Status.Should().Be(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromSeconds(6));

        ShouldLead(await check.Send(client), before, after);
        ShouldLead(await client.Get($"/return?id={invoice.Id}"), before, after);
        ShouldLead(await client.Get($"/hpp/i/{invoice.Id}/return"), before, after);
    }

    private static void ShouldLead(Answer answer, string before, string after)
    {
        answer.Status.Should().Be(HttpStatusCode.SeeOther, answer.Text);
        answer.Headers.Location!.OriginalString.Should().StartWith(before).And.EndWith(after);
    }

    private async Task<Answer> Create(object more)
    {
        using var api = app.Api();
        var attributes = System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
        attributes["reference_id"] = $"back-{++orders}";
        attributes["amount"] = 25;
        attributes["currency"] = "EUR";
        attributes["service"] = "bank_transfer_eur_invoice";
        var made = await api.CreateInvoice(attributes);
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        return made;
    }

    private Task<Answer> Invoice(Answer started)
    {
        started.Status.Should().Be(HttpStatusCode.SeeOther, started.Text);
        return app.Reread(started.Headers.Location!.OriginalString.Split('/')[^1].Split('?')[0]);
    }

    private async Task Change(object attributes)
    {
        using var api = app.Api(Mode.Live);
        var changed = await api.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { data = new { type = "commerce-accounts", attributes } }),
        });
        changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);
    }
}
