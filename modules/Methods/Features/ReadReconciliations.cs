using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>GET /api/reconciliations (newest first, without the differences themselves) and GET /api/reconciliations/{id} (with them).</summary>
internal static class ReadReconciliations
{
    internal sealed record OneQuery(Caller Caller, ReconciliationId Id) : IRequest<Result<Reconciliation>>;

    internal sealed record PageQuery(Caller Caller, Mode Mode, int Size, (long Key, string Id)? After) : IRequest<Result<IReadOnlyList<Reconciliation>>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("reconciliations/{id}", (ReconciliationId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new OneQuery(caller, id), ct).ToHttp(found => new JsonAnswer(Document(found))))
            .Describe("Read a reconciliation", "How the day was compared, and every difference that was found.", "ReconciliationDocument");
        api.MapGet("reconciliations", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            var query = new PageQuery(caller, mode, list.Size(), list.After());
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);

            return await mediator.Send(query, ct).ToHttp(found =>
            {
                var page = found.Take(query.Size).ToList();
                var next = found.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].Created.ToUnixTimeMilliseconds(), page[^1].Id.Value)) : null;
                return new JsonAnswer(ListDocument.Of([.. page.Select(r => Resource(r, Summary(r)))], query.Size, next));
            });
        }).Describe("List reconciliations", "The comparisons of the account, the newest first, without the differences themselves.", "ReconciliationList",
            parameters: ApiDescriptions.Paged(ApiDescriptions.TestMode));
    }

    internal static object Document(Reconciliation r)
    {
        var attributes = Summary(r);
        attributes["differences"] = r.Differences.Select(d => new
        {
            kind = d.Kind.Word(), payment = d.Payment?.Value, gateway_reference = d.GatewayReference, ours = d.Ours, theirs = d.Theirs, healed = d.Healed,
        });
        return new { data = Resource(r, attributes) };
    }

    private static object Resource(Reconciliation r, Dictionary<string, object?> attributes) =>
        new { type = "reconciliations", id = r.Id.Value, attributes, links = new { self = $"/api/reconciliations/{r.Id}" } };

    private static Dictionary<string, object?> Summary(Reconciliation r) => new()
    {
        ["date"] = r.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["status"] = r.Status.Word(),
        ["source"] = r.Source.Word(),
        ["test_mode"] = r.Mode == Mode.Test,
        ["gateway_account"] = r.GatewayAccountId?.Value,
        ["gateway_accounts"] = r.Accounts.Select(a => new { id = a.Account.Value, gateway = a.Gateway, status = a.Outcome.Word(), @checked = a.Checked, problem = a.Problem }),
        ["unanswered"] = r.Accounts.Where(a => a.Outcome == AccountOutcome.Unanswered).Select(a => a.Account.Value),
        ["differences_count"] = r.DifferenceCount,
        ["created"] = r.Created.Seconds(),
        ["finished"] = r.Finished?.Seconds(),
    };

    internal sealed class OneHandler(CommerceDb db) : IRequestHandler<OneQuery, Result<Reconciliation>>
    {
        public async Task<Result<Reconciliation>> Handle(OneQuery q, CancellationToken ct)
        {
            var found = await db.Set<Reconciliation>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == q.Id && r.AccountId == q.Caller.Account, ct);
            return found is not null && q.Caller.Reaches(found.Mode) ? found : Error.NotFound();
        }
    }

    internal sealed class PageHandler(CommerceDb db) : IRequestHandler<PageQuery, Result<IReadOnlyList<Reconciliation>>>
    {
        public async Task<Result<IReadOnlyList<Reconciliation>>> Handle(PageQuery q, CancellationToken ct)
        {
            if (!q.Caller.Reaches(q.Mode)) return Result.Of<IReadOnlyList<Reconciliation>>([]);
            var rows = db.Set<Reconciliation>().AsNoTracking().Where(r => r.AccountId == q.Caller.Account && r.Mode == q.Mode);
            if (q.After is { } after)
            {
                var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(after.Key, 0, 253_402_300_799_000));
                rows = rows.Where(r => r.Created < time || (r.Created == time && ((string)(object)r.Id).CompareTo(after.Id) < 0));
            }

            return Result.Of<IReadOnlyList<Reconciliation>>(await rows.OrderByDescending(r => r.Created).ThenByDescending(r => r.Id).Take(q.Size + 1).ToListAsync(ct));
        }
    }
}
