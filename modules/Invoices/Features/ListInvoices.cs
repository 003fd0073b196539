using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>GET /api/payment-invoices. The account's invoices of the key's mode, newest first, by filters and a cursor.</summary>
internal static class ListInvoices
{
    internal sealed record Query(Caller Caller, Filter Filter, bool OldestFirst, int Size, (long Key, string Id)? After) : IRequest<Result<IReadOnlyList<InvoiceView>>>;

    internal sealed record Filter(
        string? Reference, IReadOnlyList<InvoiceState>? States, Currency? Currency, string? Service, Mode Mode, DateTimeOffset? From, DateTimeOffset? To, string? Customer);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("payment-invoices", async (HttpContext http, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var query = new Query(caller, ReadFilter(list, caller), ReadSort(list), list.Size(), list.After());
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);

            return await mediator.Send(query, ct).ToHttp(found =>
            {
                var page = found.Take(query.Size).ToList();
                var next = found.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].Created.ToUnixTimeMilliseconds(), page[^1].Id.Value)) : null;
                return new JsonAnswer(ListDocument.Of([.. page.Select(i => InvoiceDocument.Resource(i, server))], query.Size, next, InvoiceDocument.Included(page)));
            });
        }).Describe("List invoices", "Newest first, by filters. The cursor in `links.next` stays true while invoices are added.", "InvoiceList", parameters: ApiDescriptions.Paged(
            new("filter[reference_id]", "Exactly this reference.", "order-1"),
            new("filter[status]", "One status, or several with commas.", "processed,refunded"),
            new("filter[currency]", "ISO 4217.", "EUR"),
            new("filter[service]", "The service's code.", "payment_card_eur_hpp"),
            new("filter[customer]", "A customer's id or reference.", "c-1"),
            ApiDescriptions.TestMode, ApiDescriptions.From, ApiDescriptions.To,
            new("sort", "`-created` (default) or `created`.", "-created")), errors: ["currency_unknown"]);

    private static Filter ReadFilter(ListQuery list, Caller caller)
    {
        var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
        return new Filter(
            list.Text("filter[reference_id]"),
            list.Text("filter[status]") is { } words ? ReadStates(list, words) : null,
            ReadCurrency(list),
            list.Text("filter[service]"),
            mode,
            list.Time("filter[created_from]"),
            list.Time("filter[created_to]"),
            list.Text("filter[customer]"));
    }

    private static List<InvoiceState> ReadStates(ListQuery list, string words)
    {
        var states = new List<InvoiceState>();
        foreach (var word in words.Split(',', StringSplitOptions.TrimEntries))
        {
            var meant = Enum.GetValues<InvoiceState>().Where(s => s.Status() == word).ToList();
            if (meant.Count == 0) list.Fail("filter[status]", "The filter names a status that does not exist.");
            states.AddRange(meant);
        }

        return states;
    }

    private static Currency? ReadCurrency(ListQuery list)
    {
        if (list.Text("filter[currency]") is not { } code) return null;
        var currency = Currency.Find(code);
        if (currency is null) list.Errors.Add(Error.InvalidParameter("currency_unknown", "The currency is not an active ISO 4217 code.", "filter[currency]"));
        return currency;
    }

    private static bool ReadSort(ListQuery list)
    {
        switch (list.Text("sort"))
        {
            case null or "-created": return false;
            case "created": return true;
            default:
                list.Fail("sort", "The order must be created or -created.");
                return false;
        }
    }

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Query, Result<IReadOnlyList<InvoiceView>>>
    {
        public async Task<Result<IReadOnlyList<InvoiceView>>> Handle(Query q, CancellationToken ct)
        {
            var f = q.Filter;
            if (f.Mode == Mode.Live && q.Caller.Mode == Mode.Test) return Result.Of<IReadOnlyList<InvoiceView>>([]);

            var invoices = db.Set<Invoice>().AsNoTracking().Include(i => i.Customer).Include(i => i.Refunds).Where(i => i.AccountId == q.Caller.Account && i.Mode == f.Mode);
            if (f.Reference is not null) invoices = invoices.Where(i => i.ReferenceId == f.Reference);
            if (f.States is not null) invoices = invoices.Where(i => f.States.Contains(i.State));
            if (f.Currency is not null) invoices = invoices.Where(i => i.Currency == f.Currency);
            if (f.Service is not null) invoices = invoices.Where(i => i.Service == f.Service);
            if (f.From is { } from) invoices = invoices.Where(i => i.Created >= from);
            if (f.To is { } to)
            {
                // The whole second is meant: what is shown as created in it is in the list.
                var end = to.AddMilliseconds(999);
                invoices = invoices.Where(i => i.Created <= end);
            }

            if (f.Customer is not null) invoices = invoices.Where(i => i.CustomerId == new CustomerId(f.Customer) || i.Customer!.Reference == f.Customer);
            invoices = Sort(invoices, q);
            return Result.Of<IReadOnlyList<InvoiceView>>([.. (await invoices.Take(q.Size + 1).ToListAsync(ct)).Select(i => i.View())]);
        }

        private static IOrderedQueryable<Invoice> Sort(IQueryable<Invoice> invoices, Query q)
        {
            if (q.After is { } after)
            {
                var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(after.Key, 0, 253_402_300_799_000));
                invoices = q.OldestFirst
                    ? invoices.Where(i => i.Created > time || (i.Created == time && ((string)(object)i.Id).CompareTo(after.Id) > 0))
                    : invoices.Where(i => i.Created < time || (i.Created == time && ((string)(object)i.Id).CompareTo(after.Id) < 0));
            }

            return q.OldestFirst ? invoices.OrderBy(i => i.Created).ThenBy(i => i.Id) : invoices.OrderByDescending(i => i.Created).ThenByDescending(i => i.Id);
        }
    }
}
