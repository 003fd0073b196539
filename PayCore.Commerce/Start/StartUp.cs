using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>Before the server listens: settings, the lock, the database; in Development the demo account.</summary>
internal static class StartUp
{
    /// <summary>A sentence that says why the server cannot start, or null.</summary>
    public static async Task<string?> Prepare(WebApplication app)
    {
        var isDevelopment = app.Environment.IsDevelopment();
        if (!isDevelopment && PublicUrlProblem(app.Configuration["PublicUrl"]) is { } problem) return problem;
        if (await PrepareDatabase(app) is { } taken) return taken;

        if (!isDevelopment) return null;
        var demo = await DemoAccount.Ensure(app.Services, app.Configuration);
        app.Lifetime.ApplicationStarted.Register(() => Welcome.Print(app.Services.GetRequiredService<ServerAddress>(), demo, DemoAccount.FileOf(app.Configuration)));
        return null;
    }

    /// <summary>Takes the lock, then brings the database to the present schema: WAL, every commit on disk.</summary>
    public static async Task<string?> PrepareDatabase(WebApplication app)
    {
        if (!app.Services.GetRequiredService<InstanceLock>().TryTake())
            return "Another process uses this database already: stop it, or set ConnectionStrings:Commerce or DataFolder to another place.";

        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommerceDb>();
        await db.Database.OpenConnectionAsync();
        var mode = await Scalar(db, "PRAGMA journal_mode=WAL");
        if (mode != "wal") return $"The database cannot keep a write-ahead log (journal mode {mode}): put it on a local disk.";

        // A process that was killed while it migrated leaves this row, for which every later start would wait for ever. The lock is ours.
        if (await Scalar(db, "SELECT name FROM sqlite_master WHERE name = '__EFMigrationsLock'") is not null)
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"");
        await db.Database.MigrateAsync();
        return null;
    }

    private static string? PublicUrlProblem(string? url)
    {
        if (string.IsNullOrWhiteSpace(url)) return "Set PublicUrl to the address where customers reach this server, e.g. PublicUrl=https://pay.shop.example.";
        return WebUrl.Problem(url, plain: false) is { } problem ? $"PublicUrl {problem}" : null;
    }

    private static async Task<string?> Scalar(CommerceDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
