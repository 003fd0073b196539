using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// GET /api/gateways: the connectors and what each needs to be set up. GET /api/gateway-accounts, GET /api/gateway-accounts/{id}: the account's own, of
/// the key's mode unless <c>filter[test_mode]</c> says otherwise, the oldest first; a secret never.
/// </summary>
internal static class ReadGatewayAccounts
{
    internal sealed record Query(Caller Caller, Mode Mode) : IRequest<Result<IReadOnlyList<GatewayAccount>>>;

    internal sealed record OneQuery(Caller Caller, GatewayAccountId Id) : IRequest<Result<GatewayAccount>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("gateways", (Caller caller, GatewaySet gateways) => new JsonAnswer(ListDocument.Of([.. gateways.All.Select(Gateway)], ListQuery.MostRows, next: null)))
            .Describe("List gateways", "The connectors: what each can do, and the settings that an account there needs.", "GatewayList");

        api.MapGet("gateway-accounts", async (HttpContext http, Caller caller, IMediator mediator, GatewayAccountDocument document, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);
            return await mediator.Send(new Query(caller, mode), ct)
                .ToHttp(found => new JsonAnswer(ListDocument.Of([.. found.Select(document.Of)], ListQuery.MostRows, next: null)));
        }).Describe("List gateway accounts", "The account's own, the oldest first. Of a secret it is told only whether it is set.", "GatewayAccountList", parameters: [ApiDescriptions.TestMode]);

        api.MapGet("gateway-accounts/{id}", (GatewayAccountId id, Caller caller, IMediator mediator, GatewayAccountDocument document, CancellationToken ct) =>
            mediator.Send(new OneQuery(caller, id), ct).ToHttp(found => new JsonAnswer(new { data = document.Of(found) })))
            .Describe("Read a gateway account", "As it is set up. Of a secret it is told only whether it is set.", "GatewayAccountDocument");
    }

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Query, Result<IReadOnlyList<GatewayAccount>>>
    {
        public async Task<Result<IReadOnlyList<GatewayAccount>>> Handle(Query q, CancellationToken ct) => Result.Of<IReadOnlyList<GatewayAccount>>(
            q.Mode == Mode.Live && q.Caller.Mode == Mode.Test
                ? []
                : await db.Set<GatewayAccount>().AsNoTracking().Where(a => a.AccountId == q.Caller.Account && a.Mode == q.Mode)
                    .OrderBy(a => a.Created).ThenBy(a => a.Id).ToListAsync(ct));
    }

    internal sealed class OneHandler(CommerceDb db) : IRequestHandler<OneQuery, Result<GatewayAccount>>
    {
        public async Task<Result<GatewayAccount>> Handle(OneQuery q, CancellationToken ct) =>
            await db.FindGatewayAccount(q.Caller, q.Id, ct) is { } found ? found : Error.NotFound();
    }

    private static object Gateway(IGateway gateway) => new
    {
        type = "gateways",
        id = gateway.Name,
        attributes = new
        {
            name = gateway.Name,
            flows = gateway.Flows.Select(f => f.Word()),
            capabilities = Enum.GetValues<Capabilities>().Where(c => c != Capabilities.None && gateway.Capabilities.HasFlag(c)).Select(c => c.Word()),
            modes = Enum.GetValues<Mode>().Where(gateway.Serves).Select(m => m.Word()),
            frameable = gateway.Frameable,
            settings = gateway.Settings.Select(s => new { name = s.Name, secret = s.IsSecret, required = s.IsRequired, description = s.Description }),
        },
    };
}
