using System.Globalization;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Domain;

/// <summary>
/// The text of the QR code for a SEPA credit transfer (EPC 069-12, version 002): one element on a line, nothing after the last one that is there. For
/// amounts of 0.01 to 999 999 999.99 EUR.
/// </summary>
internal static class TransferCode
{
    private const long MostMinor = 99_999_999_999;

    /// <summary>Null unless the invoice waits for a bank transfer in EUR; the amount is what is still missing.</summary>
    public static string? Of(InvoiceView invoice)
    {
        if (!IsTransfer(invoice)) return null;
        var (details, missing) = (invoice.Active!.FlowData!.Metadata, invoice.Remaining);
        return missing.Currency.Code == "EUR" && missing.Minor is > 0 and <= MostMinor
            ? Text(details["account_holder"], details["iban"], details.GetValueOrDefault("bic"), missing, details["reference"])
            : null;
    }

    /// <summary>Whether the invoice waits for a transfer to the merchant's own account.</summary>
    public static bool IsTransfer(InvoiceView invoice) =>
        invoice is { State: InvoiceState.ProcessPending or InvoiceState.PartiallyProcessed, Active: { Gateway: "manual", Status: PaymentStatus.Pending or PaymentStatus.PartiallyPaid, FlowData: not null } };

    public static string Text(string holder, string iban, string? bic, Money amount, string reference) => string.Join('\n',
        "BCD",
        "002",
        "1", // UTF-8
        "SCT",
        bic ?? "",
        holder,
        iban,
        string.Create(CultureInfo.InvariantCulture, $"EUR{amount.Minor / 100}.{amount.Minor % 100:00}"),
        "", // purpose
        reference);
}
