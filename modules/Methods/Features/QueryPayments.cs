using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Asks gateways for the truth: for a customer who came back (at most once in 5 s for each payment), and for payments that stay silent.</summary>
internal static class QueryPayments
{
    internal sealed class Handler(CommerceDb db, PaymentQuery query) : IRequestHandler<RunQuery, Result<Done>>
    {
        public async Task<Result<Done>> Handle(RunQuery c, CancellationToken ct)
        {
            var open = await db.Set<Payment>().AsNoTracking()
                .Where(p => p.InvoiceId == c.Invoice && (p.Status == PaymentStatus.Pending || p.Status == PaymentStatus.Starting))
                .Select(p => p.Id).ToListAsync(ct);
            foreach (var id in open) await query.Run(id, "query");
            return Result.Done;
        }
    }

    /// <summary>Marks that the gateway is being asked, before it is; false when it was asked a moment ago.</summary>
    internal sealed record Begin(PaymentId Payment) : IRequest<Result<bool>>;

    internal sealed class BeginHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<Begin, Result<bool>>
    {
        public async Task<Result<bool>> Handle(Begin c, CancellationToken ct)
        {
            if (await db.FindPayment(c.Payment, ct) is not { } payment || !payment.StartQuery(clock.GetUtcNow())) return false;
            await db.Commit(ct);
            return true;
        }
    }

    /// <summary>The gateway's answer; a start that is 60 s old is settled with it, and its session cancelled.</summary>
    internal sealed record End(PaymentId Payment, GatewayAnswer Answer, string Cause) : IRequest<Result<Done>>;

    internal sealed class EndHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<End, Result<Done>>
    {
        public async Task<Result<Done>> Handle(End c, CancellationToken ct)
        {
            if (await db.FindPayment(c.Payment, ct) is not { } payment) return Result.Done;
            var now = clock.GetUtcNow();
            var report = (c.Answer as GatewayAnswer.Reported)?.Report;
            // Its start put the next query off: one that is due again was asked for meanwhile, and this answer may be older than what it is about.
            var isAskedAgain = payment.NextQuery <= now;
            var isAbandoned = payment.Status == PaymentStatus.Starting && payment.Flow != Flow.Invoice;

            // Nobody was sent to a session whose start gave no answer: that it is open there says nothing, its outcome would.
            if (report is not null && !(isAbandoned && report.Status == ReportedStatus.Pending)) payment.Apply(report, c.Cause, now);
            if (payment.SettleStart(now) && isAbandoned && payment.AbandonSession())
                db.Add(GatewayOperation.Later(payment, OperationKind.Cancel, now + GatewayOperation.Lease));
            if (report is not null) payment.RestAfterQuery(now);
            if (isAskedAgain) payment.AskSoon(now);
            await db.Commit(ct);
            return Result.Done;
        }
    }
}

/// <summary>One query: mark, call, apply, each with a scope of its own. Never throws.</summary>
internal sealed class PaymentQuery(IServiceScopeFactory scopes, OperationRunner runner, GatewaySet gateways, GatewayCalls calls, ILogger<PaymentQuery> log)
{
    public async Task Run(PaymentId id, string cause)
    {
        try
        {
            if (await runner.Send(new QueryPayments.Begin(id)) is not { IsFailure: false, Value: true }) return;
            var (gateway, account, order) = await Look(id);
            var answer = gateway.Capabilities.HasFlag(Capabilities.Query)
                ? await calls.Call(account, ct => gateway.Query(order, ct))
                : new GatewayAnswer.None("The gateway cannot be asked.");
            await runner.Send(new QueryPayments.End(id, answer, cause));
        }
        catch (Exception e)
        {
            log.LogError(e, "The payment {Payment} could not be queried; it is queried again later.", id);
        }
    }

    private async Task<(IGateway Gateway, GatewayAccountId Account, GatewayOrder Order)> Look(PaymentId id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var payment = await scope.ServiceProvider.GetRequiredService<CommerceDb>().Set<Payment>().AsNoTracking().FirstAsync(p => p.Id == id);
        var order = await scope.ServiceProvider.GetRequiredService<GatewayOrders>().Of(payment, payment.GatewayAccountId, null, CancellationToken.None);
        return (gateways.Get(payment.Gateway), payment.GatewayAccountId, order);
    }
}
