using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>GET /api/account/events. Who changed what of the account, when and from which address, the oldest first; never a secret.</summary>
internal static class Audit
{
    internal sealed record Query(Caller Caller, int Size, long After) : IRequest<Result<IReadOnlyList<AccountEvent>>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("account/events", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var query = new Query(caller, list.Size(), list.After()?.Key ?? 0);
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);
            return await mediator.Send(query, ct).ToHttp(found =>
            {
                var page = found.Take(query.Size).ToList();
                var next = found.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].Position, "")) : null;
                return new JsonAnswer(ListDocument.Of([.. page.Select(Resource)], query.Size, next));
            });
        }).Describe("List the changes of the account", "Who changed what, when and from which address, the oldest first; never a secret.", "AccountEventList", parameters: ApiDescriptions.Paged());

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Query, Result<IReadOnlyList<AccountEvent>>>
    {
        public async Task<Result<IReadOnlyList<AccountEvent>>> Handle(Query q, CancellationToken ct)
        {
            var events = db.Set<AccountEvent>().AsNoTracking().Where(e => e.AccountId == q.Caller.Account && e.Position > q.After);
            if (q.Caller.Mode == Mode.Test) events = events.Where(e => e.Mode == Mode.Test);
            return Result.Of<IReadOnlyList<AccountEvent>>(await events.OrderBy(e => e.Position).Take(q.Size + 1).ToListAsync(ct));
        }
    }

    /// <summary>For the modules above: an entry in the commit of their own change.</summary>
    internal sealed class PrepareHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<PrepareAudit, Result<Done>>
    {
        public Task<Result<Done>> Handle(PrepareAudit c, CancellationToken ct)
        {
            db.Add(AccountEvent.Of(c.By, c.What, c.Details, clock.GetUtcNow()));
            return Task.FromResult(Result.Done);
        }
    }

    private static object Resource(AccountEvent e) => new
    {
        type = "account-events",
        id = e.Id.Value,
        attributes = new
        {
            what = e.What,
            key = e.Key.Value,
            test_mode = e.Mode == Mode.Test,
            address = e.Address,
            details = e.Details,
            created = e.Created.Seconds(),
        },
    };
}
