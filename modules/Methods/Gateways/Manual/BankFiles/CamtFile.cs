using System.Text;
using System.Xml;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Manual.BankFiles;

/// <summary>
/// Account statements by ISO 20022 camt.053, versions 02 to 08, read by local names from a stream, one booking at a time. A collective booking gives
/// one movement for each of its details. No DTD, no entities, no other file is read.
/// </summary>
internal static class CamtFile
{
    public const string Format = "camt.053";

    private const int MostLevels = 40;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, IgnoreWhitespace = true, CloseInput = false,
    };

    /// <param name="file">Read from where it stands.</param>
    /// <param name="encoding">What the sender declared; null: as the file itself says (byte order mark, XML declaration, else UTF-8).</param>
    /// <exception cref="BankFileProblem">It is no camt.053, or goes against a limit.</exception>
    /// <exception cref="XmlException">It is not well-formed, or ends too early.</exception>
    public static IEnumerable<BankLine> Read(Stream file, Encoding? encoding)
    {
        using var reader = XmlReader.Create(new MarkupGuard(file), Settings, new XmlParserContext(null, null, null, XmlSpace.None, encoding));
        var walk = new CamtWalk((IXmlLineInfo)reader);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth >= MostLevels) throw walk.Problem($"It is nested deeper than {MostLevels} levels.");
                    var isEmpty = reader.IsEmptyElement;
                    if (walk.Begin(reader.LocalName, reader.GetAttribute("Ccy")) is { } part) yield return part;
                    if (isEmpty && walk.End() is { } empty) yield return empty;
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace:
                    walk.Text(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    if (walk.End() is { } line) yield return line;
                    break;
            }
        }
    }
}

/// <summary>Where the reader is, and what it has seen of the present booking.</summary>
internal sealed class CamtWalk(IXmlLineInfo place)
{
    private const string Statement = "Document/BkToCstmrStmt/Stmt";
    private const string EntryPath = Statement + "/Ntry";
    private const string DetailPath = EntryPath + "/NtryDtls/TxDtls";

    private readonly List<string> path = [];
    private readonly StringBuilder text = new();
    private string? currency;
    private string? iban;
    private int count;
    private Entry entry = new(0);
    private Detail? detail;
    private int details;

    public BankFileProblem Problem(string problem) => new(place.LineNumber, place.LinePosition, problem);

    /// <summary>A finished detail of a collective booking, when another one begins.</summary>
    public BankLine? Begin(string name, string? ccy)
    {
        path.Add(name);
        text.Clear();
        currency = ccy ?? (name == "Amt" ? "" : currency);
        if (path.Count == 1 && name != "Document") throw Problem("It is not an ISO 20022 document.");
        if (path.Count == 2 && name != "BkToCstmrStmt") throw Problem("It is not an account statement (camt.053, BkToCstmrStmt).");

        switch (string.Join('/', path))
        {
            case Statement:
                iban = null;
                return null;
            case EntryPath:
                (entry, detail, details) = (new Entry(place.LineNumber), null, 0);
                return null;
            case DetailPath:
                var finished = detail is null ? null : Line(detail, isOnly: false);
                (detail, details) = (new Detail(place.LineNumber), details + 1);
                return finished;
            default:
                return null;
        }
    }

    public void Text(string value)
    {
        if (text.Length + value.Length > MarkupGuard.MostRun) throw Problem("A text is longer than 64 KiB.");
        text.Append(value);
    }

    public BankLine? End()
    {
        var here = string.Join('/', path);
        var value = text.ToString().Trim();
        path.RemoveAt(path.Count - 1);
        text.Clear();
        if (here == EntryPath) return Line(detail ?? new Detail(entry.Line), isOnly: details <= 1);
        if (here == Statement + "/Acct/Id/IBAN") iban = Iban.Compact(value);
        else if (here.StartsWith(DetailPath + "/", StringComparison.Ordinal)) OfDetail(here[(DetailPath.Length + 1)..], value);
        else if (here.StartsWith(EntryPath + "/", StringComparison.Ordinal)) OfEntry(here[(EntryPath.Length + 1)..], value);
        return null;
    }

    private void OfEntry(string name, string value)
    {
        switch (name)
        {
            case "Amt": (entry.Amount, entry.Currency) = (value, currency ?? ""); break;
            case "CdtDbtInd": entry.Direction = value; break;
            case "RvslInd": entry.IsReversal = value is "true" or "1"; break;
            case "Sts" or "Sts/Cd" when value.Length > 0: entry.Status = value; break;
            case "BookgDt/Dt" or "BookgDt/DtTm": entry.Booked = Day(value); break;
            case "AcctSvcrRef": entry.Id = Given(value); break;
            case "AddtlNtryInf": entry.Words = value; break;
        }
    }

    private void OfDetail(string name, string value)
    {
        switch (name)
        {
            case "Refs/AcctSvcrRef": detail!.Id = Given(value); break;
            case "Refs/TxId": detail!.TransactionId = Given(value); break;
            case "Refs/EndToEndId" or "RmtInf/Ustrd" or "RmtInf/Strd/AddtlRmtInf": detail!.Write(value, Problem); break;
            case "RmtInf/Strd/CdtrRefInf/Ref": detail!.Structured.AddRange(CreditorReference.FindIn(value)); break;
            case "Amt" or "AmtDtls/TxAmt/Amt": (detail!.Amount, detail.Currency) = (value, currency ?? ""); break;
            case "CdtDbtInd": detail!.Direction = value; break;
        }
    }

    private BankLine Line(Detail d, bool isOnly)
    {
        if (entry.Amount is null || entry.Direction is not ("CRDT" or "DBIT")) throw Problem("A booking has no amount (Amt) or no direction (CdtDbtInd).");
        var (amount, unit) = isOnly ? (entry.Amount, entry.Currency) : (d.Amount, d.Currency);
        var references = d.Structured.Count > 0 ? d.Structured : [.. CreditorReference.FindIn(d.Words.ToString())];
        if (references.Count == 0 && isOnly) references = [.. CreditorReference.FindIn(entry.Words)];
        var id = isOnly ? entry.Id ?? d.Id ?? d.TransactionId : (entry.Id ?? d.Id ?? d.TransactionId) is { } shared ? $"{shared}/{details}" : null;
        return new BankLine(
            ++count, d.Line, (isOnly ? entry.Direction : d.Direction ?? entry.Direction) == "CRDT" && !entry.IsReversal, entry.Status is null or "BOOK", iban ?? "", entry.Booked,
            Minor(amount, unit), unit.Length > 16 ? unit[..16] : unit, id, [.. references.Distinct()]);
    }

    private long? Minor(string? amount, string unit)
    {
        if (amount is null) return null;
        var digits = amount.TrimStart('0');
        if (!AmountText.TryParse(digits.Length == 0 || digits[0] == '.' ? $"0{digits}" : digits, out var exact) || exact.Negative) throw Problem("An amount is not a number.");
        if (Currency.Find(unit) is not { } known) return null;
        var money = exact.In(known);
        return exact.Digits.Length == 0 ? 0 : money.IsFailure ? throw Problem($"An amount cannot be one of {unit}.") : money.Value.Minor;
    }

    private static DateOnly? Day(string value) =>
        value.Length >= 10 && DateOnly.TryParseExact(value.AsSpan(0, 10), "yyyy-MM-dd", out var day) ? day : null;

    /// <summary>Banks fill the field although there is nothing to say.</summary>
    private static string? Given(string value) => value is "" or "NOTPROVIDED" or "NONREF" ? null : value.Length > 200 ? value[..200] : value;

    private sealed class Entry(int line)
    {
        public int Line { get; } = line;
        public string? Amount { get; set; }
        public string Currency { get; set; } = "";
        public string? Direction { get; set; }
        public bool IsReversal { get; set; }
        public string? Status { get; set; }
        public DateOnly? Booked { get; set; }
        public string? Id { get; set; }
        public string Words { get; set; } = "";
    }

    private sealed class Detail(int line)
    {
        public int Line { get; } = line;
        public string? Amount { get; set; }
        public string Currency { get; set; } = "";
        public string? Direction { get; set; }
        public string? Id { get; set; }
        public string? TransactionId { get; set; }
        public StringBuilder Words { get; } = new();
        public List<string> Structured { get; } = [];

        /// <summary>Lines of a remittance text run on: a reference may be broken between them.</summary>
        public void Write(string words, Func<string, BankFileProblem> problem)
        {
            if (Words.Length + words.Length > MarkupGuard.MostRun) throw problem("The remittance text is longer than 64 KiB.");
            Words.Append(words);
        }
    }
}
