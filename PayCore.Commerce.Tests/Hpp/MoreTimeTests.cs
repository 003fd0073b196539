using System.Net;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>"I need more time" over HTTP, for an account whose invoices live for an hour: it gives time, never takes any, and wakes nothing up.</summary>
internal sealed class MoreTimeTests
{
    private const string Button = "I need more time";
    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private int orders;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
        await app.Patch("""{"payment_options":{"lifetime":3600}}""");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task It_moves_the_end_to_a_lifetime_from_now_and_the_fields_page_stays()
    {
        var invoice = await Create();
        var page = await client.Get($"/hpp/i/{invoice.Id}/service/payment_card_eur_hpp");
        page.Text.Should().Contain(Button);
        app.Clock.Advance(TimeSpan.FromMinutes(40));

        var answer = await Extend(page);

        answer.Headers.Location!.ToString().Should().Be($"/hpp/i/{invoice.Id}/service/payment_card_eur_hpp");
        (await Expires(invoice)).Should().Be(app.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
        (await client.Get($"/hpp/i/{invoice.Id}")).Text.Should().Contain(Button, "the list has it, too");
    }

    [Test]
    public async Task What_was_typed_stays_and_pays_afterwards()
    {
        var invoice = await Create();
        var page = await client.Get($"/hpp/i/{invoice.Id}/service/payment_card_eur_hpp");
        page.Text.Split("</form>").Single(form => form.Contains(Button, StringComparison.Ordinal)).Should().Contain("field-0", "the button is of the form with the fields")
            .And.MatchRegex("(?s)Pay €100\\.25.*I need more time", "Enter pays");
        app.Clock.Advance(TimeSpan.FromMinutes(40));

        var answer = await Extend(page, ("fields[email]", "olena@example.org"));

        answer.Status.Should().Be(HttpStatusCode.OK);
        var until = await Expires(invoice);
        until.Should().Be(app.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
        answer.Text.Should().Contain("value=\"olena@example.org\"").And.NotContain("class=\"problem\"").And.MatchRegex("class=\"notice\" role=\"status\">Pay by ");
        var wrong = await Extend(answer, ("fields[email]", "not an address"));
        wrong.Text.Should().Contain("value=\"not an address\"").And.NotContain("class=\"problem\"", "nobody wanted to pay yet");

        var paid = await PageForm.In(answer, "/process").With("fields[email]", "olena@example.org").Send(client);
        paid.Status.Should().Be(HttpStatusCode.SeeOther);
        (await app.Reread(invoice.Id)).Word("status").Should().Be("process_pending");
    }

    [Test]
    public async Task The_longer_time_of_a_started_transfer_is_not_cut()
    {
        await app.TakesTransfers();
        var invoice = await Create();
        var fields = await client.Get($"/hpp/i/{invoice.Id}/service/bank_transfer_eur_invoice");
        var transfer = PageForm.In(fields, "/process");
        (await transfer.Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
        var expires = await Expires(invoice);
        expires.Should().Be(app.Clock.GetUtcNow().AddDays(14).ToUnixTimeSeconds());

        (await client.Get($"/hpp/i/{invoice.Id}")).Text.Should().Contain("How to pay").And.NotContain(Button);
        await Extend(fields);

        (await Expires(invoice)).Should().Be(expires);
    }

    [Test]
    public async Task A_time_that_is_over_is_not_given_back_before_the_job_has_come()
    {
        var invoice = await Create();
        var form = PageForm.In(await client.Get($"/hpp/i/{invoice.Id}"), "/extend");
        app.Clock.Advance(TimeSpan.FromHours(1));

        await form.Send(client);

        (await Expires(invoice)).Should().Be(invoice["expires"].GetInt64());
        (await client.Get($"/hpp/i/{invoice.Id}")).Text.Should().NotContain(Button);
    }

    [Test]
    public async Task Time_that_is_over_is_never_told_as_good_news_above_a_form_that_was_typed_in()
    {
        var invoice = await Create();
        var page = await client.Get($"/hpp/i/{invoice.Id}/service/payment_card_eur_hpp");
        app.Clock.Advance(TimeSpan.FromHours(1));

        var answer = await Extend(page, ("fields[email]", "olena@example.org"));

        answer.Status.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().Should().Be($"/hpp/i/{invoice.Id}/service/payment_card_eur_hpp");
        (await Expires(invoice)).Should().Be(invoice["expires"].GetInt64());
    }

    [Test]
    public async Task After_ten_times_no_more_time_is_promised()
    {
        var invoice = await Create();
        var page = await client.Get($"/hpp/i/{invoice.Id}/service/payment_card_eur_hpp");
        foreach (var _ in Enumerable.Range(0, 10))
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            (await Extend(page, ("fields[email]", "olena@example.org"))).Status.Should().Be(HttpStatusCode.OK);
        }

        var expires = await Expires(invoice);
        (await Extend(page, ("fields[email]", "olena@example.org"))).Status.Should().Be(HttpStatusCode.OK, "a whole lifetime is left, as was asked for");
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var answer = await Extend(page, ("fields[email]", "olena@example.org"));

        answer.Status.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().Should().Be($"/hpp/i/{invoice.Id}/service/payment_card_eur_hpp");
        (await Expires(invoice)).Should().Be(expires);
        (await client.Get(answer.Headers.Location!.ToString())).Text.Should().Contain("name=\"fields[email]\"").And.NotContain("class=\"notice\" role=\"status\">Pay by ");
    }

    [Test]
    public async Task An_old_form_changes_nothing_and_comes_back_afresh()
    {
        var invoice = await Create();
        var first = await client.Get($"/hpp/i/{invoice.Id}");
        var transfer = PageForm.In(await client.Get($"/hpp/i/{invoice.Id}/service/bank_transfer_eur_invoice"), "/process");
        await transfer.Send(client);
        var check = PageForm.In(await client.Get($"/hpp/i/{invoice.Id}"), "/check");
        var cancel = PageForm.In(await client.Get($"/hpp/i/{invoice.Id}/cancel"), "/cancel");
        app.Clock.Advance(TimeSpan.FromHours(24));

        foreach (var form in (PageForm[])[PageForm.In(first, "/extend"), check, cancel])
        {
            var answer = await form.Send(client);
            answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity, form.Action);
            answer.Text.Should().Contain("This page was open for a long time", form.Action);
        }

        var again = PageForm.In(await cancel.Send(client), "/cancel");
        (await again.Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
        (await app.Reread(invoice.Id)).Word("status").Should().Be("terminated");
    }

    [Test]
    public async Task Checking_and_more_time_are_no_starts_for_the_limit()
    {
        await using var limited = await PayCoreApp.Start(settings: [("RateLimits:Enabled", "true"), ("RateLimits:StartsPerMinute", "1")]);
        using var visitor = limited.Client();
        var id = (await limited.Api().CreateInvoice(new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "paypal_eur_hpp" })).Id;
        var form = PageForm.In(await visitor.Get($"/hpp/i/{id}/cancel"), "/cancel") with { Action = $"/hpp/i/{id}/extend" };

        foreach (var _ in Enumerable.Range(0, 3)) (await form.Send(visitor)).Status.Should().Be(HttpStatusCode.Forbidden, "the token is of another step");
    }

    /// <summary>Presses the button on the page with fields: what is typed goes with it, and its own token comes after the form's.</summary>
    private Task<Answer> Extend(Answer page, params (string Name, string Value)[] typed)
    {
        var form = PageForm.In(page, "/process");
        var button = System.Text.RegularExpressions.Regex.Match(page.Text, "name=\"token\" value=\"([^\"]+)\" formaction=\"([^\"]+)\"");
        button.Success.Should().BeTrue(page.Text);
        foreach (var (name, value) in typed) form = form.With(name, value);
        return (form.With("token", button.Groups[1].Value) with { Action = button.Groups[2].Value }).Send(client);
    }

    private Task<Answer> Create() => app.Api().CreateInvoice(new { reference_id = $"order-{++orders}", amount = 100.25, currency = "EUR" });

    private async Task<long> Expires(Answer invoice) => (await app.Reread(invoice.Id))["expires"].GetInt64();
}
