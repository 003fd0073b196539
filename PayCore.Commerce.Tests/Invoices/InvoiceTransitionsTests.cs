using System.Text;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

internal sealed class InvoiceTransitionsTests
{
    /// <summary>The edges of contract/invoice.md, State, written down again by hand: from → to by wire status and resolution.</summary>
    private static readonly Dictionary<string, string> Contract = new()
    {
        ["created"] = "processing expired terminated",
        ["processing"] = "process_pending process_pending/authorized processed partially_processed process_error process_failed",
        ["processing/authorized"] = "process_pending/authorized processed partially_processed",
        ["process_pending"] = "process_pending/authorized processing processed partially_processed process_error process_failed expired terminated",
        ["process_pending/authorized"] = "processing/authorized processed partially_processed terminated",
        ["process_error"] = "processing process_pending process_pending/authorized processed partially_processed process_failed expired terminated",
        ["expired"] = "processed partially_processed",
        ["terminated"] = "processed partially_processed",
        ["process_failed"] = "processed partially_processed",
    };

    [Test]
    public void Every_pair_of_state_and_trigger_is_an_edge_of_the_contract_or_refused()
    {
        var walked = 0;
        foreach (var from in Enum.GetValues<InvoiceState>())
        {
            var allowed = Contract.GetValueOrDefault(Name(from), "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var reached = new HashSet<string>();
            foreach (var by in Enum.GetValues<Trigger>())
            {
                walked++;
                if (InvoiceTransitions.Next(from, by) is { } to) reached.Add(Name(to));
            }

            reached.Should().BeEquivalentTo(allowed, $"that is where {Name(from)} may go");
        }

        walked.Should().Be(Enum.GetValues<InvoiceState>().Length * Enum.GetValues<Trigger>().Length);
    }

    [Test]
    public void Paid_states_leave_the_table_to_the_computed_status() =>
        InvoiceTransitions.Table.Keys.Select(k => k.From).Should().OnlyContain(s => !s.IsPaid());

    [Test]
    public void The_printed_table_is_the_table()
    {
        var file = Repository.File("docs/states.md");
        if (Environment.GetEnvironmentVariable("PAYCORE_WRITE_DOCS") == "1") File.WriteAllText(file, Print());
        File.ReadAllText(file).Should().Be(Print(), "docs/states.md is generated: run this test with PAYCORE_WRITE_DOCS=1");
    }

    private static string Name(InvoiceState state) => state switch
    {
        InvoiceState.Authorized => "process_pending/authorized",
        InvoiceState.Capturing => "processing/authorized",
        _ => state.Word(),
    };

    private static string Print()
    {
        var text = new StringBuilder("# States of an unpaid invoice\n\nGenerated from `modules/Invoices/Domain/InvoiceTransitions.cs`. What is not here is 409 `invalid_state`.\n\n");
        text.Append("| from | trigger | to |\n| --- | --- | --- |\n");
        foreach (var ((from, by), to) in InvoiceTransitions.Table.OrderBy(e => e.Key.From).ThenBy(e => e.Key.By))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{Name(from)}` | {by.Word()} | `{Name(to)}` |\n");
        return text.Append("\nThe status of a paid invoice is computed from what was paid, refunded and charged back.\n").ToString();
    }
}
