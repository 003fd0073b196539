using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>Compares a payment with what its gateway says of it; pure.</summary>
internal static class BookComparison
{
    public static IReadOnlyList<Difference> Of(PaymentView ours, GatewayReport theirs)
    {
        var found = new List<Difference>();
        Compare(DifferenceKind.Amount, Arrived(ours), Arrived(theirs, ours.Amount.Currency));
        Compare(DifferenceKind.Status, Stage(ours), Stage(theirs));
        Compare(DifferenceKind.Refund, Sum(ours.Refunds.Where(r => r.State == RefundState.Done).Select(r => r.Amount)),
            Sum(theirs.Refunds.Where(r => r.State == RefundState.Done).Select(r => r.Amount)));
        Compare(DifferenceKind.Dispute, Sum(ours.Disputes.Where(d => !d.Won).Select(d => d.Amount)), Sum(theirs.Disputes.Where(d => !d.Won).Select(d => d.Amount)));
        return found;

        void Compare(DifferenceKind kind, string mine, string its)
        {
            if (mine != its) found.Add(new Difference(kind, ours.Id, theirs.Reference ?? ours.Original?.OriginalId, mine, its));
        }

        // What is told in another currency counts on neither side.
        string Sum(IEnumerable<Money> amounts) => amounts.Where(a => a.Currency == ours.Amount.Currency).Aggregate(Money.Zero(ours.Amount.Currency), (a, b) => a + b).ToString();
    }

    /// <summary>
    /// Whether a record of this gateway account that names the payment is about where the payment is now. Else it is an attempt that was left: by a cascade to
    /// another account, or for a new page after the old one timed out. A gateway may know a payment by a better id from the moment on when money came.
    /// </summary>
    public static bool IsPresent(Payment payment, GatewayAccountId account, string reference, GatewayReport theirs) =>
        payment.GatewayAccountId == account
        && (payment.GatewayReference is null || payment.GatewayReference == reference || (theirs.ProvesMoney && !payment.HasMoney));

    /// <summary>
    /// Whether an attempt that the payment has left brought money after all, of which we do not know. One that brought none is no difference: nobody's
    /// money moved. (The same id at another account: two accounts of ours with the same credentials.)
    /// </summary>
    public static bool IsUnknownMoney(Payment payment, GatewayAccountId account, string reference, GatewayReport theirs) =>
        theirs.ProvesMoney && payment.GatewayReference != reference && !IsPresent(payment, account, reference, theirs);

    /// <summary>What the gateway says, in words.</summary>
    public static string Words(GatewayReport report) => report.Paid is { Minor: > 0 } paid ? $"{Stage(report)}, {paid}" : Stage(report);

    /// <summary>What we say, in words.</summary>
    public static string Words(PaymentView payment) => $"{payment.Status.Word()}, {Arrived(payment)}";

    private static string Arrived(PaymentView payment) => payment.ForeignPaid ?? (payment.Paid ?? Money.Zero(payment.Amount.Currency)).ToString();

    private static string Arrived(GatewayReport report, Currency currency) => (report.Paid is { Minor: > 0 } paid ? paid : Money.Zero(currency)).ToString();

    /// <summary>Stages that mean the same on both sides: whether an unsuccessful end was a failure or a cancel is no difference.</summary>
    private static string Stage(PaymentView payment) => payment.Status switch
    {
        _ when payment.Paid is not null || payment.ForeignPaid is not null => "paid",
        PaymentStatus.Starting or PaymentStatus.Pending => "open",
        PaymentStatus.Authorized => "authorized",
        PaymentStatus.Voided => "voided",
        PaymentStatus.Failed or PaymentStatus.Cancelled => "ended",
        _ => "paid",
    };

    private static string Stage(GatewayReport report) => report.Status switch
    {
        _ when report.Paid is { Minor: > 0 } => "paid",
        ReportedStatus.Authorized => "authorized",
        ReportedStatus.Voided => "voided",
        ReportedStatus.Failed or ReportedStatus.Cancelled => "ended",
        _ => "open",
    };
}
