using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>Before the server listens: settings, the lock, the database; in Development the demo account.</summary>
internal static class StartUp
{
    /// <summary>What must be right before anything is built: a sentence that says what to do, or null.</summary>
    public static string? Problem(IConfiguration configuration) => SettingsCheck.Problem(configuration) ?? DataFolderCheck.Problem(configuration);

    /// <summary>A sentence that says why the server cannot start, or null.</summary>
    public static async Task<string?> Prepare(WebApplication app)
    {
        var isDevelopment = app.Environment.IsDevelopment();
        if (SettingsCheck.PublicUrlProblem(app.Configuration, isDevelopment) is { } problem) return problem;
        var isNewDatabase = !File.Exists(InstanceLock.DatabaseFile(app.Configuration));
        if (await PrepareDatabase(app) is { } taken) return taken;

        if (!isDevelopment) return null;
        var demo = await DemoAccount.Ensure(app.Services, app.Configuration, isNewDatabase);
        DemoSnippets.Map(app, demo.Account);
        app.Lifetime.ApplicationStarted.Register(() => Welcome.Print(app.Services.GetRequiredService<ServerAddress>(), demo, DemoAccount.FileOf(app.Configuration)));
        return null;
    }

    /// <summary>Takes the lock, then brings the database to the present schema: WAL, every commit on disk.</summary>
    public static async Task<string?> PrepareDatabase(WebApplication app)
    {
        try
        {
            return await Migrate(app);
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException)
        {
            return Unusable(app, e);
        }
    }

    /// <summary>By SQLite's result codes (sqlite.org/rescode.html). What is neither the rights nor the file loses nothing: each migration is a transaction.</summary>
    private static string Unusable(WebApplication app, Exception e)
    {
        const int perm = 3, readOnly = 8, corrupt = 11, cannotOpen = 14, auth = 23, notADatabase = 26;
        var (file, why) = (InstanceLock.DatabaseFile(app.Configuration), e.Message.TrimEnd('.'));
        switch ((e as SqliteException)?.SqliteErrorCode ?? perm)
        {
            case perm or readOnly or cannotOpen or auth:
                return $"The database {file} cannot be used ({why}): give this user the right to write it and the files beside it.";
            case corrupt or notADatabase:
                return $"The database {file} cannot be used ({why}): restore it from a backup.";
            default:
                app.Logger.LogError(e, "The database could not be brought to this version.");
                return $"The database {file} could not be brought to this version ({why}): nothing that it holds is lost.";
        }
    }

    private static async Task<string?> Migrate(WebApplication app)
    {
        if (!app.Services.GetRequiredService<InstanceLock>().TryTake())
            return $"Another process uses this database already ({InstanceLock.DatabaseFile(app.Configuration)}): stop it, or set ConnectionStrings:Commerce or DataFolder to another place.";

        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommerceDb>();
        await db.Database.OpenConnectionAsync();
        var mode = await Scalar(db, "PRAGMA journal_mode=WAL");
        if (mode != "wal") return $"The database cannot keep a write-ahead log (journal mode {mode}): put it on a local disk.";

        // A process that was killed while it migrated leaves this row, for which every later start would wait for ever. The lock is ours.
        if (await Scalar(db, "SELECT name FROM sqlite_master WHERE name = '__EFMigrationsLock'") is not null)
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"");

        if ((await db.Database.GetAppliedMigrationsAsync()).Except(db.Database.GetMigrations()).Any())
            return $"The database {InstanceLock.DatabaseFile(app.Configuration)} was made by another version of this program: start that version, or set ConnectionStrings:Commerce or DataFolder to another place.";
        await db.Database.MigrateAsync();
        return null;
    }

    /// <summary>Serves until it is told to stop. The exit code.</summary>
    public static async Task<int> Serve(WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Refusal.Print($"{e.Message} Stop what listens there, or start with another one, e.g. --urls http://localhost:5080.");
        }
    }

    private static async Task<string?> Scalar(CommerceDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
