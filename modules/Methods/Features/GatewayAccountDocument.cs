using System.Text.Json;
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

    /// <summary>The credentials that have another value now: "before → after", of a secret only that it changed.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Changes(this IGateway gateway, GatewayCredentials? before, GatewayCredentials after) =>
        from setting in gateway.Settings
        let values = (Old: before?.Find(setting.Name), New: after.Find(setting.Name))
        where values.Old != values.New
        select KeyValuePair.Create($"credentials/{setting.Name}", setting.IsSecret ? "changed" : Change(values.Old, values.New));

    public static string? Change<T>(T? before, T? after) => $"{JsonSerializer.Serialize(before, StoredJson.Options)} → {JsonSerializer.Serialize(after, StoredJson.Options)}";
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

    /// <summary>Names that the gateway does not know, since what nobody uses must not look as if it were set; missing settings; the values only once all are there.</summary>
    /// <param name="credentials">All of them, as they will be.</param>
    public IEnumerable<Error> Check(IGateway gateway, GatewayCredentials credentials, Mode mode)
    {
        var names = gateway.Settings.Select(s => s.Name).ToList();
        var unknown = (Credentials?.Keys ?? []).Except(names)
            .Select(name => Error.Invalid("invalid_value", $"The gateway has no such credential; it has: {(names.Count == 0 ? "none" : string.Join(", ", names))}.", $"credentials/{name}"));
        var missing = gateway.Settings.Where(s => s.IsRequired && credentials.Find(s.Name) is null)
            .Select(s => Error.Invalid("required", $"The gateway needs {s.Name}: {s.Description}", $"credentials/{s.Name}")).ToList();
        return unknown.Concat(missing.Count > 0 ? missing : gateway.Check(credentials, mode).Select(e => e with { Source = $"credentials/{e.Source}" }));
    }
}
