using System.Security.Cryptography;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

internal enum ChargeStatus
{
    /// <summary>The customer has not decided.</summary>
    Open,

    /// <summary>The customer is asked to confirm (3-D Secure).</summary>
    Challenge,

    Pending,
    PartPaid,
    Paid,
    Declined,
    Cancelled,

    /// <summary>Reserved, not taken.</summary>
    Authorized,

    /// <summary>The reservation was given free.</summary>
    Voided,

    /// <summary>The reservation ended by itself.</summary>
    Lapsed,
}

/// <summary>A row of the sandbox's ledger. It keeps nothing of a card but which of the printed test cards it was.</summary>
internal sealed class SandboxCharge : Aggregate
{
    private static readonly TimeSpan ReservedFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan RefundPendingFor = TimeSpan.FromMinutes(1);

    private readonly List<(string Type, ChargeDocument Charge)> happened = [];

    private SandboxCharge()
    {
    }

    public string Id { get; private init; } = "";
    public string Owner { get; private init; } = "";
    public string Merchant { get; private init; } = "";

    /// <summary>The client's key, which is a ciphertext: it says where and how to notify.</summary>
    public string ClientKey { get; private init; } = "";
    public string IdempotencyKey { get; private init; } = "";
    public string Reference { get; private init; } = "";
    public long AmountMinor { get; private init; }
    public Currency Currency { get; private init; } = null!;
    public string Page { get; private init; } = "";
    public string Method { get; private init; } = "";
    public string Payee { get; private init; } = "";
    public string? Description { get; private init; }
    public string ReturnUrl { get; private init; } = "";

    /// <summary>Goes with every form of this charge.</summary>
    public string FormToken { get; private init; } = "";

    public ChargeStatus Status { get; private set; }
    public long PaidMinor { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>Whether the money is taken at once; else it is reserved.</summary>
    public bool Capture { get; private init; }
    public long AuthorizedMinor { get; private set; }
    public DateTimeOffset? AuthorizationExpires { get; private set; }
    public IReadOnlyList<ChargeRefund> Refunds { get; private set; } = [];
    public IReadOnlyList<ChargeDispute> Disputes { get; private set; } = [];

    /// <summary>When something happens by itself: a reservation lapses, a pending refund is done; null: nothing will.</summary>
    public DateTimeOffset? NextMoment { get; private set; }

    /// <summary>Which of <see cref="TestCards.All"/>, counted from 0, with what was typed beside its number.</summary>
    public int? CardIndex { get; private set; }
    public string? CardExpiry { get; private set; }
    public string? CardHolder { get; private set; }
    public DateTimeOffset Created { get; private init; }
    public DateTimeOffset Updated { get; private set; }

    public static SandboxCharge Open(NewCharge n, Currency currency, SandboxClient client, string clientKey, string idempotencyKey, DateTimeOffset now) => new()
    {
        Id = "sch_" + RandomNumberGenerator.GetString(Shared.Id.Alphabet, 24),
        Owner = client.Owner,
        Merchant = client.Merchant,
        ClientKey = clientKey,
        IdempotencyKey = idempotencyKey,
        Reference = n.Reference,
        AmountMinor = n.Amount,
        Currency = currency,
        Page = n.Page,
        Method = n.Method,
        Payee = n.Payee,
        Description = n.Description,
        ReturnUrl = n.ReturnUrl,
        Capture = n.Capture,
        FormToken = RandomNumberGenerator.GetString(Shared.Id.Alphabet, 24),
        Created = now,
        Updated = now,
    };

    /// <summary>Changed now, in whatever way: it belongs to the books of this day.</summary>
    public void Touch(DateTimeOffset now) => Updated = now;

    /// <summary>Who paid is forgotten.</summary>
    public void Forget() => CardHolder = null;

    public bool IsUndecided => Status is ChargeStatus.Open or ChargeStatus.Challenge;

    public long RestMinor => Math.Max(0, AmountMinor - PaidMinor);

    /// <summary>The customer pays by card. A number that is not one of ours is declined and forgotten.</summary>
    public Result<Done> PayByCard(string number, string expiry, string? holder, DateTimeOffset now)
    {
        if (Status != ChargeStatus.Open) return Refusal("paid by card");
        if (TestCards.Find(number) is not { } card) return Decline("invalid_card");

        CardIndex = TestCards.All.ToList().IndexOf(card);
        CardExpiry = expiry;

        // People type card numbers into every field: a name with digits is none.
        CardHolder = holder is { Length: > 0 and <= 64 } && !holder.Any(char.IsDigit) ? holder : null;
        if (!card.HasChallenge) return SettleByCard(card, now);
        Status = ChargeStatus.Challenge;
        return Result.Done;
    }

    /// <summary>The customer's answer to the challenge.</summary>
    public Result<Done> AnswerChallenge(bool passed, DateTimeOffset now)
    {
        if (Status != ChargeStatus.Challenge || CardIndex is not { } index) return Refusal("confirmed");
        return passed ? SettleByCard(TestCards.All[index], now) : Decline("client_auth_failed");
    }

    /// <summary>All that was asked arrives, whatever happened before; where it is only to be reserved, it is reserved.</summary>
    public Result<Done> Succeed(DateTimeOffset now)
    {
        if (!Capture && PaidMinor == 0) return Authorize(now);
        if (PaidMinor >= AmountMinor) return Result.Done;
        PaidMinor = AmountMinor;
        return Move(ChargeStatus.Paid, null);
    }

    /// <summary>Some money arrives, on top of what is there; it may be more than was asked.</summary>
    public Result<Done> PayPart(long minor)
    {
        if (!Capture) return Refusal("paid in part: it is to be reserved");
        if (minor <= 0 || minor > AmountMinor * 10) return Error.Invalid("amount_range", "The part must be greater than 0 and not absurd.", "amount");
        PaidMinor += minor;
        return Move(PaidMinor >= AmountMinor ? ChargeStatus.Paid : ChargeStatus.PartPaid, null);
    }

    public Result<Done> Decline(string reason) =>
        PaidMinor > 0 || Status is ChargeStatus.Cancelled or ChargeStatus.Authorized ? Refusal("declined") : Move(ChargeStatus.Declined, reason);

    public Result<Done> LeavePending() => IsUndecided ? Move(ChargeStatus.Pending, null) : Refusal("left pending");

    /// <param name="by"><c>payer</c> or <c>merchant</c>.</param>
    public Result<Done> Cancel(string by) => Status switch
    {
        ChargeStatus.Cancelled or ChargeStatus.Voided => Result.Done,
        ChargeStatus.Open or ChargeStatus.Challenge or ChargeStatus.Pending => Move(ChargeStatus.Cancelled, by),
        ChargeStatus.Authorized when Faults.Of(AmountMinor) == Faults.VoidRefused => Refusal("voided, as its amount asks"),
        ChargeStatus.Authorized => Release(ChargeStatus.Voided),
        _ => Refusal("cancelled"),
    };

    public Result<Done> FailThenSucceed(DateTimeOffset now)
    {
        var declined = Decline("declined");
        return declined.IsFailure ? declined : Succeed(now);
    }

    /// <summary>Takes what is reserved, or a part of it; the rest is free again. The same again changes nothing.</summary>
    public Result<Done> Take(long minor)
    {
        if (!Capture && PaidMinor == minor) return Result.Done;
        if (Status != ChargeStatus.Authorized) return Refusal("captured");
        if (minor <= 0 || minor > AuthorizedMinor) return Error.Invalid("amount_range", "No more can be captured than is reserved.", "amount");
        if (Faults.Of(AmountMinor) == Faults.CaptureRefused) return Refusal("captured, as its amount asks");
        (PaidMinor, NextMoment) = (minor, null);
        return Move(ChargeStatus.Paid, null);
    }

    /// <summary>The reservation ends by itself.</summary>
    public Result<Done> Lapse() => Status == ChargeStatus.Authorized ? Release(ChargeStatus.Lapsed) : Refusal("lapsed");

    /// <summary>Returns money; once for each reference of the client.</summary>
    /// <param name="reference">Null: made here, behind the client's back.</param>
    public Result<Done> Refund(long minor, string? reference, DateTimeOffset now)
    {
        if (reference is not null && Refunds.Any(r => r.Reference == reference)) return Result.Done;
        if (minor <= 0 || minor > Returnable) return Error.Invalid("amount_range", "No more can be returned than is left.", "amount");

        var fault = reference is null ? 0 : Faults.Of(AmountMinor);
        var status = fault switch { Faults.RefundRefused => "refused", Faults.RefundPending => "pending", _ => "done" };
        Refunds = [.. Refunds, new ChargeRefund("srf_" + RandomNumberGenerator.GetString(Shared.Id.Alphabet, 16), reference, minor, status)];
        if (status == "pending") NextMoment = now + RefundPendingFor;
        return Tell("charge.refund");
    }

    /// <summary>Every pending refund ends.</summary>
    public Result<Done> SettleRefunds(bool done)
    {
        if (Refunds.All(r => r.Status != "pending")) return Refusal("settled: no refund is pending");
        Refunds = [.. Refunds.Select(r => r.Status == "pending" ? r with { Status = done ? "done" : "refused" } : r)];
        NextMoment = null;
        return Tell("charge.refund");
    }

    /// <summary>The payer's bank takes money back.</summary>
    public Result<Done> ChargeBack(long minor)
    {
        if (minor <= 0 || minor > Returnable) return Error.Invalid("amount_range", "No more can be charged back than is left.", "amount");
        Disputes = [.. Disputes, new ChargeDispute("sdp_" + RandomNumberGenerator.GetString(Shared.Id.Alphabet, 16), minor, Won: false)];
        return Tell("charge.dispute");
    }

    /// <summary>All disputes are won: the money is back.</summary>
    public Result<Done> WinDispute()
    {
        if (Disputes.All(d => d.Won)) return Refusal("won: no dispute is open");
        Disputes = [.. Disputes.Select(d => d with { Won = true })];
        return Tell("charge.dispute");
    }

    /// <summary>What happens by itself when its moment has come.</summary>
    public void Advance(DateTimeOffset now)
    {
        if (NextMoment is not { } moment || moment > now) return;
        if (Status == ChargeStatus.Authorized) Lapse();
        else SettleRefunds(done: true);
    }

    /// <summary>The test clock takes time off what is still to come.</summary>
    public void Advance(TimeSpan by)
    {
        NextMoment -= by;
        AuthorizationExpires -= by;
    }

    /// <summary>Minor units that are left to be returned or taken back.</summary>
    public long Returnable => PaidMinor - Refunds.Where(r => r.Status != "refused").Sum(r => r.Amount) - Disputes.Where(d => !d.Won).Sum(d => d.Amount);

    /// <summary>What happened since the last call, each with the charge as it was then.</summary>
    public IReadOnlyList<(string Type, ChargeDocument Charge)> TakeHappened()
    {
        var taken = happened.ToList();
        happened.Clear();
        return taken;
    }

    /// <summary>The page's path instead of its URL: who sends it knows the server's address.</summary>
    public ChargeDocument Document() => new(
        Id, Reference, Status.Word(), AmountMinor, PaidMinor, Currency.Code, Reason, Reason is null ? null : $"Sandbox: {Reason.Replace('_', ' ')}.",
        Page == "details" ? $"/sandbox/settle/{Id}" : $"/sandbox/pay/{Id}", Details(), Card(),
        AuthorizedMinor, AuthorizationExpires?.ToUnixTimeSeconds(), Refunds, Disputes);

    private Dictionary<string, string>? Details() => Page != "details" ? null : new()
    {
        ["payee"] = Payee,
        ["provider"] = "Sandbox",
        ["reference"] = "SBX-" + Id[^8..].ToUpperInvariant(),
        ["amount"] = new Money(AmountMinor, Currency).ToString(),
    };

    private ChargeCard? Card() => CardIndex is { } index && CardExpiry is { Length: 4 } expiry
        ? new ChargeCard(TestCards.All[index].First, TestCards.All[index].Last, TestCards.All[index].Network, CardHolder, expiry[..2], expiry[2..])
        : null;

    private Result<Done> Authorize(DateTimeOffset now)
    {
        if (Status == ChargeStatus.Authorized) return Result.Done;
        if (AuthorizedMinor > 0) return Refusal("reserved again");
        (AuthorizedMinor, AuthorizationExpires, NextMoment) = (AmountMinor, now + ReservedFor, now + ReservedFor);
        return Move(ChargeStatus.Authorized, null);
    }

    private Result<Done> Release(ChargeStatus status)
    {
        NextMoment = null;
        return Move(status, null);
    }

    private Result<Done> SettleByCard(TestCard card, DateTimeOffset now) => (card.IsGood, CardExpiry) switch
    {
        (false, var expiry) => Decline(TestCards.Reason(expiry!)),
        (true, TestCards.PendingExpiry) => LeavePending(),
        _ => Succeed(now),
    };

    private Result<Done> Move(ChargeStatus status, string? reason)
    {
        (Status, Reason) = (status, reason);
        return Tell($"charge.{status.Word()}");
    }

    private Result<Done> Tell(string type)
    {
        happened.Add((type, Document()));
        return Result.Done;
    }

    private Error Refusal(string wish) => Error.Conflict("invalid_state", $"The charge is {Status.Word()}: it cannot be {wish}.");
}
