using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PayCore.Commerce.Callbacks.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Samples;

/// <summary>The snippets that merchants copy (samples/verify-signature and the README), run on a callback that the product sent.</summary>
internal sealed partial class VerifySignatureTests
{
    private const string PythonDriver = """
        import base64, hashlib, hmac, json, sys, time
        exec(open(sys.argv[1], encoding="utf-8").read())
        for c in json.load(sys.stdin):
            print(verify(c["secret"], c["headers"], base64.b64decode(c["body"]), c["now"]))
        """;

    private const string NodeDriver = """
        import { readFileSync } from "node:fs";
        import { pathToFileURL } from "node:url";
        const { verify } = await import(pathToFileURL(process.argv[1]));
        for (const c of JSON.parse(readFileSync(0))) console.log(verify(c.secret, c.headers, Buffer.from(c.body, "base64"), c.now));
        """;

    private const string PhpDriver = """
        require $argv[1];
        foreach (json_decode(stream_get_contents(STDIN), true) as $c) echo verify($c['secret'], $c['headers'], base64_decode($c['body']), $c['now']) ? "true\n" : "false\n";
        """;

    /// <summary>One call in each line: secret, id, timestamp, signature, body, now, separated by tabs.</summary>
    private const string JavaDriver = """
        import java.io.*; import java.util.*;
        public final class Main {
            public static void main(String[] args) throws Exception {
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String[] c = line.split("\t");
                    Map<String, String> headers = Map.of("webhook-id", c[1], "webhook-timestamp", c[2], "webhook-signature", c[3]);
                    System.out.println(Verify.verify(c[0], headers, Base64.getDecoder().decode(c[4]), Long.parseLong(c[5])));
                }
            }
        }
        """;

    private string folder = "", secret = "";
    private Received callback = null!;
    private long sent;

    [OneTimeSetUp]
    public async Task Receive()
    {
        folder = Directory.CreateTempSubdirectory("paycore-samples-").FullName;
        await using var merchant = await StubMerchant.Start();
        await using var app = await PayCoreApp.Start(merchant.Url);
        using var api = app.Api();
        var created = await api.CreateInvoice(new { reference_id = "замовлення-1", amount = 10.5, currency = "EUR" });
        await api.Post($"/api/payment-invoices/{created.Id}/cancel");
        await app.Run<DispatchCallbacks>();
        (callback, secret, sent) = (merchant.Requests.Single(), app.Account.SigningSecretTest, app.Clock.GetUtcNow().ToUnixTimeSeconds());
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void The_CSharp_sample_accepts_the_callback_and_no_other() =>
        Answers(Cases().Select(c => global::Verify.Callback(
            c.Secret, name => c.Headers[name], Convert.FromBase64String(c.Body), DateTimeOffset.FromUnixTimeSeconds(c.Now)).ToString()));

    [Test]
    public async Task The_Python_sample_accepts_the_callback_and_no_other() =>
        Answers(await Run("python3", ["-c", PythonDriver, Sample("verify.py")], Json()));

    [Test]
    public async Task The_snippet_of_the_README_accepts_the_callback_and_no_other()
    {
        var snippet = Path.Combine(folder, "readme.py");
        await File.WriteAllTextAsync(snippet, PythonBlock().Matches(await File.ReadAllTextAsync(Repository.File("README.md"))).Single().Groups[1].Value);
        Answers(await Run("python3", ["-c", PythonDriver, snippet], Json()));
    }

    [Test]
    public async Task The_Node_sample_accepts_the_callback_and_no_other() =>
        Answers(await Run("node", ["--input-type=module", "-e", NodeDriver, Sample("verify.mjs")], Json()));

    [Test]
    public async Task The_PHP_sample_accepts_the_callback_and_no_other() =>
        Answers(await Run("php", ["-r", PhpDriver, "--", Sample("verify.php")], Json()));

    [Test]
    public async Task The_Java_sample_accepts_the_callback_and_no_other()
    {
        var main = Path.Combine(folder, "Main.java");
        await File.WriteAllTextAsync(main, JavaDriver);
        await Run("javac", ["-encoding", "UTF-8", "-d", folder, Sample("Verify.java"), main], "");
        var lines = Cases().Select(c => string.Join('\t', c.Secret, c.Headers["webhook-id"], c.Headers["webhook-timestamp"], c.Headers["webhook-signature"], c.Body, c.Now.ToString(CultureInfo.InvariantCulture)));
        Answers(await Run("java", ["-cp", folder, "Main"], string.Join('\n', lines)));
    }

    [Test]
    public void Every_sample_is_run() => Directory.EnumerateFiles(Repository.File("samples/verify-signature")).Select(Path.GetFileName)
        .Should().BeEquivalentTo("Verify.cs", "verify.py", "verify.mjs", "verify.php", "Verify.java");

    /// <summary>Only the first is good: then a changed body, a changed id, another secret, a replay after five minutes, and a time that lies ahead.</summary>
    private IReadOnlyList<Case> Cases()
    {
        var good = new Case(secret, callback.Headers, Convert.ToBase64String(callback.Body), sent);
        byte[] tampered = [.. callback.Body];
        tampered[^10] ^= 1;
        return
        [
            good with { Now = sent + 300 },
            good with { Body = Convert.ToBase64String(tampered) },
            good with { Headers = new Dictionary<string, string>(callback.Headers) { ["webhook-id"] = "cbk_0000000000000000" } },
            good with { Secret = "sk_test_" + new string('0', 43) },
            good with { Now = sent + 301 },
            good with { Now = sent - 301 },
        ];
    }

    private static void Answers(IEnumerable<string> answers) =>
        answers.Select(a => a.ToLowerInvariant()).Should().Equal("true", "false", "false", "false", "false", "false");

    private string Json() => JsonSerializer.Serialize(Cases(), JsonSerializerOptions.Web);

    private static string Sample(string name) => Repository.File("samples/verify-signature/" + name);

    /// <summary>Runs an interpreter; a machine without it leaves the case out, visibly.</summary>
    private static async Task<string[]> Run(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore($"{program} is not installed here: its sample was not run.");
        }

        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private sealed record Case(string Secret, IReadOnlyDictionary<string, string> Headers, string Body, long Now);

    [GeneratedRegex("```python\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex PythonBlock();
}
