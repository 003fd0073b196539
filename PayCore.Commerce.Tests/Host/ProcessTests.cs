using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

/// <summary>The built host as an operator meets it: starts, refusals, the command for accounts.</summary>
internal sealed class ProcessTests
{
    private static readonly string[] Members =
    [
        "account_id", "public_key_test", "public_key_live", "api_key_test", "api_key_live", "signing_secret_test", "signing_secret_live",
        "link_key_test", "link_key_test_kid", "link_key_live", "link_key_live_kid",
    ];

    private string folder = null!;

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("paycore-process-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task The_first_start_in_Development_makes_a_demo_account_once_and_says_what_to_open()
    {
        string first;
        await using (var host = await HostProcess.Listen(folder))
        {
            await Probe.Until(() => host.Out.Contains("The same in", StringComparison.Ordinal), "the welcome is printed");
            first = await File.ReadAllTextAsync(DemoFile);
            var demo = JsonDocument.Parse(first).RootElement;
            demo.EnumerateObject().Select(m => m.Name).Should().BeEquivalentTo(Members);
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(DemoFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);

            host.Out.Should().ContainAll(
                $"{host.Url}/hpp/?public_key={Word(demo, "public_key_test")}", $"{host.Url}/dev/snippets", $"{host.Url}/dev/callbacks", $"{host.Url}/docs",
                DemoFile);
            host.Out.Should().ContainAll(Members.Select(member => Word(demo, member)));
            (await Get(host, "/api/account", demo)).Should().Be(HttpStatusCode.OK);
            (await Get(host, "/hangfire", demo)).Should().Be(HttpStatusCode.OK);
            (await host.Terminate()).ExitCode.Should().Be(0);
        }

        await using var again = await HostProcess.Listen(folder);
        (await File.ReadAllTextAsync(DemoFile)).Should().Be(first);
        (await Get(again, "/api/account", JsonDocument.Parse(first).RootElement)).Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_second_process_on_the_same_database_says_so_and_ends()
    {
        await using var first = await HostProcess.Listen(folder);
        var second = await HostProcess.Run("Development", "--urls", "http://127.0.0.1:0", "--DataFolder", folder);
        ShouldBeOneSentence(second, "Another process uses this database already");

        var command = await HostProcess.Run("Production", "account", "create", "--name", "Shop", "--currency", "EUR", "--DataFolder", folder);
        ShouldBeOneSentence(command, "Another process uses this database already");
    }

    [Test]
    public async Task A_lock_left_by_a_killed_process_or_a_killed_migration_stops_no_later_start()
    {
        await using (var host = await HostProcess.Listen(folder)) await host.Kill();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(folder, "paycore.db")};Pooling=false"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """;
            await command.ExecuteNonQueryAsync();
        }

        await using var restarted = await HostProcess.Listen(folder);
        (await restarted.Terminate()).ExitCode.Should().Be(0);
    }

    [Test]
    public async Task A_database_of_another_version_and_a_file_that_is_none_are_told_in_one_sentence()
    {
        string[] start = ["--urls", "http://127.0.0.1:0", "--DataFolder", folder];
        var file = Path.Combine(folder, "paycore.db");
        await using (var host = await HostProcess.Listen(folder)) await host.Kill();
        await using (var database = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99.0.0')";
            await command.ExecuteNonQueryAsync();
        }

        ShouldBeOneSentence(await HostProcess.Run("Development", start), $"The database {file} was made by another version of this program");

        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
        await File.WriteAllTextAsync(file, new string('x', 10_000));
        ShouldBeOneSentence(await HostProcess.Run("Development", start), $"The database {file} cannot be used");
    }

    [TestCase(null, "Set PublicUrl")]
    [TestCase("pay.shop.example", "PublicUrl ")]
    [TestCase("http://pay.shop.example", "PublicUrl ")]
    public async Task A_start_in_Production_without_a_proper_PublicUrl_says_what_to_set(string? url, string words)
    {
        string[] setting = url is null ? [] : ["--PublicUrl", url];
        var ended = await HostProcess.Run("Production", ["--urls", "http://127.0.0.1:0", "--DataFolder", folder, .. setting]);
        ShouldBeOneSentence(ended, words);
    }

    [TestCase("Development")]
    [TestCase("Production")]
    public async Task A_data_folder_that_cannot_be_written_is_named_in_one_sentence(string environment)
    {
        var file = Path.Combine(folder, "a-file");
        await File.WriteAllTextAsync(file, "");
        var impossible = Path.Combine(file, "data");

        var ended = await HostProcess.Run(environment, "--urls", "http://127.0.0.1:0", "--DataFolder", impossible, "--PublicUrl", "https://pay.shop.example");
        ShouldBeOneSentence(ended, $"The data folder {impossible} cannot be written");
    }

    [TestCase("/srv/paycore.db")]
    [TestCase("Datasorce=/srv/paycore.db")]
    [TestCase("Cache=Shared")]
    public async Task A_connection_string_that_is_none_is_told_in_one_sentence(string given)
    {
        var ended = await HostProcess.Run(
            "Production", "--urls", "http://127.0.0.1:0", "--DataFolder", folder, "--PublicUrl", "https://pay.shop.example", "--ConnectionStrings:Commerce", given);
        ShouldBeOneSentence(ended, "ConnectionStrings:Commerce is ");
    }

    [Test]
    public async Task The_database_is_where_its_connection_string_says()
    {
        var file = Path.Combine(folder, "elsewhere", "money.db");
        await using var host = await HostProcess.Listen(folder, "Production", "--PublicUrl", "https://pay.shop.example", "--ConnectionStrings:Commerce", $"Data Source={file}");
        File.Exists(file).Should().BeTrue();
        File.Exists(Path.Combine(folder, "paycore.db")).Should().BeFalse();
    }

    [TestCase("Production", "TraceId")]
    [TestCase("Development", "TraceId")]
    public async Task A_failure_is_found_in_the_log_by_the_trace_id_of_its_answer(string environment, string member)
    {
        await using var host = await HostProcess.Listen(folder, environment, "--PublicUrl", "https://pay.shop.example");
        using var client = host.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("coma_x:ak_test_y"u8));

        using var answer = await client.GetAsync(new Uri("/api/account", UriKind.Relative));

        var trace = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("meta").GetProperty("trace_id").GetString()!;
        await Probe.Until(() => host.Out.Split('\n').Any(line => line.Contains("unauthorized") && line.Contains(member) && line.Contains(trace)), "the line is written");
    }

    [Test]
    public async Task An_account_of_the_command_works_in_Production_where_nothing_is_made_by_itself()
    {
        var ended = await HostProcess.Run("Production", "account", "create", "--name", "Book Corner", "--currency", "EUR,USD", "--json", "--DataFolder", folder);
        ended.ExitCode.Should().Be(0, ended.Error);
        var account = JsonDocument.Parse(ended.Out).RootElement;
        account.EnumerateObject().Select(m => m.Name).Should().BeEquivalentTo(Members);

        await using var host = await HostProcess.Listen(folder, "Production", "--PublicUrl", "https://pay.shop.example");
        (await Get(host, "/api/account", account)).Should().Be(HttpStatusCode.OK);
        (await Get(host, "/hangfire", account)).Should().Be(HttpStatusCode.NotFound);
        (await Get(host, "/dev/callbacks", account)).Should().Be(HttpStatusCode.NotFound);
        (await Get(host, "/dev/snippets", account)).Should().Be(HttpStatusCode.NotFound);
        File.Exists(DemoFile).Should().BeFalse();
        host.Out.Should().NotContain("ak_test_").And.NotContain("sk_test_");
    }

    [Test]
    public async Task The_command_prints_the_keys_for_people_too()
    {
        var ended = await HostProcess.Run("Production", "account", "create", "--name=Book Corner", "--currency=eur", "--website=https://shop.example", "--DataFolder", folder);

        ended.ExitCode.Should().Be(0, ended.Error);
        ended.Out.Should().StartWith("Keep these now").And.ContainAll("coma_", "pk_test_", "pk_live_", "ak_test_", "ak_live_", "sk_test_", "sk_live_", "kid");
        ended.Error.Should().BeEmpty();
    }

    [TestCase("account", "create")]
    [TestCase("account", "create", "--name", "Shop")]
    [TestCase("account", "create", "--name", "Shop", "--currency")]
    [TestCase("account", "create", "--name", "--currency", "EUR")]
    [TestCase("account", "delete", "--name", "Shop")]
    [TestCase("start")]
    public async Task A_command_that_is_not_understood_prints_its_usage(params string[] args)
    {
        var ended = await HostProcess.Run("Production", [.. args, $"--DataFolder={folder}"]);
        ended.ExitCode.Should().NotBe(0);
        ended.Out.Should().BeEmpty();
        ended.Error.Should().StartWith("Usage:").And.Contain("account create");
    }

    [TestCase("EUR,XXQ", "https://shop.example")]
    [TestCase("", "https://shop.example")]
    [TestCase("EUR", "shop")]
    public async Task An_account_that_cannot_be_is_refused_in_words(string currencies, string website)
    {
        var ended = await HostProcess.Run("Production", "account", "create", "--name", "Shop", "--currency", currencies, "--website", website, "--DataFolder", folder);
        ended.ExitCode.Should().NotBe(0);
        ended.Out.Should().BeEmpty();
        ended.Error.Should().NotBeEmpty().And.NotContain("Exception");
    }

    private string DemoFile => Path.Combine(folder, "demo-account.json");

    private static string Word(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static void ShouldBeOneSentence(Ended ended, string start)
    {
        ended.ExitCode.Should().NotBe(0);
        ended.Out.Should().BeEmpty();
        ended.Error.Should().StartWith(start).And.EndWith(".").And.NotContain("\n").And.NotContain("Exception");
    }

    private static async Task<HttpStatusCode> Get(HostProcess host, string path, JsonElement account)
    {
        using var client = host.Client(Word(account, "account_id"), Word(account, "api_key_test"));
        return (await client.Get(path)).Status;
    }
}
