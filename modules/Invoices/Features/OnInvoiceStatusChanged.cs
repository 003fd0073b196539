using MediatR;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>Wakes who waits for the invoice, once the change is committed.</summary>
internal static class OnInvoiceStatusChanged
{
    internal sealed class Handler(CommerceDb db, InvoiceWaiters waiters) : INotificationHandler<InvoiceStatusChanged>
    {
        public Task Handle(InvoiceStatusChanged happened, CancellationToken ct)
        {
            waiters.WakeAfterCommit(db, happened.Invoice.Id);
            return Task.CompletedTask;
        }
    }
}
