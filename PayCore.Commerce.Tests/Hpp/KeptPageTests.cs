using System.Net;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>What a page keeps on the way to the gateway and back, and the ways out that it has in every state, over HTTP.</summary>
internal sealed class KeptPageTests
{
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

    [Test]
    public async Task The_receipt_looks_like_the_page_of_the_link_whatever_the_gateway_adds()
    {
        var look = "lang=uk&style[theme]=dark&style[primary]=%23ff0000&display[hide_progress_bar]=1";
        var started = await PageForm.In(await client.Get($"/hpp/service/paypal_eur_hpp?public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR&{look}"), "/hpp/pay").Send(client);
        await Settle(started);

        var back = await client.Get($"/return?id={(await app.Newest()).Id}&lang=de&theme=light");
        var receipt = await client.Get(back.Headers.Location!.ToString());

        receipt.Text.Should().Contain("<html lang=\"uk\"").And.Contain("{color-scheme:dark").And.NotContain("class=\"steps\"").And.Contain("100,25");
    }

    [Test]
    public async Task An_invoice_keeps_the_look_that_its_address_had_when_the_payment_was_started_and_an_address_comes_first()
    {
        var id = await Create();
        await Settle(await PageForm.In(await client.Get($"/hpp/i/{id}/service/paypal_eur_hpp?theme=dark&locale=uk"), "/process").Send(client));
        await client.Get($"/return?id={id}");

        (await client.Get($"/hpp/i/{id}")).Text.Should().Contain("<html lang=\"uk\"").And.Contain("{color-scheme:dark");
        (await client.Get($"/hpp/i/{id}?style[theme]=light&lang=de")).Text.Should().Contain("<html lang=\"de\"").And.NotContain("{color-scheme:dark");
    }

    [Test]
    public async Task A_service_and_its_fields_beside_an_id_lead_to_its_step_filled_in()
    {
        var id = await Create();

        foreach (var door in (string[])["/hpp/", "/redirect/hpp/"])
        {
            var step = await client.Get($"{door}?cpi={id}&service=mobile_payment_eur_hpp&service_fields[phone]=%2B380501234567&theme=dark");
            step.Status.Should().Be(HttpStatusCode.Found);
            step.Headers.Location!.ToString().Should().StartWith($"/hpp/i/{id}/service/mobile_payment_eur_hpp?theme=dark&");
            (await client.Get(step.Headers.Location.ToString())).Text.Should().Contain("value=\"&#x2B;380501234567\"");
        }
    }

    [Test]
    public async Task The_tax_id_of_the_customer_is_filled_in()
    {
        var account = await app.AccountWith(60);
        (await client.Get($"/hpp/service/boleto_eur_invoice?public_key={account.PublicKeyTest}&amount=100.25&currency=EUR&customer[individual_tax_id]=123.456.789-09&customer[address][country]=BR"))
            .Text.Should().Contain("value=\"123.456.789-09\"");
    }

    [Test]
    public async Task Every_page_that_waits_or_failed_has_a_way_back_to_the_merchant()
    {
        var urls = new { success = "https://shop.example/ok", pending = "https://shop.example/wait", fail = "https://shop.example/no" };
        var waiting = await Create("paypal_eur_hpp", urls);
        var transfer = await Create("bank_transfer_eur_invoice", urls);
        var failed = await Create("paypal_eur_hpp", urls);
        await Settle(await client.Get($"/redirect/hpp/?cpi={failed}"), "decline");
        await client.Get($"/return?id={failed}");

        foreach (var (id, text, url) in ((string, string, string)[])[
            (waiting, "Waiting for confirmation", "wait"), (transfer, "How to pay", "wait"), (failed, "The payment did not go through", "no")])
        {
            (await client.Get($"/hpp/i/{id}")).Text.Should().Contain(text).And.Contain($"<a class=\"button quiet\" href=\"/hpp/i/{id}/return\" target=\"_top\">Return to Book Corner</a>");
            (await client.Get($"/hpp/i/{id}/return")).Headers.Location!.ToString().Should().StartWith($"https://shop.example/{url}?cpi={id}");
        }
    }

    [Test]
    public async Task A_check_is_said_to_be_just_now_only_for_a_moment()
    {
        var id = await Create("paypal_eur_hpp");
        await PageForm.In(await client.Get($"/hpp/i/{id}"), "/check").Send(client);
        var checkedAt = app.Clock.GetUtcNow().ToUnixTimeSeconds();

        (await client.Get($"/hpp/i/{id}?checked={checkedAt}")).Text.Should().Contain("Checked just now");
        app.Clock.Advance(TimeSpan.FromSeconds(16));
        foreach (var mark in (string[])[$"{checkedAt}", "1", "x"])
            (await client.Get($"/hpp/i/{id}?checked={mark}")).Text.Should().NotContain("Checked just now");
    }

    [Test]
    public async Task The_page_that_asks_how_much_can_be_left()
    {
        var link = await app.Link(new { amount_min = 5, currency = "EUR", return_url = "https://shop.example/away" });

        (await client.Get($"/pay/{link.Id}?lang=en")).Text.Should().Contain($"<a href=\"/pay/{link.Id}/cancel?lang=en\">Cancel and return to Book Corner</a>");
        (await client.Get($"/pay/{link.Id}/cancel?lang=en")).Headers.Location!.ToString().Should().Be("https://shop.example/away");
        var plain = await app.Link(new { amount_min = 5, currency = "EUR" });
        var left = await client.Get($"/pay/{plain.Id}/cancel");
        left.Status.Should().Be(HttpStatusCode.OK);
        left.Text.Should().Contain("Nothing was paid").And.Contain($"href=\"/pay/{plain.Id}\"");
    }

    [TestCase("/hpp/nothing-here")]
    [TestCase("/pay/a/b/c")]
    [TestCase("/return")]
    public async Task A_page_that_says_that_nothing_is_there_speaks_the_language_asked_for(string path)
    {
        var answer = await client.Get($"{path}?lang=uk", ("Accept-Language", "de"));

        answer.Status.Should().Be(HttpStatusCode.NotFound);
        answer.Text.Should().Contain("<html lang=\"uk\"");
    }

    [Test]
    public async Task An_invoices_address_is_held_to_the_limits_of_every_link()
    {
        var id = await Create();
        foreach (var path in (string[])[$"/hpp/?cpi={id}&", $"/hpp/i/{id}?", $"/redirect/hpp/?cpi={id}&"])
        {
            (await client.Get($"{path}metadata[a][b][c][d]=1")).Status.Should().Be(HttpStatusCode.UnprocessableEntity, path);
            (await client.Get(path + string.Join('&', Enumerable.Repeat("x=1", 101)))).Status.Should().Be(HttpStatusCode.UnprocessableEntity, path);
        }

        (await client.Get($"/return?id={id}&{string.Join('&', Enumerable.Repeat("x=1", 101))}")).Status.Should().Be(HttpStatusCode.SeeOther, "a gateway may add what it likes");
    }

    [Test]
    public async Task A_search_after_a_category_is_the_servers_because_the_page_has_not_all_methods()
    {
        var account = await app.AccountWith(30);
        var link = $"/hpp/?public_key={account.PublicKeyTest}&amount=100.25&currency=EUR";

        (await client.Get(link)).Text.Should().Contain("data-found=");
        (await client.Get($"{link}&category=digital_wallet")).Text.Should().Contain("class=\"search\"").And.NotContain("data-found=");
    }

    [Test]
    public async Task The_status_page_has_one_region_for_news()
    {
        var id = await Create("paypal_eur_hpp");

        (await client.Get($"/hpp/i/{id}")).Text.Split("role=\"status\"").Should().HaveCount(2);
    }

    private async Task<string> Create(string? service = null, object? urls = null)
    {
        var created = await app.Api().CreateInvoice(new { reference_id = $"order-{++orders}", amount = 100.25, currency = "EUR", service, return_urls = urls });
        created.Status.Should().Be(HttpStatusCode.Created, created.Text);
        return created.Id;
    }

    private async Task Settle(Answer redirect, string act = "pay")
    {
        var page = await client.Get(redirect.Headers.Location!.PathAndQuery);
        (await PageForm.In(page, "/sandbox/pay/").With("act", act).Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
        app.Clock.Advance(TimeSpan.FromSeconds(6));
    }
}
