using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// POST /api/gateway-accounts. Sets up an account at a gateway, in the key's mode unless <c>test_mode</c> says otherwise. Its credentials are checked by
/// the gateway's own rules, kept encrypted and never shown again. Everything that is wrong is told at once.
/// </summary>
internal static class AddGatewayAccount
{
    internal sealed record Command(Caller Caller, Mode Mode, GatewayAccountDraft Draft) : IRequest<Result<GatewayAccount>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("gateway-accounts", async (HttpContext http, Caller caller, IMediator mediator, GatewayAccountDocument document, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var reader = AttributeReader.OfDocument(body.Value, "gateway-accounts");
            var mode = reader.Flag("test_mode") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            if (mode == Mode.Live && caller.Mode == Mode.Test) return new ErrorResponse(MethodErrors.ModeForbidden());
            return await mediator.Send(new Command(caller, mode, GatewayAccountDraft.Read(reader)), ct).ToHttp(made => new JsonAnswer(
                new { data = document.Of(made) }, StatusCodes.Status201Created, headers => headers.Location = $"/api/gateway-accounts/{made.Id}"));
        }).Describe("Add a gateway account",
            "Sets up an account at a gateway; `GET /api/gateways` tells which credentials each needs. They are checked, kept encrypted, and secrets are never shown again.",
            "GatewayAccountDocument", StatusCodes.Status201Created, "GatewayAccountCreate", errors: ["mode_forbidden", "too_long", "too_short"]);

    internal sealed class Handler(CommerceDb db, IMediator mediator, GatewaySet gateways, CredentialVault vault, ServiceShelf shelf, TimeProvider clock)
        : IRequestHandler<Command, Result<GatewayAccount>>
    {
        public async Task<Result<GatewayAccount>> Handle(Command c, CancellationToken ct)
        {
            var (errors, id) = (c.Draft.Problems.ToList(), Id.New<GatewayAccountId>());
            if (c.Draft.Name is null) Require(errors, "name", "The gateway account needs a name.");
            if (c.Draft.Gateway is null) Require(errors, "gateway", "The gateway is required.");
            var gateway = c.Draft.Gateway is { } name ? gateways.Find(name) : null;
            if (c.Draft.Gateway is not null && gateway?.Serves(c.Mode) != true)
                errors.Add(Error.Invalid("invalid_value", $"The gateway must be one of: {string.Join(", ", gateways.All.Where(g => g.Serves(c.Mode)).Select(g => g.Name))}.", "gateway"));

            var credentials = gateway?.SignUp(c.Caller.Account, id) ?? c.Draft.Over(new Dictionary<string, string>());
            if (gateway?.Serves(c.Mode) == true) errors.AddRange(c.Draft.Check(gateway, credentials, c.Mode));
            if (errors.Count > 0) return errors;

            var account = new GatewayAccount
            {
                Id = id, AccountId = c.Caller.Account, Mode = c.Mode, Gateway = gateway!.Name, Name = c.Draft.Name!, Enabled = c.Draft.Enabled ?? true,
                ProtectedCredentials = vault.Protect(credentials), Created = clock.GetUtcNow(),
            };
            db.Add(account);
            await mediator.Send(new PrepareAudit(c.Caller, "gateway_account_created", new Dictionary<string, string?>([.. account.Named(), .. gateway.Changes(null, credentials)])), ct);
            await db.Commit(ct);
            shelf.Forget(c.Caller.Account, c.Mode);
            return account;
        }

        /// <summary>Unless what is wrong with it was told already.</summary>
        private static void Require(List<Error> errors, string source, string detail)
        {
            if (!errors.Exists(e => e.Source == source)) errors.Add(Error.Invalid("required", detail, source));
        }
    }
}
