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

    [TestCaseSource(nameof(Pages))]
    public void Every_command_works_as_it_is_printed(string page) => Stumbles(File.ReadAllText(Repository.File(page)), page == "README.md").Should().BeEmpty();

    [TestCase("curl -u \"$ACCOUNT:$KEY\" \"$SERVER/api/account\"", "$ACCOUNT", "$KEY", "$SERVER")]
    [TestCase("[set-up](../README.md#set-up-for-the-commands) curl -u \"$ACCOUNT:$LIVE_KEY\" \"$SERVER/api/account\"")]
    [TestCase("curl \"$URL/api/account\"", "$URL")]
    [TestCase("URL=http://localhost:5000\ncurl \"$URL/api/account\"")]
    [TestCase("AUTH=x\ncurl -u $AUTH", "-u $AUTH")]
    [TestCase("./test.sh   # all tests", "# all")]
    public void What_would_stop_a_reader_is_found(string commands, params string[] found) => Stumbles($"```sh\n{commands}\n```\n", isReadme: false).Should().BeEquivalentTo(found);

    [Test]
    public void The_README_sets_what_the_commands_use() =>
        Commands().Matches(File.ReadAllText(Repository.File("README.md"))).SelectMany(c => Sets().Matches(c.Value)).Select(m => m.Groups[1].Value).Should().Contain(SetUp);

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

    private static readonly string[] SetUp = ["SERVER", "ACCOUNT", "KEY", "LIVE_KEY"];

    /// <summary>
    /// Variables that neither the page sets or names nor, where the page leads to it, the README's set-up; credentials that only bash takes apart; and
    /// comments after a command, which zsh hands to it as more arguments.
    /// </summary>
    private static List<string> Stumbles(string page, bool isReadme)
    {
        var commands = string.Concat(Commands().Matches(page).Select(m => m.Groups[1].Value));
        var known = Sets().Matches(commands).Concat(Named().Matches(page)).Select(m => m.Groups[1].Value).ToHashSet();
        if (isReadme || page.Contains("README.md#set-up-for-the-commands", StringComparison.Ordinal)) known.UnionWith(SetUp);
        return
        [
            .. Uses().Matches(commands).Select(m => m.Groups[1].Value).Distinct().Where(name => !known.Contains(name)).Select(name => $"${name}"),
            .. OtherCredentials().Matches(commands).Select(m => m.Value),
            .. Comments().Matches(commands).Select(m => m.Value),
        ];
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();

    [GeneratedRegex("^([A-Z_]+)=", RegexOptions.Multiline)]
    private static partial Regex Sets();

    [GeneratedRegex("`([A-Z_]+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\$([A-Z_]+)")]
    private static partial Regex Uses();

    [GeneratedRegex(@"-u (?!""\$ACCOUNT:\$(?:LIVE_)?KEY""|paycore )\S+")]
    private static partial Regex OtherCredentials();

    [GeneratedRegex(@"(?<=^|\s)#\s\w+", RegexOptions.Multiline)]
    private static partial Regex Comments();

    /// <summary>Inline links and pictures, without their fragment.</summary>
    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Links();
}
