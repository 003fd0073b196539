using System.Net;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>The pages of a stored link over HTTP: what a payer sees and may choose, and what only the merchant decides.</summary>
internal sealed class StoredLinkPagesTests
{
    private PayCoreApp app = null!;
    private HttpClient payer = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        payer = app.Client();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        payer.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task A_fixed_amount_leads_to_the_methods_at_once_and_looking_creates_nothing()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR", description = "Membership <2027>" });

        var page = await payer.Get($"/pay/{link.Id}");
        await payer.Ask(new HttpRequestMessage(HttpMethod.Head, $"/pay/{link.Id}"));
        await payer.FormOf(link);

        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().Contain("How would you like to pay?").And.Contain("€25.00").And.Contain("Membership &lt;2027&gt;").And.Contain($"/pay/{link.Id}/service/ideal_eur_hpp\"");
        (await Invoices(link)).Should().Be(0);
    }

    [Test]
    public async Task What_is_paid_is_what_the_merchant_said_whatever_the_address_says()
    {
        var link = await app.Link(new
        {
            amount = 25, currency = "EUR", description = "Membership", return_url = "https://elsewhere.example/thanks", metadata = new { campaign = 7 }, customer = new { email = "ada@example.org", name = "Ada" },
        });
        var tricks = $"?amount=1&currency=USD&description=x&metadata[a]=b&return_url=https://evil.example&public_key=pk_test_x&customer[email]=eve@example.org&reference_id=order-1&service=x&cpi=cpi_1";
        (await payer.Get($"/pay/{link.Id}{tricks}")).Text.Should().Contain("€25.00").And.NotContain("evil.example");

        await app.StartsToPay(payer, link, tricks);

        var invoice = await app.Newest();
        (invoice["amount"].GetDecimal(), invoice.Word("currency"), invoice.Word("description"), invoice.Word("source")).Should().Be((25m, "EUR", "Membership", "payment_link"));
        invoice.Word("return_url").Should().Be("https://elsewhere.example/thanks");
        invoice["metadata"].GetRawText().Should().Be("""{"campaign":7}""");
        invoice.Json.GetProperty("included")[0].GetProperty("attributes").GetProperty("email").GetString().Should().Be("ada@example.org");
        invoice.Word("reference_id").Should().NotBe("order-1");
    }

    [Test]
    public async Task The_expected_payer_is_filled_in()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR", service = "payment_card_eur_hpp", customer = new { email = "ada@example.org" } });

        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("value=\"ada@example.org\"").And.Contain("Pay €25.00");
    }

    [Test]
    public async Task Two_payers_of_one_link_have_two_invoices_and_one_who_clicks_twice_has_one()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR" });
        var form = await payer.FormOf(link);

        var (first, again) = (await form.Send(payer), await form.Send(payer));
        await app.StartsToPay(payer, link);

        again.Headers.Location.Should().Be(first.Headers.Location);
        (await Invoices(link)).Should().Be(2);
    }

    [Test]
    public async Task An_open_amount_is_asked_for_then_paid()
    {
        var link = await app.Link(new { amount_min = 5, amount_max = 500, amount_preset = 20, currency = "EUR" });

        var question = await payer.Get($"/pay/{link.Id}");
        question.Text.Should().Contain("How much would you like to pay?").And.Contain("From €5.00 to €500.00").And.Contain("value=\"20\"").And.Contain("inputmode=\"decimal\"")
            .And.Contain($"<form class=\"card\" method=\"get\" action=\"/pay/{link.Id}/methods\"");
        var list = await payer.Get($"/pay/{link.Id}/methods?amount=12%2C50");
        list.Text.Should().Contain("€12.50").And.Contain("Change the amount");
        await app.StartsToPay(payer, link, "?amount=12.50");

        (await app.Newest())["amount"].GetDecimal().Should().Be(12.5m);
    }

    [TestCase("EUR", "1250,50", "1250.5")]
    [TestCase("EUR", "1250.5", "1250.5")]
    [TestCase("EUR", " 1 250,50 ", "1250.5")]
    [TestCase("EUR", "١٢٥٠٫٥٠", "1250.5")]
    [TestCase("EUR", "۱۲۵۰٫۵", "1250.5")]
    [TestCase("EUR", "１２５０．５", null, Description = "a full-width point is no point")]
    [TestCase("EUR", "१२५०.५", "1250.5")]
    [TestCase("EUR", "1.250", null)]
    [TestCase("EUR", "1,250", null)]
    [TestCase("EUR", "١٫٢٥٠", null)]
    [TestCase("EUR", "0.250", null)]
    [TestCase("EUR", "1.250,50", null)]
    [TestCase("EUR", "1,250.50", null)]
    [TestCase("EUR", "1.250.000", null)]
    [TestCase("EUR", "١٬٢٥٠", null)]
    [TestCase("EUR", "25²", null)]
    [TestCase("EUR", "½", null)]
    [TestCase("JPY", "1.250", null)]
    [TestCase("JPY", "1,250", null)]
    [TestCase("JPY", "١٢٥٠", "1250")]
    [TestCase("KWD", "1.250", "1.25")]
    [TestCase("KWD", "1,250", "1.25")]
    [TestCase("KWD", "١٫٢٥٠", "1.25")]
    public async Task What_a_payer_writes_is_one_amount_or_none(string currency, string written, string? amount)
    {
        var link = await app.Link(new { amount_preset = 5, currency });

        var answer = await payer.Get($"/pay/{link.Id}/service/paypal_{currency.ToLowerInvariant()}_hpp?amount={Uri.EscapeDataString(written)}");

        if (amount is null)
        {
            answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
            answer.Text.Should().Contain("Please check the amount. Example: ");
            return;
        }

        var started = await PageForm.In(answer, $"/pay/{link.Id}/pay").Send(payer);
        started.Status.Should().Be(HttpStatusCode.SeeOther, started.Text);
        (await app.Read(db => db.Set<Invoice>().SingleAsync(i => i.LinkId == new PaymentLinkId(link.Id)))).View().Amount.ToString().Should().Be($"{amount} {currency}");
    }

    [Test]
    public async Task The_amount_that_a_link_suggests_can_be_sent_as_it_stands()
    {
        foreach (var (currency, preset) in ((string, decimal)[])[("EUR", 1.25m), ("KWD", 1.125m), ("CLF", 1.1255m), ("CLF", 1.125m), ("JPY", 1250m)])
        {
            var link = await app.Link(new { amount_preset = preset, currency });
            var shown = (await payer.Get($"/pay/{link.Id}")).Text.Split("name=\"amount\"")[1].Split("value=\"")[1].Split('"')[0];
            (await payer.Get($"/pay/{link.Id}/service/paypal_{currency.ToLowerInvariant()}_hpp?amount={shown}")).Status.Should().Be(HttpStatusCode.OK, $"{currency} {shown}");
        }
    }

    [Test]
    public async Task An_amount_that_the_links_service_does_not_take_is_asked_for_again_with_what_it_takes()
    {
        var account = await app.AnotherAccount();
        await app.SetUp(account, "paypal_eur_hpp", least: 10, most: 200);
        await app.SetUp(account, "ideal_eur_hpp");
        var link = await app.Link(new { amount_min = 5, amount_max = 150, currency = "EUR", service = "paypal_eur_hpp" }, account);

        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("From €10.00 to €150.00");
        foreach (var amount in (string[])["5", "9.99", "150.01", "200"])
        {
            var answer = await payer.Get($"/pay/{link.Id}/service/paypal_eur_hpp?amount={amount}");
            answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
            answer.Text.Should().Contain("<a href=\"#amount\">From €10.00 to €150.00</a>").And.Contain($"value=\"{amount}\"").And.Contain($"action=\"/pay/{link.Id}/service/paypal_eur_hpp\"");
        }

        (await payer.Get($"/pay/{link.Id}/service/paypal_eur_hpp?amount=10")).Text.Should().Contain("Pay €10.00");
    }

    [Test]
    public async Task An_amount_that_no_route_of_the_links_service_takes_can_be_changed_and_a_service_that_takes_none_is_refused()
    {
        var account = await app.AnotherAccount();
        await app.SetUp(account, "paypal_eur_hpp", fee: new FeeSchedule(0, 500));
        await app.SetUp(account, "ideal_eur_hpp", least: 100);
        var link = await app.Link(new { amount_preset = 20, currency = "EUR", service = "paypal_eur_hpp" }, account);

        var answer = await payer.Get($"/pay/{link.Id}/service/paypal_eur_hpp?amount=3");
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Text.Should().Contain("<a href=\"#amount\">This amount cannot be paid here at the moment</a>").And.Contain("value=\"3\"");
        (await payer.Get($"/pay/{link.Id}/service/paypal_eur_hpp?amount=20")).Status.Should().Be(HttpStatusCode.OK);

        var never = await app.Link(new { amount_max = 50, currency = "EUR", service = "ideal_eur_hpp" }, account);
        var refused = await payer.Get($"/pay/{never.Id}");
        refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        refused.Text.Should().Contain("This amount cannot be paid here at the moment").And.NotContain("name=\"amount\"");
    }

    [Test]
    public async Task Where_less_is_left_than_the_links_service_takes_all_places_are_taken()
    {
        var account = await app.AnotherAccount();
        await app.SetUp(account, "paypal_eur_hpp", least: 10, most: 200);
        var link = await app.Link(new { currency = "EUR", service = "paypal_eur_hpp", max_total = 45, amount_preset = 20 }, account);
        var started = await app.StartsToPay(payer, link, "?amount=40");
        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("All places are taken").And.NotContain("name=\"amount\"");

        using var owner = app.Api(account: account);
        ((int)(await owner.Post($"/sandbox/api/charges/{started}/succeed")).Status).Should().Be(200);
        await app.Notify();
        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("This payment link has been paid");
    }

    [TestCase("", "Please enter an amount")]
    [TestCase("abc", "Please check the amount. Example: €5.00")]
    [TestCase("1,250", "Please check the amount. Example: €5.00")]
    [TestCase("1.250", "Please check the amount. Example: €5.00")]
    [TestCase("-7", "Please check the amount. Example: €5.00")]
    [TestCase("5.001", "Please check the amount. Example: €5.00")]
    [TestCase("4.99", "From €5.00 to €500.00")]
    [TestCase("500.01", "From €5.00 to €500.00")]
    public async Task A_wrong_amount_comes_back_with_a_summary_first(string amount, string problem)
    {
        var link = await app.Link(new { amount_min = 5, amount_max = 500, currency = "EUR" });

        var answer = await payer.Get($"/pay/{link.Id}/methods?amount={Uri.EscapeDataString(amount)}");

        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Text.Split("<main id=\"main\">")[1].Trim().Should().StartWith("<div class=\"problem\"").And.Contain($"<a href=\"#amount\">{problem}</a>").And.Contain($"value=\"{amount}\"");
        (await payer.Get($"/pay/{link.Id}/service/paypal_eur_hpp?amount={Uri.EscapeDataString(amount)}")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task The_amount_of_a_form_cannot_be_changed_behind_it()
    {
        var link = await app.Link(new { amount_min = 5, currency = "EUR" });
        var form = await payer.FormOf(link, "?amount=100");

        (await (form with { Action = form.Action.Replace("100", "5", StringComparison.Ordinal) }).Send(payer)).Status.Should().Be(HttpStatusCode.Forbidden);
        var other = await app.Link(new { amount_min = 5, currency = "EUR" });
        (await (form with { Action = form.Action.Replace(link.Id, other.Id, StringComparison.Ordinal) }).Send(payer)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await Invoices(link)).Should().Be(0);
    }

    [TestCase("https://evil.example", "cross-site")]
    [TestCase("https://evil.example", "same-origin")]
    [TestCase("null", null)]
    [TestCase("null", "same-origin")]
    [TestCase(null, "cross-site")]
    [TestCase(null, null)]
    public async Task A_good_form_from_a_page_that_is_not_ours_makes_no_invoice(string? origin, string? site)
    {
        var link = await app.Link(new { amount = 25, currency = "EUR" });
        var form = await payer.FormOf(link);
        List<(string, string)> headers = [.. origin is null ? [] : new[] { ("Origin", origin) }, .. site is null ? [] : new[] { ("Sec-Fetch-Site", site) }];

        (await form.Send(payer, [.. headers])).Status.Should().Be(HttpStatusCode.Forbidden);

        (await Invoices(link)).Should().Be(0);
        (await form.Send(payer)).Status.Should().Be(HttpStatusCode.SeeOther, "the form itself was good");
    }

    [Test]
    public async Task A_link_that_takes_nothing_says_why_in_plain_words()
    {
        var now = app.Clock.GetUtcNow().ToUnixTimeSeconds();
        await Says(await app.Link(new { amount = 1, currency = "EUR", opens = now + 3600 }), HttpStatusCode.Conflict, "This payment link cannot be used yet");
        var closed = await app.Link(new { amount = 1, currency = "EUR" });
        using var api = app.Api();
        await api.DeleteAsync($"/api/payment-links/{closed.Id}");
        await Says(closed, HttpStatusCode.Gone, "This payment link is closed");
        var expired = await app.Link(new { amount = 1, currency = "EUR", expires = now + 60 });
        app.Clock.Advance(TimeSpan.FromSeconds(60));
        await Says(expired, HttpStatusCode.Gone, "This payment link has expired");

        async Task Says(Answer link, HttpStatusCode status, string heading)
        {
            foreach (var page in (string[])["", "/methods", "/service/paypal_eur_hpp"])
            {
                var answer = await payer.Get($"/pay/{link.Id}{page}");
                answer.Status.Should().Be(status);
                answer.Text.Should().Contain(heading).And.Contain("please contact Book Corner").And.NotContain("<form");
            }
        }
    }

    [Test]
    public async Task A_link_that_is_paid_says_so_wherever_one_comes_from_and_never_that_a_place_may_become_free()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR", max_payments = 1 });
        await app.Happens(await app.StartsToPay(payer, link), "decline");
        var own = PageForm.In(await payer.Get($"/hpp/i/{(await app.Newest()).Id}"), "/process");
        var form = await payer.FormOf(link);
        var charge = await app.StartsToPay(payer, link);
        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("All places are taken").And.Contain("If you have started to pay by it");

        await app.Happens(charge, "succeed");

        (await app.LinkNow(link)).Word("status").Should().Be("exhausted");
        foreach (var answer in (Answer[])[await payer.Get($"/pay/{link.Id}"), await payer.Get($"/pay/{link.Id}/service/paypal_eur_hpp"), await form.Send(payer), await own.Send(payer)])
        {
            answer.Status.Should().Be(HttpStatusCode.Conflict);
            answer.Text.Should().Contain("This payment link has been paid").And.Contain("It takes no further payment. Nothing was paid now.").And.NotContain("free again");
        }
    }

    [Test]
    public async Task A_sum_is_paid_only_when_no_payment_under_way_holds_a_part_of_it()
    {
        var link = await app.Link(new { amount_min = 10, currency = "EUR", max_total = 45 });
        await app.Happens(await app.StartsToPay(payer, link, "?amount=20"), "succeed");
        var last = await app.StartsToPay(payer, link, "?amount=20");
        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("All places are taken");

        await app.Happens(last, "succeed");

        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("This payment link has been paid", "the 5 that are left are less than the least amount");
    }

    [Test]
    public async Task More_than_is_left_of_a_sum_is_asked_for_again_with_what_is_left()
    {
        var link = await app.Link(new { amount_min = 10, currency = "EUR", max_total = 45 });
        var (form, first) = (await payer.FormOf(link, "?amount=40"), await payer.FormOf(link, "?amount=20"));
        await app.Happens((await first.Send(payer)).Headers.Location!.OriginalString.Split('/')[^1], "succeed");

        foreach (var answer in new[] { await form.Send(payer), await payer.Get($"/pay/{link.Id}/methods?amount=40") })
        {
            answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
            answer.Text.Should().Contain("From €10.00 to €25.00").And.Contain("value=\"40\"").And.Contain($"action=\"/pay/{link.Id}/methods\"");
        }

        (await payer.Get($"/pay/{link.Id}/methods?amount=25")).Status.Should().Be(HttpStatusCode.OK);
        (await first.Send(payer)).Status.Should().Be(HttpStatusCode.SeeOther, "its own part is not in its way");
        (await app.LinkNow(link)).Word("status").Should().Be("active");
    }

    [TestCase("/pay/pln_0000000000000000")]
    [TestCase("/pay/pln_0000000000000000/qr.svg")]
    [TestCase("/pay/pln_0000000000000000/poster")]
    [TestCase("/pay/")]
    [TestCase("/pay/x/y/z")]
    public async Task What_is_not_there_gets_a_page_that_says_so(string path)
    {
        var answer = await payer.Get(path);
        answer.Status.Should().Be(HttpStatusCode.NotFound);
        answer.Text.Should().Contain("There is no such page");
    }

    [Test]
    public async Task The_pages_speak_the_links_language_unless_the_payer_chooses_another()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR", locale = "uk" });

        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("<html lang=\"uk\"");
        (await payer.Get($"/pay/{link.Id}?lang=de")).Text.Should().Contain("<html lang=\"de\"").And.Contain($"/pay/{link.Id}/service/ideal_eur_hpp?lang=de");
    }

    [Test]
    public async Task Stored_links_work_in_every_link_mode()
    {
        using var live = app.Api(Mode.Live);
        var changed = await live.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
        {
            Content = new StringContent("""{"data":{"type":"commerce-accounts","attributes":{"link_mode":{"test":"stored"}}}}""", null, "application/json"),
        });
        changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);

        await app.StartsToPay(payer, await app.Link(new { amount = 25, currency = "EUR" }));
    }

    [Test]
    public async Task A_phone_reads_the_links_address_from_either_picture()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR" });

        QrPicture.OfPng(await payer.GetByteArrayAsync($"/pay/{link.Id}/qr.png")).Should().Be($"{app.Url}/pay/{link.Id}").And.Be(link.Word("url"));
        QrPicture.OfSvg(await payer.GetStringAsync($"/pay/{link.Id}/qr.svg")).Should().Be($"{app.Url}/pay/{link.Id}");
    }

    [Test]
    public async Task The_qr_code_comes_as_svg_and_as_png()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR" });

        using var svg = await payer.GetAsync($"/pay/{link.Id}/qr.svg");
        using var png = await payer.GetAsync($"/pay/{link.Id}/qr.png");

        svg.Content.Headers.ContentType!.MediaType.Should().Be("image/svg+xml");
        (await svg.Content.ReadAsStringAsync()).Should().StartWith("<svg").And.Contain("viewBox").And.NotContain("<script");
        svg.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'");
        png.Content.Headers.ContentType!.MediaType.Should().Be("image/png");
        (await png.Content.ReadAsByteArrayAsync())[..8].Should().Equal(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A);
    }

    [Test]
    public async Task The_poster_names_payee_amount_and_address_and_has_no_control()
    {
        var link = await app.Link(new { amount = 25, currency = "EUR", description = "Membership" });

        var poster = await payer.Get($"/pay/{link.Id}/poster");

        poster.Text.Should().Contain("Book Corner").And.Contain("€25.00").And.Contain("Membership").And.Contain($"src=\"/pay/{link.Id}/qr.svg\"").And.Contain($"{app.Url}/pay/{link.Id}</p>")
            .And.Contain("@page{size:A4").And.NotContainAny("<button", "<form", "<nav");
    }

    private Task<int> Invoices(Answer link) => app.Read(db => db.Set<Invoice>().CountAsync(i => i.LinkId == new PaymentLinkId(link.Id)));
}
