using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// The slot of a payment that has been at the gateway for 30 minutes comes back to its link (contract/private-api.md, Payment links). The rows say
/// which, so a lost run is made good by the next.
/// </summary>
internal sealed class ReleaseLinkSlots(CommerceDb db, JobSteps steps, TimeProvider clock) : IJob
{
    private const int Batch = 200;

    public async Task Run(CancellationToken ct)
    {
        int done;
        do
        {
            var limit = clock.GetUtcNow() - Invoice.LongestSlot;
            var due = await db.Set<Invoice>()
                .Where(i => i.LinkId != null && i.SlotTaken <= limit
                    && (i.State == InvoiceState.Created || i.State == InvoiceState.Processing || i.State == InvoiceState.ProcessPending || i.State == InvoiceState.ProcessError))
                .OrderBy(i => i.SlotTaken).Select(i => i.Id).Take(Batch).ToListAsync(ct);
            done = await steps.Send(due, id => new Command(id), ct);
        }
        while (done > 0);
    }

    internal sealed record Command(InvoiceId Id) : IRequest<Result<Done>>;

    internal sealed class Handler(CommerceDb db, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            if (await db.FindInvoice(c.Id, ct) is not { } invoice || !invoice.ReleaseSlot(clock.GetUtcNow())) return Result.Done;
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
