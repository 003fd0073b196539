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
/// PUT /api/payment-services/{code} makes or replaces a service (what is absent gets its default), PATCH changes what is given (<c>null</c> clears it), in
/// the key's mode unless <c>test_mode</c> says otherwise. Everything that is wrong is told at once, and then nothing changes. New payments go by it at
/// once; those that were started go on as they were.
/// </summary>
internal static class ConfigureService
{
    internal sealed record Command(Caller Caller, Mode Mode, ServiceCode Code, ServiceDraft Draft, bool Replaces) : IRequest<Result<Configured>>;

    internal sealed record Configured(ServiceOnShelf Service, bool IsNew);

    private static readonly string[] Errors = ["too_long", "amount_range", "amount_precision"];

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("payment-services/{code}", (string code, HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
            Handle(code, http, caller, mediator, replaces: true, ct))
            .Describe("Make or replace a payment service",
                "What is absent gets its default. New payments go by it at once; those that were started go on as they were. 201 for a new one, 200 for one that was replaced.",
                "ServiceDocument", body: "ServiceSettings", parameters: [ListServices.Code], errors: ["mode_forbidden", .. Errors], also: StatusCodes.Status201Created);
        api.MapPatch("payment-services/{code}", (string code, HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
            Handle(code, http, caller, mediator, replaces: false, ct))
            .Describe("Change a payment service", "Changes what is given; `null` clears it. New payments go by it at once; those that were started go on as they were.",
                "ServiceDocument", body: "ServiceSettings", parameters: [ListServices.Code], errors: ["mode_forbidden", .. Errors]);
    }

    private static async Task<IResult> Handle(string code, HttpContext http, Caller caller, IMediator mediator, bool replaces, CancellationToken ct)
    {
        var body = await http.Request.ReadJson(ct);
        if (body.IsFailure) return new ErrorResponse(body.Errors);
        if (ServiceCode.Parse(code) is not { } parsed)
        {
            return new ErrorResponse(replaces
                ? Error.Invalid("invalid_value", "A service's code is <method>_<currency>_<flow>, e.g. payment_card_eur_hpp.", "code")
                : Error.NotFound());
        }

        var reader = AttributeReader.OfDocument(body.Value, "payment-services");
        var mode = reader.Flag("test_mode") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
        if (mode == Mode.Live && caller.Mode == Mode.Test) return new ErrorResponse(MethodErrors.ModeForbidden());
        return await mediator.Send(new Command(caller, mode, parsed, ServiceDraft.Read(reader, parsed), replaces), ct).ToHttp(done =>
            new JsonAnswer(new { data = ServiceDocument.Of(done.Service, mode) }, done.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));
    }

    internal sealed class Handler(CommerceDb db, IMediator mediator, GatewaySet gateways, ServiceShelf shelf) : IRequestHandler<Command, Result<Configured>>
    {
        public async Task<Result<Configured>> Handle(Command c, CancellationToken ct)
        {
            var known = await db.Set<ConfiguredService>().FirstOrDefaultAsync(s => s.AccountId == c.Caller.Account && s.Mode == c.Mode && s.Code == c.Code.Text, ct);
            if (known is null && !c.Replaces) return Error.NotFound();

            var service = known ?? new ConfiguredService { AccountId = c.Caller.Account, Mode = c.Mode, Code = c.Code.Text };
            var before = known?.Settings;
            var errors = c.Draft.Problems.ToList();
            c.Draft.Into(service, c.Replaces);
            if (service.AmountMinMinor > service.AmountMaxMinor)
                errors.Add(Error.Invalid("invalid_value", "The greatest amount must not be less than the least.", "amount_max"));
            errors.AddRange(await CheckRoutes(c, ct));
            if (errors.Count > 0) return errors;

            var changed = ChangedValues.Between(before, service.Settings);
            if (known is not null && changed.Count == 0) return new Configured((await shelf.Get(db, c.Caller.Account, c.Mode, c.Code, ct))!, IsNew: false);
            if (known is null) db.Add(service);
            await mediator.Send(new PrepareAudit(
                c.Caller, "service_configured", new Dictionary<string, string?>(changed) { ["service"] = service.Code, ["mode"] = c.Mode.Word() }), ct);
            await db.Commit(ct);
            shelf.Forget(c.Caller.Account, c.Mode);
            return new Configured((await shelf.Get(db, c.Caller.Account, c.Mode, c.Code, ct))!, known is null);
        }

        /// <summary>
        /// Each route names one of the account's own gateway accounts of this mode, whose gateway runs the flow. They are touched, so that none is removed at
        /// the same time.
        /// </summary>
        private async Task<List<Error>> CheckRoutes(Command c, CancellationToken ct)
        {
            var errors = new List<Error>();
            if (c.Draft.Routes is not { Count: > 0 } routes) return errors;
            var accounts = await db.Set<GatewayAccount>().Where(a => a.AccountId == c.Caller.Account && a.Mode == c.Mode).ToDictionaryAsync(a => a.Id, ct);
            for (var at = 0; at < routes.Count; at++)
            {
                var id = routes[at].GatewayAccount;
                if (id.Value.Length == 0) continue;
                if (!accounts.TryGetValue(id, out var account)) Wrong(at, "There is no such gateway account in this mode.");
                else if (gateways.Find(account.Gateway)?.Flows.Contains(c.Code.Flow) != true) Wrong(at, $"The gateway {account.Gateway} does not run the flow {c.Code.Flow.Word()}.");
                else if (routes.Take(at).Any(r => r.GatewayAccount == id && r.Priority == routes[at].Priority)) Wrong(at, "Another route of the same priority names this gateway account.");
                else db.Touch(account);
            }

            return errors;

            void Wrong(int at, string detail) => errors.Add(Error.Invalid("invalid_value", detail, $"routes/{at}/gateway_account"));
        }
    }
}
