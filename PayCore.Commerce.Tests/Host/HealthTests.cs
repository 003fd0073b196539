using System.Net;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

internal sealed class HealthTests
{
    [Test]
    public async Task A_server_with_its_database_and_its_job_server_is_live_and_ready()
    {
        await using var app = await PayCoreApp.Start(jobs: true);
        using var client = app.Client();

        (await client.Get("/health/live")).Json.GetProperty("status").GetString().Should().Be("ok");
        await Probe.Until(async () => (await client.Get("/health/ready")).Status == HttpStatusCode.OK, "the server is ready");
        var ready = await client.Get("/health/ready");
        ready.Json.GetProperty("database").GetString().Should().Be("ok");
        ready.Json.GetProperty("job_server").GetString().Should().Be("ok");
    }

    [Test]
    public async Task Without_its_database_a_server_is_live_but_not_ready_and_says_what_is_missing()
    {
        await using var app = await PayCoreApp.Start();
        using var client = app.Client();
        var file = await app.Read(db => Task.FromResult(db.Database.GetDbConnection().DataSource));
        File.Move(file, file + ".away");

        ((int)(await client.Get("/health/live")).Status).Should().Be(200);
        var ready = await client.Get("/health/ready");
        ready.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        ready.Json.GetProperty("status").GetString().Should().Be("unavailable");
        ready.Json.GetProperty("database").GetString().Should().Be("unavailable");

        File.Move(file + ".away", file);
        ((int)(await client.Get("/health/ready")).Status).Should().Be(200);
    }
}
