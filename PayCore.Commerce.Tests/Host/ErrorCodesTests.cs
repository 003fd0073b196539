using System.Text;
using System.Text.RegularExpressions;
using PayCore.Commerce.Http;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed partial class ErrorCodesTests
{
    [Test]
    public void Each_code_is_listed_once() => ErrorCodes.All.Select(c => c.Code).Should().OnlyHaveUniqueItems();

    [Test]
    public void Every_code_in_the_sources_is_listed_with_its_status()
    {
        var used = Directory.EnumerateFiles(Repository.File("modules"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.File("PayCore.Commerce"), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => Made().Matches(File.ReadAllText(f)).Select(m => (m.Groups["code"].Value, Status(m)))).ToHashSet();

        used.Should().HaveCountGreaterThan(30);
        used.Except(ErrorCodes.All.Select(c => (c.Code, c.Status))).Should().BeEmpty();
    }

    [Test]
    public void The_printed_list_is_the_list()
    {
        var file = Repository.File("docs/errors.md");
        if (Environment.GetEnvironmentVariable("PAYCORE_WRITE_DOCS") == "1") File.WriteAllText(file, Print());
        File.ReadAllText(file).Should().Be(Print(), "docs/errors.md is generated: run this test with PAYCORE_WRITE_DOCS=1");
    }

    private static int Status(Match made) => ErrorResponse.StatusOf(made.Groups["kind"].Value switch
    {
        "" => ErrorKind.Invalid,
        "InvalidParameter" => ErrorKind.Invalid,
        var kind => Enum.Parse<ErrorKind>(kind),
    });

    private static string Print()
    {
        var text = new StringBuilder("""
            # Errors

            Generated from `PayCore.Commerce/Http/ErrorCodes.cs`. Every failure of both APIs is a JSON:API error document, with one object for each invalid member, all at once:

            ```json
            {
              "errors": [
                { "status": "422", "code": "amount_precision", "title": "Unprocessable entity",
                  "detail": "The amount has more decimals than JPY allows (0).", "source": { "pointer": "/data/attributes/amount" } }
              ],
              "meta": { "trace_id": "0af7651916cd43dd8448eb211c80319c" }
            }
            ```

            `code` is stable: let your program look at it, and at `source` (`pointer` into the body in the shape that you sent, or `parameter` of the query).
            `detail` is for people and may change. `trace_id` finds the request in the server's log. Unknown members and parameters are never an error.

            A `5xx` never means that money moved unnoticed: the resource can be read afterwards and tells the truth.

            | status | code | meaning | what to do |
            | --- | --- | --- | --- |

            """);
        foreach (var code in ErrorCodes.All)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {code.Status} | `{code.Code}` | {code.Meaning} | {code.Remedy} |\n");
        return text.ToString();
    }

    /// <summary><c>new Error("code", ErrorKind.Kind</c>, <c>Error.Kind("code"</c>, and <c>Fail("code"</c> of the readers, whose codes are two words or more.</summary>
    [GeneratedRegex("""new Error\(\s*"(?<code>[a-z_]+)", ErrorKind\.(?<kind>\w+)|Error\.(?<kind>Invalid|InvalidParameter|Conflict|Forbidden)\(\s*"(?<code>[a-z_]+)"|(?<![.\w])(?:Fail|Invalid)\(\s*"(?<code>[a-z]+_[a-z_]+)",""")]
    private static partial Regex Made();
}
