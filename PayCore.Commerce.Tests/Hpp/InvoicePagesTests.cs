using System.Net;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>The pages of an invoice over HTTP: what it needs now, what its customer can do, and the way back to the merchant.</summary>
internal sealed class InvoicePagesTests
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
    public async Task An_invoice_without_a_service_offers_the_methods()
    {
        var id = await Create();
        var page = await client.Get($"/hpp/i/{id}");

        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().Contain("payment-wrap__items").And.Contain($"/hpp/i/{id}/service/payment_card_eur_hpp").And.Contain("Reference: order-1");
        (await client.Get($"/hpp/?cpi={id}&lang=uk")).Headers.Location!.ToString().Should().Be($"/hpp/i/{id}?lang=uk");
        (await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!.ToString().Should().Be($"/hpp/i/{id}");
    }

    [Test]
    public async Task A_page_never_shows_the_customer_or_the_metadata()
    {
        var id = await Create(new
        {
            reference_id = "order-1", amount = 100.25, currency = "EUR", service = "mobile_payment_eur_hpp", fields = new { email = "secret@person.example" },
            customer = new { reference_id = "c-1", email = "olena@person.example", name = "Olena" }, metadata = new { internal_note = "vip" },
        });
        foreach (var sub in (string[])["", "/methods", "/service/payment_card_eur_hpp", "/cancel"])
            (await client.Get($"/hpp/i/{id}{sub}")).Text.Should().NotContainAny("olena", "Olena", "vip", "secret@", "person");
    }

    [Test]
    public async Task The_fields_step_of_an_invoice_masks_what_was_given_and_lets_it_be_changed()
    {
        var id = await Create(new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "payment_card_eur_hpp", fields = new { email = "olena@person.example" } });
        await Fail(id);

        var page = await client.Get($"/hpp/i/{id}/service/payment_card_eur_hpp");
        page.Text.Should().Contain("o••••@••••.example").And.Contain("change=email").And.NotContain("fields[email]");
        (await client.Get($"/hpp/i/{id}/service/payment_card_eur_hpp?change=email")).Text.Should().Contain("fields[email]").And.NotContain("olena@person");
    }

    [Test]
    public async Task A_public_key_beside_an_id_must_be_of_the_same_account_and_mode()
    {
        var id = await Create();
        var other = await app.AnotherAccount();

        (await client.Get($"/hpp/?cpi={id}&public_key={app.Account.PublicKeyTest}")).Status.Should().Be(HttpStatusCode.Found);
        (await client.Get($"/hpp/?cpi={id}&public_key={app.Account.PublicKeyLive}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await client.Get($"/hpp/?cpi={id}&public_key={other.PublicKeyTest}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await client.Get($"/hpp/?cpi={id}&cpi={id}")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task A_service_that_waits_at_the_gateway_is_where_the_link_of_the_invoice_leads()
    {
        var id = await Create(new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "payment_card_eur_hpp" });

        (await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!.ToString().Should().StartWith($"{app.Url}/sandbox/pay/");
        (await client.Get($"/hpp/i/{id}/go")).Headers.Location!.ToString().Should().StartWith($"{app.Url}/sandbox/pay/");
        (await client.Get($"/hpp/i/{id}")).Text.Should().Contain("Waiting for confirmation").And.Contain("Continue to the payment provider");
    }

    [Test]
    public async Task A_form_starts_a_service_at_most_once()
    {
        var id = await Create();
        var form = PageForm.In(await client.Get($"/hpp/i/{id}/service/payment_card_eur_hpp"), "/process");
        var first = await form.Send(client);
        await Fail(id);
        var again = await form.Send(client);

        first.Headers.Location!.ToString().Should().StartWith($"{app.Url}/sandbox/pay/");
        again.Headers.Location!.ToString().Should().Be($"/hpp/i/{id}");
        (await client.Get($"/hpp/i/{id}")).Text.Should().Contain("The payment did not go through").And.Contain("4 attempts left");
    }

    [Test]
    public async Task Try_again_starts_the_same_service_anew_on_the_same_invoice()
    {
        var id = await Create(new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "payment_card_eur_hpp" });
        var first = (await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location;
        await Fail(id);

        var answer = await PageForm.In(await client.Get($"/hpp/i/{id}"), "/process").Send(client);

        answer.Headers.Location!.ToString().Should().StartWith($"{app.Url}/sandbox/pay/").And.NotBe(first!.ToString());
    }

    [Test]
    public async Task Cancelling_asks_first_and_ends_the_invoice_once()
    {
        var id = await Create();
        var form = PageForm.In(await client.Get($"/hpp/i/{id}/cancel"), "/cancel");

        (await form.Send(client, ("Origin", "http://evil.example"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await form.Send(client)).Headers.Location!.ToString().Should().Be($"/hpp/i/{id}");
        (await form.Send(client)).Headers.Location!.ToString().Should().Be($"/hpp/i/{id}");
        (await client.Get($"/hpp/i/{id}")).Text.Should().Contain("Payment cancelled");
        (await app.Api().Get($"/api/payment-invoices/{id}")).Word("resolution").Should().Be("cancelled_by_payer");
    }

    [TestCase("process")]
    [TestCase("cancel")]
    [TestCase("check")]
    [TestCase("extend")]
    public async Task A_good_form_counts_from_a_page_of_ours_alone(string step)
    {
        await LiveFor(TimeSpan.FromHours(1));
        var id = await Create(step == "check" ? new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "paypal_eur_hpp" } : null);
        var form = PageForm.In(await client.Get($"/hpp/i/{id}{step switch { "process" => "/service/paypal_eur_hpp", "cancel" => "/cancel", _ => "" }}"), $"/{step}");
        var before = await State();
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        foreach (var headers in Foreign)
        {
            var refused = await form.Send(client, headers);
            refused.Status.Should().Be(HttpStatusCode.Forbidden, string.Join(", ", headers));
            refused.Text.Should().Contain("The payment was not started");
        }

        (await State()).Should().Be(before);
        if (step == "check") app.Clock.Advance(TimeSpan.FromSeconds(6));
        (await form.Send(client, ("Origin", app.Url))).Status.Should().Be(HttpStatusCode.SeeOther);
        if (step != "check") (await State()).Should().NotBe(before, "the form itself was good");

        async Task<string> State()
        {
            var invoice = await app.Reread(id);
            return $"{invoice.State()} {invoice["expires"].GetInt64()}";
        }
    }

    [Test]
    public async Task An_expired_invoice_says_so_and_starts_nothing()
    {
        var id = await Create();
        var form = PageForm.In(await client.Get($"/hpp/i/{id}/service/payment_card_eur_hpp"), "/process");
        app.Clock.Advance(TimeSpan.FromHours(24));
        await app.Run<ExpireInvoices>();

        (await form.Send(client)).Status.Should().NotBe(HttpStatusCode.OK);
        (await client.Get($"/hpp/i/{id}")).Text.Should().Contain("The time to pay has passed");
        (await client.Get($"/hpp/i/{id}/methods")).Headers.Location!.ToString().Should().Be($"/hpp/i/{id}");
    }

    [Test]
    public async Task A_token_of_another_invoice_or_step_is_refused()
    {
        var (one, two) = (await Create(), await Create(new { reference_id = "order-2", amount = 1, currency = "EUR" }));
        var form = PageForm.In(await client.Get($"/hpp/i/{one}/cancel"), "/cancel");

        (await (form with { Action = $"/hpp/i/{two}/cancel" }).Send(client)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await (form with { Action = $"/hpp/i/{one}/process" }).Send(client)).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task The_way_back_from_the_gateway_trusts_no_parameter_and_answers_303_to_a_post()
    {
        var id = await Create(new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "payment_card_eur_hpp" });

        var posted = await client.Ask(new HttpRequestMessage(HttpMethod.Post, $"/return?id={id}&status=processed&paid=true"), ("Origin", "https://gateway.example"));

        posted.Status.Should().Be(HttpStatusCode.SeeOther);
        posted.Headers.Location!.ToString().Should().Be($"/hpp/i/{id}");
        (await app.Api().Get($"/api/payment-invoices/{id}")).Word("status").Should().Be("process_pending");
    }

    [Test]
    public async Task A_settled_invoice_of_an_account_with_auto_return_goes_to_the_merchant_at_once()
    {
        await app.Read(db => db.Database.ExecuteSqlRawAsync("update accounts_accounts set \"AutoReturn\" = 1, \"ReturnUrl\" = 'https://shop.example/back?a=1' where \"Name\" = 'Book Corner'"));
        var id = await Create(new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "paypal_eur_hpp" });
        (await client.Get($"/return?id={id}")).Headers.Location!.ToString().Should().Be($"/hpp/i/{id}");
        await Settle(id, "pay");

        var back = (await client.Get($"/return?id={id}")).Headers.Location!.ToString();

        back.Should().StartWith($"https://shop.example/back?a=1&cpi={id}&reference_id=order-1&status=processed&resolution=ok&ts=").And.Contain("&signature=");

        // In a frame the shop would open inside itself: a button leads the whole window there.
        var framed = await client.Get($"/return?id={id}", ("Sec-Fetch-Dest", "iframe"));
        framed.Headers.Location!.ToString().Should().Be($"/hpp/i/{id}?back=1");
        (await client.Get($"/hpp/i/{id}?back=1", ("Sec-Fetch-Dest", "iframe"))).Text.Should().Contain($"href=\"/hpp/i/{id}/return\" target=\"_top\"");
    }

    [Test]
    public async Task The_receipt_names_amount_method_time_and_reference_and_returns_by_a_button()
    {
        var id = await Create(new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "paypal_eur_hpp", return_url = "https://shop.example/thanks" });
        await Settle(id, "pay");
        await client.Get($"/return?id={id}");

        var page = await client.Get($"/hpp/i/{id}");

        page.Text.Should().Contain("Payment received").And.Contain("€100.25").And.Contain("PayPal").And.Contain("UTC").And.Contain("order-1")
            .And.Contain("Return to Book Corner").And.NotContain("https://shop.example/thanks");
        (await client.Get($"/hpp/i/{id}/return")).Headers.Location!.ToString().Should().StartWith("https://shop.example/thanks?cpi=");
    }

    /// <summary>What a browser says of a page that is not ours, or what a program says that is no browser.</summary>
    private static readonly (string, string)[][] Foreign =
    [
        [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")],
        [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")],
        [("Origin", "https://shop.example")],
        [("Origin", "null")],
        [("Origin", "null"), ("Sec-Fetch-Site", "same-origin")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site")],
        [],
    ];

    private async Task LiveFor(TimeSpan lifetime)
    {
        using var api = app.Api(Commerce.Shared.Mode.Live);
        var changed = await api.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { data = new { type = "commerce-accounts", attributes = new { payment_options = new { lifetime = (long)lifetime.TotalSeconds } } } }),
        });
        changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);
    }

    private async Task<string> Create(object? attributes = null)
    {
        var created = await app.Api().CreateInvoice(attributes ?? new { reference_id = "order-1", amount = 100.25, currency = "EUR" });
        created.Status.Should().Be(HttpStatusCode.Created, created.Text);
        return created.Id;
    }

    /// <summary>The provider declines the open payment and the customer comes back.</summary>
    private async Task Fail(string id)
    {
        var method = (await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!;
        var page = await client.Get(method.PathAndQuery);
        var form = PageForm.In(page, "/sandbox/pay/");
        if (page.Text.Contains("name=\"number\"", StringComparison.Ordinal))
            form = form.With("number", "4302 9128 3702 0000").With("expiry", "09/33").With("cvv", "123").With("act", "card");
        (await form.With("act", form.Values.GetValueOrDefault("act", "decline")).Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
        await client.Get($"/return?id={id}");
        app.Clock.Advance(TimeSpan.FromSeconds(6));
    }

    private async Task Settle(string id, string act)
    {
        var page = await client.Get((await client.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!.PathAndQuery);
        (await PageForm.In(page, "/sandbox/pay/").With("act", act).Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
        app.Clock.Advance(TimeSpan.FromSeconds(6));
    }
}
