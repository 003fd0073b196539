using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>A gateway account as the Private API shows it. A secret is never shown: <c>true</c> says that it is set.</summary>
internal sealed class GatewayAccountDocument(GatewaySet gateways, CredentialVault vault, GatewayCircuits circuits, ServerAddress server)
{
    public object Of(GatewayAccount account)
    {
        var credentials = vault.Open(account);
        return new
        {
            type = "gateway-accounts",
            id = account.Id.Value,
            attributes = new
            {
                gateway = account.Gateway,
                name = account.Name,
                enabled = account.Enabled,
                automatic = account.IsAutomatic,
                test_mode = account.Mode == Mode.Test,
                credentials = gateways.Get(account.Gateway).Settings.ToDictionary(s => s.Name, s => Shown(s, credentials.Find(s.Name))),
                notifications_url = server.Url($"/gateways/{account.Gateway}/notifications/{account.Id}"),
                circuit = circuits.IsOpen(account.Id) ? "open" : "closed",
                created = account.Created.Seconds(),
            },
            links = new { self = $"/api/gateway-accounts/{account.Id}" },
        };
    }

    private static object? Shown(GatewaySetting setting, string? value) => setting.IsSecret ? value is not null : value;
}

/// <summary>What the account's audit tells of a gateway account.</summary>
internal static class GatewayAccountAudit
{
    public static IReadOnlyDictionary<string, string?> Named(this GatewayAccount account) => new Dictionary<string, string?>
    {
        ["gateway_account"] = account.Id.Value, ["gateway"] = account.Gateway, ["name"] = account.Name, ["mode"] = account.Mode.Word(),
    };
}

/// <summary>What a merchant enters to set a gateway account up.</summary>
/// <param name="Credentials">By the names of the gateway's settings; an empty text takes a value away.</param>
internal sealed record GatewayAccountDraft(
    string? Gateway, string? Name, bool? Enabled, IReadOnlyDictionary<string, string>? Credentials, IReadOnlyList<Error> Problems)
{
    public const int MostCharactersOfName = 100;

    public static GatewayAccountDraft Read(AttributeReader reader) => new(
        reader.Text("gateway", 40), reader.Text("name", MostCharactersOfName, least: 1), reader.Flag("enabled"), reader.Fields("credentials"), reader.Errors);

    /// <summary>The values that are new, over those that are known.</summary>
    public GatewayCredentials Over(IReadOnlyDictionary<string, string> known)
    {
        var values = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach (var (name, value) in Credentials ?? new Dictionary<string, string>())
        {
            if (value.Length == 0) values.Remove(name);
            else values[name] = value;
        }

        return new GatewayCredentials(values);
    }

    /// <summary>Missing settings first; the gateway looks at the values only once all are there.</summary>
    public static IEnumerable<Error> Check(IGateway gateway, GatewayCredentials credentials, Mode mode)
    {
        var missing = gateway.Settings.Where(s => s.IsRequired && credentials.Find(s.Name) is null)
            .Select(s => Error.Invalid("required", $"The gateway needs {s.Name}: {s.Description}", $"credentials/{s.Name}")).ToList();
        return missing.Count > 0 ? missing : gateway.Check(credentials, mode).Select(e => e with { Source = $"credentials/{e.Source}" });
    }
}
