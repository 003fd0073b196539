using System.Net;
using System.Text;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>What a file may look like: encodings, media types, and what cannot be read.</summary>
internal sealed partial class ImportBankFileTests
{
    private static IEnumerable<TestCaseData> Unreadable()
    {
        const string Ref = "RF18539007547034";
        yield return Bad("text/csv", "", "1", "The file is empty");
        yield return Bad("text/csv", "date;amount\n", "1", "no column amount or no column currency");
        yield return Bad("text/csv", "date;amount;currency\n", "1", "no column reference");
        yield return Bad("text/csv", "amount;currency;reference\n", "1", "no column date");
        yield return Bad("text/csv", $"{Header}2026-11-24;60,00;EUR;{Ref};t1\n2026-11-24;60\n", "3", "2 columns, the header has 5");
        yield return Bad("text/csv", $"{Header}2026-11-24;60,00;EUR;{Ref};t1\n2026-11-24;60,00;EUR;{Ref};t", "3", "no line end");
        yield return Bad("text/csv", $"{Header}2026-11-24;60,00;EUR;\"{Ref};t1\n", "3", "inside a quoted text");
        yield return Bad("text/csv", $"{Header}2026-11-24;1.234;EUR;{Ref};t1\n", "2", "read in two ways");
        yield return Bad("text/csv", $"{Header}11/24/2026;60;EUR;{Ref};t1\n", "2", "The date is not");
        yield return Bad("text/csv", $"{Header};60;EUR;{Ref};\n", "2", "neither a date nor a transaction id");
        yield return Bad("text/csv", $"{Header}2026-11-24;60;EUR;{new string('x', 70_000)};t\n", "2", "65536 characters");
        yield return Bad("text/csv", $"{Header}2026-11-24;60;EUR;a\0b;t\n", "2", "NUL");
        yield return Bad("application/xml", "", "1", "ends too early");
        yield return Bad("application/xml", "<Document><BkToCstmrStmt><Stmt>", "1", "ends too early");
        yield return Bad("application/xml", TransferSide.Camt(TransferSide.Booking("60.00", Ref, "x"))[..^60], "5", "ends too early");
        yield return Bad("application/xml", "<html></html>", "1", "not an ISO 20022 document");
        yield return Bad("application/xml", "<Document><CstmrCdtTrfInitn/></Document>", "1", "not an account statement");
        yield return Bad("application/xml", TransferSide.Camt("<Ntry><CdtDbtInd>CRDT</CdtDbtInd></Ntry>"), "4", "no amount");
        yield return Bad("application/xml", TransferSide.Camt(TransferSide.Booking("6,00", Ref, "x")), "5", "not a number");
        yield return Bad("application/xml", "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;&b;&b;\">]><Document>&c;</Document>", "1", "document type");
        yield return Bad("application/xml", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Document/>", "1", "document type");
        yield return Bad("application/xml", $"<Document><BkToCstmrStmt>{string.Concat(Enumerable.Repeat("<a>", 100))}", "1", "nested deeper");
        yield return Bad("application/xml", $"<Document><BkToCstmrStmt a=\"{new string('x', 70_000)}\">", "1", "longer than 64 KiB");
        yield return Bad("application/xml", $"<Document>\n<BkToCstmrStmt>{new string('x', 70_000)}", "2", "longer than 64 KiB");
        yield return Bad("application/xml", "<Document><BkToCstmrStmt><![CDATA[x]]></BkToCstmrStmt></Document>", "1", "CDATA");

        static TestCaseData Bad(string type, string content, string line, string reason) => new TestCaseData(type, content, line, reason).SetArgDisplayNames(type, reason);
    }

    [TestCaseSource(nameof(Unreadable))]
    public async Task A_file_that_cannot_be_read_is_refused_with_its_place(string type, string content, string line, string reason)
    {
        var refused = await api.Import(content, type);
        refused.ShouldFail(422, "invalid_value");
        refused.Text.Should().Contain(reason);
        refused.Json.GetProperty("errors")[0].GetProperty("meta").GetProperty("line").GetString().Should().Be(line);
    }

    private static IEnumerable<TestCaseData> Encodings()
    {
        yield return new TestCaseData("text/csv", new UTF8Encoding(true)).SetArgDisplayNames("UTF-8 with a mark");
        yield return new TestCaseData("text/csv", new UnicodeEncoding(false, true)).SetArgDisplayNames("UTF-16 LE with a mark");
        yield return new TestCaseData("text/plain", new UnicodeEncoding(true, true)).SetArgDisplayNames("UTF-16 BE with a mark");
        yield return new TestCaseData("text/csv; charset=utf-16le", new UnicodeEncoding(false, false)).SetArgDisplayNames("UTF-16 declared");
        yield return new TestCaseData("text/csv; charset=windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252)!).SetArgDisplayNames("Windows-1252 declared");
        yield return new TestCaseData("text/plain; charset=\"iso-8859-1\"", Encoding.Latin1).SetArgDisplayNames("Latin 1 declared");
    }

    [TestCaseSource(nameof(Encodings))]
    public async Task Encodings_are_read_as_marked_or_declared(string type, Encoding encoding)
    {
        var invoice = await api.Asks($"enc-{type}-{encoding.CodePage}", 100);
        var text = $"{Header}2026-11-24;100,00;EUR;Müller, Köln: {invoice.Reference()};enc-{encoding.CodePage}-{type.Length}\n";
        var content = new ByteArrayContent([.. encoding.Preamble, .. encoding.GetBytes(text)]);
        var report = await api.Import(content, type);
        report.Status.Should().Be(HttpStatusCode.Created, report.Text);
        report.Results().Should().Equal("matched");
    }

    [Test]
    public async Task Xml_is_read_in_the_encoding_that_it_declares_and_plain_text_may_be_either()
    {
        var invoice = await api.Asks("enc-xml", 100);
        var file = TransferSide.Camt(TransferSide.Booking("100.00", $"Müller {invoice.Reference()}", "enc-xml")).Replace("UTF-8", "windows-1252");
        (await api.Import(new ByteArrayContent(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(file)), "text/plain")).Results().Should().Equal("matched");
    }

    [Test]
    public async Task Bytes_of_another_encoding_than_declared_are_refused()
    {
        var latin = Encoding.Latin1.GetBytes($"{Header}2026-11-24;1;EUR;Müller;x\n");
        (await api.Import(new ByteArrayContent(latin), "text/csv")).ShouldFail(422, "invalid_value");
        (await api.Import(new ByteArrayContent(Encoding.Latin1.GetBytes(TransferSide.Camt(TransferSide.Booking("1", "Müller", "x")))), "text/xml")).ShouldFail(422, "invalid_value");
    }

    [TestCase("application/json")]
    [TestCase("application/pdf")]
    [TestCase("text/csv; charset=koi8-r")]
    public async Task Another_media_type_is_refused(string type) => (await api.Import("x", type)).ShouldFail(415, "unsupported_media_type");
}
