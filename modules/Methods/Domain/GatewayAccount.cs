using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>A merchant's account at a gateway, in one mode. Its credentials are kept encrypted (ASP.NET Data Protection).</summary>
internal sealed class GatewayAccount
{
    public GatewayAccountId Id { get; init; }
    public AccountId AccountId { get; init; }
    public Mode Mode { get; init; }
    public string Gateway { get; init; } = "";
    public string ProtectedCredentials { get; init; } = "";
    public DateTimeOffset Created { get; init; }
}

/// <summary>What a gateway must know of the merchant, by the names of its <see cref="Gateways.GatewaySetting"/>s: keys, secrets, an IBAN.</summary>
internal sealed record GatewayCredentials(IReadOnlyDictionary<string, string> Values)
{
    /// <exception cref="KeyNotFoundException">The setting is required and missing: a bug, since accounts are checked when they are set up.</exception>
    public string this[string name] => Values[name];

    public string? Find(string name) => Values.GetValueOrDefault(name);
}
