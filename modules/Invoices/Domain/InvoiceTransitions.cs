using System.Collections.Frozen;
using PayCore.Commerce.Invoices.Contracts;
using static PayCore.Commerce.Invoices.Contracts.InvoiceState;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>What can happen to an unpaid invoice.</summary>
internal enum Trigger
{
    /// <summary>A service is being started at a gateway.</summary>
    Start,

    /// <summary>The gateway took the payment; the outcome is open.</summary>
    Wait,

    /// <summary>The gateway reserved the money.</summary>
    Authorize,

    /// <summary>The reserved money is being taken.</summary>
    Capture,

    /// <summary>The gateway refused the capture; the money is still reserved.</summary>
    CaptureRefused,

    /// <summary>All that was asked arrived.</summary>
    Pay,

    /// <summary>A part arrived.</summary>
    PayPartly,

    /// <summary>The attempt failed; another is allowed.</summary>
    Fail,

    /// <summary>The attempt failed, and it was the last.</summary>
    Exhaust,

    /// <summary>The time to pay is over.</summary>
    Expire,

    /// <summary>The payer or the merchant gives it up.</summary>
    Cancel,

    /// <summary>The gateway confirmed that the reserved money is free again.</summary>
    Void,

    /// <summary>The reservation ended by itself.</summary>
    Lapse,
}

/// <summary>
/// The one table of (status × trigger) for unpaid invoices (contract/invoice.md, State), and the only way to change their status. What is not
/// here is <c>invalid_state</c>. docs/states.md is made from it.
/// </summary>
internal static class InvoiceTransitions
{
    public static readonly FrozenDictionary<(InvoiceState From, Trigger By), InvoiceState> Table = new Dictionary<(InvoiceState, Trigger), InvoiceState>
    {
        [(Created, Trigger.Start)] = Processing,
        [(Created, Trigger.Expire)] = Expired,
        [(Created, Trigger.Cancel)] = Terminated,

        // Cancel and expiry wait until the start has an outcome.
        [(Processing, Trigger.Wait)] = ProcessPending,
        [(Processing, Trigger.Authorize)] = Authorized,
        [(Processing, Trigger.Pay)] = Processed,
        [(Processing, Trigger.PayPartly)] = PartiallyProcessed,
        [(Processing, Trigger.Fail)] = ProcessError,
        [(Processing, Trigger.Exhaust)] = ProcessFailed,

        [(ProcessPending, Trigger.Start)] = Processing,
        [(ProcessPending, Trigger.Authorize)] = Authorized,
        [(ProcessPending, Trigger.Pay)] = Processed,
        [(ProcessPending, Trigger.PayPartly)] = PartiallyProcessed,
        [(ProcessPending, Trigger.Fail)] = ProcessError,
        [(ProcessPending, Trigger.Exhaust)] = ProcessFailed,
        [(ProcessPending, Trigger.Expire)] = Expired,
        [(ProcessPending, Trigger.Cancel)] = Terminated,

        [(Authorized, Trigger.Capture)] = Capturing,
        [(Authorized, Trigger.Pay)] = Processed,
        [(Authorized, Trigger.PayPartly)] = PartiallyProcessed,
        [(Authorized, Trigger.Void)] = Terminated,
        [(Authorized, Trigger.Lapse)] = Terminated,

        [(Capturing, Trigger.CaptureRefused)] = Authorized,
        [(Capturing, Trigger.Pay)] = Processed,
        [(Capturing, Trigger.PayPartly)] = PartiallyProcessed,

        [(ProcessError, Trigger.Start)] = Processing,
        [(ProcessError, Trigger.Wait)] = ProcessPending,
        [(ProcessError, Trigger.Authorize)] = Authorized,
        [(ProcessError, Trigger.Pay)] = Processed,
        [(ProcessError, Trigger.PayPartly)] = PartiallyProcessed,
        [(ProcessError, Trigger.Exhaust)] = ProcessFailed,
        [(ProcessError, Trigger.Expire)] = Expired,
        [(ProcessError, Trigger.Cancel)] = Terminated,

        // Only proof of money moves an ended invoice; its resolution is late_payment.
        [(ProcessFailed, Trigger.Pay)] = Processed,
        [(ProcessFailed, Trigger.PayPartly)] = PartiallyProcessed,
        [(Expired, Trigger.Pay)] = Processed,
        [(Expired, Trigger.PayPartly)] = PartiallyProcessed,
        [(Terminated, Trigger.Pay)] = Processed,
        [(Terminated, Trigger.PayPartly)] = PartiallyProcessed,
    }.ToFrozenDictionary();

    /// <summary>The state that follows, or null where the table has no edge.</summary>
    public static InvoiceState? Next(InvoiceState from, Trigger by) => Table.TryGetValue((from, by), out var to) ? to : null;
}
