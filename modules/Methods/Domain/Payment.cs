using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>One attempt at one gateway. Its status only ever rises by what the gateway proved, so the order of reports does not matter.</summary>
internal sealed class Payment : Aggregate
{
    /// <summary>A start without an answer is settled after this long (contract/invoice.md, Time).</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    /// <summary>A payment's gateway is asked at most this often, whoever wants to know.</summary>
    public static readonly TimeSpan QueryPause = TimeSpan.FromSeconds(5);

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
    public string Gateway { get; private init; } = "";
    public GatewayAccountId GatewayAccountId { get; private init; }

    /// <summary>The form that asked; (form, service) is unique, so one form starts a service at most once.</summary>
    public string? FormId { get; private init; }
    public IReadOnlyDictionary<string, string> Fields { get; private init; } = new Dictionary<string, string>();
    public string? Description { get; private init; }

    /// <summary>When the invoice ends.</summary>
    public DateTimeOffset Expires { get; private init; }

    public PaymentStatus Status { get; private set; }
    public string Resolution { get; private set; } = Resolutions.Ok;
    public Currency Currency { get; private init; } = null!;
    public long AmountMinor { get; private init; }
    public long FeeMinor { get; private init; }
    public long? PaidMinor { get; private set; }

    /// <summary>What arrived in another currency than asked: told, never counted.</summary>
    public string? ForeignPaid { get; private set; }

    /// <summary>The gateway's own id of the payment; null until its first answer.</summary>
    public string? GatewayReference { get; private set; }
    public FlowData? FlowData { get; private set; }
    public CardView? Card { get; private set; }
    public OriginalData? Original { get; private set; }
    public string? Rrn { get; private set; }
    public string? Arn { get; private set; }
    public string? ApprovalCode { get; private set; }

    public DateTimeOffset Created { get; private init; }
    public DateTimeOffset Updated { get; private set; }

    /// <summary>When the gateway is asked next, if it has told nothing until then; null: never.</summary>
    public DateTimeOffset? NextQuery { get; private set; }
    public DateTimeOffset? Queried { get; private set; }
    public int Queries { get; private set; }

    /// <summary>A cancel was recorded: one is enough.</summary>
    public bool CancelAsked { get; private set; }

    public static Payment Prepare(PreparePayment p, string gateway, GatewayAccountId gatewayAccount, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<PaymentId>(),
        InvoiceId = p.Invoice,
        AccountId = p.Account,
        Mode = p.Mode,
        Service = p.Quote.Service.Code,
        Method = p.Quote.Service.Method.Code,
        Flow = p.Quote.Service.Flow,
        PaymentFlow = p.PaymentFlow,
        Gateway = gateway,
        GatewayAccountId = gatewayAccount,
        FormId = p.FormId,
        Fields = p.Fields,
        Description = p.Description,
        Expires = p.Expires,
        Status = PaymentStatus.Starting,
        Currency = p.Quote.PaymentAmount.Currency,
        AmountMinor = p.Quote.PaymentAmount.Minor,
        FeeMinor = p.Quote.Fee.Minor,
        Created = now,
        Updated = now,
        NextQuery = now + LongestStart,
    };

    public bool IsOpen => Status is PaymentStatus.Starting or PaymentStatus.Pending;

    /// <summary>
    /// The one place where reports change the status. The same report twice changes nothing and raises nothing; a late failure never undoes a
    /// success; a success after a failure or a cancel counts; what was paid may grow; money of another currency is told but never counted.
    /// </summary>
    /// <param name="report">What the gateway said.</param>
    /// <param name="cause">How it became known: <c>gateway</c>, <c>query</c> or <c>reconciler</c>.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether anything that the invoice must know changed.</returns>
    public bool Apply(GatewayReport report, string cause, DateTimeOffset now)
    {
        GatewayReference ??= report.Reference;
        FlowData ??= report.FlowData;
        Card ??= report.Card;

        var (from, paid) = (Status, PaidMinor);
        var isForeignNew = CountForeign(report);
        if (report.Paid is { } money && money.Currency == Currency && money.Minor > (PaidMinor ?? 0)) PaidMinor = money.Minor;
        var to = StatusBy(report);
        if (Rank(to) > Rank(from)) Status = to;
        if (Status == from && PaidMinor == paid && !isForeignNew) return false;

        // Money of another currency decides nothing, so it is no reason for what stands.
        if (Status != from || PaidMinor != paid) (Resolution, Original) = (report.Resolution, report.Original ?? Original);
        (Rrn, Arn, ApprovalCode) = (report.Rrn ?? Rrn, report.Arn ?? Arn, report.ApprovalCode ?? ApprovalCode);
        Updated = now;
        NextQuery = Status is PaymentStatus.Pending or PaymentStatus.PartiallyPaid ? now + FirstQuery : null;

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
        Status == PaymentStatus.Starting && now - Created >= LongestStart
        && Apply(Flow == Flow.Invoice ? new GatewayReport(ReportedStatus.Pending) : GatewayReport.Failed(Resolutions.ProviderError), "reconciler", now);

    /// <summary>Marks that the gateway is being asked; false when it was asked less than 5 s ago, or the start is still under way.</summary>
    public bool StartQuery(DateTimeOffset now)
    {
        if (Queried is { } last && now - last < QueryPause) return false;
        if (Status == PaymentStatus.Starting && now - Created < LongestStart) return false;
        Queried = now;
        if (NextQuery is not null) NextQuery = now + PauseAfter(Queries++);
        return true;
    }

    /// <summary>True when a cancel must be recorded now: once, and only while the payment is open.</summary>
    public bool AskCancel()
    {
        if (!IsOpen || CancelAsked) return false;
        return CancelAsked = true;
    }

    /// <summary>True when the session of a start that was given up must be ended, should it exist after all.</summary>
    public bool AbandonSession() => !CancelAsked && (CancelAsked = true);

    public PaymentView View() => new(
        Id, InvoiceId, AccountId, Mode, Service, Method, Flow, Gateway, GatewayAccountId, Status, Resolution, Resolutions.Message(Resolution),
        Money(AmountMinor), Money(FeeMinor), Money(AmountMinor - FeeMinor), PaidMinor is { } paid ? Money(paid) : null,
        ForeignPaid, FlowData, Card, Original, Rrn, Arn, ApprovalCode, Created, Updated);

    /// <summary>How long to wait after the n-th query without an outcome: 30 s, 1 min, 2 min … 6 h.</summary>
    public static TimeSpan PauseAfter(int queries) =>
        queries > 10 ? LongestQueryPause : TimeSpan.FromTicks(Math.Min(FirstQuery.Ticks << queries, LongestQueryPause.Ticks));

    private PaymentStatus StatusBy(GatewayReport report) => report.Status switch
    {
        ReportedStatus.Pending => PaymentStatus.Pending,
        ReportedStatus.Authorized => PaymentStatus.Authorized,
        ReportedStatus.Failed => PaymentStatus.Failed,
        ReportedStatus.Cancelled => PaymentStatus.Cancelled,
        _ when PaidMinor is null => PaymentStatus.Pending,
        _ => PaidMinor >= AmountMinor ? PaymentStatus.Paid : PaymentStatus.PartiallyPaid,
    };

    private bool CountForeign(GatewayReport report)
    {
        if (report.Paid is not { Minor: > 0 } money || money.Currency == Currency) return false;
        var known = ForeignPaid?.Split(", ") ?? [];
        if (known.Contains(money.ToString())) return false;
        ForeignPaid = string.Join(", ", known.Append(money.ToString()).Order(StringComparer.Ordinal));
        return true;
    }

    /// <summary>How much a status proves: reports raise it, never lower it.</summary>
    private static int Rank(PaymentStatus status) => status switch
    {
        PaymentStatus.Starting => 0,
        PaymentStatus.Pending => 1,
        PaymentStatus.Cancelled => 2,
        PaymentStatus.Failed => 3,
        PaymentStatus.Authorized => 4,
        PaymentStatus.PartiallyPaid => 5,
        _ => 6,
    };

    private Money Money(long minor) => new(minor, Currency);
}
