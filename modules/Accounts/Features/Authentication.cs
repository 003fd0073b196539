using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>Who calls: by account id and API key (Private API), or by public key (Public API, pages). Wrong credentials never say which part is wrong.</summary>
internal static class Authentication
{
    internal sealed class Handler(CommerceDb db, AccountCache cache) : IRequestHandler<Authenticate, Result<Caller>>
    {
        public async Task<Result<Caller>> Handle(Authenticate q, CancellationToken ct)
        {
            var entry = await cache.Find(db, new AccountId(q.Account), ct);
            if (entry?.Match(q.ApiKey) is not { } key) return Error.Unauthorized("The account id or the API key is wrong.");
            return entry.Account.Status == AccountStatus.Active ? new Caller(entry.Account.Id, key.Mode, key.Id) : AccountErrors.Inactive();
        }
    }

    internal sealed class PublicKeyHandler(CommerceDb db, AccountCache cache, PublicKeyLimit limit) : IRequestHandler<FindByPublicKey, Result<PublicKeyOwner>>
    {
        public async Task<Result<PublicKeyOwner>> Handle(FindByPublicKey q, CancellationToken ct)
        {
            var entry = q.PublicKey is { Length: > 0 and < 64 } key ? await cache.FindByPublicKey(db, key, ct) : null;
            if (entry is null)
                return Error.Unauthorized(string.IsNullOrEmpty(q.PublicKey) ? "The public key is missing: send public_key beside the other members, not inside a document." : "The public key is not known.");
            if (entry.Account.Status != AccountStatus.Active) return AccountErrors.Inactive();
            if (limit.Exceeded(q.PublicKey!) is { } exceeded) return exceeded;
            return new PublicKeyOwner(entry.Account, entry.Account.PublicKeyTest == q.PublicKey ? Mode.Test : Mode.Live);
        }
    }
}
