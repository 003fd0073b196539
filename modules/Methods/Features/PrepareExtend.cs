using MediatR;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.PrepareExtend;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Moves the end of the invoice's open payments in the caller's unit of work, so that their pages are kept open as long as the invoice is.</summary>
internal static class PrepareExtend
{
    internal sealed class Handler(CommerceDb db) : IRequestHandler<Request, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Request c, CancellationToken ct)
        {
            foreach (var payment in await db.FindPayments(c.Invoice, ct)) payment.Extend(c.Expires);
            return Result.Done;
        }
    }
}
