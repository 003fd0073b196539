using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>What payments, captures, refunds and disputes do to an invoice (contract/invoice.md, Several payments, Authorization, Money).</summary>
internal sealed partial class Invoice
{
    /// <summary>Whether this capture was asked for and done already: the same again is the same.</summary>
    /// <param name="minor">Null: all that is reserved.</param>
    public bool IsCapturedAs(long? minor, string? reference) =>
        State.IsPaid() && CaptureMinor is not null && CaptureMinor == (minor ?? AuthorizedMinor) && (reference is null || reference == CaptureReference);

    /// <summary>What is reserved is being taken, or a part of it: once.</summary>
    /// <param name="minor">Null: all that is reserved.</param>
    public Result<Money> Capture(long? minor, string? reference, DateTimeOffset now)
    {
        if (VoidAsked) return InvoiceErrors.InvalidState(State, "captured while its reservation is being given free");
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
        var (isActive, updated) = (Active?.Id == payment.Id, Updated);
        switch (payment.Status)
        {
            case PaymentStatus.Paid or PaymentStatus.PartiallyPaid:
                OnMoney(payment, cause, now);
                break;
            case PaymentStatus.Authorized:
                OnReservation(payment, cause, now);
                break;
            case PaymentStatus.Voided:
                OnVoid(payment, isActive, cause, now);
                break;
            case PaymentStatus.Pending when isActive || State == InvoiceState.ProcessError:
                Take(payment);
                if (InvoiceTransitions.Next(State, Trigger.Wait) is { } waiting) Move(waiting, Resolutions.Ok, null, payment.Id, cause, now);
                break;
            // A payment fails once, however often something else is told of it.
            case PaymentStatus.Failed or PaymentStatus.Cancelled when isActive && Active!.Status is not (PaymentStatus.Failed or PaymentStatus.Cancelled):
                OnFailure(payment, cause, now);
                break;
        }

        if (HeldBy == payment.Id && State.IsPaid()) Recount(payment, cause, now);
        else TellReturned(payment, cause, now);
        TellForeign(payment, cause, now);
        if (payment.AmountMismatch) Notify("amount_mismatch", payment, payment.PaymentFlow == PaymentFlow.Authorize ? payment.Authorized : payment.Paid, cause, now);
        if (HeldBy != payment.Id) BookBeside(payment, now);

        // What is shown of the payment has changed without the state: the address to go on at, a refund's id at the gateway.
        if (Active?.Id == payment.Id && Updated == updated) Updated = After(now);
    }

    /// <summary>Payments whose money the invoice does not need, to be returned at their gateways; told once.</summary>
    public IReadOnlyList<PaymentId> TakeSurplus()
    {
        var taken = surplus.Distinct().ToList();
        surplus.Clear();
        return taken;
    }

    private long RefundedMinor => refunds.Where(r => r.Status == RefundStatus.Processed).Sum(r => r.AmountMinor);

    private void OnMoney(PaymentView payment, Cause cause, DateTimeOffset now)
    {
        if (payment.Paid is not { Minor: > 0 } paid) return;
        if (LinkId is not null && SlotTaken is null && !State.IsPaid())
        {
            TurnAway(payment, paid, cause, now);
            return;
        }

        var trigger = paid.Minor >= payment.Amount.Minor ? Trigger.Pay : Trigger.PayPartly;
        if (HeldBy is { } held ? held != payment.Id : InvoiceTransitions.Next(State, trigger) is null)
        {
            Notify("double_payment", payment, paid, cause, now);
            ReturnSurplus(payment, paid);
            return;
        }

        // What the invoice has already only grows, or goes back: that is counted apart.
        if (State.IsPaid()) return;
        PaidResolution = State.IsEnded() ? Resolutions.LatePayment : Resolutions.Ok;
        CountAttempt(payment.Id);
        Processed = now;
        VoidAsked = false;
        Count(payment, paid);
        var next = InvoiceTransitions.Next(State, trigger)!.Value;
        Take(payment);
        Move(next, PaidResolution, Resolutions.Message(PaidResolution), payment.Id, cause, now);
        TellOverpaid(payment, cause, now);
    }

    /// <summary>What was asked back once is not asked back again: a gateway that refused leaves it to the merchant. What went back by another way needs no asking.</summary>
    private void ReturnSurplus(PaymentView payment, Money paid)
    {
        var away = payment.Refunds.Where(r => r.IsReturn || r.State != RefundState.Refused).Select(r => r.Amount).Concat(payment.Disputes.Where(d => !d.Won).Select(d => d.Amount));
        if (paid.Minor > away.Sum(amount => amount.Minor)) surplus.Add(payment.Id);
    }

    /// <summary>
    /// Money came and the link has no slot for it: it is returned at its gateway, never part of the refunds, and the invoice ends unpaid
    /// (contract/private-api.md, Payment links: a success without a slot is refunded).
    /// </summary>
    private void TurnAway(PaymentView payment, Money paid, Cause cause, DateTimeOffset now)
    {
        ReturnSurplus(payment, paid);
        Notify(LinkExhausted, payment, paid, cause, now);
        if (InvoiceTransitions.Next(State, Trigger.Exhaust) is not { } next) return;
        CountAttempt(payment.Id);
        (Active, Failed) = (payment, now);
        Move(next, Resolutions.LimitViolation, Resolutions.Message(Resolutions.LimitViolation), payment.Id, cause, now);
    }

    /// <summary>Money is reserved: for this invoice if it still waits for it, else it is given free again (see <see cref="HeldBy"/>).</summary>
    private void OnReservation(PaymentView payment, Cause cause, DateTimeOffset now)
    {
        if (InvoiceTransitions.Next(State, Trigger.Authorize) is { } next)
        {
            Take(payment);
            (AuthorizedMinor, AuthorizationExpires) = (payment.Authorized?.Minor ?? payment.Amount.Minor, payment.AuthorizationExpires);
            Move(next, Resolutions.Authorized, null, payment.Id, cause, now);
            return;
        }

        if (HeldBy != payment.Id)
        {
            // It is given free again; where the gateway refuses that, it is left for the merchant.
            if (payment.VoidRefused) Notify("void_refused", payment, payment.Authorized, cause, now, payment.VoidRefusals);
            return;
        }

        if (payment.Capture == CaptureState.Refused && InvoiceTransitions.Next(State, Trigger.CaptureRefused) is { } again)
        {
            (CaptureMinor, CaptureReference, Active) = (null, null, payment);
            Move(again, Resolutions.Authorized, null, payment.Id, cause, now);
        }

        if (!payment.VoidRefused || !VoidAsked) return;
        VoidAsked = false;
        Notify("void_refused", payment, payment.Authorized, cause, now, payment.VoidRefusals);
    }

    private void OnVoid(PaymentView payment, bool isActive, Cause cause, DateTimeOffset now)
    {
        // Its reservation was not told in time: the invoice had it all the same.
        if (isActive && HeldBy is null && InvoiceTransitions.Next(State, Trigger.Authorize) is { } had)
        {
            Take(payment);
            Move(had, Resolutions.Authorized, null, payment.Id, cause, now);
        }

        if (HeldBy != payment.Id || State.IsPaid())
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
        foreach (var refund in outside)
            Notify("refunded_outside", payment, Money(refund.AmountMinor), cause, now, refunds.Count(r => r.Source == RefundSource.Gateway && r.AmountMinor == refund.AmountMinor));
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
            : ChargedBackMinor == 0 && Active?.Disputes.Any(d => d.Won) == true ? Resolutions.ChargebackReversed
            : PaidResolution;
        if (changed || state != State || resolution != Resolution) Move(state, resolution, Resolutions.Message(resolution), payment, cause, now);
    }

    /// <summary>Fees that come back, rounded down in sum, so that the refund that returns the last of the money returns the last of the fee.</summary>
    private void CountReturnedFees()
    {
        if (!ReturnsFees || ProcessedFeeMinor is not { } fee || ProcessedMinor is not { } paid) return;
        var (returned, counted) = (0L, 0L);
        foreach (var refund in Refunds)
        {
            if (refund.Status == RefundStatus.Processed) returned += refund.AmountMinor;
            var all = (long)((Int128)fee * returned / paid);
            refund.CountFee(all - counted);
            counted = all;
        }
    }

    /// <summary>What became of money that the invoice did not need: it went back, or its gateway keeps it after all.</summary>
    private void TellReturned(PaymentView payment, Cause cause, DateTimeOffset now)
    {
        if ((HeldBy is null && !IsTurnedAway(payment)) || payment.Paid is null) return;
        var kept = payment.Refunds.Where(r => r is { IsReturn: true, State: RefundState.Refused }).Select(r => r.Amount);
        foreach (var same in kept.GroupBy(amount => amount)) Notify("double_payment_kept", payment, same.Key, cause, now, same.Count());
        var back = payment.Refunds.Where(r => r.State == RefundState.Done).Select(r => r.Amount).Concat(payment.Disputes.Where(d => !d.Won).Select(d => d.Amount));
        foreach (var same in back.GroupBy(amount => amount)) Notify("double_payment_refunded", payment, same.Key, cause, now, same.Count());
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

        CountAttempt(payment.Id);
        Active = payment;
        if (isLast) Failed = now;
        var resolution = isLast ? Resolutions.AttemptsExceeded : payment.Resolution;
        Move(next, resolution, isLast ? Resolutions.Message(resolution) : payment.ResolutionMessage, payment.Id, cause, now);
    }

    /// <summary>What came, was returned or was taken back in another currency: the notices of a payment add up to it.</summary>
    private void TellForeign(PaymentView payment, Cause cause, DateTimeOffset now)
    {
        foreach (var sum in payment.Foreign.GroupBy(f => f.Amount.Currency))
        {
            var told = Notices.Where(n => n.Code == "currency_mismatch" && n.Payment == payment.Id && n.Amount?.Currency == sum.Key).ToList();
            var more = sum.Sum(f => f.Amount.Minor) - told.Sum(n => n.Amount!.Value.Minor);
            var amount = new Money(more, sum.Key);
            if (more > 0) Notify("currency_mismatch", payment, amount, cause, now, told.Count(n => n.Amount == amount) + 1);
        }
    }

    private void CountAttempt(PaymentId payment)
    {
        if (!Attempted.Contains(payment)) Attempted = [.. Attempted, payment];
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
}
