using System.Net;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>A customer pays by what was offered, and what the button said: whatever else is asked for by hand, or changed meanwhile, over HTTP.</summary>
internal sealed class OfferedServicesTests
{
    private PayCoreApp app = null!;
    private HttpClient client = null!;

    [SetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
    }

    [TearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task A_stored_link_takes_the_methods_it_shows_and_no_other_by_any_address()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR", show_methods = new[] { "paypal" } });
        var form = await client.FormOf(link);

        (await client.Get($"/pay/{link.Id}/service/ideal_eur_hpp")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await form.With("service", "ideal_eur_hpp").Send(client)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await app.Read(db => db.Set<Invoice>().CountAsync())).Should().Be(0);
        (await form.Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);

        var id = (await app.Newest()).Id;
        (await client.Get($"/hpp/i/{id}/service/ideal_eur_hpp")).Status.Should().Be(HttpStatusCode.NotFound);
        var again = PageForm.In(await client.Get($"/hpp/i/{id}/service/paypal_eur_hpp"), "/process");
        (await again.With("service", "ideal_eur_hpp").Send(client)).Headers.Location!.ToString().Should().Be($"/hpp/i/{id}/methods");
        (await app.Api().Get($"/api/payment-invoices/{id}/payments")).Json.GetProperty("data").GetArrayLength().Should().Be(1);
    }

    [Test]
    public async Task A_link_that_shows_one_method_takes_no_other_and_so_does_its_invoice()
    {
        var link = $"public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR&display[show_methods][]=ideal";
        (await client.Get($"/hpp/service/paypal_eur_hpp?{link}")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await client.Get($"/hpp/?{link}&service=paypal_eur_hpp")).Status.Should().Be(HttpStatusCode.OK, "a service that the link names is offered by it");
        await PageForm.In(await client.Get($"/hpp/?{link}"), "/hpp/pay").Send(client);

        var id = (await app.Newest()).Id;

        foreach (var more in (string[])["", "?display[show_methods][]=paypal", "?lang=uk"])
            (await client.Get($"/hpp/i/{id}/service/paypal_eur_hpp{more}")).Status.Should().Be(HttpStatusCode.NotFound, more);
    }

    [Test]
    public async Task When_the_fee_changes_the_form_comes_back_with_the_new_total_and_nothing_is_started()
    {
        await app.Patch("""{"payment_options":{"fee_strategy":"external"}}""");
        var page = await client.Get($"/hpp/service/paypal_eur_hpp?public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR");
        page.Text.Should().Contain("Pay €100.25");
        await Fee("0.10");

        var answer = await PageForm.In(page, "/hpp/pay").Send(client);

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity, answer.Text);
        answer.Text.Should().Contain("The total has changed since this page was opened").And.Contain("Pay €110.28");
        (await app.Read(db => db.Set<Invoice>().CountAsync())).Should().Be(0);
        (await PageForm.In(answer, "/hpp/pay").Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
        (await app.Newest())["payment_amount"].GetDecimal().Should().Be(110.28m);
    }

    [Test]
    public async Task When_the_fee_changes_the_invoices_form_comes_back_too()
    {
        await app.Patch("""{"payment_options":{"fee_strategy":"external"}}""");
        var id = (await app.Api().CreateInvoice(new { reference_id = "order-1", amount = 100.25, currency = "EUR" })).Id;
        var form = PageForm.In(await client.Get($"/hpp/i/{id}/service/paypal_eur_hpp"), "/process");
        await Fee("0.10");

        var answer = await form.Send(client);

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Text.Should().Contain("The total has changed").And.Contain("Pay €110.28");
        (await app.Reread(id)).Word("status").Should().Be("created");
    }

    [TestCase("display[show_methods]=paypal", "display[show_methods]=cash")]
    [TestCase("service_fields[0][key]=email&service_fields[0][value]=ada@example.org", "service_fields[0][value]=eve@example.org")]
    [TestCase("service_fields[][key]=email&service_fields[][value]=ada@example.org&service_fields[][key]=phone&service_fields[][value]=1", null)]
    public void What_a_good_signature_says_does_not_depend_on_repeats_and_order(string signed, string? before)
    {
        var query = LinkQuery.Read(signed, out _)!;
        var altered = before is null ? string.Join('&', signed.Split('&').OrderBy(p => p.Contains("[value]", StringComparison.Ordinal) ? 1 : 0)) : $"{before}&{signed}";
        var other = LinkQuery.Read(altered, out _)!;

        LinkSignature.Text(other).Should().Be(LinkSignature.Text(query));
        LinkTree.List(other, "display", "show_methods").Should().Equal(LinkTree.List(query, "display", "show_methods"));
        LinkTree.Fields(other, "service_fields").Should().BeEquivalentTo(LinkTree.Fields(query, "service_fields"));
        LinkTree.Fields(query, "service_fields").GetValueOrDefault("email", "ada@example.org").Should().Be("ada@example.org");
    }

    private async Task Fee(string rate)
    {
        using var api = app.Api();
        var set = await api.Ask(new HttpRequestMessage(HttpMethod.Put, "/api/payment-services/paypal_eur_hpp")
        {
            Content = new StringContent("""{"data":{"type":"payment-services","attributes":{"fee":{"rate":RATE}}}}""".Replace("RATE", rate, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json"),
        });
        ((int)set.Status).Should().BeOneOf([200, 201], set.Text);
    }
}
