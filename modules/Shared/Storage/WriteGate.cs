using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace PayCore.Commerce.Shared;

/// <summary>
/// How commits reach the disk: group commit. SQLite has one writer, and a commit that survives a power cut waits for the disk; so units that
/// arrive while the disk works are saved together, one after the other behind a savepoint each, and share the next wait. A unit that fails
/// is rolled back alone; nobody is told of success before the transaction is on disk.
/// </summary>
public sealed class WriteGate : IAsyncDisposable
{
    private const int MostUnits = 128;

    private readonly Channel<Unit> queue = Channel.CreateUnbounded<Unit>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IConfiguration configuration;
    private readonly Task writer;

    public WriteGate(IConfiguration configuration)
    {
        this.configuration = configuration;
        writer = Task.Run(WriteAll);
    }

    internal Task Save(CommerceDb db, CancellationToken ct)
    {
        // From here on a client that hangs up changes nothing: the unit is saved whole or not at all.
        ct.ThrowIfCancellationRequested();
        var unit = new Unit(db);
        return queue.Writer.TryWrite(unit) ? unit.Done.Task : throw new InvalidOperationException("The server is stopping: nothing is saved any more.");
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writer;
    }

    private async Task WriteAll()
    {
        await using var connection = new SqliteConnection(SqliteStorage.ConnectionString(configuration));
        while (await queue.Reader.WaitToReadAsync())
        {
            var units = new List<Unit>();
            while (units.Count < MostUnits && queue.Reader.TryRead(out var unit)) units.Add(unit);
            try
            {
                await SaveTogether(connection, units);
            }
            catch (Exception e)
            {
                // The transaction did not reach the disk: every unit learns it, and the next group starts from a fresh connection.
                foreach (var unit in units) unit.Done.TrySetException(e);
                await connection.CloseAsync();
            }
        }
    }

    private static async Task SaveTogether(SqliteConnection connection, List<Unit> units)
    {
        if (connection.State != System.Data.ConnectionState.Open)
        {
            await connection.OpenAsync();
            SqliteStorage.SetPragmas(connection);
        }

        var saved = new List<Unit>();
        await using (var transaction = connection.BeginTransaction(deferred: false))
        {
            foreach (var unit in units)
                if (await unit.Write(connection, transaction)) saved.Add(unit);
            await transaction.CommitAsync();
        }

        foreach (var unit in saved) unit.Succeed();
    }

    private sealed class Unit(CommerceDb db)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Saves the unit behind a savepoint of its own, which EF makes inside a foreign transaction; false when it failed.</summary>
        public async Task<bool> Write(DbConnection connection, DbTransaction transaction)
        {
            var database = db.Database;
            var own = database.GetDbConnection();
            try
            {
                database.SetDbConnection(connection);
                await database.UseTransactionAsync(transaction);
                await db.Write(CancellationToken.None);
                return true;
            }
            catch (Exception e)
            {
                Done.TrySetException(e);
                return false;
            }
            finally
            {
                await database.UseTransactionAsync(null);
                database.SetDbConnection(own);
            }
        }

        public void Succeed()
        {
            db.ChangeTracker.AcceptAllChanges();
            Done.TrySetResult();
        }
    }
}
