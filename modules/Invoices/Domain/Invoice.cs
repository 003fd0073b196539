using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>The Payment Invoice (contract/invoice.md): what a customer is asked to pay, and all that happened to it.</summary>
internal sealed class Invoice : Aggregate
{
    /// <summary>However often the customer changes the method (contract/invoice.md, Several payments).</summary>
    public const int MostPayments = 20;

    public const int MostExtensions = 10;

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
    public int Attempts { get; private set; }
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

    /// <summary>More time for the payer. What the merchant gave is never extended (contract/invoice.md, Time).</summary>
    public Result<Done> Extend(TimeSpan lifetime, DateTimeOffset now)
    {
        if (ExpiresGiven || lifetime >= TimeSpan.FromHours(24) || Extensions >= MostExtensions || !State.IsOpen())
            return InvoiceErrors.InvalidState(State, "extended");
        Extensions++;
        Expires = now + lifetime;
        Updated = After(now);
        return Result.Done;
    }

    /// <summary>Whether this capture was asked for and done already: the same again is the same.</summary>
    /// <param name="minor">Null: all that is reserved.</param>
    public bool IsCapturedAs(long? minor, string? reference) =>
        State.IsPaid() && CaptureMinor is not null && CaptureMinor == (minor ?? AuthorizedMinor) && (reference is null || reference == CaptureReference);

    /// <summary>What is reserved is being taken, or a part of it: once.</summary>
    /// <param name="minor">Null: all that is reserved.</param>
    public Result<Money> Capture(long? minor, string? reference, DateTimeOffset now)
    {
        if (VoidAsked) return InvoiceErrors.VoidUnderWay();
        if (InvoiceTransitions.Next(State, Trigger.Capture) is not { } next) return InvoiceErrors.InvalidState(State, "captured");
        (CaptureMinor, CaptureReference) = (minor ?? AuthorizedMinor, reference);
        Move(next, Resolutions.Authorized, null, Active?.Id, Cause.Of(Actor.Merchant), now);
        return Money(CaptureMinor!.Value);
    }

    /// <summary>Minor units that a refund may still return: what was paid less what was returned, is being returned, or was taken back.</summary>
    public long RefundableMinor => Math.Max(0, (ProcessedMinor ?? 0) - refunds.Where(r => r.Status != RefundStatus.ProcessFailed).Sum(r => r.AmountMinor) - ChargedBackMinor);

    /// <summary>Adds a refund that is to be sent. The check is on this row, so that no race passes it.</summary>
    public Result<Refund> AskRefund(RefundOrder order, DateTimeOffset now)
    {
        if (!State.IsPaid()) return InvoiceErrors.InvalidState(State, "refunded");
        if (order.BelievedMinor is { } believed && believed != RefundableMinor) return InvoiceErrors.RefundAmountMismatch(Money(RefundableMinor));
        var minor = order.AmountMinor ?? RefundableMinor;
        if (minor <= 0 || minor > RefundableMinor) return InvoiceErrors.RefundExceedsPaid(Money(RefundableMinor));

        var refund = Refund.Ask(this, refunds.Count + 1, order, minor, now);
        refunds.Add(refund);
        Settle(Active!.Id, Cause.Of(Actor.Merchant), now, changed: true);
        return refund;
    }

    /// <summary>
    /// A payment of the invoice changed. Any payment's success counts; only the active payment's failure does. What no edge fits is told by a
    /// notice, never ignored (contract/invoice.md, Several payments).
    /// </summary>
    public void OnPayment(PaymentView payment, string causeWord, DateTimeOffset now)
    {
        var cause = new Cause(causeWord, Actor.Gateway);
        var isActive = Active?.Id == payment.Id;
        switch (payment.Status)
        {
            case PaymentStatus.Paid or PaymentStatus.PartiallyPaid:
                OnMoney(payment, isActive, cause, now);
                break;
            case PaymentStatus.Authorized:
                OnReservation(payment, isActive, cause, now);
                break;
            case PaymentStatus.Voided:
                OnVoid(payment, isActive, cause, now);
                break;
            case PaymentStatus.Pending when isActive || State == InvoiceState.ProcessError:
                Take(payment);
                if (InvoiceTransitions.Next(State, Trigger.Wait) is { } waiting) Move(waiting, Resolutions.Ok, null, payment.Id, cause, now);
                break;
            case PaymentStatus.Failed or PaymentStatus.Cancelled when isActive:
                OnFailure(payment, cause, now);
                break;
        }

        if (HeldBy == payment.Id && State.IsPaid()) Recount(payment, cause, now);
        else TellReturned(payment, cause, now);
        if (payment.ForeignPaid is not null) Notify("currency_mismatch", payment, null, cause, now);
        if (payment.AmountMismatch) Notify("amount_mismatch", payment, payment.Paid, cause, now);
    }

    /// <summary>Payments whose money the invoice does not need, to be returned at their gateways; told once.</summary>
    public IReadOnlyList<PaymentId> TakeSurplus()
    {
        var taken = surplus.Distinct().ToList();
        surplus.Clear();
        return taken;
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
        Refunded = Refunded,
        RefundedAmount = RefundedMinor > 0 ? Money(RefundedMinor) : null,
        RefundedFee = RefundedMinor > 0 ? Money(refunds.Sum(r => r.FeeMinor)) : null,
        Refundable = State.IsPaid() ? Money(RefundableMinor) : null,
        ChargedBack = ChargedBack,
        ChargedBackAmount = ChargedBack is null ? null : Money(ChargedBackMinor),
        Refunds = [.. Refunds.Select(r => r.View())],
    };

    private long RefundedMinor => refunds.Where(r => r.Status == RefundStatus.Processed).Sum(r => r.AmountMinor);

    private void OnMoney(PaymentView payment, bool isActive, Cause cause, DateTimeOffset now)
    {
        if (payment.Paid is not { Minor: > 0 } paid) return;
        var trigger = paid.Minor >= payment.Amount.Minor ? Trigger.Pay : Trigger.PayPartly;
        if (State.IsPaid() ? !isActive : InvoiceTransitions.Next(State, trigger) is null)
        {
            Notify("double_payment", payment, paid, cause, now);
            surplus.Add(payment.Id);
            return;
        }

        // What the invoice has already only grows, or goes back: that is counted apart.
        if (State.IsPaid()) return;
        PaidResolution = State.IsEnded() ? Resolutions.LatePayment : Resolutions.Ok;
        Attempts++;
        Processed = now;
        VoidAsked = false;
        Count(payment, paid);
        var next = InvoiceTransitions.Next(State, trigger)!.Value;
        Take(payment);
        Move(next, PaidResolution, Resolutions.Message(PaidResolution), payment.Id, cause, now);
        TellOverpaid(payment, cause, now);
    }

    /// <summary>Money is reserved: for this invoice if it still waits for it, else it is given free again (see <see cref="HeldBy"/>).</summary>
    private void OnReservation(PaymentView payment, bool isActive, Cause cause, DateTimeOffset now)
    {
        if (InvoiceTransitions.Next(State, Trigger.Authorize) is { } next)
        {
            Take(payment);
            (AuthorizedMinor, AuthorizationExpires) = (payment.Authorized?.Minor ?? payment.Amount.Minor, payment.AuthorizationExpires);
            Move(next, Resolutions.Authorized, null, payment.Id, cause, now);
            return;
        }

        if (!isActive) return;
        if (payment.Capture == CaptureState.Refused && InvoiceTransitions.Next(State, Trigger.CaptureRefused) is { } again)
        {
            (CaptureMinor, CaptureReference, Active) = (null, null, payment);
            Move(again, Resolutions.Authorized, null, payment.Id, cause, now);
        }

        if (!payment.VoidRefused || !VoidAsked) return;
        VoidAsked = false;
        Notify("void_refused", payment, payment.Authorized, cause, now);
    }

    private void OnVoid(PaymentView payment, bool isActive, Cause cause, DateTimeOffset now)
    {
        if (!isActive || HeldBy is null || State.IsPaid())
        {
            Notify("late_authorization_voided", payment, payment.Authorized, cause, now);
            return;
        }

        // A reservation that ended while it was being captured: the capture has failed, then it is over.
        if (InvoiceTransitions.Next(State, Trigger.CaptureRefused) is { } reserved) Move(reserved, Resolutions.Authorized, null, payment.Id, cause, now);
        var hasLapsed = payment.Resolution == Resolutions.AuthorizationExpired;
        if (InvoiceTransitions.Next(State, hasLapsed ? Trigger.Lapse : Trigger.Void) is not { } next) return;
        (AuthorizedMinor, AuthorizationExpires, VoidAsked, CaptureMinor, Active) = (null, null, false, null, payment);
        var resolution = hasLapsed ? Resolutions.AuthorizationExpired : Resolutions.CancelledByMerchant;
        Move(next, resolution, Resolutions.Message(resolution), payment.Id, cause, now);
    }

    /// <summary>Takes what the gateway told of the payment that the invoice has: more money, refunds, disputes.</summary>
    private void Recount(PaymentView payment, Cause cause, DateTimeOffset now)
    {
        var changed = false;
        Take(payment);
        if (payment.Paid is { } paid && paid.Minor > ProcessedMinor)
        {
            Count(payment, paid);
            changed = true;
        }

        var outside = new List<Refund>();
        foreach (var told in payment.Refunds.Where(r => !r.IsReturn))
        {
            var refund = refunds.Find(r => told.Refund is { } id ? r.Id == id : r.OriginalId == told.OriginalId);
            if (refund is null)
            {
                refund = Refund.Outside(this, refunds.Count + 1, told, now);
                refunds.Add(refund);
                outside.Add(refund);
            }

            if (!refund.Take(told, now)) continue;
            changed = true;
            if (refund.Status == RefundStatus.Processed) Refunded = now;
        }

        var takenBack = payment.Disputes.Where(d => !d.Won).Sum(d => d.Amount.Minor);
        if (takenBack > ChargedBackMinor) ChargedBack = now;
        changed |= takenBack != ChargedBackMinor;
        ChargedBackMinor = takenBack;

        Settle(payment.Id, cause, now, changed);
        foreach (var refund in outside) Notify("refunded_outside", payment, Money(refund.AmountMinor), cause, now);
        TellOverpaid(payment, cause, now);
    }

    /// <summary>The computed status after the facts changed; told when it, or what it stands for, is another one than before.</summary>
    private void Settle(PaymentId payment, Cause cause, DateTimeOffset now, bool changed)
    {
        CountReturnedFees();
        var ordered = Refunds;
        var state = PaidStatus.Of(new PaidFacts(
            PaymentAmountMinor, ProcessedMinor!.Value, ChargedBackMinor, RefundedMinor,
            IsSending: ordered.Any(r => r.Status == RefundStatus.Created),
            IsPending: ordered.Any(r => r.Status == RefundStatus.ProcessPending),
            IsUnsent: ordered.Any(r => r.Status == RefundStatus.ProcessError),
            LastRefused: ordered is [.., { Status: RefundStatus.ProcessFailed }]));
        var resolution = state == InvoiceState.RefundFailed ? ordered[^1].Resolution
            : Active?.Disputes.Any(d => d.Won) == true ? Resolutions.ChargebackReversed
            : PaidResolution;
        if (changed || state != State || resolution != Resolution) Move(state, resolution, Resolutions.Message(resolution), payment, cause, now);
    }

    /// <summary>Fees that come back, rounded down in sum, so that the refund that returns the last of the money returns the last of the fee.</summary>
    private void CountReturnedFees()
    {
        if (!ReturnsFees || ProcessedFeeMinor is not { } fee || ProcessedMinor is not { } paid) return;
        var (returned, counted) = (0L, 0L);
        foreach (var refund in Refunds.Where(r => r.Status == RefundStatus.Processed))
        {
            returned += refund.AmountMinor;
            var all = (long)((Int128)fee * returned / paid);
            refund.CountFee(all - counted);
            counted = all;
        }
    }

    /// <summary>What became of money that the invoice did not need.</summary>
    private void TellReturned(PaymentView payment, Cause cause, DateTimeOffset now)
    {
        foreach (var back in payment.Refunds.Where(r => r.State == RefundState.Done)) Notify("double_payment_refunded", payment, back.Amount, cause, now);
        foreach (var back in payment.Disputes.Where(d => !d.Won)) Notify("double_payment_refunded", payment, back.Amount, cause, now);
    }

    private void OnFailure(PaymentView payment, Cause cause, DateTimeOffset now)
    {
        var isLast = Attempts + 1 >= AttemptsLimit;
        if (InvoiceTransitions.Next(State, isLast ? Trigger.Exhaust : Trigger.Fail) is not { } next)
        {
            // An invoice that ended already learns that its payment ended too: nothing changes but what is known of the payment.
            if (!State.IsPaid()) Active = payment;
            return;
        }

        Attempts++;
        Active = payment;
        if (isLast) Failed = now;
        var resolution = isLast ? Resolutions.AttemptsExceeded : payment.Resolution;
        Move(next, resolution, isLast ? Resolutions.Message(resolution) : payment.ResolutionMessage, payment.Id, cause, now);
    }

    private void TellOverpaid(PaymentView payment, Cause cause, DateTimeOffset now)
    {
        if (payment.Paid is { } paid && paid > payment.Amount) Notify("overpaid", payment, paid - payment.Amount, cause, now);
    }

    private void Take(PaymentView payment)
    {
        Active = payment;
        Service = payment.Service;
        PaymentAmountMinor = payment.Amount.Minor;
        FeeMinor = payment.Fee.Minor;
    }

    private void Count(PaymentView payment, Money paid)
    {
        ProcessedMinor = paid.Minor;
        ProcessedFeeMinor = (payment.PaidFee ?? payment.Fee).Minor;
    }

    private void Notify(string code, PaymentView payment, Money? amount, Cause cause, DateTimeOffset now)
    {
        if (Notices.Any(n => n.Code == code && n.Payment == payment.Id && n.Amount == amount)) return;
        Notices = [.. Notices, new Notice(code, payment.Id, amount, now)];
        Record(State, payment.Id, cause, code, now);
    }

    private void Move(InvoiceState next, string resolution, string? message, PaymentId? payment, Cause cause, DateTimeOffset now)
    {
        var previous = State;
        (State, Resolution, ResolutionMessage) = (next, resolution, message);
        if (next.IsEnded()) PublicReference = null;
        Record(previous, payment, cause, null, now);
    }

    private void Tell(InvoiceState? previous, Cause cause, DateTimeOffset now) => Record(previous, null, cause, null, now);

    private void Record(InvoiceState? previous, PaymentId? payment, Cause cause, string? notice, DateTimeOffset now)
    {
        Sequence++;
        Updated = After(now);
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
