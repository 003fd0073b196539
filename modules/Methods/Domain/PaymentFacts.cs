using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>
/// How what a gateway tells of refunds and disputes adds to what is known, so that every order of the same reports gives the same facts. A list
/// in which nothing changed is answered as it is.
/// </summary>
internal static class PaymentFacts
{
    public static IReadOnlyList<PaymentRefund> Merge(IReadOnlyList<PaymentRefund> known, IEnumerable<ReportedRefund> reported, DateTimeOffset now)
    {
        foreach (var r in reported)
        {
            var at = IndexOf(known, k => k.Key == r.Operation || k.OriginalId == r.Reference);
            if (at < 0)
            {
                known = [.. known, new PaymentRefund(r.Operation ?? r.Reference, null, false, r.Amount, r.State, r.Resolution, r.Reference, now)];
                continue;
            }

            var old = known[at];
            var risen = Rank(r.State) > Rank(old.State) ? old with { State = r.State, Resolution = r.Resolution, OriginalId = r.Reference } : old with { OriginalId = r.Reference };
            if (risen != old) known = Replace(known, at, risen);
        }

        return known;
    }

    /// <summary>A dispute that was won stays won; its amount is what was told last of it while it was open.</summary>
    public static IReadOnlyList<PaymentDispute> Merge(IReadOnlyList<PaymentDispute> known, IEnumerable<PaymentDispute> reported)
    {
        foreach (var r in reported)
        {
            var at = IndexOf(known, k => k.OriginalId == r.OriginalId);
            if (at < 0) known = [.. known, r];
            else if (!known[at].Won && known[at] != r) known = Replace(known, at, r);
        }

        return known;
    }

    /// <summary>What went back in another currency than the payment's, each once by the gateway's own id.</summary>
    public static IReadOnlyList<ForeignReturn> Merge(IReadOnlyList<ForeignReturn> known, GatewayReport report, Currency own)
    {
        var told = report.Refunds.Where(r => r.State != RefundState.Refused).Select(r => new ForeignReturn(r.Reference, r.Amount))
            .Concat(report.Disputes.Where(d => !d.Won).Select(d => new ForeignReturn(d.OriginalId, d.Amount)));
        var added = told.Where(r => r.Amount.Currency != own && IndexOf(known, k => k.OriginalId == r.OriginalId) < 0).ToList();
        return added.Count == 0 ? known : [.. known, .. added];
    }

    /// <summary>The refund with this key at least in this state.</summary>
    public static IReadOnlyList<PaymentRefund> Settle(IReadOnlyList<PaymentRefund> known, string key, RefundState state, string resolution)
    {
        var at = IndexOf(known, k => k.Key == key);
        return at < 0 || Rank(state) <= Rank(known[at].State) ? known : Replace(known, at, known[at] with { State = state, Resolution = resolution });
    }

    /// <summary>How much a state proves. Refused outranks done: providers take back a success when the payer's bank sends the money back.</summary>
    private static int Rank(RefundState state) => state switch
    {
        RefundState.Sending => 0,
        RefundState.Unsent => 1,
        RefundState.Pending => 2,
        RefundState.Done => 3,
        _ => 4,
    };

    private static int IndexOf<T>(IReadOnlyList<T> list, Func<T, bool> match)
    {
        for (var i = 0; i < list.Count; i++)
            if (match(list[i])) return i;
        return -1;
    }

    private static List<T> Replace<T>(IReadOnlyList<T> list, int at, T item) => [.. list.Take(at), item, .. list.Skip(at + 1)];
}
