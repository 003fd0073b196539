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

        var answer = await PageForm.In(page, "/extend").Send(client);

        answer.Headers.Location!.ToString().Should().Be($"/hpp/i/{invoice.Id}/service/payment_card_eur_hpp");
        (await Expires(invoice)).Should().Be(app.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
        (await client.Get($"/hpp/i/{invoice.Id}")).Text.Should().Contain(Button, "the list has it, too");
    }

    [Test]
    public async Task The_longer_time_of_a_started_transfer_is_not_cut()
    {
        await app.TakesTransfers();
        var invoice = await Create();
        var form = PageForm.In(await client.Get($"/hpp/i/{invoice.Id}"), "/extend");
        var transfer = PageForm.In(await client.Get($"/hpp/i/{invoice.Id}/service/bank_transfer_eur_invoice"), "/process");
        (await transfer.Send(client)).Status.Should().Be(HttpStatusCode.SeeOther);
        var expires = await Expires(invoice);
        expires.Should().Be(app.Clock.GetUtcNow().AddDays(14).ToUnixTimeSeconds());

        (await client.Get($"/hpp/i/{invoice.Id}")).Text.Should().Contain("How to pay").And.NotContain(Button);
        await form.Send(client);

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

    private Task<Answer> Create() => app.Api().CreateInvoice(new { reference_id = $"order-{++orders}", amount = 100.25, currency = "EUR" });

    private async Task<long> Expires(Answer invoice) => (await app.Reread(invoice.Id))["expires"].GetInt64();
}
