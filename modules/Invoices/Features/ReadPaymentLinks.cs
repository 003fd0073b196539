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

/// <summary>GET /api/payment-links, GET /api/payment-links/{id}. Stored links with what they took so far, newest first; another account's are not there.</summary>
internal static class ReadPaymentLinks
{
    internal sealed record OneQuery(Caller Caller, PaymentLinkId Id) : IRequest<Result<Answer>>;

    internal sealed record ManyQuery(Caller Caller, Mode Mode, int Size, (long Key, string Id)? After) : IRequest<Result<Answer>>;

    internal sealed record Answer(IReadOnlyList<PaymentLinkView> Links, string Payee);

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("payment-links", async (HttpContext http, Caller caller, IMediator mediator, ServerAddress server, ILinkTexts texts, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            var query = new ManyQuery(caller, mode, list.Size(), list.After());
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);

            return await mediator.Send(query, ct).ToHttp(found =>
            {
                var page = found.Links.Take(query.Size).ToList();
                var next = found.Links.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].Created.ToUnixTimeMilliseconds(), page[^1].Id.Value)) : null;
                return new JsonAnswer(ListDocument.Of([.. page.Select(l => PaymentLinkDocument.Resource(l, found.Payee, server, texts))], query.Size, next));
            });
        }).Describe("List payment links", "Newest first, closed ones too, with what each took so far.", "PaymentLinkList", parameters: ApiDescriptions.Paged(ApiDescriptions.TestMode));
        api.MapGet("payment-links/{id}", (PaymentLinkId id, Caller caller, IMediator mediator, ServerAddress server, ILinkTexts texts, CancellationToken ct) =>
            mediator.Send(new OneQuery(caller, id), ct).ToHttp(found => new JsonAnswer(new { data = PaymentLinkDocument.Resource(found.Links[0], found.Payee, server, texts) })))
            .Describe("Read a payment link", "The link as it is, with what it took so far.", "PaymentLinkDocument");
    }

    internal sealed class OneHandler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<OneQuery, Result<Answer>>
    {
        public async Task<Result<Answer>> Handle(OneQuery q, CancellationToken ct)
        {
            if (await db.FindLink(q.Caller, q.Id, ct) is not { } link) return Error.NotFound();
            var view = link.View(clock.GetUtcNow(), await db.UseOf(link.Id, null, ct));
            return (await mediator.Send(new FindAccount(q.Caller.Account), ct)).Map(account => new Answer([view], account.Name));
        }
    }

    internal sealed class ManyHandler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<ManyQuery, Result<Answer>>
    {
        public async Task<Result<Answer>> Handle(ManyQuery q, CancellationToken ct)
        {
            var links = q.Caller.Reaches(q.Mode) ? await Read(q, ct) : [];
            var use = await db.UseOf([.. links.Select(l => l.Id)], null, ct);
            var (now, account) = (clock.GetUtcNow(), await mediator.Send(new FindAccount(q.Caller.Account), ct));
            return account.Map(a => new Answer([.. links.Select(l => l.View(now, use.GetValueOrDefault(l.Id, LinkUse.None)))], a.Name));
        }

        private async Task<List<PaymentLink>> Read(ManyQuery q, CancellationToken ct)
        {
            var links = db.Set<PaymentLink>().AsNoTracking().Where(l => l.AccountId == q.Caller.Account && l.Mode == q.Mode);
            if (q.After is { } after)
            {
                var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(after.Key, 0, 253_402_300_799_000));
                links = links.Where(l => l.Created < time || (l.Created == time && ((string)(object)l.Id).CompareTo(after.Id) < 0));
            }

            return await links.OrderByDescending(l => l.Created).ThenByDescending(l => l.Id).Take(q.Size + 1).ToListAsync(ct);
        }
    }

    /// <summary>For the pages: the id is the capability.</summary>
    internal sealed class FindHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<FindPaymentLink, Result<PaymentLinkView>>
    {
        public async Task<Result<PaymentLinkView>> Handle(FindPaymentLink q, CancellationToken ct)
        {
            if (await db.Set<PaymentLink>().AsNoTracking().FirstOrDefaultAsync(l => l.Id == q.Id, ct) is not { } link) return Error.NotFound();
            return link.View(clock.GetUtcNow(), link.IsLimited ? await db.UseOf(link.Id, null, ct) : LinkUse.None);
        }
    }
}
