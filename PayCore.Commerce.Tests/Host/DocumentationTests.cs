using System.Text.RegularExpressions;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed partial class DocumentationTests
{
    private static IEnumerable<string> Pages() => new[] { "docs", "modules", "samples" }.Select(Repository.File).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Repository.Root, "*.md")).Select(f => Path.GetRelativePath(Repository.Root, f)).Order();

    [TestCaseSource(nameof(Pages))]
    public void Every_link_to_a_file_leads_to_one(string page)
    {
        var folder = Path.GetDirectoryName(Repository.File(page))!;
        var broken = Links().Matches(File.ReadAllText(Repository.File(page))).Select(m => m.Groups[1].Value)
            .Where(link => !link.Contains(':', StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, link)));

        broken.Should().BeEmpty();
    }

    [Test]
    public void The_README_has_links_to_look_at() => Links().Count(File.ReadAllText(Repository.File("README.md"))).Should().BeGreaterThan(5);

    [Test]
    public void The_page_about_the_sandbox_tells_its_cards_reasons_and_faults()
    {
        var page = File.ReadAllText(Repository.File("docs/sandbox.md"));

        string[] rows =
        [
            .. TestCards.All.Select(card => $"| {card.Shown} | {(card.HasChallenge ? "challenge page" : "no")} | {(card.IsGood ? "paid" : "declined")}"),
            .. TestCards.ReasonByExpiry.Select(reason => $"| {reason.Key[..2]}/{reason.Key[2..]} | `{reason.Value}` |"),
            .. Faults.All.Select(fault => $"| `.{fault.Ending}` | {fault.What} |"),
        ];
        rows.Where(row => !page.Contains(row, StringComparison.Ordinal)).Should().BeEmpty();
    }

    /// <summary>Inline links and pictures, without their fragment.</summary>
    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Links();
}
