using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>
/// GET /logos/{account}/{hash}.png. An account's logo for everybody, kept by browsers for a year because another picture has another address; 404 for one
/// that was replaced or removed.
/// </summary>
internal static class ServeLogo
{
    internal sealed record Query(AccountId Account, string Hash) : IRequest<Result<byte[]>>;

    internal static void Map(IEndpointRouteBuilder assets) =>
        assets.MapMethods("/logos/{account}/{hash}.png", [HttpMethods.Get, HttpMethods.Head], (AccountId account, string hash, HttpContext http, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Query(account, hash), ct).ToHttp(png =>
            {
                var headers = http.Response.Headers;
                headers.CacheControl = "public, max-age=31536000, immutable";
                headers.XContentTypeOptions = "nosniff";
                headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
                return Results.Bytes(png, "image/png");
            })).Limited(Limit.Read);

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Query, Result<byte[]>>
    {
        public async Task<Result<byte[]>> Handle(Query q, CancellationToken ct) =>
            await db.Set<LogoPicture>().AsNoTracking().Where(l => l.AccountId == q.Account && l.Hash == q.Hash).Select(l => l.Png).FirstOrDefaultAsync(ct) is { } png
                ? png
                : Error.NotFound();
    }
}
