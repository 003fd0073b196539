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

/// <summary>What a gateway knows the merchant by, and what its notifications are signed with.</summary>
internal sealed record GatewayCredentials(string ApiKey, string NotificationSecret);
