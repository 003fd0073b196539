using PayCore.Commerce.Tests.Architecture.Planted;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Architecture;

internal sealed class TidyTests
{
    [TestCase("modules")]
    [TestCase("PayCore.Commerce")]
    [TestCase("PayCore.Commerce.Tests")]
    [TestCase("samples")]
    public void The_sources_are_tidy(string folder) => Tidy.Check(Sources.Of(folder)).ShouldBeClean();

    [TestCaseSource(typeof(Texts), nameof(Texts.Bad))]
    public void Planted_untidy_text_is_caught(string rule, string text) =>
        Tidy.Check([new("PayCore.Commerce.Tests/X.cs", "namespace X;\n" + text)]).Wrong.Should().Equal($"PayCore.Commerce.Tests/X.cs:2: {rule}");

    [TestCaseSource(typeof(Texts), nameof(Texts.Good))]
    public void Planted_tidy_text_is_left_alone(string text) => Tidy.Check([new("PayCore.Commerce.Tests/X.cs", text)]).ShouldBeClean();

    [Test]
    public void Every_rule_has_caught_something() =>
        Texts.Bad().Select(b => (string)b.Arguments[0]!).Append($"longer than {Tidy.MostLines} lines").Should().Contain(Tidy.RuleNames);

    [Test]
    public void A_planted_long_file_is_caught_and_one_of_the_most_lines_is_not()
    {
        Tidy.Check([new("modules/X.cs", string.Concat(Enumerable.Repeat("x\n", Tidy.MostLines)))]).ShouldBeClean();
        Tidy.Check([new("modules/X.cs", string.Concat(Enumerable.Repeat("x\n", Tidy.MostLines + 1)))]).Wrong.Should().Equal("modules/X.cs:401: longer than 400 lines");
    }

    [Test]
    public void The_product_may_wait_where_a_test_may_not() => Tidy.Check([new("modules/X.cs", "await Task.Delay(pause, ct);")]).ShouldBeClean();

    [Test]
    public void The_sources_are_found_without_planted_ones_and_build_output()
    {
        var found = Sources.Of("modules", "PayCore.Commerce", "PayCore.Commerce.Tests").Select(s => s.Path).ToList();
        found.Should().Contain("modules/Shared/Money/Money.cs").And.Contain("modules/Hpp/Pages/StatusPage.razor").And.Contain("PayCore.Commerce/Program.cs");
        found.Should().NotContain(p => p.Contains("/Planted/") || p.Contains("/obj/"));
    }

    [Test]
    public void No_sources_prove_nothing() => FluentActions.Invoking(() => Tidy.Check([]).ShouldBeClean()).Should().Throw<AssertionException>();

    [Test]
    public void Decision_records_are_short_and_say_context_decision_and_consequences() =>
        Finding.Of(Directory.EnumerateFiles(Repository.File("docs/adr"), "*.md"), file => Decision(Path.GetFileName(file), File.ReadAllText(file))).ShouldBeClean();

    [TestCase("1-short.md", "# A\n## Context\n## Decision\n## Consequences\n", "1-short.md: a name is NNNN-words.md")]
    [TestCase("0001-no.md", "# A\n## Context\n## Consequences\n", "0001-no.md: headings")]
    [TestCase("0001-order.md", "# A\n## Decision\n## Context\n## Consequences\n", "0001-order.md: headings")]
    public void Planted_bad_decision_records_are_caught(string name, string text, string wrong) => Decision(name, text).Should().Equal(wrong);

    [Test]
    public void A_planted_long_decision_record_is_caught() =>
        Decision("0001-long.md", "# A\n## Context\n## Decision\n## Consequences\n" + new string('\n', 36) + "x").Should().Equal("0001-long.md: 41 lines");

    private static IEnumerable<string> Decision(string name, string text)
    {
        var lines = text.TrimEnd().Split('\n');
        if (!System.Text.RegularExpressions.Regex.IsMatch(name, @"^\d{4}-[a-z0-9-]+\.md$")) yield return $"{name}: a name is NNNN-words.md";
        if (!lines.Where(l => l.StartsWith("## ", StringComparison.Ordinal)).SequenceEqual(["## Context", "## Decision", "## Consequences"])) yield return $"{name}: headings";
        if (lines.Length > 40) yield return $"{name}: {lines.Length} lines";
    }
}
