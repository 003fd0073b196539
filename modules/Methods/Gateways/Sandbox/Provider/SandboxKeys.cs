using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>What the sandbox knows of a client by its key.</summary>
/// <param name="Owner">Whose test keys may settle its charges.</param>
internal sealed record SandboxClient(string Owner, string Merchant, string NotificationPath, string NotificationSecret);

internal sealed record IssuedKey(string ApiKey, string NotificationSecret);

/// <summary>
/// The sandbox's sign-up form. A key carries, encrypted, all that the sandbox must know of its holder, so that it needs no table of clients;
/// nobody can make one without the server's protection keys.
/// </summary>
internal sealed class SandboxKeys(IDataProtectionProvider protection)
{
    private const int SecretCharacters = 43;

    private readonly IDataProtector protector = protection.CreateProtector("sandbox.keys.v1");

    public IssuedKey Issue(string owner, string merchant, string notificationPath)
    {
        var secret = RandomNumberGenerator.GetString(Id.Alphabet, SecretCharacters);
        var client = new SandboxClient(owner, merchant, notificationPath, secret);
        return new IssuedKey(protector.Protect(JsonSerializer.Serialize(client, Wire.Options)), secret);
    }

    /// <summary>Null for a text that is not a key of ours.</summary>
    public SandboxClient? Read(string apiKey)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxClient>(protector.Unprotect(apiKey), Wire.Options);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
