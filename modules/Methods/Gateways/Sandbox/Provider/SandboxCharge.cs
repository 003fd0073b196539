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
}

/// <summary>A row of the sandbox's ledger. It keeps nothing of a card but which of the printed test cards it was.</summary>
internal sealed class SandboxCharge : Aggregate
{
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

    /// <summary>Which of <see cref="TestCards.All"/>, counted from 0, with what was typed beside its number.</summary>
    public int? CardIndex { get; private set; }
    public string? CardExpiry { get; private set; }
    public string? CardHolder { get; private set; }
    public DateTimeOffset Created { get; private init; }

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
        FormToken = RandomNumberGenerator.GetString(Shared.Id.Alphabet, 24),
        Created = now,
    };

    public bool IsUndecided => Status is ChargeStatus.Open or ChargeStatus.Challenge;

    public long RestMinor => Math.Max(0, AmountMinor - PaidMinor);

    /// <summary>The customer pays by card. A number that is not one of ours is declined and forgotten.</summary>
    public Result<Done> PayByCard(string number, string expiry, string? holder)
    {
        if (Status != ChargeStatus.Open) return Refusal("paid by card");
        if (TestCards.Find(number) is not { } card) return Decline("invalid_card");

        CardIndex = TestCards.All.ToList().IndexOf(card);
        CardExpiry = expiry;

        // People type card numbers into every field: a name with digits is none.
        CardHolder = holder is { Length: > 0 and <= 64 } && !holder.Any(char.IsDigit) ? holder : null;
        if (!card.HasChallenge) return SettleByCard(card);
        Status = ChargeStatus.Challenge;
        return Result.Done;
    }

    /// <summary>The customer's answer to the challenge.</summary>
    public Result<Done> AnswerChallenge(bool passed)
    {
        if (Status != ChargeStatus.Challenge || CardIndex is not { } index) return Refusal("confirmed");
        return passed ? SettleByCard(TestCards.All[index]) : Decline("client_auth_failed");
    }

    /// <summary>All that was asked arrives, whatever happened before.</summary>
    public Result<Done> Succeed()
    {
        if (PaidMinor >= AmountMinor) return Result.Done;
        PaidMinor = AmountMinor;
        return Move(ChargeStatus.Paid, null);
    }

    /// <summary>Some money arrives, on top of what is there; it may be more than was asked.</summary>
    public Result<Done> PayPart(long minor)
    {
        if (minor <= 0 || minor > AmountMinor * 10) return Error.Invalid("amount_range", "The part must be greater than 0 and not absurd.", "amount");
        PaidMinor += minor;
        return Move(PaidMinor >= AmountMinor ? ChargeStatus.Paid : ChargeStatus.PartPaid, null);
    }

    public Result<Done> Decline(string reason) =>
        PaidMinor > 0 || Status == ChargeStatus.Cancelled ? Refusal("declined") : Move(ChargeStatus.Declined, reason);

    public Result<Done> LeavePending() => IsUndecided ? Move(ChargeStatus.Pending, null) : Refusal("left pending");

    /// <param name="by"><c>payer</c> or <c>merchant</c>.</param>
    public Result<Done> Cancel(string by) => Status switch
    {
        ChargeStatus.Cancelled => Result.Done,
        ChargeStatus.Open or ChargeStatus.Challenge or ChargeStatus.Pending => Move(ChargeStatus.Cancelled, by),
        _ => Refusal("cancelled"),
    };

    public Result<Done> FailThenSucceed()
    {
        var declined = Decline("declined");
        return declined.IsFailure ? declined : Succeed();
    }

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
        Page == "details" ? $"/sandbox/settle/{Id}" : $"/sandbox/pay/{Id}", Details(), Card());

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

    private Result<Done> SettleByCard(TestCard card) => (card.IsGood, CardExpiry) switch
    {
        (false, var expiry) => Decline(TestCards.Reason(expiry!)),
        (true, TestCards.PendingExpiry) => LeavePending(),
        _ => Succeed(),
    };

    private Result<Done> Move(ChargeStatus status, string? reason)
    {
        (Status, Reason) = (status, reason);
        happened.Add(($"charge.{status.Word()}", Document()));
        return Result.Done;
    }

    private Error Refusal(string wish) => Error.Conflict("invalid_state", $"The charge is {Status.Word()}: it cannot be {wish}.");
}
