using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>Blanks who paid in the bodies of the invoices' callbacks, whatever became of them: one that waits is delivered blanked.</summary>
internal static class OnCustomerErased
{
    internal sealed class Handler(CommerceDb db) : INotificationHandler<CustomerErased>
    {
        public async Task Handle(CustomerErased happened, CancellationToken ct)
        {
            var callbacks = await db.Set<Callback>().Where(c => happened.Invoices.Contains(c.InvoiceId) && c.Body != null).ToListAsync(ct);
            foreach (var callback in callbacks)
            {
                var blank = BlankedBody.Of(callback.Body);
                if (!blank.AsSpan().SequenceEqual(callback.Body)) callback.Blank(blank);
            }
        }
    }
}
