using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>The snippets of docs/signed-links.md, run as they are printed: the server takes every link that they make.</summary>
internal sealed class SigningSnippetsTests
{
    private const string Key = "lk_test_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static readonly LinkKey[] Keys = [new("k1", Key)];

    /// <summary>Each beside the least that a link needs.</summary>
    private static readonly string[][][] Links =
    [
        [],
        [["description", "Two books & a pen, 100% (новá!) ~*'\"+"], ["customer[name]", "Юлія"], ["metadata[order]", "42~a"]],
        [["utm_source", "mail"], ["utm_campaign[x]", "a b"], ["description", "for everybody"], ["gateway_options", "x"]],
        [["lang", "uk"], ["locale", "de"], ["available_locales[]", "uk"], ["available_locales[]", "de"], ["category", "cash"], ["q", "pay"]],
        [["description", "first line\nsecond\tline\r\nend\u0000\u0085\u202e\u2066\u2028"], ["customer[na\u202eme]", "Ada"]],
        [["description", "first"], ["amount", "1"], ["description", "last"], ["amount", "2"], ["return_url", "https://a.example"], ["return_url", "https://b.example"]],
        [["display[show_methods][]", "paypal"], ["display[show_methods][]", "ideal"], ["display[show_methods][]", "paypal"], ["theme", "dark"], ["style[primary]", "#00f"]],
        [["service_fields[][key]", "email"], ["service_fields[][value]", "a@b.example"], ["options[return_url]", "https://a.example"], ["expires", "1900000000"], ["reference_id", "r"]],
        [["metadata[b]", "1"], ["metadata[a]", "2"], ["metadata[B]", "3"], ["metadata", "4"], ["metadata[a][b]", "5"], ["", "6"], ["service", ""]],
    ];

    [Test]
    public async Task Every_link_that_the_Python_snippet_makes_is_good() => await Verify("python", "link.py", "python3", """

        import json, sys
        for link in json.load(sys.stdin):
            print(signed_link("https://pay.example/hpp/", [tuple(p) for p in link], sys.argv[1], "k1"))
        """);

    [Test]
    public async Task Every_link_that_the_JavaScript_snippet_makes_is_good() => await Verify("js", "link.mjs", "node", """

        import { readFileSync } from "node:fs";
        for (const link of JSON.parse(readFileSync(0, "utf8"))) console.log(signedLink("https://pay.example/hpp/", link, process.argv[2], "k1"));
        """);

    private static async Task Verify(string language, string file, string program, string run)
    {
        var document = await File.ReadAllTextAsync(Repository.File("docs/signed-links.md"));
        var snippet = document.Split($"```{language}\n")[1].Split("```")[0];
        string[][] least = [["public_key", "pk_test_1"], ["amount", "10.5"], ["currency", "EUR"]];
        var links = Links.Select(more => least.Concat(more).ToArray()).ToArray();

        var made = await Run(program, file, snippet + run, JsonSerializer.Serialize(links));

        made.Should().HaveCount(links.Length);
        foreach (var (link, parameters) in made.Zip(links))
        {
            var query = LinkQuery.Read(new Uri(link).Query, out _)!;
            var errors = new List<PayCore.Commerce.Shared.Error>();
            LinkParameters.Read(query, errors);
            // The snippets take the time of the machine; how long a link is good is tested elsewhere.
            LinkSignature.Check(query, Keys, DateTimeOffset.UnixEpoch).Should().Be(SignatureState.Good, link);
            errors.Should().BeEmpty(link);
            query.Last("amount").Should().Be(parameters.Last(p => p[0] == "amount")[1]);
            foreach (var unknown in parameters.Where(p => p[0].StartsWith("utm", StringComparison.Ordinal)))
                link.Should().Contain($"{Uri.EscapeDataString(unknown[0])}={Uri.EscapeDataString(unknown[1])}", "what the server does not know may stay in the link");
        }
    }

    private static async Task<string[]> Run(string program, string file, string code, string input)
    {
        var folder = Directory.CreateTempSubdirectory("paycore-snippet-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), code);
            var start = new ProcessStartInfo(program, [file, Key]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PYTHONUTF8"] = "1";
            using var process = Process.Start(start)!;
            var (output, problems) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.ExitCode.Should().Be(0, await problems);
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"The snippet was not run: there is no {program} on this machine.");
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
