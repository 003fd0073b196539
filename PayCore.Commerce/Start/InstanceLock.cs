using Microsoft.Data.Sqlite;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>One process for one SQLite file: a lock beside it, held as long as the process lives and released by the system when it is killed.</summary>
internal sealed class InstanceLock(IConfiguration configuration) : IDisposable
{
    private FileStream? held;

    public static string DatabaseFile(IConfiguration configuration) =>
        Path.GetFullPath(new SqliteConnectionStringBuilder(SqliteStorage.ConnectionString(configuration)).DataSource);

    /// <summary>False when another process holds it.</summary>
    public bool TryTake()
    {
        try
        {
            held = new FileStream(DatabaseFile(configuration) + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => held?.Dispose();
}
