using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>The Payment Invoice (contract/invoice.md): what a customer is asked to pay, and all that happened to it.</summary>
internal sealed partial class Invoice : Aggregate
{
    /// <summary>However often the customer changes the method (contract/invoice.md, Several payments).</summary>
    public const int MostPayments = 20;

    public const int MostExtensions = 10;

    /// <summary>How long a payment at the gateway holds a slot of its link (contract/private-api.md, Payment links).</summary>
    public static readonly TimeSpan LongestSlot = TimeSpan.FromMinutes(30);

    /// <summary>The notice of money that came when the link had no slot left.</summary>
    private const string LinkExhausted = "link_exhausted";

    private readonly List<InvoiceEvent> events = [];
    private readonly List<Refund> refunds = [];
    private readonly List<PaymentId> surplus = [];

    private Invoice()
    {
    }

    public InvoiceId Id { get; private init; }
    public AccountId AccountId { get; private init; }
    public Mode Mode { get; private init; }
    public InvoiceSource Source { get; private init; }
    public string ReferenceId { get; private init; } = "";

    /// <summary>The reference in the space of the private door; unique, never freed.</summary>
    public string? PrivateReference { get; private init; }

    /// <summary>The reference in the space of the public door; unique, emptied for good when the invoice ends unpaid.</summary>
    public string? PublicReference { get; private set; }
    public string? DraftId { get; private init; }

    /// <summary>The stored link that it was made by, or null.</summary>
    public PaymentLinkId? LinkId { get; private init; }

    /// <summary>Since when it holds a slot of its link: from the last start, and for ever once it is paid. Null: it holds none.</summary>
    public DateTimeOffset? SlotTaken { get; private set; }

    /// <summary>What the content was when first sent, to compare a repeated create with.</summary>
    public string Fingerprint { get; private init; } = "";

    public InvoiceState State { get; private set; }
    public string Resolution { get; private set; } = Resolutions.Ok;
    public string? ResolutionMessage { get; private set; }
    public int Sequence { get; private set; }

    public Currency Currency { get; private init; } = null!;
    public long AmountMinor { get; private init; }
    public long PaymentAmountMinor { get; private set; }
    public long FeeMinor { get; private set; }
    public long? ProcessedMinor { get; private set; }
    public long? ProcessedFeeMinor { get; private set; }
    public DateTimeOffset? Processed { get; private set; }
    public DateTimeOffset? Failed { get; private set; }

    /// <summary>How the money came: <c>ok</c>, or <c>late_payment</c> after the invoice had ended.</summary>
    public string PaidResolution { get; private set; } = Resolutions.Ok;

    public long? AuthorizedMinor { get; private set; }
    public DateTimeOffset? AuthorizationExpires { get; private set; }

    /// <summary>The merchant asked to give the reservation free, and the gateway has not answered.</summary>
    public bool VoidAsked { get; private set; }

    /// <summary>The capture as it was asked: minor units, and the merchant's reference.</summary>
    public long? CaptureMinor { get; private set; }
    public string? CaptureReference { get; private set; }

    public DateTimeOffset? Refunded { get; private set; }
    public DateTimeOffset? ChargedBack { get; private set; }
    public long ChargedBackMinor { get; private set; }

    /// <summary>Whether fees come back with a refund, by the account's option when the invoice was made.</summary>
    public bool ReturnsFees { get; private init; }

    public PaymentFlow PaymentFlow { get; private init; }
    public string? Service { get; private set; }
    public IReadOnlyDictionary<string, string> FieldsGiven { get; private set; } = new Dictionary<string, string>();

    /// <summary>The payment whose money the invoice has, else the last one started, as it was last told.</summary>
    public PaymentView? Active { get; private set; }
    public int Payments { get; private set; }

    /// <summary>Payments that paid, or failed while they were active: each is one attempt, whatever is told of it later.</summary>
    public IReadOnlyList<PaymentId> Attempted { get; private set; } = [];
    public int Attempts => Attempted.Count;
    public int AttemptsLimit { get; private init; }

    /// <summary>Forms that started a payment: (form, service) starts at most one.</summary>
    public IReadOnlyList<string> FormsUsed { get; private set; } = [];
    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public DateTimeOffset Created { get; private init; }

    /// <summary>Whole seconds; strictly greater after every change.</summary>
    public DateTimeOffset Updated { get; private set; }
    public DateTimeOffset Expires { get; private set; }
    public bool ExpiresGiven { get; private init; }
    public int Extensions { get; private set; }

    public string? Metadata { get; private init; }
    public string? Description { get; private init; }
    public string? Descriptor { get; private init; }
    public string? CallbackUrl { get; private init; }
    public string? ReturnUrl { get; private init; }
    public ReturnUrls? ReturnUrls { get; private init; }
    public string? Locale { get; private init; }

    /// <summary>How the hosted page was last shown when a payment was started: language, look and methods, as in its address.</summary>
    public string? PageQuery { get; private set; }
    public string? ClientIp { get; private set; }
    public CustomerId? CustomerId { get; private init; }
    public Customer? Customer { get; private init; }

    public IReadOnlyList<InvoiceEvent> Events => events;

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<Refund> Refunds => [.. refunds.OrderBy(r => r.Number)];

    /// <summary>The payment whose money, or whose reservation, the invoice has; null while it has none.</summary>
    public PaymentId? HeldBy => State.IsPaid() || State is InvoiceState.Authorized or InvoiceState.Capturing ? Active?.Id : null;

    /// <summary>Makes an invoice in state <c>created</c>. The draft was checked by <see cref="InvoiceDraftRules"/>.</summary>
    public static Invoice Open(NewInvoice n, DateTimeOffset now)
    {
        var d = n.Draft;
        var isPrivate = n.Source is InvoiceSource.MerchantApi or InvoiceSource.Dashboard;
        var invoice = new Invoice
        {
            Id = Shared.Id.New<InvoiceId>(),
            AccountId = n.Account,
            Mode = n.Mode,
            Source = n.Source,
            ReferenceId = n.ReferenceId,
            PrivateReference = isPrivate ? n.ReferenceId : null,
            PublicReference = isPrivate ? null : n.ReferenceId,
            DraftId = d.DraftId,
            LinkId = d.Link,
            Fingerprint = n.Fingerprint,
            Currency = n.Amount.Currency,
            AmountMinor = n.Amount.Minor,
            PaymentAmountMinor = n.Amount.Minor,
            PaymentFlow = d.PaymentFlow,
            Service = d.Service,
            FieldsGiven = d.Fields ?? new Dictionary<string, string>(),
            AttemptsLimit = n.AttemptsLimit,
            ReturnsFees = n.ReturnsFees,
            Created = now,
            Updated = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() - 1),
            Expires = n.Expires,
            ExpiresGiven = d.Expires is not null,
            Metadata = d.Metadata,
            Description = d.Description,
            Descriptor = d.Descriptor,
            CallbackUrl = isPrivate ? d.CallbackUrl : null,
            ReturnUrl = d.ReturnUrl,
            ReturnUrls = d.ReturnUrls,
            Locale = d.Locale,
            PageQuery = d.PageQuery,
            ClientIp = d.ClientIp,
            CustomerId = n.Customer?.Id,
            Customer = n.Customer,
        };
        invoice.Tell(null, Cause.Of(n.Source), now);
        return invoice;
    }

    /// <summary>Whether (form, service) has started a payment already: a form that is sent twice leads to where the first one stands.</summary>
    public bool HasStarted(string? formId, string service) => formId is not null && FormsUsed.Contains($"{formId}/{service}");

    /// <summary>A payment was prepared: the invoice takes its figures and is being started.</summary>
    public Result<Done> Start(PaymentView payment, IReadOnlyDictionary<string, string> fields, TimeSpan? lifetime, string? formId, Cause cause, DateTimeOffset now)
    {
        if (Payments >= MostPayments) return InvoiceErrors.TooManyPayments();
        if (InvoiceTransitions.Next(State, Trigger.Start) is not { } next) return InvoiceErrors.InvalidState(State, "started");

        Payments++;
        Service = payment.Service;
        FieldsGiven = fields;
        if (formId is not null) FormsUsed = [.. FormsUsed, $"{formId}/{payment.Service}"];
        if (lifetime is { } longer && !ExpiresGiven && now + longer > Expires) Expires = now + longer;
        Take(payment);
        Move(next, Resolutions.Ok, null, payment.Id, cause, now);
        return Result.Done;
    }

    /// <summary>
    /// Ends an unpaid invoice. A terminated one stays as it is; one whose money is reserved ends when the gateway has given it free, which only the
    /// merchant can ask for (contract/invoice.md, Authorization).
    /// </summary>
    public Result<Done> Cancel(Actor by, DateTimeOffset now)
    {
        if (State == InvoiceState.Terminated) return Result.Done;
        if (State == InvoiceState.Authorized && by == Actor.Merchant)
        {
            VoidAsked = true;
            return Result.Done;
        }

        if (State == InvoiceState.Processing) return InvoiceErrors.Starting(retryAfterSeconds: 5);
        if (InvoiceTransitions.Next(State, Trigger.Cancel) is not { } next) return InvoiceErrors.InvalidState(State, "cancelled");

        var resolution = by == Actor.Payer ? Resolutions.CancelledByPayer : Resolutions.CancelledByMerchant;
        Move(next, resolution, Resolutions.Message(resolution), null, Cause.Of(by), now);
        return Result.Done;
    }

    /// <summary>Ends the invoice when its time is over; false while it is not, or where the state does not expire.</summary>
    public bool Expire(DateTimeOffset now)
    {
        if (now < Expires || InvoiceTransitions.Next(State, Trigger.Expire) is not { } next) return false;
        Move(next, Resolutions.LifetimeExceeded, Resolutions.Message(Resolutions.LifetimeExceeded), null, Cause.Expiry, now);
        return true;
    }

    /// <summary>
    /// More time for the payer. What the merchant gave is never extended (contract/invoice.md, Time), a longer time that a started service brought is
    /// never cut, and a time that is over is over, whenever the job gets to it.
    /// </summary>
    public Result<Done> Extend(TimeSpan lifetime, DateTimeOffset now)
    {
        if (ExpiresGiven || lifetime >= TimeSpan.FromHours(24) || Extensions >= MostExtensions || !State.IsOpen() || now >= Expires || now + lifetime <= Expires)
            return InvoiceErrors.InvalidState(State, "extended");
        Extensions++;
        Expires = now + lifetime;
        Updated = After(now);
        return Result.Done;
    }

    /// <param name="query">Null: there was no page.</param>
    public void RememberPage(string? query) => PageQuery = query ?? PageQuery;

    /// <summary>The test clock takes time off what is still to come.</summary>
    public void Advance(TimeSpan by, DateTimeOffset now)
    {
        Expires -= by;
        if (AuthorizationExpires is { } end) AuthorizationExpires = end - by;
        SlotTaken -= by;
        Updated = After(now);
    }

    /// <summary>Holds a slot of its link from now on; whether there is one is decided on the link's row.</summary>
    public void TakeSlot(DateTimeOffset now) => SlotTaken = now;

    /// <summary>The slot of a payment that was at the gateway for too long comes back; money that arrives later may find one again. False: nothing to give.</summary>
    public bool ReleaseSlot(DateTimeOffset now)
    {
        if (SlotTaken is not { } since || since > now - LongestSlot || !State.IsOpen()) return false;
        SlotTaken = null;
        return true;
    }

    /// <summary>
    /// The link that has the slot of the open payment back: its payer is sent on only with a slot taken again (contract/private-api.md, Payment links).
    /// Null: nothing is missing.
    /// </summary>
    public PaymentLinkId? LostSlot => SlotTaken is null && State == InvoiceState.ProcessPending && Active is { IsOpen: true } ? LinkId : null;

    /// <summary>Whether money of the payment needs a slot first: it is of a link, and was not turned away already.</summary>
    public bool NeedsSlotFor(PaymentView payment) =>
        LinkId is not null && SlotTaken is null && payment.Paid is { Minor: > 0 } && !State.IsPaid() && !IsTurnedAway(payment);

    private bool IsTurnedAway(PaymentView payment) => Notices.Any(n => n.Code == LinkExhausted && n.Payment == payment.Id);

    /// <summary>
    /// Forgets what only says who paid: the client's address, the fields given, the holder of the card. Amounts, ids, times and the merchant's own words
    /// stay, and so does the state.
    /// </summary>
    public void Erase()
    {
        (ClientIp, FieldsGiven) = (null, new Dictionary<string, string>());
        if (Active?.Card is { Holder: not null } card) Active = Active with { Card = card with { Holder = null } };
    }

    public InvoiceView View() => new(
        Id, AccountId, Mode, Source, State, Resolution, ResolutionMessage, Sequence,
        Money(AmountMinor), Money(PaymentAmountMinor), Money(FeeMinor), Money(PaymentAmountMinor - FeeMinor),
        ProcessedMinor is { } paid ? Money(paid) : null,
        ProcessedFeeMinor is { } fee ? Money(fee) : null,
        ProcessedMinor is { } all && ProcessedFeeMinor is { } of ? Money(all - of) : null,
        Processed, Failed, ReferenceId, Metadata, Service, PaymentFlow, Active, FieldsGiven,
        Created, Updated, Expires, ExpiresGiven, Extensions, ClientIp, Description, Descriptor, CallbackUrl, ReturnUrl, ReturnUrls, Locale,
        Attempts, AttemptsLimit, Notices, Customer?.View())
    {
        Authorized = AuthorizedMinor is { } reserved ? Money(reserved) : null,
        AuthorizationExpires = AuthorizationExpires,
        VoidAsked = VoidAsked,
        PageQuery = PageQuery,
        Refunded = RefundedMinor > 0 ? Refunded : null,
        RefundedAmount = RefundedMinor > 0 ? Money(RefundedMinor) : null,
        RefundedFee = RefundedMinor > 0 ? Money(refunds.Sum(r => r.FeeMinor)) : null,
        Refundable = State.IsPaid() ? Money(RefundableMinor) : null,
        ChargedBack = ChargedBack,
        ChargedBackAmount = ChargedBack is null ? null : Money(ChargedBackMinor),
        Refunds = [.. Refunds.Select(r => r.View())],
        Link = LinkId,
        LostSlot = LostSlot,
    };

    /// <param name="times">How often it has happened with this amount: each time is told once, however often it is reported.</param>
    private void Notify(string code, PaymentView payment, Money? amount, Cause cause, DateTimeOffset now, int times = 1)
    {
        for (var known = Notices.Count(n => n.Code == code && n.Payment == payment.Id && n.Amount == amount); known < times; known++)
        {
            Notices = [.. Notices, new Notice(code, payment.Id, amount, now)];
            Record(State, payment.Id, cause, code, now);
        }
    }

    private void Move(InvoiceState next, string resolution, string? message, PaymentId? payment, Cause cause, DateTimeOffset now)
    {
        var previous = State;
        (State, Resolution, ResolutionMessage) = (next, resolution, message);
        if (next.IsEnded()) PublicReference = null;
        // What failed or ended gives its slot back, in the commit that says so.
        if (next.IsEnded() || next == InvoiceState.ProcessError) SlotTaken = null;
        Record(previous, payment, cause, null, now);
    }

    private void Tell(InvoiceState? previous, Cause cause, DateTimeOffset now) => Record(previous, null, cause, null, now);

    private void Record(InvoiceState? previous, PaymentId? payment, Cause cause, string? notice, DateTimeOffset now)
    {
        Sequence++;
        Updated = After(now);
        Book(now);
        events.Add(new InvoiceEvent
        {
            Id = Shared.Id.New<EventId>(),
            InvoiceId = Id,
            AccountId = AccountId,
            Mode = Mode,
            Sequence = Sequence,
            State = State,
            Resolution = Resolution,
            Cause = cause.Word,
            Actor = cause.Actor,
            PaymentId = payment,
            Notice = notice,
            Route = TellsRoute(previous, payment) ? Active!.Route : null,
            Created = now,
        });
        Raise(new InvoiceStatusChanged(View(), previous));
    }

    /// <summary>Whether a change is about how the payment was started: it begins, it ends, or money came by a route that had been left.</summary>
    private bool TellsRoute(InvoiceState? previous, PaymentId? payment) =>
        payment is not null && payment == Active?.Id && previous is { } before && before != State
        && (State == InvoiceState.Processing || before == InvoiceState.Processing || (Active.IsLate && !before.IsPaid()));

    private DateTimeOffset After(DateTimeOffset now) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Max(now.ToUnixTimeSeconds(), Updated.ToUnixTimeSeconds() + 1));

    private Money Money(long minor) => new(minor, Currency);
}

/// <summary>All that an invoice is made from, once everything was checked.</summary>
internal sealed record NewInvoice(
    AccountId Account,
    Mode Mode,
    InvoiceSource Source,
    InvoiceDraft Draft,
    string ReferenceId,
    Money Amount,
    DateTimeOffset Expires,
    int AttemptsLimit,
    string Fingerprint,
    Customer? Customer,
    bool ReturnsFees = false);
