using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>From a plain link to an invoice, over HTTP: created by a click, once for each draft, and by nobody else's form.</summary>
internal sealed class PayLinkTests
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
    public async Task Looking_creates_nothing()
    {
        foreach (var path in (string[])["/hpp/?", "/hpp/methods?", "/hpp/service/payment_card_eur_hpp?", "/hpp/cancel?", "/hpp/?service=payment_card_eur_hpp&"])
            (await client.Get(path + Link())).Status.Should().Be(HttpStatusCode.OK, path);
        (await client.Ask(new HttpRequestMessage(HttpMethod.Head, $"/hpp/?{Link()}"))).Status.Should().Be(HttpStatusCode.OK);

        (await Invoices()).Should().Be(0);
    }

    [Test]
    public async Task The_method_list_is_links_in_the_element_that_the_published_widget_looks_for()
    {
        var page = await client.Get($"/hpp/?{Link()}");

        var list = page.Text.Split("<ul class=\"methods payment-wrap__items\">")[1].Split("</ul>")[0];
        list.Should().Contain("<a href=\"/hpp/service/payment_card_eur_hpp?").And.Contain("Payment card");
        page.Text.Should().Contain("Book Corner").And.Contain("€100.25").And.Contain("Test mode: no money will be taken.");
    }

    [Test]
    public async Task A_click_creates_the_invoice_and_leads_to_the_gateway_with_303()
    {
        var answer = await (await Form("payment_card_eur_hpp", "reference_id=order-1&metadata[order]=42&customer[email]=a%40b.example")).Send(client);

        answer.Status.Should().Be(HttpStatusCode.SeeOther, answer.Text);
        answer.Headers.Location!.ToString().Should().StartWith($"{app.Url}/sandbox/pay/");
        var invoice = (await app.Api().Get("/api/payment-invoices")).Json.GetProperty("data")[0].GetProperty("attributes");
        invoice.GetProperty("status").GetString().Should().Be("process_pending");
        invoice.GetProperty("source").GetString().Should().Be("hpp");
        invoice.GetProperty("reference_id").GetString().Should().Be("order-1");
        invoice.GetProperty("amount").GetDecimal().Should().Be(100.25m);
        invoice.GetProperty("metadata").GetProperty("order").GetString().Should().Be("42");
    }

    [Test]
    public async Task The_same_form_sent_many_times_at_once_is_one_invoice_with_one_payment()
    {
        var form = await Form("payment_card_eur_hpp");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => form.Send(client)));

        answers.Should().OnlyContain(a => a.Status == HttpStatusCode.SeeOther);
        answers.Select(a => a.Headers.Location!.ToString()).Distinct().Should().ContainSingle();
        (await Invoices()).Should().Be(1);
    }

    [Test]
    public async Task A_second_click_waits_for_the_start_whatever_wakes_it_before()
    {
        var (line, asked, go) = (new LossyGateway.Line(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var own = await PayCoreApp.Start(services =>
        {
            services.RemoveAll<IGateway>();
            services.AddSingleton<IGateway>(provider => new LossyGateway(ActivatorUtilities.CreateInstance<SandboxGateway>(provider), line));
        });
        line.Start = async (_, start, _) =>
        {
            asked.TrySetResult();
            await go.Task;
            return await start();
        };
        using var visitor = own.Client();
        var form = PageForm.In(await visitor.Get($"/hpp/service/payment_card_eur_hpp?public_key={own.Account.PublicKeyTest}&amount=100.25&currency=EUR"), "/hpp/pay");
        var first = form.Send(visitor);
        await asked.Task;
        var invoice = (await own.Read(db => db.Set<Invoice>().AsNoTracking().SingleAsync())).Id;

        var second = form.Send(visitor);
        var (waiters, wakes) = (own.Services.GetRequiredService<InvoiceWaiters>(), 0);
        await Probe.Until(() =>
        {
            waiters.Wake(invoice);
            return second.IsCompleted || ++wakes > 20;
        }, "it was woken many times");
        go.SetResult();
        (await second).Headers.Location!.OriginalString.Should().Be((await first).Headers.Location!.OriginalString).And.Contain("/sandbox/pay/");
    }

    [Test]
    public async Task Two_visitors_of_one_plain_link_at_the_same_instant_get_two_invoices()
    {
        var forms = await Task.WhenAll(Form("payment_card_eur_hpp"), Form("payment_card_eur_hpp"));
        var answers = await Task.WhenAll(forms.Select(f => f.Send(client)));

        answers.Select(a => a.Headers.Location!.ToString()).Distinct().Should().HaveCount(2);
        (await Invoices()).Should().Be(2);
    }

    [Test]
    public async Task Another_service_of_the_same_draft_is_another_payment_of_the_same_invoice()
    {
        var form = await Form("payment_card_eur_hpp");
        var first = await form.Send(client);
        var second = await form.With("service", "paypal_eur_hpp").Send(client);

        second.Status.Should().Be(HttpStatusCode.SeeOther);
        second.Headers.Location.Should().NotBe(first.Headers.Location);
        (await Invoices()).Should().Be(1);
    }

    [Test]
    public async Task A_repeated_link_with_a_reference_takes_up_its_invoice()
    {
        var first = await (await Form("payment_card_eur_hpp", "reference_id=order-1")).Send(client);
        var again = await (await Form("payment_card_eur_hpp", "reference_id=order-1")).Send(client);

        again.Headers.Location.Should().Be(first.Headers.Location);
        (await Invoices()).Should().Be(1);
    }

    [Test]
    public async Task A_reference_with_other_content_is_a_conflict_that_names_payee_and_reference_only()
    {
        await (await Form("payment_card_eur_hpp", "reference_id=order-1")).Send(client);
        var page = await client.Get($"/hpp/service/payment_card_eur_hpp?{Link("reference_id=order-1").Replace("100.25", "7", StringComparison.Ordinal)}");
        var answer = await PageForm.In(page, "/hpp/pay").Send(client);

        answer.Status.Should().Be(HttpStatusCode.Conflict);
        answer.Text.Should().Contain("There is already a payment with this reference").And.Contain("order-1").And.Contain("Book Corner")
            .And.NotContain("cpi_").And.NotContain("100.25");
    }

    [Test]
    public async Task A_form_for_other_parameters_is_refused()
    {
        var form = await Form("payment_card_eur_hpp");
        var changed = form with { Action = form.Action.Replace("100.25", "1", StringComparison.Ordinal) };

        (await changed.Send(client)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await Invoices()).Should().Be(0);
    }

    [TestCase("http://evil.example", "cross-site")]
    [TestCase("http://evil.example", "same-origin")]
    [TestCase("null", "cross-site")]
    [TestCase("null", null)]
    [TestCase(null, "cross-site")]
    [TestCase(null, "same-site")]
    [TestCase(null, null)]
    public async Task A_form_from_elsewhere_is_refused(string? origin, string? site)
    {
        var form = await Form("payment_card_eur_hpp");
        var headers = new List<(string, string)>();
        if (origin is not null) headers.Add(("Origin", origin));
        if (site is not null) headers.Add(("Sec-Fetch-Site", site));

        var answer = await form.Send(client, [.. headers]);

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Text.Should().Contain("The payment was not started");
        (await Invoices()).Should().Be(0);
    }

    [Test]
    public async Task An_altered_token_is_refused()
    {
        var form = await Form("payment_card_eur_hpp");

        (await form.With("token", form.Values["token"][..^8] + "AAAAAAAA").Send(client)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await form.With("token", "").Send(client)).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_stale_form_comes_back_filled_with_a_fresh_token_that_works()
    {
        var form = (await Form("mobile_payment_eur_hpp")).With("fields[phone]", "+380501234567");
        app.Clock.Advance(TimeSpan.FromHours(24));

        var stale = await form.Send(client);

        stale.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        stale.Text.Should().Contain("This page was open for a long time").And.Contain("value=\"&#x2B;380501234567\"");
        (await Invoices()).Should().Be(0);
        (await PageForm.In(stale, "/hpp/pay").With("fields[phone]", "+380501234567").Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
    }

    [Test]
    public async Task What_a_form_has_started_goes_on_though_the_form_is_a_day_old()
    {
        var form = await Form("payment_card_eur_hpp", $"expires={app.Clock.GetUtcNow().AddDays(3).ToUnixTimeSeconds()}");
        var first = await form.Send(client);
        app.Clock.Advance(TimeSpan.FromHours(25));

        var again = await form.Send(client);

        again.Status.Should().Be(HttpStatusCode.SeeOther, again.Text);
        again.Headers.Location.Should().Be(first.Headers.Location);
        (await Invoices()).Should().Be(1);
    }

    [Test]
    public async Task What_a_form_has_paid_is_shown_though_the_links_time_is_over_and_a_new_form_is_refused()
    {
        var more = $"expires={app.Clock.GetUtcNow().AddMinutes(15).ToUnixTimeSeconds()}";
        var (form, other) = (await Form("payment_card_eur_hpp", more), await Form("payment_card_eur_hpp", more));
        await app.Happens((await form.Send(client)).Headers.Location!.OriginalString.Split('/')[^1], "succeed");
        app.Clock.Advance(TimeSpan.FromMinutes(15));

        var again = await form.Send(client);
        again.Status.Should().Be(HttpStatusCode.SeeOther, again.Text);
        (await client.Get(again.Headers.Location!.OriginalString)).Text.Should().Contain("Payment received");
        var late = await other.Send(client);
        late.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        late.Text.Should().Contain("This payment link has expired");
        (await Invoices()).Should().Be(1);
    }

    [Test]
    public async Task A_refusal_in_another_language_is_still_about_the_same_link()
    {
        await app.Happens((await (await Form("payment_card_eur_hpp", "reference_id=order-1")).Send(client)).Headers.Location!.OriginalString.Split('/')[^1], "succeed");
        var refusal = await (await Form("payment_card_eur_hpp", "reference_id=order-1")).Send(client);
        refusal.Text.Should().Contain("This has already been paid");

        var switched = System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(refusal.Text, "href=\"(/hpp/pay[^\"]*lang=uk[^\"]*)\"").Groups[1].Value);
        var back = await client.Get(switched);

        back.Status.Should().Be(HttpStatusCode.SeeOther, switched);
        (await client.Get(back.Headers.Location!.OriginalString)).Text.Should().Contain("lang=\"uk\"").And.Contain("100,25").And.Contain("order-1");
    }

    [Test]
    public async Task A_wrong_field_comes_back_with_a_summary_first_and_its_value_kept()
    {
        var answer = await (await Form("payment_card_eur_hpp")).With("fields[email]", "not <an> address").Send(client);

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        var main = answer.Text.Split("<main id=\"main\">")[1].Trim();
        main.Should().StartWith("<div class=\"problem\"").And.Contain("<a href=\"#field-0\">").And.Contain("aria-describedby=\"field-0-hint field-0-error\"")
            .And.Contain("value=\"not &lt;an&gt; address\"");
        answer.Text.Should().Contain("<title>Error: ");
        (await Invoices()).Should().Be(0);
    }

    [Test]
    public async Task What_the_link_says_is_filled_in_and_escaped()
    {
        var page = await client.Get($"/hpp/service/payment_card_eur_hpp?{Link("customer[email]=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&description=%3Cimg%20src%3Dx%3E")}");

        page.Text.Should().Contain("value=\"&quot;&gt;&lt;script&gt;").And.Contain("&lt;img src=x&gt;").And.NotContain("<script>").And.NotContain("<img");
    }

    [Test]
    public async Task An_unknown_service_is_a_bad_link()
    {
        (await client.Get($"/hpp/?{Link("service=nothing")}")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await client.Get($"/hpp/?{Link("service=payment_card_usd_hpp")}")).Text.Should().Contain("<dt>service</dt>");
    }

    [Test]
    public async Task One_method_leads_straight_to_it()
    {
        var page = await client.Get($"/hpp/?{Link("display[show_methods][]=payment_card")}");

        page.Text.Should().Contain("Pay €100.25").And.NotContain("payment-wrap__items").And.NotContain("Choose another method");
    }

    [Test]
    public async Task A_form_too_large_or_not_a_form_is_refused()
    {
        var form = await Form("payment_card_eur_hpp");

        (await form.With("fields[email]", new string('a', 80_000)).Send(client)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await client.Post(form.Action, "{}", ("Origin", app.Url))).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    private string Link(string more = "") => $"public_key={app.Account.PublicKeyTest}&amount=100.25&currency=EUR{(more.Length == 0 ? "" : "&" + more)}";

    private async Task<PageForm> Form(string service, string more = "") => PageForm.In(await client.Get($"/hpp/service/{service}?{Link(more)}"), "/hpp/pay");

    private Task<int> Invoices() => app.Read(db => db.Set<Invoice>().CountAsync());
}
