using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// GET /api/customers/{id}, GET /api/customers. The account's customers, newest first, by <c>filter[reference_id]</c> and a cursor. What came through
/// the public door has an id too, but is never found under its reference (contract/invoice.md, Customer).
/// </summary>
internal static class ReadCustomers
{
    internal sealed record OneQuery(Caller Caller, CustomerId Id) : IRequest<Result<CustomerView>>;

    internal sealed record PageQuery(Caller Caller, Mode Mode, string? Reference, int Size, (long Key, string Id)? After) : IRequest<Result<IReadOnlyList<CustomerView>>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("customers/{id}", (CustomerId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new OneQuery(caller, id), ct).ToHttp(customer => new JsonAnswer(new { data = CustomerDocument.Resource(customer) })))
            .Describe("Read a customer", "The customer as the last invoice described it.", "CustomerDocument");
        api.MapGet("customers", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            var query = new PageQuery(caller, mode, list.Text("filter[reference_id]"), list.Size(), list.After());
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);

            return await mediator.Send(query, ct).ToHttp(found =>
            {
                var page = found.Take(query.Size).ToList();
                var next = found.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].Created.ToUnixTimeMilliseconds(), page[^1].Id.Value)) : null;
                return new JsonAnswer(ListDocument.Of([.. page.Select(CustomerDocument.Resource)], query.Size, next));
            });
        }).Describe("List customers", "The customers of the account, the newest first.", "CustomerList",
            parameters: ApiDescriptions.Paged(ApiDescriptions.TestMode, new ApiParameter("filter[reference_id]", "The merchant's own id of the customer.", "c-1")));
    }

    internal sealed class OneHandler(CommerceDb db) : IRequestHandler<OneQuery, Result<CustomerView>>
    {
        public async Task<Result<CustomerView>> Handle(OneQuery q, CancellationToken ct) =>
            await db.FindCustomer(q.Caller, q.Id, ct) is { } customer ? customer.View() : Error.NotFound();
    }

    internal sealed class PageHandler(CommerceDb db) : IRequestHandler<PageQuery, Result<IReadOnlyList<CustomerView>>>
    {
        public async Task<Result<IReadOnlyList<CustomerView>>> Handle(PageQuery q, CancellationToken ct)
        {
            if (!q.Caller.Reaches(q.Mode)) return Result.Of<IReadOnlyList<CustomerView>>([]);
            var customers = db.Set<Customer>().AsNoTracking().Where(c => c.AccountId == q.Caller.Account && c.Mode == q.Mode);
            if (q.Reference is not null) customers = customers.Where(c => c.Reference == q.Reference);
            if (q.After is { } after)
            {
                var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(after.Key, 0, 253_402_300_799_000));
                customers = customers.Where(c => c.Created < time || (c.Created == time && ((string)(object)c.Id).CompareTo(after.Id) < 0));
            }

            var page = await customers.OrderByDescending(c => c.Created).ThenByDescending(c => c.Id).Take(q.Size + 1).ToListAsync(ct);
            return Result.Of<IReadOnlyList<CustomerView>>([.. page.Select(c => c.View())]);
        }
    }
}
