using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

internal enum OperationKind
{
    Start,

    /// <summary>Ends an open payment, or gives a reservation free.</summary>
    Cancel,
    Capture,
    Refund,

    /// <summary>Who paid is to be forgotten there too.</summary>
    Forget,
}

internal enum OperationState
{
    /// <summary>To be done: at once by the request that prepared it, else by the dispatcher once its lease and its time are over.</summary>
    Due,

    /// <summary>The gateway's answer is applied.</summary>
    Done,

    /// <summary>Given up after too many tries without an answer.</summary>
    Failed,
}

/// <summary>
/// One call to a gateway, recorded in the commit that decides it. Its id is the call's idempotency key: the same on every try. Who holds the
/// claim may call, and only whose claim it still is may write the outcome.
/// </summary>
internal sealed class GatewayOperation : Aggregate
{
    /// <summary>Longer than a call may take, so that nobody else calls meanwhile.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MostTries = 100;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private GatewayOperation()
    {
    }

    public OperationId Id { get; private init; }
    public PaymentId PaymentId { get; private init; }
    public InvoiceId InvoiceId { get; private init; }
    public OperationKind Kind { get; private init; }

    /// <summary>The account that is called: the payment's at that time.</summary>
    public GatewayAccountId GatewayAccountId { get; private init; }

    /// <summary>Minor units of a capture or a refund.</summary>
    public long? AmountMinor { get; private init; }

    /// <summary>The merchant's words for a refund.</summary>
    public string? Description { get; private init; }
    public OperationState State { get; private set; }
    public string? ClaimId { get; private set; }
    public DateTimeOffset? LeaseUntil { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public int Tries { get; private set; }
    public string? LastProblem { get; private set; }
    public DateTimeOffset Created { get; private init; }

    /// <summary>An operation that the preparing request does itself right after its commit.</summary>
    public static GatewayOperation Claimed(
        Payment payment, OperationKind kind, string claim, DateTimeOffset now, long? amountMinor = null, string? description = null)
    {
        var operation = Later(payment, kind, now, amountMinor, description);
        operation.Claim(claim, now);
        return operation;
    }

    /// <summary>An operation that the dispatcher does at its time.</summary>
    public static GatewayOperation Later(Payment payment, OperationKind kind, DateTimeOffset due, long? amountMinor = null, string? description = null) => new()
    {
        Id = Shared.Id.New<OperationId>(),
        PaymentId = payment.Id,
        InvoiceId = payment.InvoiceId,
        Kind = kind,
        GatewayAccountId = payment.GatewayAccountId,
        AmountMinor = amountMinor,
        Description = description,
        State = OperationState.Due,
        DueAt = due,
        Created = due,
    };

    /// <param name="voidBefore">Leases that end before this are of an earlier run of this process.</param>
    public bool IsFree(DateTimeOffset now, DateTimeOffset voidBefore) =>
        State == OperationState.Due && DueAt <= now && (LeaseUntil is not { } until || until <= now || until < voidBefore);

    public void Claim(string claim, DateTimeOffset now)
    {
        (ClaimId, LeaseUntil) = (claim, now + Lease);
        Tries++;
    }

    public bool IsHeldBy(string claim) => State == OperationState.Due && ClaimId == claim;

    public void Finish()
    {
        State = OperationState.Done;
        Release();
    }

    /// <summary>No answer: another try after 5 s, 10 s … 1 h; after a hundred of them a start or a cancel is given up.</summary>
    public void Postpone(string problem, DateTimeOffset now)
    {
        LastProblem = problem;
        Release();
        // Money that is taken or returned is never given up.
        if (Tries >= MostTries && Kind is not (OperationKind.Capture or OperationKind.Refund)) State = OperationState.Failed;
        else DueAt = now + (Tries > 9 ? LongestPause : TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Max(0, Tries - 1), LongestPause.Ticks)));
    }

    /// <summary>The test clock takes time off the next try.</summary>
    public void Advance(TimeSpan by) => DueAt -= by;

    private void Release() => (ClaimId, LeaseUntil) = (null, null);
}
