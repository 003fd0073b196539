using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Domain;

/// <summary>The errors of this module; codes are those of contract/README.md.</summary>
internal static class AccountErrors
{
    public static Error Inactive() => Error.Forbidden("account_inactive", "The account is not active.");

    /// <summary>What a key of this mode may not do, and which key may.</summary>
    public static Error ModeForbidden(string why) => Error.Forbidden("mode_forbidden", why);

    public static Error OwnKey() => Error.Conflict("invalid_state", "This key is the one that was used for the request: revoke it with another key.");

    public static Error LastSecret() => Error.Conflict("invalid_state", "This is the only active one: make another first.");

    public static Error TestClockRange(long left) =>
        Error.Invalid("invalid_value", $"The seconds must be 1 to {left}: the test clock goes forward only, at most 400 days in all.", "seconds");
}
