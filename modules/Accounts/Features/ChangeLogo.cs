using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>
/// PUT, DELETE /api/account/logo, with a live key. The body is the picture: PNG or JPEG (else 415), at most 1 MiB (413), readable and not larger than
/// 4096 × 4096 pixels (422). It is drawn anew and shown on the hosted page (contract/README.md, Wire).
/// </summary>
internal static class ChangeLogo
{
    private const int MostMebibytes = 1;
    private const int MostBytes = MostMebibytes * 1024 * 1024;

    /// <param name="Drawing">Null: the logo is taken away.</param>
    internal sealed record Command(Caller Caller, LogoDrawing? Drawing) : IRequest<Result<AccountView>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("account/logo", async (HttpContext http, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            if (caller.Mode == Mode.Test) return new ErrorResponse(Forbidden());
            var drawing = await Read(http, ct);
            if (drawing.IsFailure) return new ErrorResponse(drawing.Errors);
            return await mediator.Send(new Command(caller, drawing.Value), ct).ToHttp(account => new JsonAnswer(ReadAccount.Document(account, server)));
        }).Describe("Set the logo",
            "The body is the picture, PNG or JPEG, at most 1 MiB and 4096 × 4096 pixels. It is scaled into 480 × 160, drawn anew as a PNG, and shown with your name to customers.",
            "AccountDocument", errors: ["mode_forbidden"], files: [("image/png", "(the bytes of a PNG)"), ("image/jpeg", "(the bytes of a JPEG)")]);
        api.MapDelete("account/logo", async (Caller caller, IMediator mediator, CancellationToken ct) =>
            caller.Mode == Mode.Test ? new ErrorResponse(Forbidden()) : await mediator.Send(new Command(caller, null), ct).ToHttp(_ => Results.NoContent()))
            .Describe("Remove the logo", "From then on its address is unknown, and pages show the first letters of your name.", null, StatusCodes.Status204NoContent, errors: ["mode_forbidden"]);
    }

    private static async Task<Result<LogoDrawing>> Read(HttpContext http, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || http.Request.Headers.ContentEncoding.Count > 0) return AccountErrors.LogoType();
        if (type.MediaType.Value?.ToLowerInvariant() is not ("image/png" or "image/jpeg")) return AccountErrors.LogoType();
        // The server ends the connection of a body beyond its limit; what is a little too large is read to its end, so that its sender hears why.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = 4 * MostBytes;
        if (http.Request.ContentLength > MostBytes) return AccountErrors.LogoTooLarge(MostMebibytes);
        return await http.Request.ReadBytes(MostBytes, ct) is { } file ? LogoDrawing.Of(file.Span) : AccountErrors.LogoTooLarge(MostMebibytes);
    }

    private static Error Forbidden() => AccountErrors.ModeForbidden("The logo counts for live payments too: use a live key.");

    internal sealed class Handler(CommerceDb db, AccountCache cache, TimeProvider clock) : IRequestHandler<Command, Result<AccountView>>
    {
        public async Task<Result<AccountView>> Handle(Command c, CancellationToken ct)
        {
            var account = await db.Set<Account>().FirstAsync(a => a.Id == c.Caller.Account, ct);
            var (before, after) = (account.Logo, c.Drawing?.Logo);
            if (before == after) return account.View();

            account.Logo = after;
            await Store(account.Id, c.Drawing, ct);
            db.Add(AccountEvent.Of(
                c.Caller, after is null ? "logo_removed" : "logo_changed", new Dictionary<string, string?> { ["logo"] = $"{Named(before)} → {Named(after)}" }, clock.GetUtcNow()));
            await db.Commit(ct);
            cache.Forget(account.View());
            return account.View();
        }

        private async Task Store(AccountId account, LogoDrawing? drawing, CancellationToken ct)
        {
            var kept = await db.Set<LogoPicture>().FirstOrDefaultAsync(l => l.AccountId == account, ct);
            if (drawing is null)
            {
                if (kept is not null) db.Remove(kept);
                return;
            }

            if (kept is null) db.Add(kept = new LogoPicture { AccountId = account });
            (kept.Hash, kept.Png) = (drawing.Logo.Hash, drawing.Png);
        }

        private static string Named(AccountLogo? logo) => logo is null ? "null" : $"{logo.Hash} ({logo.Width} × {logo.Height})";
    }
}
