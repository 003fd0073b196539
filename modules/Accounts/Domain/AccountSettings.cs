using PayCore.Commerce.Accounts.Contracts;

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
    string? HppDefaults);
