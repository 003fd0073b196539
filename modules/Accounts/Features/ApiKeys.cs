using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>
/// GET, POST /api/account/keys, DELETE /api/account/keys/{id}. A key is shown once, when it is made; several count at once, so that they can be
/// changed without a gap. A test key reaches test keys only.
/// </summary>
internal static class ApiKeys
{
    internal sealed record Make(Caller Caller, Mode Mode) : IRequest<Result<MadeKey>>;

    internal sealed record MadeKey(ApiKey Key, string Shown);

    internal sealed record Revoke(Caller Caller, ApiKeyId Id) : IRequest<Result<Done>>;

    internal sealed record Query(Caller Caller) : IRequest<Result<IReadOnlyList<ApiKey>>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("account/keys", (Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Query(caller), ct).ToHttp(keys => new JsonAnswer(ListDocument.Of([.. keys.Select(k => Resource(k, null))], ListQuery.MostRows, next: null))))
            .Describe("List the API keys", "Active and revoked ones, the oldest first; never the keys themselves.", "KeyList");
        api.MapPost("account/keys", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var mode = await RotateSecrets.ReadMode(http, caller, "keys", ct);
            if (mode.IsFailure) return new ErrorResponse(mode.Errors);
            return await mediator.Send(new Make(caller, mode.Value.Mode), ct)
                .ToHttp(made => new JsonAnswer(new { data = Resource(made.Key, made.Shown) }, StatusCodes.Status201Created));
        }).Describe("Make an API key", "The key is shown in this answer only. Several count at once, so that they can be changed without a gap.", "KeyDocument", StatusCodes.Status201Created, "KeyCreate",
            errors: ["mode_forbidden"]);
        api.MapDelete("account/keys/{id}", (ApiKeyId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Revoke(caller, id), ct).ToHttp(_ => Results.NoContent()))
            .Describe("Revoke an API key", "From then on it is unknown. The key that is used for the request cannot be revoked by it.", null, StatusCodes.Status204NoContent, errors: ["invalid_state"]);
    }

    internal sealed class ListHandler(CommerceDb db) : IRequestHandler<Query, Result<IReadOnlyList<ApiKey>>>
    {
        public async Task<Result<IReadOnlyList<ApiKey>>> Handle(Query q, CancellationToken ct) => Result.Of<IReadOnlyList<ApiKey>>(
            (await db.Set<ApiKey>().AsNoTracking().Where(k => k.AccountId == q.Caller.Account).OrderBy(k => k.Created).ToListAsync(ct)).FindAll(k => q.Caller.Reaches(k.Mode)));
    }

    internal sealed class MakeHandler(CommerceDb db, AccountCache cache, TimeProvider clock) : IRequestHandler<Make, Result<MadeKey>>
    {
        public async Task<Result<MadeKey>> Handle(Make c, CancellationToken ct)
        {
            var account = await db.FindForKeys(c.Caller, ct);
            if (account.IsFailure) return account.Error;
            var (key, shown) = ApiKey.New(c.Caller.Account, c.Mode, clock.GetUtcNow());
            db.Add(key);
            db.Add(AccountEvent.Of(c.Caller, "key_created", new Dictionary<string, string?> { ["key"] = key.Id.Value, ["mode"] = c.Mode.Word() }, clock.GetUtcNow()));
            await db.Commit(ct);
            cache.Forget(account.Value.View());
            return new MadeKey(key, shown);
        }
    }

    internal sealed class RevokeHandler(CommerceDb db, AccountCache cache, TimeProvider clock) : IRequestHandler<Revoke, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Revoke c, CancellationToken ct)
        {
            var account = await db.FindForKeys(c.Caller, ct);
            if (account.IsFailure) return account.Error;
            var key = await db.Set<ApiKey>().FirstOrDefaultAsync(k => k.Id == c.Id && k.AccountId == c.Caller.Account, ct);
            if (key is null || !c.Caller.Reaches(key.Mode)) return Error.NotFound();
            if (key.Id == c.Caller.Key) return AccountErrors.InvalidState("This key is the one that was used for the request: revoke it with another key.");
            if (key.Revoked is not null) return Result.Done;

            key.Revoke(clock.GetUtcNow());
            db.Add(AccountEvent.Of(c.Caller, "key_revoked", new Dictionary<string, string?> { ["key"] = key.Id.Value, ["mode"] = key.Mode.Word() }, clock.GetUtcNow()));
            await db.Commit(ct);
            cache.Forget(account.Value.View());
            return Result.Done;
        }
    }

    /// <param name="shown">The key itself, only in the answer that makes it.</param>
    private static object Resource(ApiKey key, string? shown) => new
    {
        type = "keys",
        id = key.Id.Value,
        attributes = new { api_key = shown, test_mode = key.Mode == Mode.Test, created = key.Created.Seconds(), revoked = key.Revoked?.Seconds() },
    };
}
