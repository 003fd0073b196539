using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// DELETE /api/customers/{id} → 204. Blanks the personal data of a customer: in its row and in its first hundred invoices, with all copies of them, in
/// one commit; the rest follows in commits of a hundred, also after a crash (<see cref="EraseCustomers"/>). Again: all is blanked once more.
/// </summary>
internal static class EraseCustomer
{
    internal sealed record Command(Caller Caller, CustomerId Id) : IRequest<Result<Done>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete("customers/{id}", (CustomerId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Command(caller, id), ct).ToHttp(_ => Results.NoContent()))
            .Describe("Delete a customer",
                "Blanks the personal data of the customer in its row and in all of its invoices, callbacks and payments; what money moved stays. A customer with many invoices is blanked to the end in the background. Repeating it answers the same.",
                answer: null, status: 204);

    internal sealed class Handler(CommerceDb db, IMediator mediator, JobWaker<EraseCustomers> waker, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            if (await db.FindCustomer(c.Caller, c.Id, ct) is not { } customer) return Error.NotFound();
            customer.Erase(clock.GetUtcNow());
            await Next(db, mediator, customer, ct);
            await mediator.Send(new PrepareAudit(c.Caller, "customer_erased", new Dictionary<string, string?> { ["customer"] = customer.Id.Value }), ct);
            if (customer.EraseDue is not null) db.AfterCommit(typeof(EraseCustomers), waker.Wake);
            await db.Commit(ct);
            return Result.Done;
        }
    }

    /// <summary>Blanks the next hundred invoices of the customer and what the payments below and the callbacks above keep of them; no commit.</summary>
    internal static async Task Next(CommerceDb db, IMediator mediator, Customer customer, CancellationToken ct)
    {
        const int most = 100;
        var invoices = db.Set<Invoice>().Where(i => i.CustomerId == customer.Id);
        if (customer.ErasedUpTo is { } last) invoices = invoices.Where(i => ((string)(object)i.Id).CompareTo(last.Value) > 0);
        var batch = await invoices.OrderBy(i => i.Id).Take(most).ToListAsync(ct);
        customer.EraseNext(batch, isLast: batch.Count < most);
        // Whoever changes one of them just now has read the customer before: runs again, so that no callback is written with what is blanked here.
        foreach (var invoice in batch) db.Touch(invoice);
        if (batch.Count > 0) await mediator.Send(new PrepareErase([.. batch.Select(i => i.Id)]), ct);
    }
}

/// <summary>Blanks what is left of customers with many invoices, a hundred in each commit; what a crash left is done by the next run.</summary>
internal sealed class EraseCustomers(CommerceDb db, JobSteps steps, TimeProvider clock) : IJob
{
    private const int Batch = 100;

    public async Task Run(CancellationToken ct)
    {
        int done;
        do
        {
            var now = clock.GetUtcNow();
            var due = await db.Set<Customer>().Where(c => c.EraseDue != null && c.EraseDue <= now).OrderBy(c => c.EraseDue).Select(c => c.Id).Take(Batch).ToListAsync(ct);
            done = await steps.Send(due, id => new Command(id), ct);
        }
        while (done > 0);
    }

    internal sealed record Command(CustomerId Id) : IRequest<Result<Done>>;

    internal sealed class Handler(CommerceDb db, IMediator mediator) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            if (await db.Set<Customer>().FirstOrDefaultAsync(k => k.Id == c.Id, ct) is not { EraseDue: not null } customer) return Result.Done;
            await EraseCustomer.Next(db, mediator, customer, ct);
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
