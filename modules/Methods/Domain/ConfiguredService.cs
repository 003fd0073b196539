using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>A service as an account set it up; (account, mode, code) is its key.</summary>
internal sealed class ConfiguredService : Aggregate
{
    public AccountId AccountId { get; init; }
    public Mode Mode { get; init; }
    public string Code { get; init; } = "";

    /// <summary>Services are offered in this order, the least first.</summary>
    public int Position { get; set; }

    /// <summary>Keys of the catalogue's fields that the customer must fill in.</summary>
    public IReadOnlyList<string> RequiredFields { get; set; } = [];
    public long? AmountMinMinor { get; set; }
    public long? AmountMaxMinor { get; set; }

    /// <summary>ISO 3166-1 alpha-2; empty: those of the method.</summary>
    public IReadOnlyList<string> Countries { get; set; } = [];

    /// <summary>Names by language that the customer sees instead of the method's.</summary>
    public IReadOnlyDictionary<string, string> Label { get; set; } = new Dictionary<string, string>();
    public FeeSchedule Fee { get; set; } = FeeSchedule.None;
    public bool Enabled { get; set; } = true;

    /// <summary>Empty: in test mode the sandbox runs it, in live mode nobody does.</summary>
    public IReadOnlyList<ServiceRoute> Routes { get; set; } = [];

    public ServiceSettings Settings => new(Enabled, Position, RequiredFields, AmountMinMinor, AmountMaxMinor, Countries, Label, Fee, Routes);
}

/// <summary>All of a service that its owner can change.</summary>
internal sealed record ServiceSettings(
    bool Enabled,
    int Position,
    IReadOnlyList<string> RequiredFields,
    long? AmountMinMinor,
    long? AmountMaxMinor,
    IReadOnlyList<string> Countries,
    IReadOnlyDictionary<string, string> Label,
    FeeSchedule Fee,
    IReadOnlyList<ServiceRoute> Routes);
