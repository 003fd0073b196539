using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed class ReturnLinkTests
{
    private const string Own = "https://pay.example";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_500_000);

    [TestCase(InvoiceState.Created, "Pending")]
    [TestCase(InvoiceState.Processing, "Pending")]
    [TestCase(InvoiceState.ProcessPending, "Pending")]
    [TestCase(InvoiceState.Authorized, "Success")]
    [TestCase(InvoiceState.Capturing, "Success")]
    [TestCase(InvoiceState.Processed, "Success")]
    [TestCase(InvoiceState.PartiallyProcessed, "Success")]
    [TestCase(InvoiceState.Refunded, "Success")]
    [TestCase(InvoiceState.ChargedBack, "Success")]
    [TestCase(InvoiceState.ProcessError, "Fail")]
    [TestCase(InvoiceState.ProcessFailed, "Fail")]
    [TestCase(InvoiceState.Expired, "Fail")]
    [TestCase(InvoiceState.Terminated, "Fail")]
    public void The_outcome_decides_which_return_url(InvoiceState state, string outcome)
    {
        var urls = new ReturnUrls("https://s.example", "https://p.example", "https://f.example");
        var expected = outcome switch { "Success" => urls.Success, "Pending" => urls.Pending, _ => urls.Fail };

        ReturnTarget.Of(Invoice(state) with { ReturnUrls = urls }, Account(), Own).Should().Be(expected);
    }

    [Test]
    public void A_part_that_can_still_grow_is_pending_and_not_settled()
    {
        var part = Invoice(InvoiceState.PartiallyProcessed) with { Active = Payment(PaymentStatus.PartiallyPaid) };

        ReturnTarget.OutcomeOf(part).Should().Be(Outcome.Pending);
        ReturnLink.IsSettled(part).Should().BeFalse();
        ReturnLink.IsSettled(Invoice(InvoiceState.PartiallyProcessed)).Should().BeTrue();
        ReturnLink.IsSettled(Invoice(InvoiceState.ProcessError)).Should().BeFalse();
    }

    [Test]
    public void Without_an_url_for_the_outcome_comes_the_invoices_then_the_accounts()
    {
        var invoice = Invoice(InvoiceState.Processed) with { ReturnUrls = new ReturnUrls(null, null, "https://f.example") };

        ReturnTarget.Of(invoice with { ReturnUrl = "https://r.example" }, Account(), Own).Should().Be("https://r.example");
        ReturnTarget.Of(invoice, Account(), Own).Should().Be("https://account.example/back");
        ReturnTarget.Of(invoice, Account() with { ReturnUrl = null }, Own).Should().BeNull();
    }

    [Test]
    public void What_the_private_door_gave_is_used_as_it_is_and_what_the_public_door_gave_only_on_an_allowed_domain()
    {
        var foreign = Invoice(InvoiceState.Processed) with { ReturnUrl = "https://elsewhere.example/x" };

        ReturnTarget.Of(foreign, Account(), Own).Should().Be("https://elsewhere.example/x");
        ReturnTarget.Of(foreign with { Source = InvoiceSource.Hpp }, Account(), Own).Should().Be("https://account.example/back");
        ReturnTarget.Of(foreign with { Source = InvoiceSource.PublicApi, ReturnUrl = "https://shop.example/x" }, Account(), Own).Should().Be("https://shop.example/x");
    }

    [TestCase("https://shop.example", true)]
    [TestCase("https://shop.example/path?a=b#c", true)]
    [TestCase("https://SHOP.example:443/path", true)]
    [TestCase("https://xn--e1afmkfd.example/", true)]
    [TestCase("https://пример.example/", true)]
    [TestCase("https://pay.example/", true)]
    [TestCase("https://shop.example:8443/", false)]
    [TestCase("http://shop.example/", false)]
    [TestCase("https://shop.example@evil.example/", false)]
    [TestCase("https://shop.example:pass@evil.example/", false)]
    [TestCase("https://user@shop.example/", false)]
    [TestCase("https://shop.example.evil.example/", false)]
    [TestCase("https://evilshop.example/", false)]
    [TestCase("https://shop.example\\@evil.example/", false)]
    [TestCase("https:\\\\evil.example", false)]
    [TestCase("//evil.example/", false)]
    [TestCase("/relative", false)]
    [TestCase("javascript:alert(1)", false)]
    [TestCase("data:text/html,x", false)]
    [TestCase("https://shop.еxample/", false)]
    [TestCase("https://shop.example\r\nSet-Cookie: a=b", false)]
    [TestCase("https://shop.example /", false)]
    [TestCase("http://localhost:3000/", false)]
    [TestCase("null", false)]
    [TestCase("", false)]
    public void Only_an_absolute_url_on_exactly_an_allowed_domain_is_allowed(string url, bool allowed) =>
        ReturnTarget.Allowed(url, Account(), Mode.Live, Own).Should().Be(allowed ? url : null);

    [TestCase("http://localhost:3000/")]
    [TestCase("http://127.0.0.1/")]
    [TestCase("http://[::1]:8080/")]
    public void In_test_mode_loopback_counts_as_listed(string url) => ReturnTarget.Allowed(url, Account(), Mode.Test, Own).Should().Be(url);

    [Test]
    public void The_url_gets_the_state_and_a_signature_and_keeps_everything_else()
    {
        var invoice = Invoice(InvoiceState.Processed) with { ReferenceId = "order 1/ü" };

        // The signature was computed by another program: HMAC-SHA-256 over "return.v1\n…" (contract/hpp.md).
        ReturnLink.Sign("https://shop.example/back?a=1&cpi=forged&status=paid&b=%2F&signature=x#top", invoice, "sk_test_secret", Now).Should().Be(
            "https://shop.example/back?a=1&b=%2F&cpi=cpi_zGmR6BYegfcNmFet&reference_id=order%201%2F%C3%BC&status=processed&resolution=ok&ts=1795500000"
            + "&signature=Mq-V8Zm-eC-rFSz33sRi0tV5Rd8mR4F88TxhNfka6WQ#top");
    }

    [Test]
    public void Namesakes_are_replaced_however_they_are_written() =>
        ReturnLink.Sign("https://shop.example/?%63pi=forged&cpi", Invoice(InvoiceState.Created), null, Now).Should()
            .StartWith("https://shop.example/?cpi=cpi_zGmR6BYegfcNmFet&").And.NotContain("forged").And.NotContain("signature");

    private static AccountView Account() => new(
        new AccountId("coma_1"), "Book Corner", null, null, AccountStatus.Active, ["EUR"], CallbackOptions.Default, "https://account.example/back", false,
        ["https://shop.example", "https://xn--e1afmkfd.example"], TimeSpan.FromHours(24), 5, LinkMode.Open, LinkMode.Open, "pk_test_1", "pk_live_1", Now);

    private static InvoiceView Invoice(InvoiceState state)
    {
        var amount = new Money(10025, Currency.Get("EUR"));
        return new InvoiceView(
            new InvoiceId("cpi_zGmR6BYegfcNmFet"), new AccountId("coma_1"), Mode.Test, InvoiceSource.MerchantApi, state, "ok", null, 1, amount, amount,
            Money.Zero(amount.Currency), amount, null, null, null, null, null, "order-1", null, null, PaymentFlow.Charge, null,
            new Dictionary<string, string>(), Now, Now, Now.AddDays(1), false, 0, null, null, null, null, null, null, null, 0, 5, [], null);
    }

    private static PaymentView Payment(PaymentStatus status)
    {
        var amount = new Money(10025, Currency.Get("EUR"));
        return new PaymentView(
            new PaymentId("pay_1"), new InvoiceId("cpi_zGmR6BYegfcNmFet"), new AccountId("coma_1"), Mode.Test, "bank_transfer_eur_invoice", "bank_transfer",
            Flow.Invoice, "sandbox", new GatewayAccountId("gwa_1"), status, "ok", null, amount, Money.Zero(amount.Currency), amount, null, null, null, null,
            null, null, null, Now, Now);
    }
}
