using System.Net;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>Fees as the merchant and the customer meet them (contract/invoice.md, Money); the calculations are walked in FeeTermsTests.</summary>
internal sealed class FeeTests
{
    private PayCoreApp kept = null!;
    private PayCoreApp added = null!;
    private PayCoreApp external = null!;

    /// <summary>One merchant who bears the fee, one whose customers pay it on top, and one whose customers pay it to the provider.</summary>
    [OneTimeSetUp]
    public async Task Start()
    {
        kept = await PayCoreApp.Start();
        await kept.ChargesFee("paypal_eur_hpp", new FeeSchedule(0.029m, 30));
        added = await PayCoreApp.Start();
        await added.ChargesFee("paypal_eur_hpp", new FeeSchedule(0.029m, 30), reverse: true);
        await added.ChargesFee("payment_card_kwd_hpp", new FeeSchedule(0.99999m, 0), reverse: true);
        external = await PayCoreApp.Start();
        await external.ChargesFee("paypal_eur_hpp", new FeeSchedule(0.029m, 30));
        await external.Patch("""{"payment_options":{"fee_strategy":"external"}}""");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await kept.DisposeAsync();
        await added.DisposeAsync();
        await external.DisposeAsync();
    }

    [Test]
    public async Task The_fee_of_a_partial_payment_is_of_what_arrived_and_grows_with_it()
    {
        var (invoice, charge) = await kept.Opened("fee-part", 100);
        Figures(invoice, "payment_amount", "fee", "deposit").Should().Equal(100, 3.2m, 96.8m);

        await kept.Happens(charge, "pay_part", new { amount = 40 });

        var part = await kept.Reread(invoice.Id);
        part.State().Should().Be("partially_processed/ok");
        Figures(part, "processed_amount", "processed_fee", "processed_deposit").Should().Equal(40, 1.46m, 38.54m);
        await kept.Happens(charge, "pay_rest");
        Figures(await kept.Reread(invoice.Id), "processed_amount", "processed_fee", "processed_deposit").Should().Equal(100, 3.2m, 96.8m);
    }

    [Test]
    public async Task The_fee_of_a_partial_payment_under_the_external_strategy_is_in_what_arrived()
    {
        var (invoice, charge) = await external.Opened("fee-external", 100);
        Figures(invoice, "payment_amount", "fee", "deposit").Should().Equal(103.2m, 3.2m, 100);

        await external.Happens(charge, "pay_part", new { amount = 40 });

        // (40 × 0.029 + 0.30) / (1 + 0.029) is 1.4188…: rounded up once.
        Figures(await external.Reread(invoice.Id), "processed_amount", "processed_fee", "processed_deposit").Should().Equal(40, 1.42m, 38.58m);
        await external.Happens(charge, "pay_rest");
        Figures(await external.Reread(invoice.Id), "processed_amount", "processed_fee", "processed_deposit").Should().Equal(103.2m, 3.2m, 100);
    }

    [Test]
    public async Task A_fee_that_is_more_than_the_amount_is_refused_and_starts_nothing()
    {
        using var api = kept.Api();
        (await api.CreateInvoice(new { reference_id = "fee-exceeds", amount = 0.3, currency = "EUR", service = "paypal_eur_hpp" }))
            .ShouldFail(422, "fee_exceeds_amount /data/attributes/amount");
        var made = await api.CreateInvoice(new { reference_id = "fee-exceeds", amount = 0.3, currency = "EUR" });
        made.Status.Should().Be(HttpStatusCode.Created, "the refused one took no reference");
    }

    [Test]
    public async Task A_fee_that_makes_the_amount_more_than_can_be_paid_is_refused()
    {
        using var api = added.Api();
        (await api.CreateInvoice(new { reference_id = "fee-huge", amount = 999_999_999_999m, currency = "KWD", service = "payment_card_kwd_hpp" }))
            .ShouldFail(422, "amount_range /data/attributes/amount");
    }

    [Test]
    public async Task The_page_shows_what_the_fee_adds_and_the_invoice_has_it_once_started()
    {
        using var api = added.Api();
        using var customer = added.Client();
        var made = await api.CreateInvoice(new { reference_id = "fee-page", amount = 100, currency = "EUR" });
        Figures(made, "payment_amount", "fee", "deposit").Should().Equal(100, 0, 100);

        // (100 × 0.029 + 0.30) / (1 − 0.029) is 3.2955…: rounded up once.
        (await customer.Get($"/hpp/i/{made.Id}")).Text.Should().Contain("<dt>Fee</dt><dd><bdi>€3.30</bdi></dd>").And.Contain("<dt>Total</dt><dd><bdi>€103.30</bdi></dd>");
        var started = await customer.Post($"/public-api/payment-invoices/{made.Id}/process", new { service = "paypal_eur_hpp" });

        started.Status.Should().Be(HttpStatusCode.OK, started.Text);
        Figures(await added.Reread(made.Id), "payment_amount", "fee", "deposit").Should().Equal(103.3m, 3.3m, 100);
    }

    private static IEnumerable<decimal> Figures(Answer invoice, params string[] attributes) => attributes.Select(a => invoice[a].GetDecimal());
}
