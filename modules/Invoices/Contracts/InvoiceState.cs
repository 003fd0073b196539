using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>
/// The state of an invoice (contract/invoice.md). Two states share their wire status with another and differ by the resolution
/// <c>authorized</c>: <see cref="Authorized"/> is <c>process_pending</c>, <see cref="Capturing"/> is <c>processing</c>.
/// </summary>
public enum InvoiceState
{
    Created,
    Processing,
    Capturing,
    ProcessPending,
    Authorized,
    ProcessError,
    Processed,
    PartiallyProcessed,
    ProcessFailed,
    Expired,
    Terminated,
    Refunding,
    RefundPending,
    RefundError,
    RefundFailed,
    PartiallyRefunded,
    Refunded,
    PartiallyChargedBack,
    ChargedBack,
}

/// <summary>Questions about a state that API, pages and callbacks ask alike.</summary>
public static class InvoiceStates
{
    /// <summary>The status on the wire.</summary>
    public static string Status(this InvoiceState state) => state switch
    {
        InvoiceState.Capturing => InvoiceState.Processing.Word(),
        InvoiceState.Authorized => InvoiceState.ProcessPending.Word(),
        _ => state.Word(),
    };

    /// <summary>Money arrived, whatever became of it.</summary>
    public static bool IsPaid(this InvoiceState state) => state is InvoiceState.Processed or InvoiceState.PartiallyProcessed or >= InvoiceState.Refunding;

    /// <summary>Ended without money.</summary>
    public static bool IsEnded(this InvoiceState state) => state is InvoiceState.ProcessFailed or InvoiceState.Expired or InvoiceState.Terminated;

    /// <summary>Can still be paid by its customer.</summary>
    public static bool IsOpen(this InvoiceState state) =>
        state is InvoiceState.Created or InvoiceState.Processing or InvoiceState.ProcessPending or InvoiceState.ProcessError;

    /// <summary>"Final" for <c>only_final</c> and streams; later proof may still move it (contract/invoice.md, State).</summary>
    public static bool IsFinal(this InvoiceState state) => state is InvoiceState.Processed or InvoiceState.PartiallyProcessed
        or InvoiceState.ProcessFailed or InvoiceState.Expired or InvoiceState.Terminated or InvoiceState.PartiallyRefunded
        or InvoiceState.Refunded or InvoiceState.RefundFailed or InvoiceState.PartiallyChargedBack or InvoiceState.ChargedBack
        or InvoiceState.Authorized;
}
