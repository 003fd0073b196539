using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

internal enum NotificationState
{
    Received,
    Applied,

    /// <summary>Could not be applied in 20 tries: kept to be looked at, in nobody's way.</summary>
    Parked,
}

/// <summary>A gateway's notification as it came: kept first, applied after. (gateway account, the gateway's own id) is unique.</summary>
internal sealed class ReceivedNotification : Aggregate
{
    public const int MostTries = 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private ReceivedNotification()
    {
    }

    public long Position { get; private init; }
    public GatewayAccountId GatewayAccountId { get; private init; }
    public string Gateway { get; private init; } = "";
    public string ExternalId { get; private init; } = "";

    /// <summary>As it came; empty once who paid was forgotten, or when it was about nothing of ours.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>The payment that it is about; null until it was read.</summary>
    public PaymentId? PaymentId { get; private set; }
    public NotificationState State { get; private set; }
    public int Tries { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public string? LastProblem { get; private set; }
    public DateTimeOffset Received { get; private init; }
    public DateTimeOffset? Applied { get; private set; }

    public static ReceivedNotification Keep(GatewayAccount account, string externalId, byte[] body, DateTimeOffset now) => new()
    {
        GatewayAccountId = account.Id,
        Gateway = account.Gateway,
        ExternalId = externalId,
        Body = body,
        State = NotificationState.Received,
        DueAt = now,
        Received = now,
    };

    /// <summary>What it says it is about, known once it was read.</summary>
    public void IsAbout(PaymentId payment) => PaymentId = payment;

    /// <summary>Drops what came. Only once it is applied or parked: before that it may be the only proof that money moved.</summary>
    public void DropBody()
    {
        if (State != NotificationState.Received) Body = [];
    }

    /// <summary>The test clock takes time off the next try.</summary>
    public void Advance(TimeSpan by) => DueAt -= by;

    public void Finish(DateTimeOffset now) => (State, Applied, LastProblem) = (NotificationState.Applied, now, null);

    public void Postpone(string problem, DateTimeOffset now)
    {
        Tries++;
        LastProblem = problem;
        if (Tries >= MostTries) State = NotificationState.Parked;
        else DueAt = now + TimeSpan.FromTicks(Math.Min(TimeSpan.TicksPerSecond << Math.Min(Tries - 1, 20), LongestPause.Ticks));
    }
}
