using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>Why a state changed, as <c>/events</c> tells it.</summary>
/// <param name="Cause"><c>api</c>, <c>public_api</c>, <c>hpp</c>, <c>gateway</c>, <c>query</c>, <c>reconciler</c>, <c>expiry</c>.</param>
internal sealed record Cause(string Word, Actor Actor)
{
    public static readonly Cause Expiry = new("expiry", Actor.System);

    public static Cause Of(InvoiceSource source) => source switch
    {
        InvoiceSource.MerchantApi => new("api", Actor.Merchant),
        InvoiceSource.Dashboard => new("dashboard", Actor.Merchant),
        InvoiceSource.PublicApi => new("public_api", Actor.Payer),
        _ => new("hpp", Actor.Payer),
    };

    public static Cause Of(Actor actor) => new(actor == Actor.Merchant ? "api" : "hpp", actor);
}

/// <summary>One state change of an invoice: never changed, never deleted.</summary>
internal sealed class InvoiceEvent
{
    /// <summary>Grows in the order of commits: the cursor of the pull feed.</summary>
    public long Position { get; private set; }
    public EventId Id { get; init; }
    public InvoiceId InvoiceId { get; init; }
    public AccountId AccountId { get; init; }
    public Mode Mode { get; init; }
    public int Sequence { get; init; }
    public InvoiceState State { get; init; }
    public string Resolution { get; init; } = "";
    public string Cause { get; init; } = "";
    public Actor Actor { get; init; }
    public PaymentId? PaymentId { get; init; }

    /// <summary>The notice that this change added, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>By which routes the payment was started, where this change is about that; null for every other.</summary>
    public IReadOnlyList<RouteAttempt>? Route { get; init; }
    public DateTimeOffset Created { get; init; }
}
