using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Goes on to the payment's next route when a gateway was down, gave no answer in time or refused softly (contract/methods-and-gateways.md, Route). A
/// cascade is one payment: only its account changes, and each start has an idempotency key of its own.
/// </summary>
internal sealed class Cascade(CommerceDb db, PreparedOperations prepared, GatewayCircuits circuits)
{
    /// <summary>True when the next route's start is prepared in this unit of work; false: what was answered stands.</summary>
    public async Task<bool> GoOn(Payment payment, GatewayOperation start, GatewayAnswer answer, DateTimeOffset now, CancellationToken ct)
    {
        if (Leave(payment.Flow, start, answer) is not { } leave || !payment.MayCascade(now)) return false;
        while (payment.TakeRoute() is { } next)
        {
            var account = await db.Set<GatewayAccount>().FirstOrDefaultAsync(a => a.Id == next && a.Enabled, ct);
            if (account is null) continue;
            if (circuits.IsOpen(next))
            {
                payment.Skip(account, now);
                continue;
            }

            start.Finish();

            // What may have been opened there is ended, once a start that is still on its way must have arrived.
            if (leave.MayExist) db.Add(GatewayOperation.Later(payment, OperationKind.Cancel, now + GatewayOperation.Lease));
            payment.MoveTo(account, leave.Why, leave.Reason, now);
            var again = GatewayOperation.Claimed(payment, OperationKind.Start, prepared.Claim, now);
            db.Add(again);
            prepared.Add(again.Id);
            return true;
        }

        return false;
    }

    /// <summary>
    /// Why a route is left; null: it must not be. To the gateway's own page nobody was sent before the start was answered, so a start without an
    /// answer took nothing; details to pay by may have gone out, so there only what was certainly never sent, by no earlier try either, is tried elsewhere.
    /// </summary>
    private static (RouteOutcome Why, string Reason, bool MayExist)? Leave(Flow flow, GatewayOperation start, GatewayAnswer answer) => answer switch
    {
        GatewayAnswer.Reported { Report: { Status: ReportedStatus.Failed, ProvesMoney: false } r } when SoftDeclines.Resolutions.Contains(r.Resolution) =>
            (RouteOutcome.Declined, r.Resolution, false),
        GatewayAnswer.Refused r when SoftDeclines.Resolutions.Contains(r.Resolution) => (RouteOutcome.Declined, r.Resolution, false),
        GatewayAnswer.None { NothingSent: true } none when start.Tries == 1 => (RouteOutcome.Unanswered, none.Problem, false),
        GatewayAnswer.None none when flow != Flow.Invoice => (RouteOutcome.Unanswered, none.Problem, true),
        _ => null,
    };
}

/// <summary>
/// What a gateway account tells of a payment that has left it. Money that it proves is never ignored: the route becomes a payment of its own of the
/// same invoice, which is settled like any other: the invoice takes it, or returns it as paid twice.
/// </summary>
internal static class LateRoutes
{
    public static async Task ApplyLate(this CommerceDb db, Payment left, GatewayAccountId account, GatewayReport report, string cause, DateTimeOffset now, CancellationToken ct)
    {
        if (left.LateAt(account) is { } id)
        {
            (await db.FindPayment(id, ct))!.Apply(report, cause, now);
            return;
        }

        if (!report.ProvesMoney) return;
        var late = left.SplitOff(account, now);
        late.Apply(report, cause, now);
        db.Add(late);
    }
}
