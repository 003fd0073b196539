using System.Net;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>The slots of a stored link: exactly as many as it has, back when a payment is over, and none for money that comes too late.</summary>
internal sealed class LinkSlotsTests
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
    public async Task What_was_started_goes_on_though_the_link_was_closed_and_its_customer_forgotten()
    {
        var link = await app.Link(new { amount = 20, currency = "EUR", customer = new { reference_id = "c-1", email = "a@b.example" } });
        var form = await payer.FormOf(link);
        var first = await form.Send(payer);
        using var api = app.Api();
        ((int)(await api.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/payment-links/{link.Id}"))).Status).Should().BeLessThan(300);

        var again = await form.Send(payer);

        again.Status.Should().Be(HttpStatusCode.SeeOther, again.Text);
        again.Headers.Location.Should().Be(first.Headers.Location);
    }

    [Test]
    public async Task A_link_that_names_methods_is_paid_by_no_other_whoever_asks()
    {
        var link = await app.Link(new { amount = 20, currency = "EUR", show_methods = new[] { "paypal" } });
        await app.StartsToPay(payer, link);
        var invoice = await app.Newest();

        (await payer.Post($"/public-api/payment-invoices/{invoice.Id}/process", new { service = "payment_card_eur_hpp" })).ShouldFail(422, "service_unavailable /service");
        (await payer.Post($"/public-api/payment-invoices/{invoice.Id}/process", new { service = "paypal_eur_hpp" })).Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_hundred_racing_payers_who_all_click_twice_make_exactly_ten_payments()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 10 });
        var forms = new List<PageForm>();
        for (var i = 0; i < 100; i++) forms.Add(await payer.FormOf(link));

        var answers = await Task.WhenAll(forms.Concat(forms).Select(form => form.Send(payer)));

        // A second click while the first is under way leads to the invoice's own page.
        var started = answers.Where(a => a.Status == HttpStatusCode.SeeOther).Select(a => a.Headers.Location!.OriginalString)
            .Where(l => !l.StartsWith("/hpp/i/", StringComparison.Ordinal)).ToList();
        started.Distinct().Should().HaveCount(10);
        answers.Where(a => a.Status != HttpStatusCode.SeeOther).Should().OnlyContain(a => a.Status == HttpStatusCode.Conflict).And.HaveCountGreaterThan(150);
        (await Invoices(link)).Should().Be(10);
        var full = await app.LinkNow(link);
        (full.Word("status"), full["taken_count"].GetInt32()).Should().Be(("exhausted", 10));
        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("All places are taken");
        foreach (var charge in started.Distinct().Select(l => l.Split('/')[^1])) await app.Happens(charge, "succeed");
        var paid = await app.LinkNow(link);
        (paid.Word("status"), paid["taken_count"].GetInt32(), paid["paid_count"].GetInt32(), paid["paid_total"].GetDecimal()).Should().Be(("exhausted", 10, 10, 100m));
        (await payer.Get($"/pay/{link.Id}")).Text.Should().Contain("This payment link has been paid").And.NotContain("All places are taken");
    }

    [Test]
    public async Task Racing_payers_never_reserve_more_than_the_sum_that_a_link_may_take()
    {
        var link = await app.Link(new { amount_min = 10, currency = "EUR", max_total = 95 });
        var forms = new List<PageForm>();
        for (var i = 0; i < 12; i++) forms.Add(await payer.FormOf(link, "?amount=20"));

        var answers = await Task.WhenAll(forms.Select(form => form.Send(payer)));

        answers.Count(a => a.Status == HttpStatusCode.SeeOther).Should().Be(4);
        (await app.LinkNow(link)).Word("status").Should().Be("active", "15 are left, and 10 is the least");
        await app.StartsToPay(payer, link, "?amount=15");
        (await app.LinkNow(link)).Word("status").Should().Be("exhausted");
    }

    [TestCase("decline")]
    [TestCase("expire")]
    [TestCase("cancel")]
    public async Task A_slot_comes_back_when_the_payment_is_over(string how)
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        var charge = await app.StartsToPay(payer, link);
        (await app.LinkNow(link)).Word("status").Should().Be("exhausted");

        await End(how, charge);

        (await app.LinkNow(link)).Word("status").Should().Be("active");
        await app.StartsToPay(payer, link);
    }

    [Test]
    public async Task Who_was_declined_gets_the_slot_again_or_reads_that_all_are_taken()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        await app.Happens(await app.StartsToPay(payer, link), "decline");
        var declined = await app.Newest();
        var again = PageForm.In(await payer.Get($"/hpp/i/{declined.Id}"), "/process");
        await app.StartsToPay(payer, link);

        var refused = await again.Send(payer);

        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused.Text.Should().Contain("All places are taken");
        (await payer.Post($"/public-api/payment-invoices/{declined.Id}/process", new { service = "paypal_eur_hpp" })).ShouldFail(409, "invalid_state");
    }

    [Test]
    public async Task After_thirty_minutes_at_the_gateway_a_slot_comes_back_and_money_that_finds_none_is_returned()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        var late = await app.StartsToPay(payer, link);
        var invoice = await app.Newest();
        app.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        await app.Run<ReleaseLinkSlots>();
        (await app.LinkNow(link))["taken_count"].GetInt32().Should().Be(1);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Run<ReleaseLinkSlots>();
        (await app.LinkNow(link))["taken_count"].GetInt32().Should().Be(0);
        await app.Happens(await app.StartsToPay(payer, link), "succeed");

        await app.Happens(late, "succeed");
        await app.Notify();

        var turnedAway = await app.Reread(invoice.Id);
        turnedAway.State().Should().Be("process_failed/limit_violation");
        turnedAway.Notices().Should().Equal("link_exhausted", "double_payment_refunded");
        turnedAway["processed_amount"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        turnedAway["refunds"].GetArrayLength().Should().Be(0);
        using var api = app.Api();
        (await api.Get($"/sandbox/api/charges/{late}")).Json.GetProperty("refunds")[0].GetProperty("amount").GetInt64().Should().Be(1000);
        (await payer.Get($"/hpp/i/{invoice.Id}")).Text.Should().Contain("Your money is being returned").And.Contain("Book Corner");
        var full = await app.LinkNow(link);
        (full["taken_count"].GetInt32(), full["paid_count"].GetInt32(), full["paid_total"].GetDecimal()).Should().Be((1, 1, 10m));
    }

    [Test]
    public async Task Whose_slot_went_back_is_sent_to_pay_only_with_a_slot_taken_again()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        var (invoice, charge) = await Abandoned(link);

        await NoGetLeadsToPay(invoice);
        (await app.LinkNow(link))["taken_count"].GetInt32().Should().Be(0, "looking takes nothing");
        var on = await PageForm.In(await payer.Get($"/hpp/i/{invoice.Id}"), "/process").Send(payer);

        on.Status.Should().Be(HttpStatusCode.SeeOther);
        on.Headers.Location!.OriginalString.Should().EndWith($"/sandbox/pay/{charge}", "it is the same payment");
        (await app.LinkNow(link)).Word("status").Should().Be("exhausted");
        (await payer.Get($"/redirect/hpp/?cpi={invoice.Id}")).Headers.Location!.OriginalString.Should().EndWith(charge);
        (await payer.Get($"/hpp/i/{invoice.Id}/go")).Headers.Location!.OriginalString.Should().EndWith(charge);
        await app.Happens(charge, "succeed");
        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task Whose_slot_went_to_another_reads_that_all_are_taken_and_is_sent_nowhere()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        var form = await payer.FormOf(link);
        (await form.Send(payer)).Status.Should().Be(HttpStatusCode.SeeOther);
        var invoice = await app.Newest();
        await Release();
        await app.StartsToPay(payer, link);

        await NoGetLeadsToPay(invoice);
        foreach (var again in (PageForm[])[PageForm.In(await payer.Get($"/hpp/i/{invoice.Id}"), "/process"), PageForm.In(await payer.Get($"/hpp/i/{invoice.Id}/service/paypal_eur_hpp"), "/process"), form])
        {
            var refused = await again.Send(payer);
            refused.Status.Should().Be(HttpStatusCode.Conflict, again.Action);
            refused.Text.Should().Contain("All places are taken");
        }

        (await payer.Post($"/public-api/payment-invoices/{invoice.Id}/process", new { service = "paypal_eur_hpp" })).ShouldFail(409, "invalid_state");
    }

    [Test]
    public async Task A_transfers_details_are_shown_again_only_with_a_slot()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        var (invoice, _) = await Abandoned(link, "bank_transfer_eur_invoice");
        var page = await payer.Get($"/hpp/i/{invoice.Id}");
        page.Text.Should().Contain("Show details to pay €10.00").And.NotContain("Copy these details");

        var on = await PageForm.In(page, "/process").Send(payer);

        on.Headers.Location!.OriginalString.Should().Be($"/hpp/i/{invoice.Id}");
        (await payer.Get($"/hpp/i/{invoice.Id}")).Text.Should().Contain("Copy these details");
        (await app.LinkNow(link)).Word("status").Should().Be("exhausted");
    }

    [Test]
    public async Task Racing_payers_who_come_back_for_the_last_slot_are_let_through_once()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 5 });
        var forms = new List<PageForm>();
        for (var i = 0; i < 5; i++)
        {
            await app.StartsToPay(payer, link);
            forms.Add(PageForm.In(await payer.Get($"/hpp/i/{(await app.Newest()).Id}/service/paypal_eur_hpp"), "/process"));
        }

        await Release();
        for (var i = 0; i < 4; i++) await app.StartsToPay(payer, link);
        var answers = await Task.WhenAll(forms.Select(form => form.Send(payer)));

        answers.Count(a => a.Status == HttpStatusCode.SeeOther).Should().Be(1);
        (await app.LinkNow(link))["taken_count"].GetInt32().Should().Be(5);
    }

    [Test]
    public async Task A_link_without_limits_or_closed_meanwhile_keeps_nobody_who_started_from_paying()
    {
        var open = await app.Link(new { amount = 10, currency = "EUR" });
        var (invoice, charge) = await Abandoned(open);
        (await payer.Get($"/redirect/hpp/?cpi={invoice.Id}")).Headers.Location!.OriginalString.Should().EndWith(charge);

        var closed = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        (invoice, charge) = await Abandoned(closed);
        using var api = app.Api();
        await api.DeleteAsync($"/api/payment-links/{closed.Id}");
        var on = await PageForm.In(await payer.Get($"/hpp/i/{invoice.Id}"), "/process").Send(payer);
        on.Headers.Location!.OriginalString.Should().EndWith(charge);
    }

    [Test]
    public async Task Money_without_a_slot_that_the_gateway_does_not_give_back_is_asked_back_once_and_stays_told()
    {
        var link = await app.Link(new { amount = 10.96m, currency = "EUR", max_payments = 1 });
        var late = await app.StartsToPay(payer, link);
        var invoice = await app.Newest();
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        await app.Run<ReleaseLinkSlots>();
        await app.Happens(await app.StartsToPay(payer, link), "succeed");

        await app.Happens(late, "succeed");
        await app.Notify();
        await app.Notify();

        var turnedAway = await app.Reread(invoice.Id);
        turnedAway.State().Should().Be("process_failed/limit_violation");
        turnedAway.Notices().Should().Equal("link_exhausted", "double_payment_kept");
        using var api = app.Api();
        (await api.Get($"/sandbox/api/charges/{late}")).Json.GetProperty("refunds").GetArrayLength().Should().Be(1, "it was asked once, and refused");
    }

    [Test]
    public async Task Late_money_takes_a_slot_that_is_free()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        var late = await app.StartsToPay(payer, link);
        var invoice = await app.Newest();
        app.Clock.Advance(TimeSpan.FromMinutes(31));
        await app.Run<ReleaseLinkSlots>();

        await app.Happens(late, "succeed");

        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");
        (await app.LinkNow(link)).Word("status").Should().Be("exhausted");
    }

    [Test]
    public async Task Money_for_a_cancelled_payment_without_a_slot_is_returned_and_the_status_stays()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        var late = await app.StartsToPay(payer, link);
        var invoice = await app.Newest();
        await End("cancel", late);
        await app.StartsToPay(payer, link);

        await app.Happens(late, "succeed");

        var after = await app.Reread(invoice.Id);
        after.Word("status").Should().Be("terminated");
        after.Notices().Should().Equal("link_exhausted", "double_payment_refunded");
    }

    [Test]
    public async Task A_paid_slot_is_kept_when_the_money_is_refunded_and_for_ever()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR", max_payments = 1 });
        await app.Happens(await app.StartsToPay(payer, link), "succeed");
        var invoice = await app.Newest();
        using var api = app.Api();
        await api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = invoice.Id } } });
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Run<ReleaseLinkSlots>();

        (await app.LinkNow(link)).Word("status").Should().Be("exhausted");
    }

    [Test]
    public async Task A_closed_link_starts_nothing_and_what_was_started_is_paid()
    {
        var link = await app.Link(new { amount = 10, currency = "EUR" });
        var (charge, form) = (await app.StartsToPay(payer, link), await payer.FormOf(link));
        using var api = app.Api();
        await api.DeleteAsync($"/api/payment-links/{link.Id}");

        var refused = await form.Send(payer);
        await app.Happens(charge, "succeed");

        refused.Status.Should().Be(HttpStatusCode.Gone);
        refused.Text.Should().Contain("This payment link is closed");
        (await app.LinkNow(link))["paid_count"].GetInt32().Should().Be(1);
        (await Invoices(link)).Should().Be(1);
    }

    /// <summary>A payment that was started and left at the gateway for so long that its slot went back.</summary>
    private async Task<(Answer Invoice, string Charge)> Abandoned(Answer link, string service = "paypal_eur_hpp")
    {
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var started = await PageForm.In(await payer.Get($"/pay/{link.Id}/service/{service}"), $"/pay/{link.Id}/pay").Send(payer);
        started.Status.Should().Be(HttpStatusCode.SeeOther, started.Text);
        var invoice = await app.Newest();
        await Release();
        return (invoice, invoice.Charge());
    }

    private async Task Release()
    {
        app.Clock.Advance(Invoice.LongestSlot);
        await app.Run<ReleaseLinkSlots>();
    }

    private async Task NoGetLeadsToPay(Answer invoice)
    {
        var own = $"/hpp/i/{invoice.Id}";
        (await payer.Get(own)).Text.Should().NotContain($"{own}/go").And.NotContain("/sandbox/");
        (await payer.Get($"/redirect/hpp/?cpi={invoice.Id}")).Headers.Location!.OriginalString.Should().Be(own);
        (await payer.Get($"{own}/go")).Headers.Location!.OriginalString.Should().Be(own);
    }

    private async Task End(string how, string charge)
    {
        using var api = app.Api();
        var invoice = await app.Newest();
        if (how == "decline") await app.Happens(charge, "decline");
        else if (how == "cancel") (await api.Post($"/api/payment-invoices/{invoice.Id}/cancel")).Status.Should().Be(HttpStatusCode.OK);
        else
        {
            app.Clock.Advance(TimeSpan.FromHours(24));
            await app.Run<ExpireInvoices>();
        }
    }

    private Task<int> Invoices(Answer link) => app.Read(db => db.Set<Invoice>().CountAsync(i => i.LinkId == new PaymentLinkId(link.Id)));
}
