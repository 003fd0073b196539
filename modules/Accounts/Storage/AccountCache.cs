using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Storage;

/// <summary>
/// What every request asks about an account, kept in memory for five seconds (<see cref="RowMemory"/>). Unknown accounts are not kept, so strangers cannot
/// fill the memory.
/// </summary>
internal sealed class AccountCache(RowMemory memory, IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("accounts.secrets.v1");

    public string Protect(string secret) => protector.Protect(secret);

    public async Task<Entry?> Find(CommerceDb db, AccountId id, CancellationToken ct) =>
        memory.Find<Entry>(id) ?? await Load(db, a => a.Id == id, ct);

    public async Task<Entry?> FindByPublicKey(CommerceDb db, string publicKey, CancellationToken ct) =>
        memory.Find<Entry>(publicKey) ?? await Load(db, a => a.PublicKeyTest == publicKey || a.PublicKeyLive == publicKey, ct);

    public void Forget(AccountView account) => memory.Forget(account.Id, account.PublicKeyTest, account.PublicKeyLive);

    private async Task<Entry?> Load(CommerceDb db, System.Linq.Expressions.Expression<Func<Account, bool>> which, CancellationToken ct)
    {
        var before = memory.Changes;
        var account = await db.Set<Account>().AsNoTracking().FirstOrDefaultAsync(which, ct);
        if (account is null) return null;

        var keys = await db.Set<ApiKey>().AsNoTracking().Where(k => k.AccountId == account.Id && k.Revoked == null).ToListAsync(ct);
        var now = clock.GetUtcNow();
        var secrets = (await db.Set<AccountSecret>().AsNoTracking().Where(s => s.AccountId == account.Id).OrderBy(s => s.Created).ToListAsync(ct)).FindAll(s => s.IsActive(now));
        var entry = new Entry(
            account.View(),
            [.. keys.Select(k => new KnownKey(k.Id, k.Mode, k.Hash))],
            secrets.Where(s => s.Kind == SecretKind.Signing).ToLookup(s => s.Mode, s => protector.Unprotect(s.Protected)),
            secrets.Where(s => s.Kind == SecretKind.Link).Reverse().ToLookup(s => s.Mode, s => new LinkKey(s.Id, protector.Unprotect(s.Protected))));
        memory.Keep(before, entry, account.Id, account.PublicKeyTest, account.PublicKeyLive);
        return entry;
    }

    internal sealed record KnownKey(ApiKeyId Id, Mode Mode, byte[] Hash);

    /// <param name="SigningSecrets">By mode, the oldest first.</param>
    /// <param name="LinkKeys">By mode, the newest first.</param>
    internal sealed record Entry(AccountView Account, IReadOnlyList<KnownKey> Keys, ILookup<Mode, string> SigningSecrets, ILookup<Mode, LinkKey> LinkKeys)
    {
        /// <summary>Compares with every key in constant time.</summary>
        public KnownKey? Match(string apiKey)
        {
            var hash = Secrets.Hash(apiKey);
            KnownKey? match = null;
            foreach (var key in Keys)
                if (CryptographicOperations.FixedTimeEquals(key.Hash, hash)) match = key;
            return match;
        }
    }
}
