using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>
/// A stored payment link (contract/private-api.md, Payment links). What it takes is not counted here: its invoices hold the slots, and a slot is
/// taken only beside a <see cref="Turn"/> of this row, so two payers can never take the last one side by side.
/// </summary>
internal sealed class PaymentLink : Aggregate
{
    private PaymentLink()
    {
    }

    public PaymentLinkId Id { get; private init; }
    public AccountId AccountId { get; private init; }
    public Mode Mode { get; private init; }
    public Currency Currency { get; private init; } = null!;

    /// <summary>Minor units; null: the payer chooses, between the least and the most where they are given.</summary>
    public long? AmountMinor { get; private init; }
    public long? LeastMinor { get; private init; }
    public long? MostMinor { get; private init; }
    public long? PresetMinor { get; private init; }

    public string? Description { get; private init; }
    public string? Service { get; private init; }
    public IReadOnlyList<string> ShowMethods { get; private init; } = [];
    public string? Locale { get; private init; }
    public DateTimeOffset? Opens { get; private set; }
    public DateTimeOffset? Expires { get; private set; }
    public int? MaxPayments { get; private init; }
    public long? MaxTotalMinor { get; private init; }
    public string? ReturnUrl { get; private init; }
    public string? Metadata { get; private init; }

    /// <summary>Who is expected to pay: filled in for them, and kept on each invoice alone.</summary>
    public CustomerData? Customer { get; private set; }
    public DateTimeOffset Created { get; private init; }
    public DateTimeOffset? Closed { get; private set; }

    /// <summary>Counts on with every slot that is taken of a limited link: the row's token then lets one of two takers through.</summary>
    public long Turn { get; private set; }

    public bool IsLimited => MaxPayments is not null || MaxTotalMinor is not null;

    /// <summary>Makes a link. Its content was checked by <see cref="PaymentLinkRules"/>.</summary>
    public static PaymentLink Open(AccountId account, Mode mode, LinkContent c, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<PaymentLinkId>(),
        AccountId = account,
        Mode = mode,
        Currency = c.Currency,
        AmountMinor = c.Amount?.Minor,
        LeastMinor = c.Least?.Minor,
        MostMinor = c.Most?.Minor,
        PresetMinor = c.Preset?.Minor,
        Description = c.Draft.Description,
        Service = c.Draft.Service,
        ShowMethods = c.ShowMethods,
        Locale = c.Draft.Locale,
        Opens = c.Opens,
        Expires = c.Expires,
        MaxPayments = c.MaxPayments,
        MaxTotalMinor = c.MaxTotal?.Minor,
        ReturnUrl = c.Draft.ReturnUrl,
        Metadata = c.Draft.Metadata,
        Customer = c.Draft.Customer,
        Created = now,
    };

    /// <summary>No new payment from now on; those that were started go on. Nobody is expected any more, so who was is forgotten.</summary>
    public void Close(DateTimeOffset now) => (Closed, Customer) = (Closed ?? now, null);

    /// <summary>What the link is for somebody who comes now.</summary>
    public LinkStatus StatusAt(DateTimeOffset now, LinkUse use) =>
        Closed is not null ? LinkStatus.Closed
        : Expires <= now ? LinkStatus.Expired
        : !HasRoom(use, AmountMinor ?? LeastMinor ?? 1) ? LinkStatus.Exhausted
        : Opens > now ? LinkStatus.Scheduled
        : LinkStatus.Active;

    /// <summary>Whether one more payment of the amount stays within the limits.</summary>
    /// <param name="use">What all other invoices of the link hold.</param>
    public bool HasRoom(LinkUse use, long minor) =>
        (MaxPayments is not { } most || use.Taken < most) && (MaxTotalMinor is not { } total || use.TakenMinor + minor <= total);

    /// <summary>Whether it can be paid by this service: a link that names methods keeps to them, and to the service that it names.</summary>
    public bool Offers(string service, string method) => ShowMethods.Count == 0 || ShowMethods.Contains(method) || service == Service;

    /// <summary>A slot is being taken: of two commits that say so, one is run again and counts anew.</summary>
    public void TakeTurn() => Turn++;

    /// <summary>The test clock takes time off what is still to come.</summary>
    public void Advance(TimeSpan by) => (Opens, Expires) = (Opens - by, Expires - by);

    public PaymentLinkView View(DateTimeOffset now, LinkUse use) => new(
        Id, AccountId, Mode, Currency, Of(AmountMinor), Of(LeastMinor), Of(MostMinor), Of(PresetMinor), Description, Service, ShowMethods, Locale, Opens, Expires,
        MaxPayments, Of(MaxTotalMinor), ReturnUrl, Metadata, Customer, StatusAt(now, use), use.Taken, use.Paid, new Money(use.PaidMinor, Currency), Created, Closed)
    {
        Left = Of(MaxTotalMinor - use.TakenMinor),
    };

    private Money? Of(long? minor) => minor is { } known ? new Money(known, Currency) : null;
}

/// <summary>What the invoices of a link hold: slots (open and paid), and the paid ones; amounts in minor units.</summary>
/// <param name="TakenMinor">The amounts that the slots were taken for.</param>
/// <param name="PaidMinor">What arrived, refunds not taken off.</param>
internal sealed record LinkUse(int Taken, long TakenMinor, int Paid, long PaidMinor)
{
    public static readonly LinkUse None = new(0, 0, 0, 0);
}
