using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways;

/// <summary>
/// Calls gateways with the time limit <c>Gateways:TimeLimitSeconds</c> (default 10) and a circuit breaker for each gateway account. Whatever goes
/// wrong on the way becomes <see cref="GatewayAnswer.None"/>: it may or may not have been done.
/// </summary>
internal sealed class GatewayCalls(IConfiguration configuration, GatewayCircuits circuits)
{
    private readonly TimeSpan limit = TimeSpan.FromSeconds(Math.Clamp(configuration.GetValue("Gateways:TimeLimitSeconds", 10), 1, 25));

    /// <summary>Calls the gateway as this account; while the account's circuit is open, nobody is called.</summary>
    public async Task<GatewayAnswer> Call(GatewayAccountId account, Func<CancellationToken, Task<GatewayAnswer>> call)
    {
        if (!circuits.TryPass(account)) return new GatewayAnswer.None("The gateway has not answered lately, so it was not called.") { NothingSent = true };
        var answer = await Answer(call);
        if (answer is GatewayAnswer.None) circuits.Unanswered(account);
        else circuits.Answered(account);
        return answer;
    }

    private async Task<GatewayAnswer> Answer(Func<CancellationToken, Task<GatewayAnswer>> call)
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
            return new GatewayAnswer.None($"The connection failed: {e.HttpRequestError}.") { NothingSent = IsBeforeSending(e.HttpRequestError) };
        }
        catch (JsonException)
        {
            return new GatewayAnswer.None("The answer could not be read.");
        }
    }

    private static bool IsBeforeSending(HttpRequestError error) => error is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}

/// <summary>Keeps gateways' credentials encrypted at rest.</summary>
internal sealed class CredentialVault(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("methods.gateway-accounts.v1");

    public string Protect(GatewayCredentials credentials) => protector.Protect(JsonSerializer.Serialize(credentials, Wire.Options));

    public GatewayCredentials Open(GatewayAccount account) =>
        JsonSerializer.Deserialize<GatewayCredentials>(protector.Unprotect(account.ProtectedCredentials), Wire.Options)!;
}
