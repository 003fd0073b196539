using System.Text.Json;
using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Delivery;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>Adds the callback of a state change to the same commit: to be sent, or skipped with the reason. Then wakes the dispatcher.</summary>
internal static class OnInvoiceStatusChanged
{
    internal sealed class Handler(CommerceDb db, IMediator mediator, CallbackWriter writer) : INotificationHandler<InvoiceStatusChanged>
    {
        public async Task Handle(InvoiceStatusChanged happened, CancellationToken ct)
        {
            var invoice = happened.Invoice;
            var account = (await mediator.Send(new FindAccount(invoice.Account), ct)).Value;
            writer.Add(db, writer.Make(invoice, account.Callbacks));
        }
    }
}
