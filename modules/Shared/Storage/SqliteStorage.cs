using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PayCore.Commerce.Shared;

/// <summary>The embedded database: one file, WAL, <c>synchronous=FULL</c>, foreign keys on.</summary>
public static class SqliteStorage
{
    /// <summary>The assembly with the generated migrations (migrations/Sqlite).</summary>
    public const string Migrations = "PayCore.Commerce.Migrations.Sqlite";

    public static IServiceCollection AddCommerceDb(this IServiceCollection services)
    {
        services.AddSingleton<WriteGate>();
        return services.AddDbContext<CommerceDb>((provider, options) => options
            .UseSqlite(ConnectionString(provider.GetRequiredService<IConfiguration>()), sqlite => sqlite.MigrationsAssembly(Migrations))
            .ConfigureWarnings(warnings => warnings
                // A module without tables is no mistake.
                .Ignore(CoreEventId.NoEntityTypeConfigurationsWarning)
                // Two at once are no error: the second runs again. What is thrown to the end is logged where it ends.
                .Log((RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)))
            .AddInterceptors(Pragmas.Instance));
    }

    /// <summary><c>ConnectionStrings:Commerce</c>, or <c>paycore.db</c> in the data folder.</summary>
    public static string ConnectionString(IConfiguration configuration)
    {
        var given = configuration.GetConnectionString("Commerce");
        var builder = new SqliteConnectionStringBuilder(string.IsNullOrWhiteSpace(given) ? $"Data Source={Path.Combine(DataFolder.Of(configuration), "paycore.db")}" : given)
        {
            DefaultTimeout = 30,
        };
        return builder.ToString();
    }

    /// <summary>Whether the failure means that another commit was there first: a changed row, a taken unique value, a row that others refer to or that is gone, or a busy file.</summary>
    public static bool IsConflict(Exception e) => e switch
    {
        DbUpdateConcurrencyException => true,
        DbUpdateException { InnerException: SqliteException inner } => IsConflict(inner),
        // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_FOREIGNKEY (sqlite.org/rescode.html); SQLITE_BUSY.
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 2067 or 1555 or 787 || sqlite.SqliteErrorCode == 5,
        _ => false,
    };

    internal static void SetPragmas(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";
        command.ExecuteNonQuery();
    }

    private sealed class Pragmas : DbConnectionInterceptor
    {
        public static readonly Pragmas Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => SetPragmas(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            SetPragmas(connection);
            return Task.CompletedTask;
        }
    }
}
