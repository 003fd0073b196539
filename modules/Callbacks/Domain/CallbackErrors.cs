using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Domain;

/// <summary>The errors of this module; codes are those of contract/README.md.</summary>
internal static class CallbackErrors
{
    public static Error NoUrl() => Error.Conflict("invalid_state", "Neither the invoice nor the account has a callback URL.");
}
