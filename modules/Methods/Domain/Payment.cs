using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>One attempt at one gateway. Its status only ever rises by what the gateway proved, so the order of reports does not matter.</summary>
internal sealed partial class Payment : Aggregate
{
    /// <summary>A start without an answer is settled after this long (contract/invoice.md, Time).</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    /// <summary>A payment's gateway is asked at most this often, whoever wants to know.</summary>
    public static readonly TimeSpan QueryPause = TimeSpan.FromSeconds(5);

    /// <summary>No further route is begun after this long: with the call's own time limit the start still ends before <see cref="LongestStart"/>.</summary>
    public static readonly TimeSpan LongestCascade = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstQuery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestQueryPause = TimeSpan.FromHours(6);

    private Payment()
    {
    }

    public PaymentId Id { get; private init; }
    public InvoiceId InvoiceId { get; private init; }
    public AccountId AccountId { get; private init; }
    public Mode Mode { get; private init; }
    public string Service { get; private init; } = "";
    public string Method { get; private init; } = "";
    public Flow Flow { get; private init; }
    public PaymentFlow PaymentFlow { get; private init; }

    /// <summary>Where the payment is now: a cascade changes it while the payment is being started.</summary>
    public string Gateway { get; private set; } = "";
    public GatewayAccountId GatewayAccountId { get; private set; }

    /// <summary>Every route that was tried, the present one last.</summary>
    public IReadOnlyList<RouteAttempt> Tried { get; private set; } = [];

    /// <summary>The gateway accounts that may still be tried, in their order.</summary>
    public IReadOnlyList<GatewayAccountId> RoutesLeft { get; private set; } = [];

    /// <summary>The payment whose abandoned route this was: under that id the gateway knows it. Null: under its own.</summary>
    public PaymentId? SplitFrom { get; private init; }

    /// <summary>The form that asked; (form, service) is unique, so one form starts a service at most once.</summary>
    public string? FormId { get; private init; }
    public IReadOnlyDictionary<string, string> Fields { get; private set; } = new Dictionary<string, string>();
    public string? Description { get; private init; }

    /// <summary>When the invoice ends.</summary>
    public DateTimeOffset Expires { get; private set; }

    public PaymentStatus Status { get; private set; }
    public string Resolution { get; private set; } = Resolutions.Ok;
    public Currency Currency { get; private init; } = null!;
    public long AmountMinor { get; private init; }
    public long FeeMinor { get; private init; }
    public FeeTerms? Terms { get; private init; }
    public long? PaidMinor { get; private set; }

    /// <summary>Whether the gateway called less than asked paid in full, or reserved less.</summary>
    public bool AmountMismatch { get; private set; }

    /// <summary>What the gateway reserved, and until when.</summary>
    public long? AuthorizedMinor { get; private set; }
    public DateTimeOffset? AuthorizationExpires { get; private set; }
    public CaptureState Capture { get; private set; }
    public bool VoidRefused { get; private set; }

    /// <summary>How often the gateway refused to give it free: each time is told.</summary>
    public int VoidRefusals { get; private set; }

    public IReadOnlyList<PaymentRefund> Refunds { get; private set; } = [];
    public IReadOnlyList<PaymentDispute> Disputes { get; private set; } = [];

    /// <summary>What was told in another currency than asked: told on, never counted.</summary>
    public IReadOnlyList<ForeignMoney> Foreign { get; private set; } = [];


    /// <summary>The gateway's own id of the payment; null until its first answer.</summary>
    public string? GatewayReference { get; private set; }
    public FlowData? FlowData { get; private set; }
    public CardView? Card { get; private set; }
    public OriginalData? Original { get; private set; }

    /// <summary>Who paid was forgotten: what the gateway tells of it later is not kept either.</summary>
    public bool IsErased { get; private set; }
    public string? Rrn { get; private set; }
    public string? Arn { get; private set; }
    public string? ApprovalCode { get; private set; }

    public DateTimeOffset Created { get; private init; }
    public DateTimeOffset Updated { get; private set; }

    /// <summary>When a start without an answer is settled.</summary>
    public DateTimeOffset StartUntil { get; private set; }

    /// <summary>When the gateway is asked next, if it has told nothing until then; null: never.</summary>
    public DateTimeOffset? NextQuery { get; private set; }
    public DateTimeOffset? Queried { get; private set; }
    public int Queries { get; private set; }

    /// <summary>A cancel was recorded: one is enough, unless the gateway refuses to void.</summary>
    public bool CancelAsked { get; private set; }

    public static Payment Prepare(
        PreparePayment p, GatewayAccount first, IReadOnlyList<GatewayAccountId> left, IReadOnlyList<RouteAttempt> skipped, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<PaymentId>(),
        InvoiceId = p.Invoice,
        AccountId = p.Account,
        Mode = p.Mode,
        Service = p.Quote.Service.Code,
        Method = p.Quote.Service.Method.Code,
        Flow = p.Quote.Service.Flow,
        PaymentFlow = p.PaymentFlow,
        Gateway = first.Gateway,
        GatewayAccountId = first.Id,
        Tried = [.. skipped, new RouteAttempt(first.Id, first.Gateway, RouteOutcome.Chosen, null, now, null)],
        RoutesLeft = left,
        FormId = p.FormId,
        Fields = p.Fields,
        Description = p.Description,
        Expires = p.Expires,
        Status = PaymentStatus.Starting,
        Currency = p.Quote.PaymentAmount.Currency,
        AmountMinor = p.Quote.PaymentAmount.Minor,
        FeeMinor = p.Quote.Fee.Minor,
        Terms = p.Quote.Terms,
        Created = now,
        Updated = now,
        StartUntil = now + LongestStart,
        NextQuery = now + LongestStart,
    };

    public bool IsOpen => Status is PaymentStatus.Starting or PaymentStatus.Pending;

    /// <summary>Whether money was taken or reserved, in whatever currency.</summary>
    public bool HasMoney => PaidMinor > 0 || AuthorizedMinor > 0 || Foreign.Any(f => f.Kind == ForeignKind.Paid);

    /// <summary>Whether another route may be tried: only while it is being started, so that no gateway can have taken money that anybody was asked for.</summary>
    public bool MayCascade(DateTimeOffset now) => Status == PaymentStatus.Starting && !CancelAsked && now - Created < LongestCascade;

    /// <summary>The next gateway account to try, taken off the list; null: none is left.</summary>
    public GatewayAccountId? TakeRoute()
    {
        if (RoutesLeft.Count == 0) return null;
        var next = RoutesLeft[0];
        RoutesLeft = [.. RoutesLeft.Skip(1)];
        return next;
    }

    /// <summary>Tells that a route was left out, before the one where the payment is.</summary>
    public void Skip(GatewayAccount account, DateTimeOffset now) => Tried = [.. Tried.SkipLast(1), RouteAttempt.Skip(account.Id, account.Gateway, now), Tried[^1]];

    /// <summary>Leaves the route where the payment is, and goes on by another gateway account.</summary>
    public void MoveTo(GatewayAccount next, RouteOutcome why, string reason, DateTimeOffset now)
    {
        Tried = [.. Tried.SkipLast(1), Tried[^1] with { Outcome = why, Reason = reason, Ended = now }, new RouteAttempt(next.Id, next.Gateway, RouteOutcome.Chosen, null, now, null)];
        (Gateway, GatewayAccountId, GatewayReference, Updated) = (next.Gateway, next.Id, null, now);
    }

    /// <summary>The gateway of an account that the payment is at, or was; null: it never was there.</summary>
    public string? GatewayAt(GatewayAccountId account) => Attempt(account)?.Gateway;

    /// <summary>The payment that was made of a route that this one has left; null: none was.</summary>
    public PaymentId? LateAt(GatewayAccountId account) => Attempt(account)?.Payment;

    /// <summary>A route that was left brings money after all: a payment of its own, so that what is at the present route stays as true as it was.</summary>
    public Payment SplitOff(GatewayAccountId account, DateTimeOffset now)
    {
        var attempt = Attempt(account) ?? throw new InvalidOperationException($"Payment {Id} was never at {account}.");
        var late = new Payment
        {
            Id = Shared.Id.New<PaymentId>(),
            InvoiceId = InvoiceId,
            AccountId = AccountId,
            Mode = Mode,
            Service = Service,
            Method = Method,
            Flow = Flow,
            PaymentFlow = PaymentFlow,
            Gateway = attempt.Gateway,
            GatewayAccountId = account,
            Tried = [attempt with { Outcome = RouteOutcome.Late }],
            SplitFrom = SplitFrom ?? Id,
            Fields = Fields,
            IsErased = IsErased,
            Description = Description,
            Expires = Expires,
            Status = PaymentStatus.Pending,
            Currency = Currency,
            AmountMinor = AmountMinor,
            FeeMinor = FeeMinor,
            Terms = Terms,
            Created = now,
            Updated = now,
            StartUntil = now,
        };
        Tried = [.. Tried.Select(t => t == attempt ? t with { Outcome = RouteOutcome.Late, Payment = late.Id } : t)];
        return late;
    }

    /// <summary>Minor units that arrived in a currency, the one that was asked or another.</summary>
    public long ArrivedMinor(Currency currency) =>
        currency == Currency ? PaidMinor ?? 0 : Foreign.FirstOrDefault(f => f.Kind == ForeignKind.Paid && f.Amount.Currency == currency)?.Amount.Minor ?? 0;

    /// <summary>Minor units that may still be returned: what arrived less what is returned, being returned, or taken back by the payer's bank.</summary>
    public long ReturnableMinor =>
        (PaidMinor ?? 0) - Refunds.Where(r => r.State != RefundState.Refused).Sum(r => r.Amount.Minor) - Disputes.Where(d => !d.Won).Sum(d => d.Amount.Minor);

    /// <summary>
    /// The one place where reports change the payment. The same report twice changes nothing and raises nothing; a late failure never undoes a
    /// success; a success after a failure or a cancel counts; what was paid may grow; money of another currency is told but never counted.
    /// </summary>
    /// <param name="report">What the gateway said.</param>
    /// <param name="cause">How it became known: <c>gateway</c>, <c>query</c> or <c>reconciler</c>.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether anything that the invoice must know changed.</returns>
    public bool Apply(GatewayReport report, string cause, DateTimeOffset now)
    {
        Card ??= IsErased ? Anonymous(report.Card) : report.Card;

        var (from, before) = (Status, Facts());
        Foreign = PaymentFacts.Merge(Foreign, report, Currency);
        CountMoney(report);
        Refunds = PaymentFacts.Merge(Refunds, report.Refunds.Where(r => r.Amount.Currency == Currency), now);
        Disputes = PaymentFacts.Merge(Disputes, report.Disputes.Where(d => d.Amount.Currency == Currency));
        var to = StatusBy(report);
        Locate(report, to);
        if (Rank(to) > Rank(from))
        {
            Status = to;
            (Resolution, Original) = (report.Resolution, report.Original ?? Original);
            // A cancel that was asked while nothing was reserved does not give free what is reserved now.
            if (to == PaymentStatus.Authorized) CancelAsked = false;
        }

        if (Facts() == before) return false;
        (Rrn, Arn, ApprovalCode) = (report.Rrn ?? Rrn, report.Arn ?? Arn, report.ApprovalCode ?? ApprovalCode);
        (Updated, Queries, NextQuery) = (now, 0, NextQueryAfter(now));

        // Which of two unsuccessful ends it was is nothing new to the invoice.
        if (from == PaymentStatus.Cancelled && Status == PaymentStatus.Failed) return false;
        Raise(new PaymentChanged(View(), cause));
        return true;
    }

    /// <summary>
    /// A start without an answer for 60 s: nobody was sent to the gateway's page, so such a payment failed; details to pay by may have come
    /// through, so that one waits (contract/invoice.md, Time). False when the start is settled already.
    /// </summary>
    public bool SettleStart(DateTimeOffset now) =>
        Status == PaymentStatus.Starting && now >= StartUntil
        && Apply(Flow == Flow.Invoice ? new GatewayReport(ReportedStatus.Pending) : GatewayReport.Failed(Resolutions.ProviderError), "reconciler", now);

    /// <summary>A notification told that something changed, not what: the gateway is asked as soon as it may be.</summary>
    public void AskSoon(DateTimeOffset now) => (NextQuery, Queries) = (now, 0);

    /// <summary>The gateway answered: a payment that waits for nothing more is not asked again, one that waits for a time not before it.</summary>
    public void RestAfterQuery(DateTimeOffset now)
    {
        var usual = NextQueryAfter(now);
        if (usual is null || usual > NextQuery) NextQuery = usual;
    }

    /// <summary>Marks that the gateway is being asked; false when it was asked less than 5 s ago, or the start is still under way.</summary>
    public bool StartQuery(DateTimeOffset now)
    {
        if (Queried is { } last && now - last < QueryPause) return false;
        if (Status == PaymentStatus.Starting && now < StartUntil) return false;
        Queried = now;
        if (NextQuery is not null) NextQuery = now + PauseAfter(Queries++);
        return true;
    }

    /// <summary>The test clock takes time off what is still to come.</summary>
    public void Advance(TimeSpan by)
    {
        StartUntil -= by;
        NextQuery -= by;
        AuthorizationExpires -= by;
    }

    /// <summary>
    /// The invoice ends later. Only a payment that the gateway has: one that is being started may be sent again under the same idempotency key, so what is
    /// sent must stay as it is.
    /// </summary>
    public void Extend(DateTimeOffset expires)
    {
        if (Status == PaymentStatus.Pending && expires > Expires) Expires = expires;
    }

    /// <summary>True when a cancel must be recorded now: once, and only while the payment is open, or reserved and not being captured.</summary>
    public bool AskCancel()
    {
        if (CancelAsked || !(IsOpen || (Status == PaymentStatus.Authorized && Capture != CaptureState.Asked))) return false;
        VoidRefused = false;
        return CancelAsked = true;
    }

    /// <summary>True when the session of a start that was given up must be ended, should it exist after all.</summary>
    public bool AbandonSession() => !CancelAsked && (CancelAsked = true);

    /// <summary>The gateway refused to give the reservation free: it may be captured, or asked again.</summary>
    public void RefuseVoid(DateTimeOffset now)
    {
        if (Status != PaymentStatus.Authorized) return;
        (CancelAsked, VoidRefused) = (false, true);
        VoidRefusals++;
        Tell(now);
    }

    /// <summary>Takes what is reserved, or a part of it: once.</summary>
    public Result<Done> AskCapture(long minor)
    {
        if (Status != PaymentStatus.Authorized || Capture == CaptureState.Asked || CancelAsked) return MethodErrors.NotReserved();
        if (minor > AuthorizedMinor) return MethodErrors.CaptureExceedsAuthorized(Money(AuthorizedMinor.Value));
        Capture = CaptureState.Asked;
        return Result.Done;
    }

    /// <summary>The gateway refused the capture: the money stays reserved.</summary>
    public void RefuseCapture(DateTimeOffset now)
    {
        if (Status != PaymentStatus.Authorized || Capture != CaptureState.Asked) return;
        Capture = CaptureState.Refused;
        Tell(now);
    }

    /// <summary>Records that money is to be returned by the operation <paramref name="key"/>.</summary>
    public void AskRefund(OperationId key, RefundId? refund, long minor, DateTimeOffset now) =>
        Refunds = [.. Refunds, new PaymentRefund(key.Value, refund, refund is null, Money(minor), RefundState.Sending, Resolutions.Ok, null, now)];

    /// <summary>What became of a refund operation that the gateway's report does not tell: no answer, or a plain yes or no.</summary>
    public void SettleRefund(OperationId key, RefundState state, string resolution, DateTimeOffset now)
    {
        var merged = PaymentFacts.Settle(Refunds, key.Value, state, resolution);
        if (ReferenceEquals(merged, Refunds)) return;
        Refunds = merged;
        Tell(now);
    }

    /// <summary>Forgets who paid; false when that was done before. Amounts, ids and times stay.</summary>
    public bool Erase()
    {
        if (IsErased) return false;
        (IsErased, Fields, Card) = (true, new Dictionary<string, string>(), Anonymous(Card));
        return true;
    }

    public PaymentView View() => new(
        Id, InvoiceId, AccountId, Mode, Service, Method, Flow, Gateway, GatewayAccountId, Status, Resolution, Resolutions.Message(Resolution),
        Money(AmountMinor), Money(FeeMinor), Money(AmountMinor - FeeMinor), PaidMinor is { } paid ? Money(paid) : null,
        FlowData, Card, Original, Rrn, Arn, ApprovalCode, Created, Updated)
    {
        PaymentFlow = PaymentFlow,
        Authorized = AuthorizedMinor is { } reserved ? Money(reserved) : null,
        AuthorizationExpires = AuthorizationExpires,
        Capture = Capture,
        VoidRefused = VoidRefused,
        VoidRefusals = VoidRefusals,
        PaidFee = PaidMinor is { } all ? Money(FeeOf(all)) : null,
        AmountMismatch = AmountMismatch,
        Foreign = Foreign,
        Refunds = Refunds,
        Disputes = Disputes,
        Route = Tried,
        IsLate = SplitFrom is not null,
    };

    /// <summary>How long to wait after the n-th query without an outcome: 30 s, 1 min, 2 min … 6 h.</summary>
    public static TimeSpan PauseAfter(int queries) =>
        queries > 10 ? LongestQueryPause : TimeSpan.FromTicks(Math.Min(FirstQuery.Ticks << queries, LongestQueryPause.Ticks));

    /// <summary>The last attempt that was really made at an account.</summary>
    private RouteAttempt? Attempt(GatewayAccountId account) => Tried.LastOrDefault(t => t.GatewayAccount == account && t.Outcome != RouteOutcome.Skipped);

    private PaymentStatus StatusBy(GatewayReport report) => report.Status switch
    {
        ReportedStatus.Pending => PaymentStatus.Pending,
        ReportedStatus.Authorized => AuthorizedMinor is null ? PaymentStatus.Pending : PaymentStatus.Authorized,
        ReportedStatus.Failed => PaymentStatus.Failed,
        ReportedStatus.Cancelled => PaymentStatus.Cancelled,
        ReportedStatus.Voided => PaymentStatus.Voided,
        _ when PaidMinor is null => PaymentStatus.Pending,
        _ => PaidMinor >= AmountMinor ? PaymentStatus.Paid : PaymentStatus.PartiallyPaid,
    };
}
