using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.PrepareCancel;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Adds a cancel operation, born claimed (see <see cref="PreparedOperations"/>), for every open payment of the invoice save one. A payment is cancelled once, however many ask.</summary>
internal static class PrepareCancel
{
    internal sealed class Handler(CommerceDb db, PreparedOperations prepared, TimeProvider clock) : IRequestHandler<Request, Result<int>>
    {
        public async Task<Result<int>> Handle(Request c, CancellationToken ct)
        {
            var count = 0;
            foreach (var payment in await db.FindPayments(c.Invoice, ct))
            {
                if (payment.Id == c.Except || !payment.AskCancel() || await IsUnderWay(payment, ct)) continue;
                db.Add(prepared.Prepare(payment, OperationKind.Cancel, clock.GetUtcNow()));
                count++;
            }

            return count;
        }

        /// <summary>A cancel that is due gives free what was reserved meanwhile; one that this very commit finishes does not.</summary>
        private async Task<bool> IsUnderWay(Payment payment, CancellationToken ct) => (await db.Set<GatewayOperation>()
            .Where(o => o.PaymentId == payment.Id && o.GatewayAccountId == payment.GatewayAccountId && o.Kind == OperationKind.Cancel && o.State == OperationState.Due)
            .ToListAsync(ct)).Exists(o => o.State == OperationState.Due);
    }
}
