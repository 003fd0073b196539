using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Domain;

/// <summary>Where a callback stands (contract/callbacks.md, When).</summary>
internal enum CallbackStatus
{
    Pending,
    Delivered,
    Failed,
    Superseded,
    Skipped,

    /// <summary>Waits while the account's callbacks are paused.</summary>
    Held,
}

/// <summary>Why a callback was not sent, or is not sent any more.</summary>
internal enum CallbackReason
{
    None,
    NoUrl,
    NeverAsked,
    OnlyFinal,
    LaterStateDue,
    LaterStateSent,
    RetriesUsedUp,
    Gone,
    AddressRefused,
}

/// <summary>
/// One state of an invoice on its way to the merchant. The body is made once, in the commit of the state change, and is the same byte for byte on
/// every attempt. Whoever wants to send it claims it by a lease; a result counts only while the claim is still the same.
/// </summary>
internal sealed class Callback : Aggregate
{
    private Callback()
    {
    }

    public CallbackId Id { get; private init; }
    public AccountId AccountId { get; private init; }
    public Mode Mode { get; private init; }
    public InvoiceId InvoiceId { get; private init; }

    /// <summary>The invoice's state and sequence that the body tells.</summary>
    public InvoiceState State { get; private init; }
    public int Sequence { get; private init; }
    public bool IsResend { get; private init; }

    public CallbackStatus Status { get; private set; }
    public CallbackReason Reason { get; private set; }

    /// <summary>As it was at the state change; relative only for the demo account.</summary>
    public string? Url { get; private init; }

    /// <summary>Host and port of the URL: what attempts are counted and paused by.</summary>
    public string? Host { get; private init; }

    /// <summary>The representation of the invoice, UTF-8 JSON; null when it is not sent.</summary>
    public byte[]? Body { get; private set; }

    public DateTimeOffset Created { get; private init; }

    /// <summary>When the next attempt is due; null when there will be none.</summary>
    public DateTimeOffset? Due { get; private set; }
    public DateTimeOffset? Delivered { get; private set; }
    public int Attempts { get; private set; }
    public int? LastHttpStatus { get; private set; }
    public string? LastError { get; private set; }

    /// <summary>Random, new with every claim; null when nobody has claimed it.</summary>
    public string? Claim { get; private set; }

    /// <summary>The run of the program that claimed it: on SQLite the leases of an earlier run are void.</summary>
    public string? ClaimedBy { get; private set; }
    public DateTimeOffset? LeasedUntil { get; private set; }

    /// <summary>A callback that is to be sent at once.</summary>
    public static Callback Send(InvoiceView invoice, string url, byte[] body, bool isResend, DateTimeOffset now) =>
        Make(invoice, CallbackStatus.Pending, CallbackReason.None, url, body, isResend, now);

    /// <summary>A state change that is not called back, so that the log says why.</summary>
    public static Callback Skip(InvoiceView invoice, CallbackReason reason, DateTimeOffset now) =>
        Make(invoice, CallbackStatus.Skipped, reason, null, null, isResend: false, now);

    /// <summary>Takes the body without who paid; an attempt that is under way sends what it holds, every later one sends this.</summary>
    public void Blank(byte[] body) => Body = body;

    /// <summary>Newer by state, then by time: a resend tells the same state as the callback before it.</summary>
    public bool IsNewerThan(Callback other) =>
        (Sequence, Created, IsResend, Id.Value).CompareTo((other.Sequence, other.Created, other.IsResend, other.Id.Value)) > 0;

    public void Lease(string claim, string run, DateTimeOffset until) => (Claim, ClaimedBy, LeasedUntil) = (claim, run, until);

    /// <summary>Gives the claim back without an attempt.</summary>
    public void Release() => (Claim, ClaimedBy, LeasedUntil) = (null, null, null);

    /// <summary>The test clock takes time off the next attempt.</summary>
    public void Advance(TimeSpan by) => Due -= by;

    /// <summary>Waits while the account's callbacks are paused.</summary>
    public void Hold()
    {
        (Status, Due) = (CallbackStatus.Held, null);
        Release();
    }

    /// <summary>Goes on after a pause, at once.</summary>
    public void Resume(DateTimeOffset now) => (Status, Due) = (CallbackStatus.Pending, now);

    public void Supersede(CallbackReason reason) => End(CallbackStatus.Superseded, reason);

    /// <summary>Applies what came of an attempt: delivered, ended, or due again. Answers the row of the log.</summary>
    public CallbackAttempt Finish(AttemptResult result, CallbackOptions options, int jitterPermille)
    {
        Attempts++;
        (LastHttpStatus, LastError) = (result.HttpStatus, result.Error);
        var ended = result.Started + result.Duration;
        if (result.IsSuccess)
        {
            End(CallbackStatus.Delivered, CallbackReason.None);
            Delivered = ended;
        }
        else if (result.IsRefused) End(CallbackStatus.Failed, CallbackReason.AddressRefused);
        else if (result.HttpStatus == 410) End(CallbackStatus.Failed, CallbackReason.Gone);
        else if (RetrySchedule.Pause(options, Attempts, jitterPermille, result.RetryAfter) is not { } pause) End(CallbackStatus.Failed, CallbackReason.RetriesUsedUp);
        else
        {
            Due = ended + pause;
            Release();
        }

        return new CallbackAttempt
        {
            CallbackId = Id,
            Number = Attempts,
            Started = result.Started,
            DurationMilliseconds = (long)result.Duration.TotalMilliseconds,
            HttpStatus = result.HttpStatus,
            Error = result.Error,
            Answer = result.Excerpt,
        };
    }

    private void End(CallbackStatus status, CallbackReason reason)
    {
        (Status, Reason, Due) = (status, reason, null);
        Release();
    }

    private static Callback Make(InvoiceView invoice, CallbackStatus status, CallbackReason reason, string? url, byte[]? body, bool isResend, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<CallbackId>(),
        AccountId = invoice.Account,
        Mode = invoice.Mode,
        InvoiceId = invoice.Id,
        State = invoice.State,
        Sequence = invoice.Sequence,
        IsResend = isResend,
        Status = status,
        Reason = reason,
        Url = url,
        Host = url is null ? null : HostOf(url),
        Body = body,
        Created = now,
        Due = status == CallbackStatus.Pending ? now : null,
    };

    private static string HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? $"{uri.IdnHost}:{uri.Port}" : "";
}

/// <summary>One attempt, as the log shows it; never changed.</summary>
internal sealed class CallbackAttempt
{
    public CallbackId CallbackId { get; init; }
    public int Number { get; init; }
    public DateTimeOffset Started { get; init; }
    public long DurationMilliseconds { get; init; }
    public int? HttpStatus { get; init; }

    /// <summary>In plain words, when there was no whole answer.</summary>
    public string? Error { get; init; }

    /// <summary>The first 1 KiB of the receiver's answer.</summary>
    public string? Answer { get; init; }
}

/// <summary>What came of an attempt.</summary>
/// <param name="IsRefused">Whether we refused the address ourselves.</param>
internal sealed record AttemptResult(
    DateTimeOffset Started, TimeSpan Duration, int? HttpStatus, string? Error, bool IsRefused, string? Excerpt, TimeSpan? RetryAfter)
{
    public bool IsSuccess => HttpStatus is >= 200 and <= 299;

    /// <summary>An attempt that a fault of ours prevented.</summary>
    public static AttemptResult Broken(DateTimeOffset now) => new(now, TimeSpan.Zero, null, "The callback could not be sent.", false, null, null);
}
