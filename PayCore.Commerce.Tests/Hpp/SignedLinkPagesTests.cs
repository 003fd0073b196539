using System.Net;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>Signed links over HTTP: what each link mode admits, and that the signature goes from page to page.</summary>
internal sealed class SignedLinkPagesTests
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

    [SetUp]
    public Task Open() => SetMode("signed");

    [TestCase("open", HttpStatusCode.OK, HttpStatusCode.OK)]
    [TestCase("signed", HttpStatusCode.Forbidden, HttpStatusCode.OK)]
    [TestCase("stored", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task The_link_mode_decides_which_links_are_good(string mode, HttpStatusCode plain, HttpStatusCode signed)
    {
        await SetMode(mode);

        (await client.Get($"/hpp/?{Plain}")).Status.Should().Be(plain);
        (await client.Get($"/hpp/?{Signed()}")).Status.Should().Be(signed);
    }

    [TestCase("open")]
    [TestCase("signed")]
    public async Task A_changed_link_is_refused_in_every_mode(string mode)
    {
        await SetMode(mode);

        var answer = await client.Get($"/hpp/?{Signed().Replace("amount=100.25", "amount=1", StringComparison.Ordinal)}");

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Text.Should().Contain("This payment link cannot be used").And.NotContain("€1.00");
        (await client.Get($"/hpp/?{Signed()}&description=more")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await client.Get($"/hpp/?{Plain}&sig=AAAA")).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [TestCase("sig=AAAA&sig_exp=1900000000", "kid")]
    [TestCase("sig=AAAA&sig_exp=soon&kid=x", "sig_exp")]
    [TestCase("", "sig")]
    public async Task What_is_wrong_with_a_signature_is_named_for_a_test_key(string rest, string parameter)
    {
        var refused = await client.Get($"/hpp/?{Plain}&{rest}");

        refused.Status.Should().Be(HttpStatusCode.Forbidden);
        refused.Text.Should().Contain($"<dt>{parameter}</dt>");
    }

    [Test]
    public async Task A_changed_link_of_a_test_key_names_the_signature() =>
        (await client.Get($"/hpp/?{Signed(TimeSpan.FromMinutes(5))}&theme=dark")).Text.Should().Contain("<dt>sig</dt>").And.Contain("does not match these parameters");

    [Test]
    public async Task A_link_whose_time_is_over_is_refused()
    {
        var link = Signed(TimeSpan.FromMinutes(5));
        (await client.Get($"/hpp/?{link}")).Status.Should().Be(HttpStatusCode.OK);

        app.Clock.Advance(TimeSpan.FromMinutes(5));

        var over = await client.Get($"/hpp/?{link}");
        over.Status.Should().Be(HttpStatusCode.Forbidden);
        over.Text.Should().Contain("This payment link has expired");
    }

    [Test]
    public async Task A_payment_that_was_started_in_time_goes_on_and_a_new_one_is_refused()
    {
        var link = Signed(TimeSpan.FromMinutes(5));
        var (started, opened) = (await Form(link), await Form(link));
        var first = await started.Send(client);
        first.Status.Should().Be(HttpStatusCode.SeeOther);

        app.Clock.Advance(TimeSpan.FromMinutes(5));

        var again = await started.Send(client);
        again.Status.Should().Be(HttpStatusCode.SeeOther);
        again.Headers.Location.Should().Be(first.Headers.Location);
        var late = await opened.Send(client);
        late.Status.Should().Be(HttpStatusCode.Forbidden);
        late.Text.Should().Contain("This payment link has expired");

        async Task<PageForm> Form(string of) => PageForm.In(await client.Get($"/hpp/service/payment_card_eur_hpp?{of}"), "/hpp/pay");
    }

    [Test]
    public async Task The_signature_goes_from_page_to_page_and_the_language_may_change()
    {
        var list = await client.Get($"/hpp/?{Signed()}&lang=de");
        list.Text.Should().Contain("Wie möchten Sie");
        var address = list.Text.Split("href=\"").Select(h => WebUtility.HtmlDecode(h.Split('"')[0])).First(h => h.Contains("/service/ideal_eur_hpp", StringComparison.Ordinal));
        var form = PageForm.In(await client.Get(address), "/hpp/pay");

        (await form.Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
        (await (form with { Action = form.Action.Replace("100.25", "1", StringComparison.Ordinal) }).Send(client)).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task The_same_signed_link_with_a_reference_is_one_invoice()
    {
        var link = Signed(more: "&reference_id=signed-once");
        var first = await PageForm.In(await client.Get($"/hpp/service/paypal_eur_hpp?{link}"), "/hpp/pay").Send(client);
        var second = await PageForm.In(await client.Get($"/hpp/service/paypal_eur_hpp?{link}"), "/hpp/pay").Send(client);

        second.Headers.Location.Should().Be(first.Headers.Location);
        using var api = app.Api();
        (await api.Get("/api/payment-invoices?filter[reference_id]=signed-once")).Json.GetProperty("data").GetArrayLength().Should().Be(1);
    }

    [Test]
    public async Task The_same_signed_link_without_a_reference_is_an_invoice_for_each_who_pays()
    {
        var link = Signed(more: "&description=for%20everybody");
        var before = await Count();
        var first = await PageForm.In(await client.Get($"/hpp/service/paypal_eur_hpp?{link}"), "/hpp/pay").Send(client);
        var second = await PageForm.In(await client.Get($"/hpp/service/paypal_eur_hpp?{link}"), "/hpp/pay").Send(client);

        (first.Status, second.Status).Should().Be((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther));
        second.Headers.Location.Should().NotBe(first.Headers.Location);
        (await Count()).Should().Be(before + 2);

        Task<int> Count() => app.Read(db => db.Set<PayCore.Commerce.Invoices.Domain.Invoice>().CountAsync());
    }

    [Test]
    public async Task A_signature_inside_the_metadata_counts_and_is_not_stored()
    {
        var link = Signed(more: "&metadata[order]=7").Replace("&sig=", "&metadata[sig]=", StringComparison.Ordinal)
            .Replace("&sig_exp=", "&metadata[sig_exp]=", StringComparison.Ordinal).Replace("&kid=", "&metadata[kid]=", StringComparison.Ordinal);
        var paid = await PageForm.In(await client.Get($"/hpp/service/paypal_eur_hpp?{link}"), "/hpp/pay").Send(client);

        paid.Status.Should().Be(HttpStatusCode.SeeOther);
        using var api = app.Api();
        var newest = (await api.Get("/api/payment-invoices?page[size]=1")).Json.GetProperty("data")[0].GetProperty("attributes");
        newest.GetProperty("metadata").GetRawText().Should().Be("""{"order":"7"}""");
    }

    [Test]
    public async Task A_signature_given_twice_is_a_malformed_link_whichever_is_good()
    {
        var signed = Signed();
        var again = signed[signed.IndexOf("&sig=", StringComparison.Ordinal)..];
        foreach (var link in (string[])[$"{signed}&metadata[sig]=x", $"{signed}&sig=x", $"sig=x&{signed}", signed + again])
        {
            var answer = await client.Get($"/hpp/?{link}");
            answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity, link);
            answer.Text.Should().Contain("This payment link is not valid").And.Contain("<dt>sig</dt>");
        }
    }

    [Test]
    public async Task The_former_key_counts_on_while_it_is_changed()
    {
        var link = Signed();
        using var api = app.Api();
        ((int)(await api.Post("/api/account/link-keys", new { data = new { type = "link-keys", attributes = new { } } })).Status).Should().Be(201);

        (await client.Get($"/hpp/?{link}")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_live_link_needs_a_live_key()
    {
        var query = $"public_key={app.Account.PublicKeyLive}&amount=1&currency=EUR&sig_exp={app.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}&kid={app.Account.LinkKeyTestKid}";

        (await client.Get($"/hpp/?{query}&sig={Sign(query, app.Account.LinkKeyTest)}")).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    private string Plain => $"public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR";

    private string Signed(TimeSpan? good = null, string more = "")
    {
        var query = $"{Plain}{more}&sig_exp={(app.Clock.GetUtcNow() + (good ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds()}&kid={app.Account.LinkKeyTestKid}";
        return $"{query}&sig={Sign(query, app.Account.LinkKeyTest)}";
    }

    private static string Sign(string query, string key) => LinkSignature.Sign(LinkSignature.Text(LinkQuery.Read(query, out _)!), key);

    private async Task SetMode(string mode)
    {
        using var api = app.Api();
        var changed = await api.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
        {
            Content = new StringContent("""{"data":{"type":"commerce-accounts","attributes":{"link_mode":{"test":"MODE"}}}}""".Replace("MODE", mode, StringComparison.Ordinal), null, "application/json"),
        });
        changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);
    }
}
