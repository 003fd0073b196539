using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>Ends every invoice whose time to pay is over, each in a commit of its own, together with the cancels of its open payments.</summary>
internal sealed class ExpireInvoices(CommerceDb db, JobSteps steps, TimeProvider clock) : IJob
{
    private const int Batch = 200;

    public async Task Run(CancellationToken ct)
    {
        int done;
        do
        {
            var now = clock.GetUtcNow();
            var due = await db.Set<Invoice>()
                .Where(i => i.Expires <= now && (i.State == InvoiceState.Created || i.State == InvoiceState.ProcessPending || i.State == InvoiceState.ProcessError))
                .OrderBy(i => i.Expires).Select(i => i.Id).Take(Batch).ToListAsync(ct);
            done = await steps.Send(due, id => new Command(id), ct);
        }
        while (done > 0);
    }

    internal sealed record Command(InvoiceId Id) : IRequest<Result<Done>>;

    internal sealed class Handler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            if (await db.FindInvoice(c.Id, ct) is not { } invoice || !invoice.Expire(clock.GetUtcNow())) return Result.Done;
            await mediator.Send(new PrepareCancel(invoice.Id), ct);
            await db.Commit(ct);
            await mediator.Send(new RunOperations(invoice.Id), ct);
            return Result.Done;
        }
    }
}
