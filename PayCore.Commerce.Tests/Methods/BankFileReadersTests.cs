using System.Text;
using System.Xml;
using PayCore.Commerce.Methods.Gateways.Manual.BankFiles;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>Wherever a file ends or is damaged, reading it ends in a movement or in a place and a reason, never in another failure.</summary>
internal sealed class BankFileReadersTests
{
    private static readonly byte[] Camt = Encoding.UTF8.GetBytes(TransferSide.Camt(
        TransferSide.Booking("60.00", "Order 17 &amp; RF18539007547034", "a-1") + TransferSide.Booking("1.00", "fee", null, direction: "DBIT")));

    private const string Csv = "date;amount;currency;\"remittance text\";transaction id\n2026-11-24;1.249,00;EUR;\"Order \"\"17\"\"\nRF18\";x\n24.11.2026;-5;EUR;fee;\n";

    [Test]
    public void Every_beginning_of_a_camt_053_is_refused_but_the_whole()
    {
        for (var length = 0; length < Camt.Length; length++) ReadCamt(Camt[..length]).Should().Be(-1, $"of {Camt.Length} bytes only {length} are there");
        ReadCamt(Camt).Should().Be(2);
    }

    [Test]
    public void A_camt_053_with_any_byte_changed_is_read_or_refused()
    {
        var changed = (byte[])Camt.Clone();
        for (var at = 0; at < Camt.Length; at++)
        {
            foreach (var b in (byte[])[0, (byte)'<', (byte)'&', 0xFF])
            {
                changed[at] = b;
                ReadCamt(changed).Should().BeInRange(-1, 2);
            }

            changed[at] = Camt[at];
        }
    }

    [TestCase(Csv)]
    [TestCase("date,reference,currency,amount\n2026-11-24,RF18,EUR,100.25\n2026-11-24,RF18,EUR,7.00\n")]
    [TestCase("date,amount,currency,reference,transaction id\r\n2026-11-24,1.00,EUR,RF18,2026112400017\r\n2026-11-24,1.00,EUR,RF18,2026112400018\r\n")]
    public void Every_beginning_of_a_list_has_the_same_movements_or_is_refused(string csv)
    {
        var whole = Told(csv)!;
        whole.Should().HaveCount(2);
        for (var length = 0; length < csv.Length; length++)
            if (Told(csv[..length]) is { } read) read.Should().Equal(whole.Take(read.Count), $"of {csv.Length} characters only {length} are there");
    }

    [Test]
    public void A_quoted_text_may_hold_separators_quotes_and_lines()
    {
        var lines = CsvFile.Read(new StringReader(Csv)).ToList();
        lines[0].AmountMinor.Should().Be(124_900);
        lines[0].IsCredit.Should().BeTrue();
        lines[0].TransactionId.Should().Be("x");
        lines[1].Line.Should().Be(4);
        lines[1].IsCredit.Should().BeFalse();
        lines[1].AmountMinor.Should().Be(500);
    }

    [TestCase("transaction_id,BOOKING DATE,credit-debit,Amount,Currency,end-to-end-id\nt,2026-11-24,DBIT,5.00,EUR,RF\n", false)]
    [TestCase("transaction id\tdate\tamount\tcurrency\tpurpose\r\nt\t20261124\t5,00\teur\tx\r\n\r\n", true)]
    public void Columns_are_found_by_any_of_their_names_and_separators(string csv, bool isCredit)
    {
        var line = CsvFile.Read(new StringReader(csv)).Single();
        line.AmountMinor.Should().Be(500);
        line.Booked.Should().Be(new DateOnly(2026, 11, 24));
        line.IsCredit.Should().Be(isCredit);
    }

    [TestCase("DR", false)]
    [TestCase("d", false)]
    [TestCase("Credit", true)]
    [TestCase("", true)]
    public void The_direction_is_one_of_the_words_that_the_guide_names(string word, bool isCredit) =>
        CsvFile.Read(new StringReader($"date;amount;currency;direction;reference\n2026-11-24;5,00;EUR;{word};RF\n")).Single().IsCredit.Should().Be(isCredit);

    [TestCase("OUT")]
    [TestCase("Soll")]
    [TestCase("-")]
    public void Where_nobody_can_tell_whether_money_came_or_left_the_file_is_refused(string word)
    {
        var reading = () => CsvFile.Read(new StringReader($"date;amount;currency;direction;reference\n2026-11-24;5,00;EUR;{word};RF\n")).ToList();

        reading.Should().Throw<BankFileProblem>().Where(p => p.Line == 2 && p.Position == 4);
    }

    [Test]
    public void Of_a_booking_date_and_a_value_date_the_first_counts_and_a_movement_without_it_is_only_announced()
    {
        var lines = CsvFile.Read(new StringReader("booking date;value date;amount;currency;reference\n20261124;20261125;5,00;EUR;RF\n;20261125;5,00;EUR;RF\n")).ToList();

        lines.Select(l => (l.IsBooked, l.Booked)).Should().Equal((true, new DateOnly(2026, 11, 24)), (false, null));
    }

    [TestCase("date;amount;amount;currency;reference", 3)]
    [TestCase("date;amount;currency;currency;reference", 4)]
    [TestCase("date;value date;amount;currency;reference", 2)]
    [TestCase("transaction id;bank reference;amount;currency;reference", 2)]
    [TestCase("date;direction;credit debit;amount;currency;reference", 3)]
    public void Two_columns_for_the_same_are_refused(string header, int position)
    {
        var reading = () => CsvFile.Read(new StringReader($"{header}\n1;1;1;EUR;EUR;RF\n")).ToList();

        reading.Should().Throw<BankFileProblem>().Where(p => p.Line == 1 && p.Position == position);
    }

    [Test]
    public void A_column_that_is_called_just_id_is_a_number_of_the_row_and_not_read() =>
        CsvFile.Read(new StringReader("id,date,amount,currency,reference\n1,2026-11-24,5.00,EUR,RF\n")).Single().TransactionId.Should().BeNull();

    /// <summary>How many movements, or −1 for a refusal.</summary>
    private static int ReadCamt(byte[] file)
    {
        try
        {
            return CamtFile.Read(new MemoryStream(file), null).Count();
        }
        catch (Exception e) when (e is BankFileProblem or XmlException)
        {
            return -1;
        }
    }

    /// <summary>All that is read of each movement; null for a refusal.</summary>
    private static List<string>? Told(string file)
    {
        try
        {
            return [.. CsvFile.Read(new StringReader(file)).Select(l => $"{l with { References = [] }} {string.Join(' ', l.References)}")];
        }
        catch (BankFileProblem)
        {
            return null;
        }
    }
}
