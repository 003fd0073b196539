using MediatR;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.PrepareCapture;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Adds the capture of a reserved payment, born claimed, to the caller's unit of work. A payment is captured once.</summary>
internal static class PrepareCapture
{
    internal sealed class Handler(CommerceDb db, GatewaySet gateways, PreparedOperations prepared, TimeProvider clock) : IRequestHandler<Request, Result<PaymentView>>
    {
        public async Task<Result<PaymentView>> Handle(Request c, CancellationToken ct)
        {
            if (await db.FindPayment(c.Payment, ct) is not { } payment) return MethodErrors.NotReserved();
            if (c.Amount.Minor < payment.AuthorizedMinor && !gateways.Get(payment.Gateway).Capabilities.HasFlag(Capabilities.PartialCapture))
                return Error.Invalid("invalid_value", "The gateway captures only all that is reserved.", "amount");
            if (!gateways.Get(payment.Gateway).CanExpress(c.Amount)) return MethodErrors.AmountUnsupported(c.Amount);
            var asked = payment.AskCapture(c.Amount.Minor);
            if (asked.IsFailure) return asked.Error;

            db.Add(prepared.Prepare(payment, OperationKind.Capture, clock.GetUtcNow(), c.Amount.Minor));
            return payment.View();
        }
    }
}
