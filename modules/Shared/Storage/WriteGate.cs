namespace PayCore.Commerce.Shared;

/// <summary>
/// How commits reach the disk. SQLite has one writer: a process-wide gate in front of <c>BEGIN IMMEDIATE</c> hands the turn on at once,
/// where Microsoft.Data.Sqlite would otherwise sleep in steps of 150 ms.
/// </summary>
public sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    internal async Task Save(CommerceDb db, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            // From here on a client that hangs up changes nothing: the commit is whole or not at all.
            await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
            await db.Write(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
