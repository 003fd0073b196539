using System.Text.RegularExpressions;

namespace PayCore.Commerce.Tests.Architecture;

/// <summary>
/// Rules about the source text. The analyzer of BannedSymbols.txt knows types and so sees more of the calls; these rules see what it cannot (razor, names,
/// comments, length) and still stand when somebody suppresses it.
/// </summary>
internal static partial class Tidy
{
    public const int MostLines = 400;

    /// <summary>A rule: what it finds, in code without comments and texts, and whether it is for tests only.</summary>
    private sealed record Rule(string Name, Regex Wrong, bool TestsOnly = false);

    private static readonly Rule[] Rules =
    [
        new("time from TimeProvider", ReadsTheClock()),
        new("ids from Shared/Ids.cs", MakesAGuid()),
        new("clients from Shared/OutboundHttp", MakesAClient()),
        new("await it", Blocks()),
        new("never sleep", Sleeps()),
        new("money is exact", FloatingMoney()),
        new("a name that says nothing", EmptyName()),
        new("a catch that swallows", EmptyCatch()),
        new("wait by Probe.Until", Delays(), TestsOnly: true),
    ];

    /// <summary>The names of the rules, for the proof that each has caught something.</summary>
    public static IEnumerable<string> RuleNames => Rules.Select(r => r.Name).Concat(["unfinished work", $"longer than {MostLines} lines"]);

    public static Finding Check(IEnumerable<Source> sources) => Finding.Of(sources, source =>
    {
        var code = Code(source.Text);
        var found = Rules.Where(r => !r.TestsOnly || source.IsTest)
            .SelectMany(r => r.Wrong.Matches(code).Where(m => !IsPaymentService(m)).Select(m => (Line: LineOf(code, m.Index), r.Name)))
            .Concat(Unfinished().Matches(source.Text).Select(m => (Line: LineOf(source.Text, m.Index), Name: "unfinished work")))
            .Select(f => $"{source.Path}:{f.Line}: {f.Name}");
        var lines = LineOf(source.Text.TrimEnd(), source.Text.TrimEnd().Length);
        return lines > MostLines ? found.Append($"{source.Path}:{lines}: longer than {MostLines} lines") : found;
    });

    // A payment service is a word of the field; what is quoted, listed or configured is one.
    private static bool IsPaymentService(Match match) => match.Groups["service"] is { Success: true } name && PaymentService().IsMatch(name.Value);

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    // Texts become empty and comments become "//", so that an explained catch is not an empty one; lines stay where they are.
    private static string Code(string text) => TextOrComment().Replace(text, m =>
        (m.Value.StartsWith('/') ? "/**/" : "\"\"") + new string('\n', m.Value.Count(c => c == '\n')));

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|@\*.*?\*@|\$*(?<q>"{3,}).*?\k<q>|(?:\$@|@\$?)"(?:[^"]|"")*"|\$?"(?:\\.|[^"\\\n])*"|'(?:\\[^'\n]{1,6}|[^'\\\n])'""", RegexOptions.Singleline)]
    private static partial Regex TextOrComment();

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(UtcNow|Now|Today)\b")]
    private static partial Regex ReadsTheClock();

    [GeneratedRegex(@"\bGuid\s*\.\s*(NewGuid|CreateVersion7)\b")]
    private static partial Regex MakesAGuid();

    [GeneratedRegex(@"\bnew\s+HttpClient\b|\bHttpClient\s+\w+\s*=\s*new\s*\(")]
    private static partial Regex MakesAClient();

    // Results of our own have a member of that name: what is meant is a call's or a task's.
    [GeneratedRegex(@"(?<!\(await\b[^;\n]*)\)\s*\.Result\b(?!\s*\()|[tT]ask\.Result\b|\.Wait\(\s*\)|[tT]ask\.Wait(All|Any)?\(|\.GetAwaiter\(\)\s*\.GetResult\(")]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b")]
    private static partial Regex Sleeps();

    [GeneratedRegex(@"^(?=.*\b(float|double|GetDouble|GetSingle|ToDouble|ToSingle)\b)(?=.*(amount|money|price|\bfees?\b|minor|major|balance|deposit|refund)).*$",
        RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex FloatingMoney();

    [GeneratedRegex(@"\b(class|interface|record|struct|enum)\s+(\w*(Manager|Helpers?|Utils?|Utility|Utilities|Impl|Base)|(?<service>\w*Services?))\b(?=[\s<(:;{]|$)")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^(Payment|Configured?|Demo|Quote|List|Read|Find|Choose|Create|Update|Change|Delete|Remove|Enable|Disable|Show|Available|Account)+Services?$")]
    private static partial Regex PaymentService();

    [GeneratedRegex(@"\bcatch\b\s*(\([^)]*\)\s*)?(when\s*\([^{]*\)\s*)?\{\s*\}")]
    private static partial Regex EmptyCatch();

    // A server that never answers waits without end until it is hung up on; any other delay is a guess.
    [GeneratedRegex(@"\bTask\s*\.\s*Delay\s*\((?!\s*Timeout\.Infinite)")]
    private static partial Regex Delays();

    [GeneratedRegex(@"\b(T[O]DO|F[I]XME)\b")]
    private static partial Regex Unfinished();
}
