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
/// GET, POST /api/account/signing-secrets and /api/account/link-keys, DELETE …/{id}. A new one is shown once; those before it count on for the overlap,
/// so that receivers and links can be changed without a gap (contract/callbacks.md, hpp.md).
/// </summary>
internal static class RotateSecrets
{
    private const long DefaultOverlapSeconds = 24 * 3_600;
    private const long MostOverlapSeconds = 90L * 24 * 3_600;

    /// <param name="OverlapSeconds">How long the present ones still count.</param>
    internal sealed record Rotate(Caller Caller, SecretKind Kind, Mode Mode, long OverlapSeconds) : IRequest<Result<MadeSecret>>;

    internal sealed record MadeSecret(AccountSecret Secret, string Shown);

    internal sealed record Retire(Caller Caller, SecretKind Kind, string Id) : IRequest<Result<Done>>;

    internal sealed record Query(Caller Caller, SecretKind Kind) : IRequest<Result<IReadOnlyList<AccountSecret>>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        Routes("account/signing-secrets", "signing-secrets", "signing secret", SecretKind.Signing);
        Routes("account/link-keys", "link-keys", "link key", SecretKind.Link);

        void Routes(string path, string type, string noun, SecretKind kind)
        {
            api.MapGet(path, (Caller caller, IMediator mediator, CancellationToken ct) => mediator.Send(new Query(caller, kind), ct)
                .ToHttp(all => new JsonAnswer(ListDocument.Of([.. all.Select(s => Resource(type, s, null))], ListQuery.MostRows, next: null))))
                .Describe($"List the {noun}s", "Active and ended ones, the oldest first; never the secrets themselves.", "SecretList");
            api.MapPost(path, async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
            {
                var asked = await ReadMode(http, caller, type, ct);
                if (asked.IsFailure) return new ErrorResponse(asked.Errors);
                return await mediator.Send(new Rotate(caller, kind, asked.Value.Mode, asked.Value.OverlapSeconds), ct)
                    .ToHttp(made => new JsonAnswer(new { data = Resource(type, made.Secret, made.Shown) }, StatusCodes.Status201Created));
            }).Describe($"Rotate the {noun}", "The new one is shown in this answer only. Those before it count on for the overlap.", "SecretDocument", StatusCodes.Status201Created, "SecretCreate",
                errors: ["mode_forbidden"]);
            api.MapDelete(path + "/{id}", (string id, Caller caller, IMediator mediator, CancellationToken ct) =>
                mediator.Send(new Retire(caller, kind, id), ct).ToHttp(_ => Results.NoContent()))
                .Describe($"End a {noun}", "At once, without an overlap; never the only one.", null, StatusCodes.Status204NoContent, errors: ["invalid_state"]);
        }
    }

    /// <summary>
    /// The document <c>{ test_mode, overlap }</c> of a request that makes a key or a secret. Only without any body the defaults count: the caller's mode, one
    /// day. What was meant for a document and is none must not make a key of another mode, or let a leaked secret count on.
    /// </summary>
    internal static async Task<Result<(Mode Mode, long OverlapSeconds)>> ReadMode(HttpContext http, Caller caller, string type, CancellationToken ct)
    {
        var body = await http.Request.ReadJson(ct, optional: true);
        if (body.IsFailure) return Result<(Mode, long)>.Fail(body.Errors);
        if (body.Value.ValueKind == System.Text.Json.JsonValueKind.Undefined) return (caller.Mode, DefaultOverlapSeconds);

        var reader = AttributeReader.OfDocument(body.Value, type);
        var mode = reader.Flag("test_mode") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
        var overlap = reader.Whole("overlap") ?? DefaultOverlapSeconds;
        if (overlap is < 0 or > MostOverlapSeconds) reader.Fail("invalid_value", $"The overlap must be 0 to {MostOverlapSeconds} seconds.", "overlap");
        if (reader.Errors.Count > 0) return reader.Errors;
        return caller.Reaches(mode) ? (mode, overlap) : AccountErrors.ModeForbidden("A test key makes and revokes test keys and secrets only.");
    }

    internal sealed class ListHandler(CommerceDb db) : IRequestHandler<Query, Result<IReadOnlyList<AccountSecret>>>
    {
        public async Task<Result<IReadOnlyList<AccountSecret>>> Handle(Query q, CancellationToken ct) => Result.Of<IReadOnlyList<AccountSecret>>(
            (await db.Set<AccountSecret>().AsNoTracking().Where(s => s.AccountId == q.Caller.Account && s.Kind == q.Kind).OrderBy(s => s.Created).ToListAsync(ct))
                .FindAll(s => q.Caller.Reaches(s.Mode)));
    }

    internal sealed class RotateHandler(CommerceDb db, AccountCache cache, TimeProvider clock) : IRequestHandler<Rotate, Result<MadeSecret>>
    {
        public async Task<Result<MadeSecret>> Handle(Rotate c, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var account = await db.FindForKeys(c.Caller, ct);
            if (account.IsFailure) return account.Error;
            var before = await db.Set<AccountSecret>().Where(s => s.AccountId == c.Caller.Account && s.Kind == c.Kind && s.Mode == c.Mode).ToListAsync(ct);
            foreach (var old in before) old.Retire(now.AddSeconds(c.OverlapSeconds));
            var (secret, shown) = AccountSecret.New(c.Caller.Account, c.Mode, c.Kind, cache.Protect, now);
            db.Add(secret);
            db.Add(AccountEvent.Of(
                c.Caller, c.Kind == SecretKind.Signing ? "signing_secret_rotated" : "link_key_rotated",
                new Dictionary<string, string?> { ["id"] = secret.Id, ["mode"] = c.Mode.Word(), ["overlap"] = $"{c.OverlapSeconds} s" }, now));
            await db.Commit(ct);
            cache.Forget(account.Value.View());
            return new MadeSecret(secret, shown);
        }
    }

    internal sealed class RetireHandler(CommerceDb db, AccountCache cache, TimeProvider clock) : IRequestHandler<Retire, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Retire c, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var account = await db.FindForKeys(c.Caller, ct);
            if (account.IsFailure) return account.Error;
            var all = await db.Set<AccountSecret>().Where(s => s.AccountId == c.Caller.Account && s.Kind == c.Kind).ToListAsync(ct);
            if (all.Find(s => s.Id == c.Id) is not { } secret || !c.Caller.Reaches(secret.Mode)) return Error.NotFound();
            if (!secret.IsActive(now)) return Result.Done;
            if (!all.Exists(s => s.Mode == secret.Mode && s.Id != secret.Id && s.Expires is null))
                return AccountErrors.InvalidState("This is the only active one: make another first.");

            secret.Retire(now);
            db.Add(AccountEvent.Of(
                c.Caller, c.Kind == SecretKind.Signing ? "signing_secret_retired" : "link_key_retired",
                new Dictionary<string, string?> { ["id"] = secret.Id, ["mode"] = secret.Mode.Word() }, now));
            await db.Commit(ct);
            cache.Forget(account.Value.View());
            return Result.Done;
        }
    }

    /// <param name="shown">The secret itself, only in the answer that makes it; the id of a link key is its <c>kid</c>.</param>
    private static object Resource(string type, AccountSecret secret, string? shown) => new
    {
        type,
        id = secret.Id,
        attributes = new { secret = shown, test_mode = secret.Mode == Mode.Test, created = secret.Created.Seconds(), expires = secret.Expires?.Seconds() },
    };
}
