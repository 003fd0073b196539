using MediatR;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>Applies what became of a payment to its invoice, in the commit that changes the payment; an invoice that is settled
/// cancels its other open payments, and returns what it does not need.</summary>
internal static class OnPaymentChanged
{
    internal sealed class Handler(CommerceDb db, IMediator mediator, InvoiceWaiters waiters, TimeProvider clock) : INotificationHandler<PaymentChanged>
    {
        public async Task Handle(PaymentChanged happened, CancellationToken ct)
        {
            var invoice = await db.FindInvoice(happened.Payment.Invoice, ct)
                ?? throw new InvalidOperationException($"Payment {happened.Payment.Id} has no invoice.");

            if (invoice.NeedsSlotFor(happened.Payment)) await db.FindSlot(invoice, clock.GetUtcNow(), ct);
            var before = invoice.State;
            invoice.OnPayment(happened.Payment, happened.Cause, clock.GetUtcNow());
            waiters.WakeAfterCommit(db, invoice.Id);

            var isSettled = invoice.HeldBy is not null || invoice.State.IsEnded();
            var isIdleReservation = happened.Payment is { Status: PaymentStatus.Authorized, VoidRefused: false } && invoice.HeldBy != happened.Payment.Id;
            if ((isSettled && invoice.State != before) || isIdleReservation) await mediator.Send(new PrepareCancel(invoice.Id, invoice.HeldBy), ct);

            // Where the gateway cannot return it, it is left for the merchant: the notice has told it.
            var why = invoice.HeldBy is null ? "Payment link used up" : "Paid twice";
            foreach (var payment in invoice.TakeSurplus()) await mediator.Send(new PrepareRefund(payment, null, null, why), ct);
        }
    }
}
