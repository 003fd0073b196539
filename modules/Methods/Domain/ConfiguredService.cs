using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>A service as an account set it up; (account, mode, code) is its key.</summary>
internal sealed class ConfiguredService
{
    public AccountId AccountId { get; init; }
    public Mode Mode { get; init; }
    public string Code { get; init; } = "";
    public int Position { get; init; }

    /// <summary>Keys of the catalogue's fields that the customer must fill in.</summary>
    public IReadOnlyList<string> RequiredFields { get; init; } = [];
    public long? AmountMinMinor { get; init; }
    public long? AmountMaxMinor { get; init; }
    public FeeSchedule Fee { get; init; } = FeeSchedule.None;
    public bool Enabled { get; init; } = true;
}
