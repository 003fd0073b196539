using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// GET /api/payment-invoices/{id}/events and GET /api/events. Every state change, the oldest first: of one invoice, or of the whole account as a
/// pull feed, whose cursor never skips and never repeats.
/// </summary>
internal static class ReadEvents
{
    internal sealed record Query(Caller Caller, InvoiceId? Invoice, Mode Mode, int Size, long After) : IRequest<Result<IReadOnlyList<InvoiceEvent>>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("payment-invoices/{id}/events", (InvoiceId id, HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
            Answer(http, caller, id, mediator, ct));
        api.MapGet("events", (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) => Answer(http, caller, null, mediator, ct));
    }

    private static async Task<IResult> Answer(HttpContext http, Caller caller, InvoiceId? invoice, IMediator mediator, CancellationToken ct)
    {
        var list = new ListQuery(http.Request);
        var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
        var query = new Query(caller, invoice, mode, list.Size(), list.After()?.Key ?? 0);
        if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);

        return await mediator.Send(query, ct).ToHttp(found =>
        {
            var page = found.Take(query.Size).ToList();
            var next = found.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].Position, "")) : null;
            return new JsonAnswer(ListDocument.Of([.. page.Select(Resource)], query.Size, next));
        });
    }

    private static object Resource(InvoiceEvent e) => new
    {
        type = "events",
        id = e.Id.Value,
        attributes = new
        {
            sequence = e.Sequence,
            status = e.State.Status(),
            resolution = e.Resolution,
            cause = e.Cause,
            actor = e.Actor.Word(),
            notice = e.Notice,
            details = e.Route is { } route ? new { route = route.Select(RouteDocument.Of) } : null,
            test_mode = e.Mode == Mode.Test,
            created = e.Created.Seconds(),
            cursor = ListQuery.Cursor(e.Position, ""),
        },
        relationships = new Dictionary<string, ToOne>
        {
            ["payment-invoice"] = ToOne.Of("payment-invoices", e.InvoiceId.Value),
            ["payment"] = ToOne.Of("payments", e.PaymentId?.Value),
        },
    };

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Query, Result<IReadOnlyList<InvoiceEvent>>>
    {
        public async Task<Result<IReadOnlyList<InvoiceEvent>>> Handle(Query q, CancellationToken ct)
        {
            var events = db.Set<InvoiceEvent>().AsNoTracking().Where(e => e.AccountId == q.Caller.Account && e.Position > q.After);
            if (q.Invoice is { } id)
            {
                var invoice = await db.ReadInvoice(q.Caller, id, ct);
                if (invoice.IsFailure) return invoice.Error;
                events = events.Where(e => e.InvoiceId == id);
            }
            else
            {
                if (!q.Caller.Reaches(q.Mode)) return Result.Of<IReadOnlyList<InvoiceEvent>>([]);
                events = events.Where(e => e.Mode == q.Mode);
            }

            return Result.Of<IReadOnlyList<InvoiceEvent>>(await events.OrderBy(e => e.Position).Take(q.Size + 1).ToListAsync(ct));
        }
    }
}
