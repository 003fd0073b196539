using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

/// <summary>The built host as a process: what it makes, what it refuses, and in which words.</summary>
internal sealed class StartTests
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler { UseProxy = false });

    private TempFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [OneTimeTearDown]
    public void Close() => Http.Dispose();

    [Test]
    public async Task The_first_start_makes_database_and_demo_account_and_says_where_to_go_and_a_second_process_is_refused()
    {
        // Another program's settings in the working directory are none of ours.
        await File.WriteAllTextAsync(folder.File("appsettings.json"), """{"DataFolder":"/dev/null/wrong"}""");
        var (host, url) = await HostProcess.Serve([.. Development()], folder.Path);
        await using (host)
        {
            await Probe.Until(() => host.Output.Contains("All credentials", StringComparison.Ordinal), "the welcome is printed");
            var demo = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("demo-account.json"))).RootElement;
            demo.EnumerateObject().Select(m => m.Name).Should().Equal(
                "account_id", "public_key_test", "public_key_live", "api_key_test", "api_key_live", "signing_secret_test", "signing_secret_live",
                "link_key_test", "link_key_test_kid", "link_key_live", "link_key_live_kid");
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(folder.File("demo-account.json")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);

            host.Output.Should().Contain($"{url}/hpp/?public_key={demo.GetProperty("public_key_test").GetString()}&amount=10.50&currency=EUR")
                .And.Contain($"{url}/docs").And.Contain($"{url}/dev/callbacks").And.Contain(demo.GetProperty("api_key_test").GetString());
            (await Get(url + "/api/account", demo)).Should().Be(HttpStatusCode.OK);
            (await Get(url + "/favicon.svg")).Should().Be(HttpStatusCode.OK, "the assets are found from any working directory");
            await Probe.Until(async () => await Get(url + "/health/ready") == HttpStatusCode.OK, "database and job server are ready");

            var second = await HostProcess.Run(["--urls", "http://127.0.0.1:0"], Development());
            second.ExitCode.Should().Be(1);
            second.Errors.Should().StartWith("Another process uses the database").And.Contain(folder.File("paycore.db")).And.NotContain("\n");
        }

        Pragma("journal_mode").Should().Be("wal");
        Directory.GetFiles(folder.Path, "*.new").Should().BeEmpty();
    }

    [Test]
    public async Task A_killed_server_starts_again_with_the_same_demo_account_even_when_it_was_killed_while_it_migrated()
    {
        var (first, _) = await HostProcess.Serve(Development());
        await first.DisposeAsync();
        var demo = await File.ReadAllTextAsync(folder.File("demo-account.json"));
        Execute("CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-11-24')");

        var (second, url) = await HostProcess.Serve(Development());
        await using (second)
        {
            (await File.ReadAllTextAsync(folder.File("demo-account.json"))).Should().Be(demo);
            (await Get(url + "/api/account", JsonDocument.Parse(demo).RootElement)).Should().Be(HttpStatusCode.OK);
            second.Output.Should().NotContain("were lost");
        }
    }

    [Test]
    public async Task A_lost_file_of_credentials_is_told_and_replaced()
    {
        var (first, _) = await HostProcess.Serve(Development());
        await first.DisposeAsync();
        await File.WriteAllTextAsync(folder.File("demo-account.json"), "{\"account_id\":");

        var (second, url) = await HostProcess.Serve(Development());
        await using (second)
        {
            await Probe.Until(() => second.Output.Contains("were lost, so this is a new one", StringComparison.Ordinal), "the loss is told");
            var demo = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("demo-account.json"))).RootElement;
            (await Get(url + "/api/account", demo)).Should().Be(HttpStatusCode.OK);
        }
    }

    [TestCase(null, "Set PublicUrl to the address where customers reach this server, e.g. PublicUrl=https://pay.shop.example.")]
    [TestCase("http://pay.shop.example", "PublicUrl must be an https URL.")]
    [TestCase("pay.shop.example", "PublicUrl must be an absolute https URL.")]
    public async Task Production_without_a_good_public_address_does_not_start(string? publicUrl, string sentence)
    {
        var host = await HostProcess.Run([], ("DataFolder", folder.Path), ("PublicUrl", publicUrl));
        host.ExitCode.Should().Be(1);
        host.Errors.Should().Be(sentence);
        host.Output.Should().BeEmpty();
        File.Exists(folder.File("paycore.db")).Should().BeFalse("nothing is made by a start that is refused");
    }

    [Test]
    public async Task A_data_folder_that_cannot_be_written_is_told_in_one_sentence()
    {
        await File.WriteAllTextAsync(folder.File("file"), "");
        var host = await HostProcess.Run([], ("DataFolder", folder.File("file/data")), ("PublicUrl", "https://pay.shop.example"));
        host.ExitCode.Should().Be(1);
        host.Errors.Should().Be($"The data folder {folder.File("file/data")} cannot be written: give this user the right to, or set DataFolder to another folder.");
    }

    [Test]
    public async Task Production_makes_no_account_and_keeps_the_data_folder_private()
    {
        var data = folder.File("made");
        var (host, url) = await HostProcess.Serve([("DataFolder", data), ("PublicUrl", "https://pay.shop.example")]);
        await using (host)
        {
            (await Get(url + "/health/live")).Should().Be(HttpStatusCode.OK);
            (await Get(url + "/hangfire")).Should().Be(HttpStatusCode.NotFound);
            (await Get(url + "/dev/callbacks")).Should().Be(HttpStatusCode.NotFound);
        }

        File.Exists(Path.Combine(data, "demo-account.json")).Should().BeFalse();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(data).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        host.Output.Split('\n').Should().OnlyContain(line => line.StartsWith('{') && JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
    }

    [Test]
    public async Task A_taken_port_is_told_last_and_ends_the_process()
    {
        await using var other = await StubMerchant.Start();
        var host = await HostProcess.Run(["--urls", other.Url], ("DataFolder", folder.Path), ("PublicUrl", "https://pay.shop.example"));
        host.ExitCode.Should().Be(1);
        host.Errors.Should().Contain("address already in use").And.Contain("Stop what listens there").And.NotContain(" at ");
    }

    [Test]
    public async Task The_account_command_prints_keys_once_that_work()
    {
        var made = await HostProcess.Run(["account", "create", "--name", "Book Corner", "--currency", "EUR,USD", "--json"], ("DataFolder", folder.Path));
        made.ExitCode.Should().Be(0, made.Errors);
        var account = JsonDocument.Parse(made.Output).RootElement;
        var text = await HostProcess.Run(["account", "create", "--name=Other", "--currency=EUR", "--website", "https://shop.example"], ("DataFolder", folder.Path));
        text.Output.Should().StartWith("Keep these now: they are shown only once.").And.MatchRegex("API key \\(live\\) +ak_live_[0-9A-Za-z_-]+");

        var (host, url) = await HostProcess.Serve([("DataFolder", folder.Path), ("PublicUrl", "https://pay.shop.example")]);
        await using (host) (await Get(url + "/api/account", account)).Should().Be(HttpStatusCode.OK);
    }

    [TestCase("account", "create", "--name", "X", "--currency", "EUR,XXX", "XXX is not an active ISO 4217 currency.")]
    [TestCase("account", "create", "--currency", "EUR", "Usage:")]
    [TestCase("account", "create", "--name", "--currency", "EUR", "Usage:")]
    [TestCase("--DataFolder=ignored", "frobnicate", "Usage:")]
    public async Task A_command_that_cannot_be_meant_is_refused(params string[] argumentsAndWords)
    {
        var host = await HostProcess.Run(argumentsAndWords[..^1], ("DataFolder", folder.Path));
        host.ExitCode.Should().Be(1);
        host.Errors.Should().StartWith(argumentsAndWords[^1]);
        host.Output.Should().BeEmpty();
    }

    private (string Name, string? Value)[] Development() => [("ASPNETCORE_ENVIRONMENT", "Development"), ("DataFolder", folder.Path)];

    private static async Task<HttpStatusCode> Get(string url, JsonElement? account = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (account is { } a)
            request.Headers.Authorization = PayCoreApp.Credentials(a.GetProperty("account_id").GetString()!, a.GetProperty("api_key_test").GetString()!);
        using var response = await Http.SendAsync(request, CancellationToken.None);
        return response.StatusCode;
    }

    private string? Pragma(string name) => Query($"PRAGMA {name}");

    private void Execute(string sql) => Query(sql);

    private string? Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("paycore.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
