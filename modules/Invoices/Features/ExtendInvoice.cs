using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Invoices.Contracts.ExtendInvoice;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>More time for the payer on the hosted page, where the account's own lifetime is a short one (contract/invoice.md, Time).</summary>
internal static class ExtendInvoice
{
    internal sealed class Handler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<Request, Result<InvoiceView>>
    {
        public async Task<Result<InvoiceView>> Handle(Request c, CancellationToken ct)
        {
            var invoice = await db.FindInvoice(c.Id, ct);
            if (invoice is null) return Error.NotFound();
            var account = await mediator.Send(new FindAccount(invoice.AccountId), ct);
            if (account.IsFailure) return account.Error;

            var extended = invoice.Extend(account.Value.InvoiceLifetime, clock.GetUtcNow());
            if (extended.IsFailure) return extended.Error;
            await mediator.Send(new PrepareExtend(invoice.Id, invoice.Expires), ct);
            await db.Commit(ct);
            return invoice.View();
        }
    }
}
