using System.Net;
using Hangfire;
using Hangfire.Dashboard;

namespace PayCore.Commerce.Start;

/// <summary>/hangfire, in Development only: read-only, and only for a browser on this machine that came without a proxy.</summary>
internal static class JobDashboard
{
    public static void UseJobDashboard(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) return;
        app.UseHangfireDashboard("/hangfire", new DashboardOptions
        {
            Authorization = [new ThisMachine()],
            IsReadOnlyFunc = _ => true,
            DisplayStorageConnectionString = false,
            DashboardTitle = "PayCore Commerce jobs",
        });
    }

    private sealed class ThisMachine : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context)
        {
            var http = context.GetHttpContext();
            return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
                && !http.Request.Headers.Keys.Any(h => h.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || h.Equals("Forwarded", StringComparison.OrdinalIgnoreCase));
        }
    }
}
