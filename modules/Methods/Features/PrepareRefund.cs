using MediatR;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.PrepareRefund;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Adds a refund operation, born claimed, to the caller's unit of work. Never more than what is left of the payment.</summary>
internal static class PrepareRefund
{
    internal sealed class Handler(CommerceDb db, GatewaySet gateways, PreparedOperations prepared, TimeProvider clock) : IRequestHandler<Request, Result<PaymentView>>
    {
        public async Task<Result<PaymentView>> Handle(Request c, CancellationToken ct)
        {
            if (await db.FindPayment(c.Payment, ct) is not { } payment) return MethodErrors.RefundExceedsPaid();
            var gateway = gateways.Get(payment.Gateway);
            var minor = c.Amount?.Minor ?? payment.ReturnableMinor;
            if (!gateway.Capabilities.HasFlag(Capabilities.Refund))
                return MethodErrors.ServiceUnavailable("its gateway cannot return money; return it yourself, then record it by a statement", source: null);
            if (minor <= 0 || minor > payment.ReturnableMinor) return MethodErrors.RefundExceedsPaid();
            if (minor < payment.PaidMinor && !gateway.Capabilities.HasFlag(Capabilities.PartialRefund)) return MethodErrors.PartialRefundUnsupported();

            var amount = new Money(minor, payment.Currency);
            if (!gateway.CanExpress(amount)) return MethodErrors.AmountUnsupported(amount);

            var refund = prepared.Prepare(payment, OperationKind.Refund, clock.GetUtcNow(), minor, c.Description);
            payment.AskRefund(refund.Id, c.Refund, minor, clock.GetUtcNow());
            db.Add(refund);
            return payment.View();
        }
    }
}
