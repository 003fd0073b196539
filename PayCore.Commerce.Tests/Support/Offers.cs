using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Accounts with as many methods as a test needs.</summary>
internal static class Offers
{
    /// <summary>A fresh account that offers the first methods of the catalogue in EUR, in its order.</summary>
    public static async Task<NewAccount> AccountWith(this PayCoreApp app, int methods)
    {
        var account = await app.AnotherAccount();
        await app.Read(async db =>
        {
            db.AddRange(MethodCatalogue.All.Take(methods).Select((m, i) => new ConfiguredService
            {
                AccountId = new AccountId(account.AccountId), Mode = Mode.Test, Position = i + 1, RequiredFields = [],
                Code = $"{m.View.Code}_eur_{(m.View.Category is "bank_transfer" or "cash" ? "invoice" : "hpp")}",
            }));
            await db.Commit(CancellationToken.None);
            return methods;
        });
        return account;
    }

    /// <summary>The account sets up a service after those that it has; limits in whole units of its currency.</summary>
    public static Task SetUp(this PayCoreApp app, NewAccount account, string service, long? least = null, long? most = null, FeeSchedule? fee = null) => app.Read(async db =>
    {
        var id = new AccountId(account.AccountId);
        db.Add(new ConfiguredService
        {
            AccountId = id, Mode = Mode.Test, Code = service, Position = 1 + await db.Set<ConfiguredService>().CountAsync(s => s.AccountId == id),
            AmountMinMinor = least * 100, AmountMaxMinor = most * 100, Fee = fee ?? FeeSchedule.None,
        });
        await db.Commit(CancellationToken.None);
        return service;
    });
}
