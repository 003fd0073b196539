using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Storage;

/// <summary>Finds the gateway account that a route names, and makes the one that sets itself up when it is first needed.</summary>
internal sealed class GatewayAccounts(CommerceDb db, CredentialVault vault, TimeProvider clock)
{
    /// <summary>The enabled account of a route; null when it is gone or switched off meanwhile.</summary>
    public async Task<GatewayAccount?> Of(PossibleRoute route, AccountId account, Mode mode, CancellationToken ct) => route.Route.IsAutomatic
        ? await db.FindAutomaticAccount(account, mode, route.Gateway.Name, ct) ?? SignUp(route.Gateway, account, mode)
        : await db.Set<GatewayAccount>().FirstOrDefaultAsync(a => a.Id == route.Route.GatewayAccount && a.Enabled, ct);

    private GatewayAccount? SignUp(IGateway gateway, AccountId account, Mode mode)
    {
        var id = Id.New<GatewayAccountId>();
        if (gateway.SignUp(account, id) is not { } credentials) return null;
        var made = new GatewayAccount
        {
            Id = id, AccountId = account, Mode = mode, Gateway = gateway.Name, Name = gateway.Name, IsAutomatic = true,
            ProtectedCredentials = vault.Protect(credentials), Created = clock.GetUtcNow(),
        };
        db.Add(made);
        return made;
    }
}
