using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Storage;

internal static class AccountRows
{
    /// <summary>
    /// The caller's account for a change of its keys or secrets, which are one set: of two changes at the same time the second runs again and sees the
    /// first. <c>unauthorized</c> when the caller's key was revoked since the request began.
    /// </summary>
    public static async Task<Result<Account>> FindForKeys(this CommerceDb db, Caller caller, CancellationToken ct)
    {
        var account = await db.Set<Account>().FirstAsync(a => a.Id == caller.Account, ct);
        db.Touch(account);
        return await db.Set<ApiKey>().AnyAsync(k => k.Id == caller.Key && k.Revoked == null, ct) ? account : AccountErrors.KeyRevoked();
    }
}
