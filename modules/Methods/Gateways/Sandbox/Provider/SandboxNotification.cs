using System.Security.Cryptography;
using System.Text.Json;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

internal enum SandboxNotificationState
{
    Due,
    Delivered,
    GivenUp,
}

/// <summary>A notification that the sandbox owes its client.</summary>
internal sealed class SandboxNotification : Aggregate
{
    private const int MostTries = 12;

    private SandboxNotification()
    {
    }

    public long Position { get; private init; }

    /// <summary>The same on every try, and on the copies that a fault asks for.</summary>
    public string EventId { get; private init; } = "";
    public string ChargeId { get; private init; } = "";
    public string ClientKey { get; private init; } = "";
    public string Body { get; private set; } = "";
    public SandboxNotificationState State { get; private set; }
    public int Tries { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public int? LastStatus { get; private set; }
    public DateTimeOffset Created { get; private init; }

    /// <summary>The notifications of one happening, in the order to send them, with the faults that the amount asks for.</summary>
    public static IEnumerable<SandboxNotification> Of(SandboxCharge charge, string type, ChargeDocument document, DateTimeOffset now) => Faults.Of(charge.AmountMinor) switch
    {
        Faults.NeverNotifies => [],
        Faults.NotifiesThrice => Copies(charge, type, document, now, 3),
        Faults.NotifiesOutOfOrder when type is not ("charge.pending" or "charge.refund" or "charge.dispute") =>
            [.. Copies(charge, type, document, now, 1), .. Copies(charge, "charge.pending", document with { Status = "pending", PaidAmount = 0, Reason = null, Message = null }, now, 1)],
        _ => Copies(charge, type, document, now, 1),
    };

    /// <summary>Who paid is forgotten: the rest of what happened stays.</summary>
    public void Forget()
    {
        var happened = JsonSerializer.Deserialize<ChargeEvent>(Body, Wire.Options)!;
        if (happened.Charge.Card is not { Holder: not null } card) return;
        Body = JsonSerializer.Serialize(happened with { Charge = happened.Charge with { Card = card with { Holder = null } } }, Wire.Options);
    }

    /// <summary>The test clock takes time off the next try.</summary>
    public void Advance(TimeSpan by) => DueAt -= by;

    public void Answered(int? status, DateTimeOffset now)
    {
        Tries++;
        LastStatus = status;
        if (status is >= 200 and < 300) State = SandboxNotificationState.Delivered;
        else if (Tries >= MostTries) State = SandboxNotificationState.GivenUp;
        else DueAt = now + TimeSpan.FromSeconds(5L << (Tries - 1));
    }

    private static IEnumerable<SandboxNotification> Copies(SandboxCharge charge, string type, ChargeDocument document, DateTimeOffset now, int count)
    {
        var id = "sev_" + RandomNumberGenerator.GetString(Id.Alphabet, 16);
        var body = JsonSerializer.Serialize(new ChargeEvent(id, type, now.Seconds(), document), Wire.Options);
        return Enumerable.Range(0, count).Select(_ => new SandboxNotification
        {
            EventId = id, ChargeId = charge.Id, ClientKey = charge.ClientKey, Body = body, DueAt = now, Created = now,
        });
    }
}
