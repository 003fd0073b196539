using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// POST /gateways/{gateway}/notifications/{gateway account}. Verifies the gateway's signature over the raw body, keeps the notification as a
/// row, answers 200; it is applied after. The same one again changes nothing; an unsigned or wrongly signed one is 401.
/// </summary>
internal static class ReceiveNotification
{
    public const int MostBytes = 1024 * 1024;

    internal sealed record Command(string Gateway, GatewayAccountId Account, IHeaderDictionary Headers, byte[] Body) : IRequest<Result<Done>>;

    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/gateways/{gateway}/notifications/{account}", async (string gateway, GatewayAccountId account, HttpContext http, IMediator mediator, CancellationToken ct) =>
        {
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostBytes + 1;
            if (await ReadBody(http.Request, ct) is not { } body)
                return new ErrorResponse(new Error("body_too_large", ErrorKind.TooLarge, $"A notification has at most {MostBytes / 1024} KiB."));
            return await mediator.Send(new Command(gateway, account, http.Request.Headers, body), ct).ToHttp(_ => new JsonAnswer(new { received = true }));
        });

    internal sealed class Handler(CommerceDb db, GatewaySet gateways, CredentialVault vault, JobWaker<ApplyNotifications> waker, TimeProvider clock)
        : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            var account = await db.Set<GatewayAccount>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == c.Account && a.Gateway == c.Gateway, ct);
            if (account is null || gateways.Find(c.Gateway) is not { } gateway) return Error.NotFound();

            var now = clock.GetUtcNow();
            if (gateway.Verify(c.Headers, c.Body, vault.Open(account), now) is not { } id) return MethodErrors.WronglySigned();
            if (await db.Set<ReceivedNotification>().AnyAsync(n => n.GatewayAccountId == account.Id && n.ExternalId == id, ct)) return Result.Done;

            db.Add(ReceivedNotification.Keep(account, id, c.Body, now));
            db.AfterCommit(typeof(ApplyNotifications), waker.Wake);
            await db.Commit(ct);
            return Result.Done;
        }
    }

    private static async Task<byte[]?> ReadBody(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MostBytes) return null;
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await request.Body.ReadAsync(chunk, ct)) > 0)
            {
                if (buffer.Length + count > MostBytes) return null;
                buffer.Write(chunk, 0, count);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return buffer.ToArray();
    }
}
