using System.Text.Json;
using System.Text.Json.Nodes;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Domain;

/// <summary>All of an account that its owner can change (contract/private-api.md, Account).</summary>
internal sealed record AccountSettings(
    string Name,
    string? Website,
    string? SupportContact,
    IReadOnlyList<string> Currencies,
    CallbackOptions CallbackOptions,
    string? ReturnUrl,
    bool AutoReturn,
    IReadOnlyList<string> AllowedDomains,
    long LifetimeSeconds,
    int AttemptsLimit,
    FeeOptions Fees,
    LinkMode LinkModeTest,
    LinkMode LinkModeLive,
    string? HppDefaults)
{
    /// <summary>The names of what differs, each with "before → after".</summary>
    public IReadOnlyDictionary<string, string?> DifferenceTo(AccountSettings after)
    {
        var (old, now) = (Flat(this), Flat(after));
        return old.Keys.Union(now.Keys).Where(name => old.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .ToDictionary(name => name, name => (string?)$"{old.GetValueOrDefault(name) ?? "null"} → {now.GetValueOrDefault(name) ?? "null"}");
    }

    private static Dictionary<string, string> Flat(AccountSettings settings)
    {
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in JsonSerializer.SerializeToNode(settings, StoredJson.Options)!.AsObject())
            if (value is JsonObject nested)
                foreach (var (inner, innerValue) in nested) flat[$"{name}.{inner}"] = innerValue?.ToJsonString(StoredJson.Options) ?? "null";
            else if (value is not null) flat[name] = value.ToJsonString(StoredJson.Options);
        return flat;
    }
}
