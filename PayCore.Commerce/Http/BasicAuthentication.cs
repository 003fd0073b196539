using System.Text;
using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Http;

/// <summary>Basic authentication (RFC 7617) of the Private API: account id and API key make the <see cref="Caller"/>. Failures are limited per address.</summary>
internal sealed class BasicAuthentication(RequestDelegate next, RateLimits limits)
{
    public async Task InvokeAsync(HttpContext http, IMediator mediator)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<DoorMetadata>()?.Door != Door.Private)
        {
            await next(http);
            return;
        }

        var caller = Credentials(http.Request.Headers.Authorization.ToString()) is var (account, key)
            ? await mediator.Send(new Authenticate(account, key), http.RequestAborted)
            : Error.Unauthorized("Send the account id and an API key by Basic authentication.");
        if (caller.IsFailure)
        {
            // Right credentials are never refused for the failures of others at one address: keys cannot be guessed, and behind a proxy
            // that is not trusted everybody has one address, so that a stranger could shut the merchant out.
            await (limits.ExceedsFailures(http) is { } pause ? new ErrorResponse(RateLimits.Exceeded(pause)) : new ErrorResponse(caller.Errors)).ExecuteAsync(http);
            return;
        }

        http.Features.Set(caller.Value with { Address = http.Connection.RemoteIpAddress?.ToString() });
        await next(http);
    }

    private static (string Account, string Key)? Credentials(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length)) return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts.Length == 2 ? (parts[0], parts[1]) : null;
    }
}
