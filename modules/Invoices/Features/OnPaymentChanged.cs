using MediatR;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>Applies what became of a payment to its invoice, in the commit that changes the payment; an invoice that is settled cancels its other open payments.</summary>
internal static class OnPaymentChanged
{
    internal sealed class Handler(CommerceDb db, IMediator mediator, TimeProvider clock) : INotificationHandler<PaymentChanged>
    {
        public async Task Handle(PaymentChanged happened, CancellationToken ct)
        {
            var invoice = await db.FindInvoice(happened.Payment.Invoice, ct)
                ?? throw new InvalidOperationException($"Payment {happened.Payment.Id} has no invoice.");

            var before = invoice.State;
            invoice.OnPayment(happened.Payment, happened.Cause, clock.GetUtcNow());

            var isSettled = invoice.State.IsPaid() || invoice.State.IsEnded() || invoice.State == InvoiceState.Authorized;
            if (isSettled && invoice.State != before) await mediator.Send(new PrepareCancel(invoice.Id, invoice.Active?.Id), ct);
        }
    }
}
