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
            Authorization = [new Visitors()],
            IsReadOnlyFunc = _ => true,
            DisplayStorageConnectionString = false,
            DashboardTitle = "PayCore Commerce jobs",
        });
    }

    private sealed class Visitors : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => ThisMachine.Sent(context.GetHttpContext());
    }
}
