using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways.Manual;
using PayCore.Commerce.Methods.Gateways.Manual.BankFiles;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Methods;

internal sealed class BankNumbersTests
{
    [TestCase("DE89 3704 0044 0532 0130 00")]
    [TestCase("GB82WEST12345698765432")]
    [TestCase("UA213223130000026007233566001")]
    [TestCase("FR1420041010050500013M02606")]
    [TestCase("NL91ABNA0417164300")]
    [TestCase("PL61109010140000071219812874")]
    [TestCase("NO9386011117947")]
    [TestCase("MT84MALT011000012345MTLCAST001S")]
    [TestCase("BR9700360305000010009795493P1")]
    [TestCase("CH9300762011623852957")]
    [TestCase("ES9121000418450200051332")]
    [TestCase("IT60X0542811101000000123456")]
    [TestCase("KZ86125KZT5004100100")]
    [TestCase("SC18SSCB11010000000000001497USD")]
    [TestCase("de89370400440532013000")]
    public void An_IBAN_of_the_registry_is_good(string iban) => Iban.Problem(iban).Should().BeNull();

    [TestCase("DE88370400440532013000", "check digits")]
    [TestCase("DE89370400440532013001", "check digits")]
    [TestCase("DE98370400440532013000", "check digits")]
    [TestCase("DE8937040044053201300", "22 characters for DE, not 21")]
    [TestCase("DE893704004405320130000", "22 characters for DE, not 23")]
    [TestCase("US89370400440532013000", "US, a country that has no IBAN")]
    [TestCase("DE89-3704-0044-0532-0130-00", "two letters")]
    [TestCase("DEXX370400440532013000", "two letters")]
    [TestCase("DE", "two letters")]
    [TestCase("", "two letters")]
    public void An_IBAN_that_is_mistyped_is_refused_with_the_reason(string iban, string reason) => Iban.Problem(iban).Should().Contain(reason);

    [Test]
    public void Every_single_mistyped_digit_of_an_IBAN_is_found()
    {
        const string Good = "DE89370400440532013000";
        for (var at = 2; at < Good.Length; at++)
            foreach (var digit in "0123456789".Where(d => d != Good[at]))
                Iban.Problem($"{Good[..at]}{digit}{Good[(at + 1)..]}").Should().NotBeNull();
    }

    [TestCase("COBADEFFXXX", true)]
    [TestCase("cobadeff", true)]
    [TestCase("COBADEF", false)]
    [TestCase("COBA1EFF", false)]
    [TestCase("COBADEFFXX", false)]
    public void A_BIC_has_the_form_of_ISO_9362(string bic, bool isGood) =>
        Check("iban", TransferIban, "bic", bic).Should().Equal(isGood ? [] : ["invalid_value bic"]);

    [Test]
    public void Every_wrong_setting_is_told_at_once() =>
        Check("account_holder", new string('a', 71), "iban", "DE00", "bic", "X", "bank_name", "a\nb")
            .Should().BeEquivalentTo("too_long account_holder", "invalid_value iban", "invalid_value bic", "invalid_value bank_name");

    [TestCase("RF18539007547034", 1)]
    [TestCase("RF18539007547035", 41)]
    public void The_check_digits_of_a_creditor_reference_are_those_of_ISO_11649(string reference, int rest) => (Mod97.Of(reference) == 1).Should().Be(rest == 1);

    [Test]
    public void Every_payment_has_a_creditor_reference_of_its_own_that_is_found_however_it_is_written() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements(Id.Alphabet.ToCharArray()), 16).Two().ToArbitrary(), pair =>
        {
            var (a, b) = (Reference(pair.Item1), Reference(pair.Item2));
            var spaced = string.Join(' ', a.Chunk(4).Select(c => new string(c))).ToLowerInvariant();
            return a.Length is > 4 and <= 25 && Mod97.Of(a) == 1 && Mod97.IsPlain(a)
                && (a == b) == pair.Item1.SequenceEqual(pair.Item2)
                && CreditorReference.FindIn($"Order 17, ref.: {spaced}, thank you").Contains(a)
                && CreditorReference.FindIn(a[..12] + "/" + a[12..]).Single() == a;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void The_outermost_ids_have_creditor_references_too()
    {
        foreach (var c in "0z")
            Mod97.Of(Reference([.. Enumerable.Repeat(c, 16)])).Should().Be(1);
    }

    [Test]
    public void A_mistyped_creditor_reference_is_not_found()
    {
        var good = Reference([.. "spgCbJh7HNH9JzvL"]);
        CreditorReference.FindIn(good.Replace(good[10], good[10] == 'A' ? 'B' : 'A')).Should().BeEmpty();
        CreditorReference.FindIn(good[..^1]).Should().BeEmpty();
        CreditorReference.FindIn("RF RF18 and nothing else").Should().BeEmpty();
    }

    [TestCase("100.25", "EUR", 10025)]
    [TestCase("100,25", "EUR", 10025)]
    [TestCase("1.249,00", "EUR", 124900)]
    [TestCase("1,249.00", "EUR", 124900)]
    [TestCase("1 249,00", "EUR", 124900)]
    [TestCase("1'249.00", "EUR", 124900)]
    [TestCase("1.234.567", "EUR", 123456700)]
    [TestCase("60", "EUR", 6000)]
    [TestCase("+60,5", "EUR", 6050)]
    [TestCase("-60,00", "EUR", -6000)]
    [TestCase("60,00-", "EUR", -6000)]
    [TestCase("0.00", "EUR", 0)]
    [TestCase("1,234", "KWD", 1234)]
    [TestCase("1,234", "JPY", 1234)]
    [TestCase("100.00", "JPY", 100)]
    public void Amounts_are_read_as_banks_write_them(string text, string currency, long minor)
    {
        BankAmount.TryRead(text, Currency.Get(currency), out var read).Should().BeTrue();
        read.Should().Be(minor);
    }

    [TestCase("1.234")]
    [TestCase("1,234")]
    [TestCase("1.23.45")]
    [TestCase("1,23.456,7")]
    [TestCase("12.34,56")]
    [TestCase("10.255")]
    [TestCase("1e3")]
    [TestCase("")]
    [TestCase("-")]
    [TestCase("12,")]
    [TestCase("EUR 5")]
    [TestCase("١٢")]
    public void An_amount_that_is_none_or_can_be_read_in_two_ways_is_refused(string text) =>
        BankAmount.TryRead(text, Currency.Get("EUR"), out _).Should().BeFalse();

    private const string TransferIban = "DE89370400440532013000";

    private static string Reference(char[] id) => CreditorReference.Of(new PaymentId(PaymentId.Prefix + new string(id)));

    private static IEnumerable<string> Check(params string[] pairs) =>
        new ManualGateway().Check(new GatewayCredentials(pairs.Chunk(2).ToDictionary(p => p[0], p => p[1])), Mode.Live).Select(e => $"{e.Code} {e.Source}");
}
