using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Storage;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>
/// GET /api/callbacks and GET /api/payment-invoices/{id}/callbacks. The callbacks of the key's mode (or of one invoice), newest first, with every
/// attempt, by filters (<c>status</c>, <c>created_from</c>, <c>created_to</c>, <c>test_mode</c>) and a cursor.
/// </summary>
internal static class ListCallbacks
{
    internal sealed record Query(Caller Caller, InvoiceId? Invoice, Filter Filter, int Size, (long Key, string Id)? After) : IRequest<Result<Page>>;

    internal sealed record Filter(IReadOnlyList<CallbackStatus>? Statuses, Mode Mode, DateTimeOffset? From, DateTimeOffset? To);

    /// <param name="Callbacks">One more than the page has, when there is a next page.</param>
    internal sealed record Page(IReadOnlyList<Callback> Callbacks, ILookup<CallbackId, CallbackAttempt> Attempts);

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("callbacks", (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) => Answer(http, caller, null, mediator, ct))
            .Describe("List callbacks", "Newest first, with every attempt.", "CallbackList", parameters: ApiDescriptions.Paged([Status, ApiDescriptions.TestMode, .. Times]));
        api.MapGet("payment-invoices/{id}/callbacks", (InvoiceId id, HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
            Answer(http, caller, id, mediator, ct))
            .Describe("List the callbacks of an invoice", "Newest first, with every attempt.", "CallbackList", parameters: ApiDescriptions.Paged([Status, .. Times]));
    }

    private static ApiParameter Status => new("filter[status]", "One status, or several with commas.", "failed");

    private static ApiParameter[] Times => [ApiDescriptions.From, ApiDescriptions.To];

    private static async Task<IResult> Answer(HttpContext http, Caller caller, InvoiceId? invoice, IMediator mediator, CancellationToken ct)
    {
        var list = new ListQuery(http.Request);
        var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
        var filter = new Filter(ReadStatuses(list), mode, list.Time("filter[created_from]"), list.Time("filter[created_to]"));
        var query = new Query(caller, invoice, filter, list.Size(), list.After());
        if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);

        return await mediator.Send(query, ct).ToHttp(found =>
        {
            var page = found.Callbacks.Take(query.Size).ToList();
            var next = found.Callbacks.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].Created.ToUnixTimeMilliseconds(), page[^1].Id.Value)) : null;
            return new JsonAnswer(ListDocument.Of([.. page.Select(c => CallbackDocument.Resource(c, found.Attempts[c.Id]))], query.Size, next));
        });
    }

    private static List<CallbackStatus>? ReadStatuses(ListQuery list)
    {
        if (list.Text("filter[status]") is not { } words) return null;
        var statuses = new List<CallbackStatus>();
        foreach (var word in words.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Words.TryParse<CallbackStatus>(word, out var status)) statuses.Add(status);
            else list.Fail("filter[status]", $"The status must be one of: {string.Join(", ", Words.All<CallbackStatus>())}.");
        }

        return statuses;
    }

    internal sealed class Handler(CommerceDb db, IMediator mediator) : IRequestHandler<Query, Result<Page>>
    {
        public async Task<Result<Page>> Handle(Query q, CancellationToken ct)
        {
            var callbacks = db.Set<Callback>().AsNoTracking().Where(c => c.AccountId == q.Caller.Account);
            if (q.Invoice is { } id)
            {
                var invoice = await mediator.Send(new FindInvoice(id), ct);
                if (invoice.IsFailure || invoice.Value.Account != q.Caller.Account || !q.Caller.Reaches(invoice.Value.Mode)) return Error.NotFound();
                callbacks = callbacks.Where(c => c.InvoiceId == id);
            }
            else
            {
                var mode = q.Filter.Mode;
                callbacks = q.Caller.Reaches(mode) ? callbacks.Where(c => c.Mode == mode) : callbacks.Where(c => false);
            }

            var rows = await Filtered(callbacks, q).Take(q.Size + 1).ToListAsync(ct);
            return new Page(rows, await db.ReadAttempts([.. rows.Select(c => c.Id)], ct));
        }

        private static IQueryable<Callback> Filtered(IQueryable<Callback> callbacks, Query q)
        {
            if (q.Filter.Statuses is { } statuses) callbacks = callbacks.Where(c => statuses.Contains(c.Status));
            if (q.Filter.From is { } from) callbacks = callbacks.Where(c => c.Created >= from);
            if (q.Filter.To is { } to)
            {
                // The whole second is meant: what is shown as created in it is in the list.
                var end = to.AddMilliseconds(999);
                callbacks = callbacks.Where(c => c.Created <= end);
            }

            if (q.After is { } after)
            {
                var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(after.Key, 0, 253_402_300_799_000));
                callbacks = callbacks.Where(c => c.Created < time || (c.Created == time && ((string)(object)c.Id).CompareTo(after.Id) < 0));
            }

            return callbacks.OrderByDescending(c => c.Created).ThenByDescending(c => c.Id);
        }
    }
}
