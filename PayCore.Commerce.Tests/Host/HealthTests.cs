using System.Net;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using PayCore.Commerce.Start;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed class HealthTests
{
    [Test]
    public async Task A_server_without_jobs_is_ready_when_its_database_answers()
    {
        await using var app = await PayCoreApp.Start();
        using var client = app.Client();
        (await client.Get("/health/live")).Text.Should().Be("""{"status":"ok"}""");
        (await client.Get("/health/ready")).Text.Should().Be("""{"status":"ok","database":"ok","job_server":"ok"}""");
    }

    [Test]
    public async Task A_server_with_jobs_is_ready_when_its_job_server_runs()
    {
        await using var app = await PayCoreApp.Start(jobs: true);
        using var client = app.Client();
        await Probe.Until(async () => (await client.Get("/health/ready")).Status == HttpStatusCode.OK, "the job server runs");
    }

    [Test]
    public async Task A_server_whose_job_server_does_not_run_is_not_ready()
    {
        await using var app = await PayCoreApp.Start(jobs: true, replace: services =>
        {
            foreach (var server in services.Where(s => s.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && s.ImplementationFactory is not null
                && s.ImplementationFactory.Method.DeclaringType!.Assembly == typeof(HangfireServiceCollectionExtensions).Assembly).ToList())
                services.Remove(server);
        });
        using var client = app.Client();
        var answer = await client.Get("/health/ready");
        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Text.Should().Be("""{"status":"unavailable","database":"ok","job_server":"unavailable"}""");
    }

    [Test]
    public async Task The_job_dashboard_is_for_this_machine_alone_and_changes_nothing()
    {
        await using var app = await PayCoreApp.Start();
        using var client = app.Client();
        (await client.Get("/hangfire")).Status.Should().Be(HttpStatusCode.OK);
        (await client.Get("/hangfire", ("X-Forwarded-For", "198.51.100.1"))).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await client.Get("/hangfire", ("Forwarded", "for=198.51.100.1"))).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await client.Get("/hangfire/recurring")).Text.Should().NotContain("Trigger now");
    }

    [Test]
    public async Task The_database_has_the_schema_of_the_model_and_keeps_every_commit()
    {
        await using var app = await PayCoreApp.Start();
        (await app.Read(db => Task.FromResult(db.Database.HasPendingModelChanges()))).Should().BeFalse("each change of the model has a migration (docs/development.md)");
        (await app.Read(db => db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync())).Should().Be("wal");
        (await app.Read(db => db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync())).Should().Be(2, "2 is FULL");
        (await app.Read(db => db.Database.SqlQueryRaw<int>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").SingleAsync())).Should().Be(1);
    }

    [TestCase("ForwardedHeaders:KnownNetworks:0", "10.0.0.1/40")]
    [TestCase("Callbacks:AllowedNetworks:1", "localhost")]
    [TestCase("RateLimits:ReadsPerMinute", "0")]
    [TestCase("RateLimits:StartsPerMinute", "many")]
    [TestCase("Gateways:TimeLimitSeconds", "-1")]
    [TestCase("Jobs:Enabled", "off")]
    public void A_setting_that_cannot_be_meant_is_named(string setting, string value) =>
        SettingsCheck.Problem(new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build()).Should().Contain(setting).And.Contain(value);
}
