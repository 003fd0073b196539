using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;

namespace PayCore.Commerce.Tests.Methods;

internal sealed class ServiceCodeTests
{
    [TestCase("payment_card_eur_hpp", "payment_card", "EUR", Flow.Hpp)]
    [TestCase("bank_transfer_usd_invoice", "bank_transfer", "USD", Flow.Invoice)]
    [TestCase("ideal_eur_test", "ideal", "EUR", Flow.Test)]
    [TestCase("a_jpy_hpp", "a", "JPY", Flow.Hpp)]
    [TestCase("24_7_pay_kwd_hpp", "24_7_pay", "KWD", Flow.Hpp)]
    [TestCase("eur_eur_hpp", "eur", "EUR", Flow.Hpp, Description = "a method that looks like a currency")]
    [TestCase("a_usd_hpp_eur_hpp", "a_usd_hpp", "EUR", Flow.Hpp, Description = "a method that looks like a service")]
    public void A_code_is_read_from_the_right(string text, string method, string currency, Flow flow)
    {
        var code = ServiceCode.Parse(text)!;

        code.Method.Should().Be(method);
        code.Currency.Code.Should().Be(currency);
        code.Flow.Should().Be(flow);
        ServiceCode.Of(method, code.Currency, flow).Should().Be(code);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("eur_hpp", Description = "no method")]
    [TestCase("_eur_hpp")]
    [TestCase("card__eur_hpp")]
    [TestCase("pay__card_eur_hpp")]
    [TestCase("_card_eur_hpp")]
    [TestCase("card_eur_hpp_")]
    [TestCase("Card_eur_hpp")]
    [TestCase("card_EUR_hpp")]
    [TestCase("card_eur_HPP")]
    [TestCase("card_eur_cash")]
    [TestCase("card_eu_hpp")]
    [TestCase("card_xxz_hpp", Description = "no currency of ISO 4217")]
    [TestCase("pay-card_eur_hpp")]
    [TestCase(" card_eur_hpp")]
    [TestCase("card_eur_hpp\n")]
    [TestCase("картка_eur_hpp")]
    [TestCase("card_eur_hpp'--")]
    public void A_text_of_another_form_is_no_code(string? text) => ServiceCode.Parse(text).Should().BeNull();

    [Test]
    public void A_code_has_at_most_64_characters()
    {
        ServiceCode.Parse(new string('a', 64 - "_eur_hpp".Length) + "_eur_hpp").Should().NotBeNull();
        ServiceCode.Parse(new string('a', 65 - "_eur_hpp".Length) + "_eur_hpp").Should().BeNull();
    }
}
