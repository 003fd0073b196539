using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using PayCore.Commerce.Start;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

/// <summary>What a start makes of its surroundings: settings, ports, a lost file, the database.</summary>
internal sealed class StartTests
{
    private string folder = null!;

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("paycore-start-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task A_lost_file_of_credentials_is_told_and_a_new_demo_account_takes_its_place()
    {
        var file = Path.Combine(folder, "demo-account.json");
        await using (var first = await HostProcess.Listen(folder))
        {
            first.Out.Should().NotContain("were lost");
            await first.Kill();
        }

        var lost = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, lost[..40]);

        await using var second = await HostProcess.Listen(folder);
        await Probe.Until(() => second.Out.Contains("were lost, so this is a new one", StringComparison.Ordinal), "the loss is told");
        (await File.ReadAllTextAsync(file)).Should().NotBe(lost).And.Contain("\"link_key_live_kid\"");
        Directory.GetFiles(folder, "*.new").Should().BeEmpty();
    }

    [Test]
    public async Task A_taken_port_is_told_last_and_ends_the_process()
    {
        await using var other = await StubMerchant.Start();
        var ended = await HostProcess.Run("Production", "--urls", other.Url, "--DataFolder", folder, "--PublicUrl", "https://pay.shop.example");
        ended.ExitCode.Should().Be(1);
        ended.Error.Should().StartWith("Failed to bind").And.Contain("Stop what listens there").And.NotContain("\n");
    }

    [Test]
    public async Task A_data_folder_that_the_start_makes_is_for_its_user_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        var data = Path.Combine(folder, "data");
        await using var host = await HostProcess.Listen(data, "Production", "--PublicUrl", "https://pay.shop.example");
        const UnixFileMode private700 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.GetUnixFileMode(data).Should().Be(private700);
        File.GetUnixFileMode(Path.Combine(data, "protection-keys")).Should().Be(private700);
    }

    [Test]
    public async Task Help_is_printed_and_makes_nothing()
    {
        var ended = await HostProcess.Run("Production", "--help", $"--DataFolder={folder}");
        ended.ExitCode.Should().Be(0);
        ended.Out.Should().ContainAll("account create", "--urls");
        File.Exists(Path.Combine(folder, "paycore.db")).Should().BeFalse();
    }

    [TestCase("ForwardedHeaders:KnownNetworks:0", "10.0.0.1/40")]
    [TestCase("Callbacks:AllowedNetworks:1", "localhost")]
    [TestCase("RateLimits:ReadsPerMinute", "0")]
    [TestCase("RateLimits:StartsPerMinute", "many")]
    [TestCase("Gateways:TimeLimitSeconds", "-1")]
    [TestCase("Jobs:Enabled", "off")]
    public void A_setting_that_cannot_be_meant_is_named_with_its_value(string setting, string value) =>
        SettingsCheck.Problem(new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build()).Should().Contain(setting).And.Contain(value);

    [Test]
    public void The_settings_of_the_repository_are_good() =>
        SettingsCheck.Problem(new ConfigurationBuilder().AddJsonFile(Repository.File("appsettings.json")).AddJsonFile(Repository.File("appsettings.Development.json")).Build()).Should().BeNull();

    [Test]
    public async Task The_database_has_the_schema_of_the_model_and_keeps_every_commit()
    {
        await using var app = await PayCoreApp.Start();
        (await app.Read(db => Task.FromResult(db.Database.HasPendingModelChanges()))).Should().BeFalse("each change of the model has a migration (docs/development.md)");
        (await app.Read(db => db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync())).Should().Be("wal");
        (await app.Read(db => db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync())).Should().Be(2, "2 is FULL");
        (await app.Read(db => db.Database.SqlQueryRaw<int>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").SingleAsync())).Should().Be(1);
    }

    [Test]
    public async Task The_job_dashboard_is_for_this_machine_alone_and_changes_nothing()
    {
        await using var app = await PayCoreApp.Start();
        using var client = app.Client();
        (await client.Get("/hangfire")).Status.Should().Be(HttpStatusCode.OK);
        (await client.Get("/hangfire", ("X-Forwarded-For", "198.51.100.1"))).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await client.Get("/hangfire", ("Forwarded", "for=198.51.100.1"))).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await client.Post("/hangfire/recurring/trigger")).Status.Should().Be(HttpStatusCode.Unauthorized, "it is read-only");
    }

    [Test]
    public async Task Right_credentials_are_not_refused_for_the_failures_of_others_at_the_same_address()
    {
        await using var app = await PayCoreApp.Start(environment: "Production", settings:
            [("PublicUrl", "https://pay.shop.example"), ("RateLimits:Enabled", "true"), ("RateLimits:FailedAuthenticationsPerMinute", "1")]);
        using var stranger = app.Client();
        using var merchant = app.Api();
        (await stranger.Get("/api/account")).ShouldFail(401, "unauthorized");
        (await stranger.Get("/api/account")).ShouldFail(429, "rate_limited");
        (await merchant.Get("/api/account")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Behind_a_chain_of_trusted_proxies_the_first_address_that_none_of_them_has_counts()
    {
        await using var app = await PayCoreApp.Start(environment: "Production", settings:
            [("PublicUrl", "https://pay.shop.example"), ("RateLimits:Enabled", "true"), ("RateLimits:ReadsPerMinute", "1"), ("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"), ("ForwardedHeaders:KnownNetworks:1", "10.1.0.0/16")]);
        using var client = app.Client();
        const string unknown = "/public-api/payment-invoices/cpi_0123456789abcdef";
        (await client.Get(unknown, ("X-Forwarded-For", "198.51.100.1, 10.1.2.3"))).ShouldFail(404, "not_found");
        (await client.Get(unknown, ("X-Forwarded-For", "198.51.100.2, 10.1.2.3"))).ShouldFail(404, "not_found");
        (await client.Get(unknown, ("X-Forwarded-For", "198.51.100.1, 10.1.9.9"))).ShouldFail(429, "rate_limited");
    }
}
