using Hangfire;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Start;

/// <summary>GET /health/live: the process answers. GET /health/ready: so do the database and the job server; else 503 and which does not.</summary>
internal static class Health
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    public static void MapHealth(this WebApplication app)
    {
        var open = app.Group(Door.Open);
        open.MapGet("/health/live", () => new JsonAnswer(new { status = "ok" }));
        open.MapGet("/health/ready", async (CommerceDb db, JobStorage jobs, IConfiguration configuration, CancellationToken ct) =>
        {
            var database = await db.Database.CanConnectAsync(ct);
            var jobServer = !configuration.GetValue("Jobs:Enabled", true) || IsAlive(jobs);
            var isReady = database && jobServer;
            return new JsonAnswer(
                new { status = isReady ? "ok" : "unavailable", database = database ? "ok" : "unavailable", job_server = jobServer ? "ok" : "unavailable" },
                isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }

    /// <summary>A job server tells every half minute that it lives; the list keeps a dead one for longer.</summary>
    private static bool IsAlive(JobStorage jobs)
    {
        var since = TimeProvider.System.GetUtcNow().UtcDateTime - LongestSilence;
        return jobs.GetMonitoringApi().Servers().Any(s => (s.Heartbeat ?? s.StartedAt) > since);
    }
}
