using System.Globalization;
using Microsoft.Data.Sqlite;
using PayCore.Commerce.Bench;

// pace URL RATE SECONDS: an open load.  visit URL: what a first visit weighs.  Else it serves:
if (args is ["pace", var url, var rate, var seconds])
{
    await Pace.Run(url, int.Parse(rate, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture));
    return;
}

if (args is ["visit", var page])
{
    await Browser.FirstVisit(page);
    return;
}

// The floors that the product's figures are divided by, on the same machine in the same run:
//   GET  /plain   a small JSON answer, nothing else
//   POST /insert  one row by plain ADO.NET, a transaction each, behind a gate, synchronous=FULL
//   POST /sink    a receiver of callbacks, which counts;  GET /count tells how many, GET /last when the last one came
var file = args.FirstOrDefault(a => a.StartsWith("--database=", StringComparison.Ordinal))?["--database=".Length..] ?? Path.Combine(Path.GetTempPath(), "floor.db");
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();

await using var connection = new SqliteConnection($"Data Source={file}");
await connection.OpenAsync();
await Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, reference TEXT UNIQUE, amount INTEGER, body TEXT)");
using var gate = new SemaphoreSlim(1);
var body = new string('x', 600);
var (received, lastMilliseconds, inserted) = (0L, 0L, 0L);

app.MapGet("/plain", () => Results.Json(new { status = "processed", amount = 100.25m, currency = "EUR" }));
app.MapPost("/insert", async () =>
{
    await gate.WaitAsync();
    try
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO floor (reference, amount, body) VALUES ($reference, 100, $body)";
        command.Parameters.AddWithValue("$reference", (++inserted).ToString(CultureInfo.InvariantCulture) + Environment.ProcessId);
        command.Parameters.AddWithValue("$body", body);
        command.ExecuteNonQuery();
        transaction.Commit();
    }
    finally
    {
        gate.Release();
    }

    return Results.StatusCode(StatusCodes.Status201Created);
});
app.MapPost("/sink", async (HttpRequest request) =>
{
    await request.Body.CopyToAsync(Stream.Null);
    Interlocked.Increment(ref received);
    Interlocked.Exchange(ref lastMilliseconds, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    return Results.Ok();
});
app.MapGet("/count", () => Interlocked.Read(ref received));
app.MapGet("/last", () => Interlocked.Read(ref lastMilliseconds));
await app.RunAsync();

async Task Execute(string sql)
{
    await using var command = connection.CreateCommand();
    command.CommandText = sql;
    await command.ExecuteNonQueryAsync();
}
