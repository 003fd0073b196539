using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Runs what commits prepared: look, call, apply, each with a scope of its own, so that only <em>apply</em> is repeated on a conflict and no
/// transaction is open while a gateway is called. Never throws: what is undone stays due.
/// </summary>
internal sealed class OperationRunner(IServiceScopeFactory scopes, GatewaySet gateways, GatewayCalls calls, ILogger<OperationRunner> log)
{
    /// <summary>Sends in a scope of its own, then runs what its commit prepared (the cancel of a second open payment, say).</summary>
    public async Task<Result<T>> Send<T>(IRequest<Result<T>> request)
    {
        await using var scope = scopes.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, CancellationToken.None);
        await RunPrepared(scope.ServiceProvider.GetRequiredService<PreparedOperations>());
        return result;
    }

    /// <summary>Whether the gateways answered; the worst of them.</summary>
    public async Task<GatewayReach> RunPrepared(PreparedOperations prepared)
    {
        var reach = GatewayReach.Answered;
        foreach (var id in prepared.Take())
            if (await Run(id, prepared.Claim) is var one and not GatewayReach.Answered) reach = one;
        return reach;
    }

    /// <summary>Takes a due operation over, if it is free, and runs it.</summary>
    public async Task ClaimAndRun(OperationId id)
    {
        try
        {
            var claim = PreparedOperations.NewClaim();
            var claimed = await Send(new ExecuteOperation.Claim(id, claim));
            if (claimed is { IsFailure: false, Value: true }) await Run(id, claim);
        }
        catch (Exception e)
        {
            log.LogError(e, "The gateway operation {Operation} could not be claimed; it stays due.", id);
        }
    }

    private async Task<GatewayReach> Run(OperationId id, string claim)
    {
        try
        {
            if (await Look(id, claim) is not { } work) return GatewayReach.Answered;
            var answer = await Call(work);
            await Send(new ExecuteOperation.Outcome(id, claim, answer));
            return answer is not GatewayAnswer.None none ? GatewayReach.Answered : none.IsTimeout ? GatewayReach.TimedOut : GatewayReach.Failed;
        }
        catch (Exception e)
        {
            log.LogError(e, "The gateway operation {Operation} could not be run; it stays due.", id);
            return GatewayReach.Failed;
        }
    }

    private async Task<GatewayAnswer> Call(Work work)
    {
        var (gateway, status, account) = (gateways.Get(work.Gateway), work.Status, work.Account);
        switch (work.Kind)
        {
            case OperationKind.Cancel when work.IsLeft:
                return await calls.Call(account, ct => gateway.Cancel(work.Order, ct));
            case OperationKind.Start when status != PaymentStatus.Starting && !work.WaitsForDetails:
                // Settled meanwhile, by a notification or by the reconciler: starting it now could only do harm.
                return new GatewayAnswer.NotCalled();
            case OperationKind.Start:
                return await calls.Call(account, ct => gateway.Start(work.Order, ct));
            case OperationKind.Cancel when status == PaymentStatus.Starting:
                return new GatewayAnswer.None("The start is still under way.");
            case OperationKind.Cancel when status == PaymentStatus.Authorized && !work.CancelAsked:
                // Asked for a start that was given up; what is reserved now, only the merchant gives free.
                return new GatewayAnswer.NotCalled();
            case OperationKind.Cancel when status is PaymentStatus.Paid or PaymentStatus.PartiallyPaid or PaymentStatus.Voided:
                return new GatewayAnswer.NotCalled();
            case OperationKind.Cancel:
                return await calls.Call(account, ct => gateway.Cancel(work.Order, ct));
            case OperationKind.Capture when status != PaymentStatus.Authorized:
                return new GatewayAnswer.NotCalled();
            case OperationKind.Capture:
                return await calls.Call(account, ct => Capture(gateway, work, ct));
            case OperationKind.Forget:
                return gateway is IForgetsPayers payers ? await calls.Call(account, ct => payers.Forget(work.Order, ct)) : new GatewayAnswer.NotCalled();
            default:
                return await calls.Call(account, ct => Refund(gateway, work, ct));
        }
    }

    /// <summary>A capture that gave no answer is settled by a query first (contract/invoice.md, Authorization).</summary>
    private static async Task<GatewayAnswer> Capture(IGateway gateway, Work work, CancellationToken ct)
    {
        if (await Known(gateway, work, ct) is { Report.Status: ReportedStatus.Paid or ReportedStatus.Voided } settled) return settled;
        return await gateway.Capture(work.Order, work.Amount!.Value, ct);
    }

    /// <summary>So is a refund: providers forget idempotency keys after a day, and money must not be returned twice.</summary>
    private static async Task<GatewayAnswer> Refund(IGateway gateway, Work work, CancellationToken ct)
    {
        if (await Known(gateway, work, ct) is { } known && known.Report.Refunds.Any(r => r.Operation == work.Order.Operation?.Value)) return known;
        return await gateway.Refund(work.Order, work.Amount!.Value, work.Description, ct);
    }

    /// <summary>What the gateway says before it is asked again; null at the first try, or when it says nothing.</summary>
    private static async Task<GatewayAnswer.Reported?> Known(IGateway gateway, Work work, CancellationToken ct) =>
        work.Tries > 1 && gateway.Capabilities.HasFlag(Capabilities.Query) ? await gateway.Query(work.Order, ct) as GatewayAnswer.Reported : null;

    private async Task<Work?> Look(OperationId id, string claim)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommerceDb>();
        var operation = await db.Set<GatewayOperation>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == id);
        if (operation is null || !operation.IsHeldBy(claim)) return null;
        var payment = await db.Set<Payment>().AsNoTracking().FirstAsync(p => p.Id == operation.PaymentId);
        var order = await scope.ServiceProvider.GetRequiredService<GatewayOrders>().Of(payment, operation.GatewayAccountId, id, CancellationToken.None);
        Money? amount = operation.AmountMinor is { } minor ? new Money(minor, payment.Currency) : null;
        return new Work(
            operation.Kind, operation.Tries, operation.GatewayAccountId, payment.GatewayAt(operation.GatewayAccountId) ?? payment.Gateway,
            operation.GatewayAccountId != payment.GatewayAccountId, payment.Status, order, amount, operation.Description)
        {
            // Settled without an answer: the customer cannot pay before the gateway has told how.
            CancelAsked = payment.CancelAsked,
            WaitsForDetails = payment is { Status: PaymentStatus.Pending, Flow: Flow.Invoice, FlowData: null, CancelAsked: false },
        };
    }

    /// <param name="IsLeft">Whether the payment went on by another gateway account meanwhile.</param>
    private sealed record Work(
        OperationKind Kind, int Tries, GatewayAccountId Account, string Gateway, bool IsLeft, PaymentStatus Status, GatewayOrder Order, Money? Amount, string? Description)
    {
        public bool CancelAsked { get; init; }

        public bool WaitsForDetails { get; init; }
    }
}

/// <summary>Makes a gateway's order from a payment: with the merchant's name, the way back, and the gateway account's credentials.</summary>
internal sealed class GatewayOrders(CommerceDb db, IMediator mediator, CredentialVault vault, ServerAddress server)
{
    /// <param name="at">The gateway account that is asked: the payment's, or one that it has left.</param>
    public async Task<GatewayOrder> Of(Payment payment, GatewayAccountId at, OperationId? operation, CancellationToken ct)
    {
        var gatewayAccount = await db.Set<GatewayAccount>().AsNoTracking().FirstAsync(a => a.Id == at, ct);
        var account = await mediator.Send(new FindAccount(payment.AccountId), ct);
        return new GatewayOrder(
            operation, payment.SplitFrom ?? payment.Id, at == payment.GatewayAccountId ? payment.GatewayReference : null, account.IsFailure ? "" : account.Value.Name, payment.Method, payment.Flow, payment.PaymentFlow,
            new Money(payment.AmountMinor, payment.Currency), payment.Description, payment.Fields, payment.Expires,
            server.Url($"/return?id={payment.InvoiceId}"), vault.Open(gatewayAccount))
        {
            Created = payment.Created,
            IsWanted = payment.IsOpen && !payment.CancelAsked,
        };
    }
}
