using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Contracts;

/// <summary>The page whose script sends a request of the Public API (contract/public-api.md, CORS).</summary>
public static class PageOrigin
{
    /// <summary>The error for an <c>Origin</c> that is not an allowed domain; null when there is none, or it is allowed.</summary>
    public static Error? Problem(HttpRequest request, AccountView account, Mode mode, ServerAddress server) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin && !account.AllowsOrigin(WebUrl.Origin(origin), mode, WebUrl.Origin(server.Public))
            ? AccountErrors.DomainForbidden()
            : null;
}
