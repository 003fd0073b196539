using System.Security.Cryptography;
using MediatR;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.PreparePayment;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Adds a payment by the first of its routes, and its start operation, born claimed, to the caller's unit of work. Calls nobody, commits nothing.
/// The other routes stay with the payment, to be tried when this one is left.
/// </summary>
internal static class PreparePayment
{
    internal sealed class Handler(CommerceDb db, RoutePlans plans, PreparedOperations prepared, TimeProvider clock) : IRequestHandler<Request, Result<PaymentView>>
    {
        public async Task<Result<PaymentView>> Handle(Request p, CancellationToken ct)
        {
            var plan = await plans.Of(p, ct);
            if (plan.IsFailure) return plan.Error;

            var now = clock.GetUtcNow();
            var payment = Payment.Prepare(p, plan.Value.First, plan.Value.Left, [.. plan.Value.Skipped.Select(r => RouteAttempt.Skip(r.Route.GatewayAccount, r.Gateway.Name, now))], now);
            var start = GatewayOperation.Claimed(payment, OperationKind.Start, prepared.Claim, now);
            db.AddRange(payment, start);
            prepared.Add(start.Id);
            return payment.View();
        }
    }
}

/// <summary>The first route of a payment, those left for later, and those left out.</summary>
internal sealed record RoutePlan(GatewayAccount First, IReadOnlyList<GatewayAccountId> Left, IReadOnlyList<PossibleRoute> Skipped);

/// <summary>Decides by which route a payment starts.</summary>
internal sealed class RoutePlans(CommerceDb db, ServiceShelf shelf, GatewayAccounts accounts, GatewayCircuits circuits)
{
    /// <summary>Failures: those of <see cref="ServiceShelf.Find"/>; <c>service_unavailable</c> when no route fits, or its account is gone meanwhile.</summary>
    public async Task<Result<RoutePlan>> Of(Request p, CancellationToken ct)
    {
        var service = await shelf.Find(db, p.Account, p.Mode, ServiceCode.Parse(p.Quote.Service.Code)!, ct);
        if (service.IsFailure) return service.Error;

        var fitting = service.Value.Fitting(p.Quote.PaymentAmount, p.Quote.Country, p.PaymentFlow);
        var (candidates, skipped) = PossibleRoute.Plan(fitting, circuits, RandomNumberGenerator.GetInt32);
        for (var at = 0; at < candidates.Count; at++)
            if (await accounts.Of(candidates[at], p.Account, p.Mode, ct) is { } first)
                return new RoutePlan(first, [.. candidates.Skip(at + 1).Select(r => r.Route.GatewayAccount)], skipped);
        return MethodErrors.ServiceUnavailable("no enabled gateway account can run it");
    }
}
