using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

internal enum ReconciliationStatus
{
    Running,
    Done,

    /// <summary>It could not be finished in three tries.</summary>
    Failed,
}

/// <summary>Who asked for it.</summary>
internal enum ReconciliationSource
{
    Nightly,
    Api,
}

/// <summary>A day of an account's gateways compared with our rows. The row is there before anybody is asked; what a crash left is done again from the start.</summary>
internal sealed class Reconciliation : Aggregate
{
    /// <summary>Beyond them differences are counted, not listed: so many have one cause.</summary>
    public const int MostListed = 1000;

    /// <summary>Longer than one gateway account may take; it is renewed before each.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    private const int MostTries = 3;

    private Reconciliation()
    {
    }

    public ReconciliationId Id { get; private init; }
    public AccountId AccountId { get; private init; }
    public Mode Mode { get; private init; }
    public ReconciliationSource Source { get; private init; }

    /// <summary>The day, UTC, as its first moment.</summary>
    public DateTimeOffset Day { get; private init; }

    /// <summary>The only gateway account that is asked; null: all.</summary>
    public GatewayAccountId? GatewayAccountId { get; private init; }
    public ReconciliationStatus Status { get; private set; }
    public int Tries { get; private set; }

    /// <summary>Who is at work on it, and until when nobody else begins.</summary>
    public string? ClaimId { get; private set; }
    public DateTimeOffset? LeaseUntil { get; private set; }
    public IReadOnlyList<ReconciledAccount> Accounts { get; private set; } = [];
    public IReadOnlyList<Difference> Differences { get; private set; } = [];

    /// <summary>How many there are, the listed ones and the others.</summary>
    public int DifferenceCount { get; private set; }
    public DateTimeOffset Created { get; private init; }
    public DateTimeOffset? Finished { get; private set; }

    public static Reconciliation Ask(AccountId account, Mode mode, ReconciliationSource source, DateOnly day, GatewayAccountId? only, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<ReconciliationId>(), AccountId = account, Mode = mode, Source = source, Day = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        GatewayAccountId = only, Status = ReconciliationStatus.Running, Created = now,
    };

    public DateOnly Date => DateOnly.FromDateTime(Day.UtcDateTime);

    /// <summary>Claims it for a try; false when it was tried too often, and has failed now.</summary>
    public bool Begin(string claim, DateTimeOffset now)
    {
        if (Tries++ < MostTries)
        {
            (ClaimId, LeaseUntil) = (claim, now + Lease);
            return true;
        }

        (Status, Finished) = (ReconciliationStatus.Failed, now);
        return false;
    }

    /// <summary>Renews the lease; false when the claim is lost.</summary>
    public bool Hold(string claim, DateTimeOffset now)
    {
        if (Status != ReconciliationStatus.Running || ClaimId != claim) return false;
        LeaseUntil = now + Lease;
        return true;
    }

    /// <summary>Only whose claim it still is may tell the outcome.</summary>
    public void Finish(string claim, IReadOnlyList<ReconciledAccount> accounts, IReadOnlyList<Difference> differences, DateTimeOffset now)
    {
        if (Status != ReconciliationStatus.Running || ClaimId != claim) return;
        (Status, Finished, Accounts) = (ReconciliationStatus.Done, now, accounts);
        (Differences, DifferenceCount) = ([.. differences.Take(MostListed)], differences.Count);
    }
}

internal enum AccountOutcome
{
    Answered,

    /// <summary>It gave no answer, or none that could be read to its end: the day is not proved.</summary>
    Unanswered,

    /// <summary>Nobody can be asked.</summary>
    Unsupported,
}

/// <param name="Checked">How many of the gateway's payments were compared.</param>
/// <param name="Problem">What was not proved, in plain words; null when it answered.</param>
internal sealed record ReconciledAccount(GatewayAccountId Account, string Gateway, AccountOutcome Outcome, int Checked, string? Problem);

internal enum DifferenceKind
{
    /// <summary>The gateway has a payment that we do not know.</summary>
    MissingHere,

    /// <summary>The gateway does not know a payment that it once took.</summary>
    MissingThere,
    Amount,
    Status,
    Refund,
    Dispute,
}

/// <summary>Where our rows and a gateway's books differ.</summary>
/// <param name="Ours">What our rows said, in words; null: nothing.</param>
/// <param name="Theirs">What the gateway says; null: nothing.</param>
/// <param name="Healed">Whether a query, made at once, brought our row to what the gateway says.</param>
internal sealed record Difference(DifferenceKind Kind, PaymentId? Payment, string? GatewayReference, string? Ours, string? Theirs, bool Healed = false);
