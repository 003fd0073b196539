using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways.Sandbox;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>The sandbox's cards and reasons, written down again from contract/methods-and-gateways.md.</summary>
internal sealed class TestCardsTests
{
    private const string Contract =
        """
        0856 access_denied 0755 error 0654 provider_error 0553 unknown 0452 duplicated_transaction 0351 auth_fatal_error
        0250 unable_to_determine_3ds_enrolment 0149 card_is_3ds_enrolled 1248 card_is_not_3ds_enrolled 1147 issuer_decline 1046 client_auth_failed
        0945 provider_fatal_error 0844 invalid_details 0743 invalid_pin 0642 antifraud_error 0541 invalid_card 0440 fatal_error
        0339 unable_to_reconcile 0238 invalid_amount 0137 limit_violation 1236 functionality_is_not_permitted 1135 invalid_request
        1034 lost_or_stolen_card 0933 declined 0832 invalid_otp 0731 invalid_3ds_code 0630 invalid_card_status 0529 insufficient_funds
        0428 card_expired 0327 invalid_cvv 0226 invalid_pan 0125 invalid_credentials 1031 general_fatal_error 0777 general_fatal_error
        """;

    [TestCaseSource(nameof(Reasons))]
    public void The_expiry_of_a_declined_card_chooses_a_resolution_that_the_customer_is_told_in_a_sentence(string expiry, string resolution)
    {
        TestCards.Reason(expiry).Should().Be(resolution);

        var report = SandboxMapping.Report(new ChargeDocument("sch_1", "pay_1", "declined", 100, 0, "EUR", resolution, null, "", null, null))!;
        report.Status.Should().Be(ReportedStatus.Failed);
        report.Resolution.Should().Be(resolution);
        Resolutions.Message(resolution).Should().EndWith(".");
    }

    [Test]
    public void Every_reason_of_the_contract_was_asked_for() =>
        TestCards.ReasonByExpiry.Keys.Should().BeEquivalentTo(Reasons().Select(r => (string)r.Arguments[0]!).Except(["1031", "0777"]));

    [TestCase("5123817234060000", true, true)]
    [TestCase("5519 2838 1203 0000", false, true)]
    [TestCase("4412-3972-1208-0000", true, false)]
    [TestCase("4302912837020000", false, false)]
    public void A_printed_card_is_known_however_it_is_grouped(string number, bool challenge, bool good) =>
        TestCards.Find(number).Should().Match<TestCard>(c => c.HasChallenge == challenge && c.IsGood == good);

    [TestCase("4111111111111111")]
    [TestCase("5519283812030001")]
    [TestCase("55192838120300000")]
    [TestCase("x5519283812030000")]
    [TestCase("")]
    public void Any_other_number_is_no_card(string number) => TestCards.Find(number).Should().BeNull();

    [TestCase("10/31", "1031")]
    [TestCase("1/31", "0131")]
    [TestCase("08 / 2056", "0856")]
    [TestCase("0856", "0856")]
    [TestCase("13/31", null)]
    [TestCase("00/31", null)]
    [TestCase("10/3", null)]
    [TestCase("10", null)]
    [TestCase("aa/bb", null)]
    [TestCase("1/2/3", null)]
    [TestCase(null, null)]
    public void An_expiry_date_is_read_as_people_type_it(string? text, string? expiry) => TestCards.ReadExpiry(text).Should().Be(expiry);

    [Test]
    public void A_word_that_the_sandbox_never_says_is_no_report_and_an_unknown_reason_is_unknown()
    {
        SandboxMapping.Report(new ChargeDocument("sch_1", "pay_1", "melted", 100, 0, "EUR", null, null, "", null, null)).Should().BeNull();
        SandboxMapping.Report(new ChargeDocument("sch_1", "pay_1", "paid", 100, 100, "ZZZ", null, null, "", null, null)).Should().BeNull();
        SandboxMapping.Report(new ChargeDocument("sch_1", "pay_1", "declined", 100, 0, "EUR", "because", null, "", null, null))!.Resolution.Should().Be("unknown");
    }

    private static IEnumerable<TestCaseData> Reasons() =>
        Contract.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(pair => new TestCaseData(pair[0], pair[1]));
}
