using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>A merchant's account at a gateway, in one mode. Its credentials are kept encrypted (ASP.NET Data Protection).</summary>
internal sealed class GatewayAccount : Aggregate
{
    public GatewayAccountId Id { get; init; }
    public AccountId AccountId { get; init; }
    public Mode Mode { get; init; }
    public string Gateway { get; init; } = "";
    public string Name { get; set; } = "";

    /// <summary>Whether routes may use it for new payments; payments that it has go on.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The one that set itself up for services without routes: one for each account, mode and gateway.</summary>
    public bool IsAutomatic { get; init; }
    public string ProtectedCredentials { get; set; } = "";
    public DateTimeOffset Created { get; init; }
}

/// <summary>What a gateway must know of the merchant, by the names of its <see cref="Gateways.GatewaySetting"/>s: keys, secrets, an IBAN.</summary>
internal sealed record GatewayCredentials(IReadOnlyDictionary<string, string> Values)
{
    /// <exception cref="KeyNotFoundException">The setting is required and missing: a bug, since accounts are checked when they are set up.</exception>
    public string this[string name] => Values[name];

    public string? Find(string name) => Values.GetValueOrDefault(name);
}
