using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways;

/// <summary>
/// Calls gateways with the time limit <c>Gateways:TimeLimitSeconds</c> (default 10). Whatever goes wrong on the way becomes
/// <see cref="GatewayAnswer.None"/>: it may or may not have been done.
/// </summary>
internal sealed class GatewayCalls(IConfiguration configuration)
{
    private readonly TimeSpan limit = TimeSpan.FromSeconds(Math.Clamp(configuration.GetValue("Gateways:TimeLimitSeconds", 10), 1, 25));

    public async Task<GatewayAnswer> Call(Func<CancellationToken, Task<GatewayAnswer>> call)
    {
        using var time = new CancellationTokenSource(limit);
        try
        {
            return await call(time.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            return new GatewayAnswer.None($"No answer within {limit.TotalSeconds:0} s.", IsTimeout: true);
        }
        catch (HttpRequestException e)
        {
            return new GatewayAnswer.None($"The connection failed: {e.HttpRequestError}.");
        }
        catch (JsonException)
        {
            return new GatewayAnswer.None("The answer could not be read.");
        }
    }
}

/// <summary>Keeps gateways' credentials encrypted at rest.</summary>
internal sealed class CredentialVault(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("methods.gateway-accounts.v1");

    public string Protect(GatewayCredentials credentials) => protector.Protect(JsonSerializer.Serialize(credentials, Wire.Options));

    public GatewayCredentials Open(GatewayAccount account) =>
        JsonSerializer.Deserialize<GatewayCredentials>(protector.Unprotect(account.ProtectedCredentials), Wire.Options)!;
}
