using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace DemoShop;

/// <summary>Carts, orders and what is known of their payments: one SQLite file.</summary>
internal sealed class Store
{
    private const string Tables = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS cart_lines (cart TEXT, book TEXT, quantity INTEGER, PRIMARY KEY (cart, book));
        CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, content TEXT, cents INTEGER, created INTEGER, paid INTEGER);
        CREATE TABLE IF NOT EXISTS invoices (
            id TEXT PRIMARY KEY, order_id TEXT, reference TEXT, status TEXT, sequence INTEGER, amount TEXT, currency TEXT, source TEXT, problem TEXT);
        CREATE TABLE IF NOT EXISTS callbacks (id TEXT PRIMARY KEY);
        """;

    private readonly string connectionString;
    private readonly TimeProvider clock;

    public Store(string file, TimeProvider clock)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        (connectionString, this.clock) = ($"Data Source={file}", clock);
        using var db = Open();
        Run(db, Tables);
    }

    /// <summary>Puts so many copies of a book into a cart, instead of what was there; 0 takes it out.</summary>
    public void SetLine(string cart, Book book, int quantity)
    {
        using var db = Open();
        Run(db, "INSERT INTO cart_lines VALUES ($cart, $book, $quantity) ON CONFLICT DO UPDATE SET quantity = excluded.quantity",
            ("$cart", cart), ("$book", book.Code), ("$quantity", quantity));
        Run(db, "DELETE FROM cart_lines WHERE quantity = 0");
    }

    public IReadOnlyList<Line> Cart(string cart)
    {
        using var db = Open();
        return Lines(db, cart);
    }

    /// <summary>Makes an order of what is in the cart and empties it. Null when it is empty.</summary>
    public string? PlaceOrder(string cart)
    {
        using var db = Open();
        using var transaction = db.BeginTransaction();
        var lines = Lines(db, cart);
        if (lines.Count == 0) return null;

        // Not to be guessed: whoever knows it sees the order.
        var id = RandomNumberGenerator.GetString("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 12);
        Run(db, "INSERT INTO orders VALUES ($id, $content, $cents, $now, NULL)",
            ("$id", id), ("$content", string.Join(", ", lines.Select(l => $"{l.Quantity} × {l.Book.Title}"))), ("$cents", Books.Total(lines)), ("$now", Now));
        Run(db, "DELETE FROM cart_lines WHERE cart = $cart", ("$cart", cart));
        transaction.Commit();
        return id;
    }

    public Order? Find(string id)
    {
        using var db = Open();
        return Orders(db, "WHERE id = $id", ("$id", id)).SingleOrDefault();
    }

    public IReadOnlyList<Order> NewestOrders()
    {
        using var db = Open();
        return Orders(db, "ORDER BY created DESC, rowid DESC LIMIT 50");
    }

    /// <summary>Takes what PayCore says of an invoice. Repeated, late and foreign news change nothing; nothing counts that is not what was ordered.</summary>
    /// <param name="callbackId">The callback's webhook-id; null for the answer to a request of ours.</param>
    public void Learn(Invoice told, string? callbackId = null)
    {
        using var db = Open();
        // One transaction: a callback is never remembered without what it said.
        using var transaction = db.BeginTransaction();
        if (callbackId is not null && Run(db, "INSERT INTO callbacks VALUES ($id) ON CONFLICT DO NOTHING", ("$id", callbackId)) == 0) return;

        if (Orders(db, "WHERE id = $id", ("$id", Order.IdOf(told.Reference))) is [var order])
        {
            var problem = told.CheckFor(order.Cents);
            var isNews = Run(db, """
                INSERT INTO invoices VALUES ($id, $order, $reference, $status, $sequence, $amount, $currency, $source, $problem)
                ON CONFLICT DO UPDATE SET status = excluded.status, sequence = excluded.sequence, amount = excluded.amount, problem = excluded.problem
                WHERE excluded.sequence > invoices.sequence
                """,
                ("$id", told.Id), ("$order", order.Id), ("$reference", told.Reference), ("$status", told.Status), ("$sequence", told.Sequence),
                ("$amount", told.Amount), ("$currency", told.Currency), ("$source", told.Source), ("$problem", problem)) > 0;
            // The place to deliver from: it happens once, and not for money that went back before this shop heard of it.
            if (isNews && (told with { Problem = problem }) is { IsPaid: true, IsKept: true })
                Run(db, "UPDATE orders SET paid = $now WHERE id = $id AND paid IS NULL", ("$now", Now), ("$id", order.Id));
        }

        transaction.Commit();
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private SqliteConnection Open()
    {
        var db = new SqliteConnection(connectionString);
        db.Open();
        return db;
    }

    private static List<Line> Lines(SqliteConnection db, string cart)
    {
        var found = Query(db, "SELECT book, quantity FROM cart_lines WHERE cart = $cart", row => (Code: row.GetString(0), Quantity: row.GetInt32(1)), ("$cart", cart));
        return [.. Books.All.Join(found, b => b.Code, f => f.Code, (b, f) => new Line(b, f.Quantity))];
    }

    private static List<Order> Orders(SqliteConnection db, string which, params (string, object?)[] values) => Query(db,
        "SELECT id, content, cents, created, paid FROM orders " + which,
        row => new Order(
            row.GetString(0), row.GetString(1), row.GetInt64(2), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(3)),
            row.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(4)), Invoices(db, row.GetString(0))),
        values);

    private static List<Invoice> Invoices(SqliteConnection db, string orderId) => Query(db,
        "SELECT id, reference, status, sequence, amount, currency, source, problem FROM invoices WHERE order_id = $order ORDER BY rowid",
        row => new Invoice(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetDecimal(4), row.GetString(5), row.GetString(6))
        {
            Problem = row.IsDBNull(7) ? null : row.GetString(7),
        },
        ("$order", orderId));

    private static int Run(SqliteConnection db, string sql, params (string Name, object? Value)[] values)
    {
        using var command = Command(db, sql, values);
        return command.ExecuteNonQuery();
    }

    private static List<T> Query<T>(SqliteConnection db, string sql, Func<SqliteDataReader, T> read, params (string, object?)[] values)
    {
        using var command = Command(db, sql, values);
        using var row = command.ExecuteReader();
        var found = new List<T>();
        while (row.Read()) found.Add(read(row));
        return found;
    }

    private static SqliteCommand Command(SqliteConnection db, string sql, (string Name, object? Value)[] values)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
