using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Accounts.Contracts;
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

    public async Task RunPrepared(PreparedOperations prepared)
    {
        foreach (var id in prepared.Take()) await Run(id, prepared.Claim);
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

    private async Task Run(OperationId id, string claim)
    {
        try
        {
            if (await Look(id, claim) is not { } work) return;
            await Send(new ExecuteOperation.Outcome(id, claim, await Call(work)));
        }
        catch (Exception e)
        {
            log.LogError(e, "The gateway operation {Operation} could not be run; it stays due.", id);
        }
    }

    private async Task<GatewayAnswer> Call(Work work)
    {
        var gateway = gateways.Get(work.Gateway);
        switch (work.Kind)
        {
            case OperationKind.Start when work.Status != Contracts.PaymentStatus.Starting:
                // Settled meanwhile, by a notification or by the reconciler: starting it now could only do harm.
                return new GatewayAnswer.Missing();
            case OperationKind.Cancel when work.Status == Contracts.PaymentStatus.Starting:
                return new GatewayAnswer.None("The start is still under way.");
            case OperationKind.Cancel when work.Status is Contracts.PaymentStatus.Paid or Contracts.PaymentStatus.Authorized:
                return new GatewayAnswer.Missing();
            case OperationKind.Start:
                return await calls.Call(ct => gateway.Start(work.Order, ct));
            default:
                return await calls.Call(ct => gateway.Cancel(work.Order, ct));
        }
    }

    private async Task<Work?> Look(OperationId id, string claim)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommerceDb>();
        var operation = await db.Set<GatewayOperation>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == id);
        if (operation is null || !operation.IsHeldBy(claim)) return null;
        var payment = await db.Set<Payment>().AsNoTracking().FirstAsync(p => p.Id == operation.PaymentId);
        var order = await scope.ServiceProvider.GetRequiredService<GatewayOrders>().Of(payment, id, CancellationToken.None);
        return new Work(operation.Kind, payment.Gateway, payment.Status, order);
    }

    private sealed record Work(OperationKind Kind, string Gateway, Contracts.PaymentStatus Status, GatewayOrder Order);
}

/// <summary>Makes a gateway's order from a payment: with the merchant's name, the way back, and the gateway account's credentials.</summary>
internal sealed class GatewayOrders(CommerceDb db, IMediator mediator, CredentialVault vault, ServerAddress server)
{
    public async Task<GatewayOrder> Of(Payment payment, OperationId? operation, CancellationToken ct)
    {
        var gatewayAccount = await db.Set<GatewayAccount>().AsNoTracking().FirstAsync(a => a.Id == payment.GatewayAccountId, ct);
        var account = await mediator.Send(new FindAccount(payment.AccountId), ct);
        return new GatewayOrder(
            operation, payment.Id, payment.GatewayReference, account.IsFailure ? "" : account.Value.Name, payment.Method, payment.Flow, payment.PaymentFlow,
            new Money(payment.AmountMinor, payment.Currency), payment.Description, payment.Fields, payment.Expires,
            server.Url($"/return?id={payment.InvoiceId}"), vault.Open(gatewayAccount));
    }
}
