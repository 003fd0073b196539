using System.Collections.Frozen;
using System.Globalization;

namespace PayCore.Commerce.Shared;

/// <summary>An active ISO 4217 currency: its code and the number of its decimals (list one, <c>iso4217.csv</c>).</summary>
public sealed record Currency
{
    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000];

    private static readonly FrozenDictionary<string, Currency> Table = Read().ToFrozenDictionary(c => c.Code, StringComparer.Ordinal);

    private Currency(string code, int exponent, string name) => (Code, Exponent, Name) = (code, exponent, name);

    public static IReadOnlyCollection<Currency> All => Table.Values;

    public string Code { get; }

    /// <summary>Decimals of the minor unit: JPY 0, EUR 2, KWD 3, CLF 4.</summary>
    public int Exponent { get; }

    public string Name { get; }

    /// <summary>How many minor units make one major unit: 10^<see cref="Exponent"/>.</summary>
    public long MinorPerMajor => Powers[Exponent];

    /// <summary>Null when no active currency has this code (upper case).</summary>
    public static Currency? Find(string? code) => Table.GetValueOrDefault(code ?? "");

    /// <exception cref="KeyNotFoundException">The code is not an active currency: a bug, since input goes through <see cref="Find"/>.</exception>
    public static Currency Get(string code) => Table[code];

    public override string ToString() => Code;

    private static IEnumerable<Currency> Read()
    {
        using var stream = typeof(Currency).Assembly.GetManifestResourceStream("iso4217.csv")
            ?? throw new InvalidOperationException("iso4217.csv is not embedded.");
        using var lines = new StreamReader(stream);
        lines.ReadLine();
        while (lines.ReadLine() is { } line)
        {
            var cells = line.Split(',', 3);
            yield return new Currency(cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2].Trim('"'));
        }
    }
}
