using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.PrepareErase;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Blanks who paid in the payments of invoices and drops the raw notifications that told it; those that still wait to be applied are dropped when they
/// are (<see cref="ApplyNotifications"/>). The dispatcher asks gateways that can forget it too.
/// </summary>
internal static class PrepareErase
{
    internal sealed class Handler(CommerceDb db, GatewaySet gateways, TimeProvider clock) : IRequestHandler<Request, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Request c, CancellationToken ct)
        {
            var payments = await db.Set<Payment>().Where(p => c.Invoices.Contains(p.InvoiceId)).ToListAsync(ct);
            foreach (var payment in payments.Where(p => p.Erase() && gateways.Find(p.Gateway) is IForgetsPayers))
                db.Add(GatewayOperation.Later(payment, OperationKind.Forget, clock.GetUtcNow()));

            var ids = payments.ConvertAll(p => (PaymentId?)p.Id);
            var told = await db.Set<ReceivedNotification>()
                .Where(n => ids.Contains(n.PaymentId) && n.State != NotificationState.Received && n.Body != Array.Empty<byte>()).ToListAsync(ct);
            foreach (var notification in told) notification.DropBody();
            return Result.Done;
        }
    }
}
