using System.Globalization;
using System.Text;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Manual.BankFiles;

/// <summary>
/// A bank's list as CSV (RFC 4180) with a header; separated by comma, semicolon or tab, whichever the header has. Columns by name in any order:
/// amount and currency, a reference or a remittance text, and a date or the bank's transaction id. The last line must have its end, too: without one
/// nobody can tell a file that was cut off inside its last cell, where 100.25 reads as 10.
/// </summary>
internal static class CsvFile
{
    public const string Format = "csv";

    private static readonly string[] DayForms = ["yyyy-MM-dd", "dd.MM.yyyy", "dd/MM/yyyy", "yyyyMMdd", "yyyy/MM/dd"];

    /// <summary>Names of a column; of two dates the one that stands first here is read.</summary>
    private static readonly (Column Column, string[] Names)[] Known =
    [
        (Column.BookingDate, ["booking date", "booked"]),
        (Column.Date, ["date", "value date"]),
        (Column.Amount, ["amount"]),
        (Column.Currency, ["currency"]),
        (Column.Reference, ["reference", "creditor reference", "end to end id"]),
        (Column.Words, ["remittance", "remittance text", "remittance information", "description", "details", "purpose"]),
        // A column that is called just "id" is a number of the row as often as one of the bank, and is not read.
        (Column.Id, ["transaction id", "bank reference"]),
        (Column.Direction, ["direction", "credit debit", "credit/debit"]),
    ];

    private static readonly string[] Credits = ["CRDT", "CREDIT", "CR", "C"];
    private static readonly string[] Debits = ["DBIT", "DEBIT", "DR", "D"];

    private enum Column
    {
        /// <summary>Empty while the bank only announces the movement.</summary>
        BookingDate,
        Date,
        Amount,
        Currency,
        Reference,
        Words,
        Id,
        Direction,
    }

    /// <exception cref="BankFileProblem">It is no such list, or goes against a limit.</exception>
    public static IEnumerable<BankLine> Read(TextReader file)
    {
        var records = new CsvRecords(file);
        if (records.Next() is not { } header) throw new BankFileProblem(1, 1, "The file is empty.");
        var columns = Columns(header);
        for (var number = 1; records.Next() is { } record; number++)
        {
            if (record.Cells.Count < header.Cells.Count) throw new BankFileProblem(record.Line, 1, $"The line has {record.Cells.Count} columns, the header has {header.Cells.Count}.");
            yield return Line(number, record, columns);
        }
    }

    private static Dictionary<Column, List<int>> Columns(CsvRecord header)
    {
        var columns = new Dictionary<Column, List<int>>();
        for (var at = 0; at < header.Cells.Count; at++)
        {
            var name = header.Cells[at].Trim().Replace('_', ' ').Replace('-', ' ');
            foreach (var (column, names) in Known)
                if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) (columns.TryGetValue(column, out var all) ? all : columns[column] = []).Add(at);
        }

        if (columns.ContainsKey(Column.BookingDate)) columns.Remove(Column.Date);
        foreach (var (column, all) in columns)
        {
            // A reference may stand in several parts, all else would be a guess.
            if (all.Count > 1 && column is not (Column.Reference or Column.Words))
                throw new BankFileProblem(header.Line, all[1] + 1, $"The header names two columns for the same: {header.Cells[all[0]].Trim()} and {header.Cells[all[1]].Trim()}.");
        }

        if (!columns.ContainsKey(Column.Amount) || !columns.ContainsKey(Column.Currency)) throw new BankFileProblem(header.Line, 1, "The header names no column amount or no column currency.");
        if (!columns.ContainsKey(Column.Reference) && !columns.ContainsKey(Column.Words)) throw new BankFileProblem(header.Line, 1, "The header names no column reference and no column remittance text.");
        if (!columns.ContainsKey(Column.BookingDate) && !columns.ContainsKey(Column.Date) && !columns.ContainsKey(Column.Id)) throw new BankFileProblem(header.Line, 1, "The header names no column date and no column transaction id.");
        return columns;
    }

    private static BankLine Line(int number, CsvRecord record, Dictionary<Column, List<int>> columns)
    {
        var dated = columns.ContainsKey(Column.BookingDate) ? Column.BookingDate : Column.Date;
        var (unit, id, direction, day) = (Cell(Column.Currency).ToUpperInvariant(), Cell(Column.Id), Cell(Column.Direction).ToUpperInvariant(), Cell(dated));
        var isBooked = dated != Column.BookingDate || day.Length > 0;
        var currency = Currency.Find(unit);
        long? minor = null;
        if (currency is not null)
        {
            if (!BankAmount.TryRead(Cell(Column.Amount), currency, out var exact)) throw Problem(Column.Amount, $"The amount is not one of {unit}, or can be read in two ways.");
            minor = exact;
        }

        DateOnly? booked = DateOnly.TryParseExact(day.Length > 10 ? day[..10] : day, DayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null;
        if (day.Length > 0 && booked is null) throw Problem(dated, "The date is not of the form 2026-11-24 or 24.11.2026.");
        if (id.Length == 0 && booked is null && isBooked) throw new BankFileProblem(record.Line, 1, "The line has neither a date nor a transaction id.");
        if (id.Length > 200) throw Problem(Column.Id, "The transaction id has more than 200 characters.");

        var references = CreditorReference.FindIn(Cell(Column.Reference)).ToList();
        if (references.Count == 0) references = [.. CreditorReference.FindIn(Cell(Column.Words))];
        if (direction.Length > 0 && !Credits.Contains(direction) && !Debits.Contains(direction))
            throw Problem(Column.Direction, "The direction is not one of CRDT, credit, CR, C, DBIT, debit, DR and D, so nobody can tell whether the money came or left.");
        var isDebit = minor < 0 || Debits.Contains(direction);
        return new BankLine(
            number, record.Line, !isDebit, isBooked, Iban: null, booked, minor is { } signed ? Math.Abs(signed) : null, unit.Length > 16 ? unit[..16] : unit,
            id.Length == 0 ? null : id, [.. references.Distinct()]);

        string Cell(Column column) => columns.TryGetValue(column, out var at) ? string.Concat(at.Select(i => record.Cells[i])).Trim() : "";

        BankFileProblem Problem(Column column, string problem) => new(record.Line, columns[column][0] + 1, problem);
    }
}

/// <param name="Line">Where it begins, counted from 1.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Cells);

/// <summary>The records of a CSV text, one at a time; empty lines are left out.</summary>
internal sealed class CsvRecords(TextReader text)
{
    private const int MostCharacters = 64 * 1024;
    private const int MostCells = 200;

    private readonly StringBuilder cell = new();
    private char separator;
    private int line = 1;
    private int position;
    private int length;

    /// <summary>Null at the end.</summary>
    public CsvRecord? Next()
    {
        while (true)
        {
            if (Read() is not { } record) return null;
            if (record.Cells.Count > 1 || record.Cells[0].Length > 0) return record;
        }
    }

    private CsvRecord? Read()
    {
        var (cells, begin, isQuoted) = (new List<string>(), line, false);
        (length, position) = (0, 0);
        cell.Clear();
        while (true)
        {
            var c = Take();
            if (c < 0)
            {
                if (isQuoted) throw Problem("The file ends inside a quoted text.");
                if (cells.Count == 0 && cell.Length == 0) return null;
                throw Problem("The last line has no line end, so the file may have been cut off. Send it whole, with a line break after the last line.");
            }

            if (isQuoted)
            {
                if (c != '"') cell.Append((char)c);
                else if (text.Peek() == '"') cell.Append((char)Take());
                else isQuoted = false;
            }
            else if (c == '"' && cell.Length == 0) isQuoted = true;
            else if (c == '\n')
            {
                cells.Add(cell.ToString());
                return new CsvRecord(begin, cells);
            }
            else if (c == '\r') continue;
            else if (IsSeparator((char)c))
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (cells.Count > MostCells) throw Problem($"The line has more than {MostCells} columns.");
            }
            else cell.Append((char)c);
        }
    }

    /// <summary>The header's first mark that is no part of a name decides for the whole file.</summary>
    private bool IsSeparator(char c)
    {
        if (separator == 0 && c is ',' or ';' or '\t') separator = c;
        return separator != 0 && c == separator;
    }

    private int Take()
    {
        if (++length > MostCharacters) throw Problem("The line has more than 65536 characters.");
        position++;
        int c;
        try
        {
            c = text.Read();
        }
        catch (DecoderFallbackException)
        {
            throw Problem("Here or soon after come bytes that are not text of the file's encoding.");
        }

        if (c == 0) throw Problem("It has a character NUL: it is no text, or its encoding is another one.");
        if (c == '\n') (line, position) = (line + 1, 0);
        return c;
    }

    private BankFileProblem Problem(string problem) => new(line, Math.Max(1, position), problem);
}
