using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Domain;

/// <summary>An entry of an account's audit: who changed what, when and from where. Never changed, never deleted, never with a secret.</summary>
internal sealed class AccountEvent
{
    /// <summary>Grows in the order of commits.</summary>
    public long Position { get; private set; }
    public EventId Id { get; init; }
    public AccountId AccountId { get; init; }

    /// <summary>The API key that was used, and its mode.</summary>
    public ApiKeyId Key { get; init; }
    public Mode Mode { get; init; }
    public string? Address { get; init; }

    /// <summary>A stable word: <c>account_changed</c>, <c>key_created</c>, <c>key_revoked</c>, <c>signing_secret_rotated</c> …</summary>
    public string What { get; init; } = "";
    public IReadOnlyDictionary<string, string?> Details { get; init; } = new Dictionary<string, string?>();
    public DateTimeOffset Created { get; init; }

    public static AccountEvent Of(Caller by, string what, IReadOnlyDictionary<string, string?> details, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<EventId>(), AccountId = by.Account, Key = by.Key, Mode = by.Mode, Address = by.Address, What = what, Details = details, Created = now,
    };
}
