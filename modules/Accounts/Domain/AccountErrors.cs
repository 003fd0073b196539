using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Domain;

internal static class AccountErrors
{
    public static Error Inactive() => Error.Forbidden("account_inactive", "The account is not active.");
}
