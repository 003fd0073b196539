using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>Takes the time off the ends of the account's test invoices: of the time to pay, of reservations, and of stored links.</summary>
internal static class OnTestClockAdvanced
{
    internal sealed class Handler(CommerceDb db, TimeProvider clock) : INotificationHandler<TestClockAdvanced>
    {
        private static readonly InvoiceState[] Waiting =
        [
            InvoiceState.Created, InvoiceState.Processing, InvoiceState.ProcessPending, InvoiceState.ProcessError, InvoiceState.Authorized, InvoiceState.Capturing,
        ];

        public async Task Handle(TestClockAdvanced happened, CancellationToken ct)
        {
            var waiting = await db.Set<Invoice>().Where(i => i.AccountId == happened.Account && i.Mode == Mode.Test && Waiting.Contains(i.State)).ToListAsync(ct);
            foreach (var invoice in waiting) invoice.Advance(happened.By, clock.GetUtcNow());
            var links = await db.Set<PaymentLink>().Where(l => l.AccountId == happened.Account && l.Mode == Mode.Test && l.Closed == null).ToListAsync(ct);
            foreach (var link in links) link.Advance(happened.By);
        }
    }
}
