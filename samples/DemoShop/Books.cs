namespace DemoShop;

/// <summary>A book for sale.</summary>
/// <param name="Cents">Its price in cents of <see cref="Books.Currency"/>.</param>
internal sealed record Book(string Code, string Title, string Author, long Cents);

/// <summary>So many copies of a book in a cart.</summary>
internal sealed record Line(Book Book, int Quantity);

/// <summary>What the shop sells.</summary>
internal static class Books
{
    public const string Currency = "EUR";
    public const int MostCopies = 9;

    public static readonly IReadOnlyList<Book> All =
    [
        new("emma", "Emma", "Jane Austen", 1250),
        new("walden", "Walden", "Henry David Thoreau", 990),
        new("kobzar", "Kobzar", "Taras Shevchenko", 2400),
        new("lalka", "The Doll", "Bolesław Prus", 1875),
        new("kokoro", "Kokoro", "Natsume Sōseki", 1420),
        new("faust", "Faust", "Johann Wolfgang von Goethe", 1605),
    ];

    public static long Total(IEnumerable<Line> lines) => lines.Sum(l => l.Book.Cents * l.Quantity);
}
