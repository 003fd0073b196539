using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Architecture;

internal sealed class ErrorCodeTests
{
    [Test]
    public void Every_error_has_a_code_and_a_status_of_the_contract() =>
        ErrorCodes.Check(Sources.Of("modules", "PayCore.Commerce").Select(s => (s.Path, s.Text))).ShouldBeClean();

    [Test]
    public void A_code_has_one_meaning() => ErrorCodes.CheckMeanings(ErrorFiles()).ShouldBeClean();

    [TestCaseSource(nameof(ErrorFileNames))]
    public void Each_list_of_errors_is_read(string file) =>
        ErrorCodes.Check(ErrorFiles().Where(f => f.File == file)).ShouldBeClean();

    [TestCase("""Error.Conflict("already_eaten", "Gone.")""", "x.cs: already_eaten is not in the contract")]
    [TestCase("""Error.Conflict("too_long", "Gone.")""", "x.cs: too_long is 422 in the contract, not 409")]
    [TestCase("""new Error("not_found", ErrorKind.Invalid, "Gone.")""", "x.cs: not_found is 404 in the contract, not 422")]
    [TestCase("""reader.Fail("strange", "Strange.", "name")""", "x.cs: strange is not in the contract")]
    [TestCase("""rule.WithErrorCode("conflict")""", "x.cs: conflict is 409 in the contract, not 422")]
    [TestCase("Error.InvalidParameter(\n    \"no_code\",", "x.cs: no_code is not in the contract")]
    public void Planted_codes_beside_the_contract_are_caught(string text, string wrong) =>
        ErrorCodes.Check([("x.cs", text)]).Wrong.Should().Equal(wrong);

    [Test]
    public void A_planted_code_with_two_meanings_is_caught() => ErrorCodes.CheckMeanings(
    [
        ("x.cs", """
            public static Error Paid() => Error.Conflict("invalid_state", "Paid.");
            public static Error Gone(int when) =>
                Error.Conflict("invalid_state", "Gone.");
            """),
    ]).Wrong.Should().Equal("x.cs: invalid_state means Paid and Gone");

    [TestCase("""Error.Conflict("conflict", "Again.")""")]
    [TestCase("""new("gateway_timeout", ErrorKind.GatewayTimeout, "Late.")""")]
    public void Planted_codes_of_the_contract_are_left_alone(string text) => ErrorCodes.Check([("x.cs", text)]).ShouldBeClean();

    [Test]
    public void Sources_without_errors_prove_nothing()
    {
        Finding[] findings = [ErrorCodes.Check([("x.cs", "class X;")]), ErrorCodes.CheckMeanings([("x.cs", "class X;")])];
        foreach (var finding in findings) FluentActions.Invoking(finding.ShouldBeClean).Should().Throw<AssertionException>();
    }

    private static IEnumerable<string> ErrorFileNames() => ErrorFiles().Select(f => f.File);

    private static IEnumerable<(string File, string Text)> ErrorFiles() =>
        Sources.Of("modules").Where(s => s.Path.Contains("/Domain/") && s.Path.EndsWith("Errors.cs", StringComparison.Ordinal)).Select(s => (s.Path, s.Text));
}
