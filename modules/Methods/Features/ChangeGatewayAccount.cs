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
/// PATCH /api/gateway-accounts/{id}. Changes what is given: name, <c>enabled</c>, and single credentials over those that are known. Gateway and mode
/// stay. One that is switched off starts no payment any more; what it has goes on.
/// </summary>
internal static class ChangeGatewayAccount
{
    internal sealed record Command(Caller Caller, GatewayAccountId Id, bool? TestMode, GatewayAccountDraft Draft) : IRequest<Result<GatewayAccount>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPatch("gateway-accounts/{id}", async (
            GatewayAccountId id, HttpContext http, Caller caller, IMediator mediator, GatewayAccountDocument document, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);
            var reader = AttributeReader.OfDocument(body.Value, "gateway-accounts");
            return await mediator.Send(new Command(caller, id, reader.Flag("test_mode"), GatewayAccountDraft.Read(reader)), ct)
                .ToHttp(changed => new JsonAnswer(new { data = document.Of(changed) }));
        }).Describe("Change a gateway account",
            "Changes what is given; a credential that is not named stays, an empty text takes it away. One that is switched off starts no payment any more; what it has goes on.",
            "GatewayAccountDocument", body: "GatewayAccountChange", errors: ["invalid_state", "too_long", "too_short"]);

    internal sealed class Handler(CommerceDb db, IMediator mediator, GatewaySet gateways, CredentialVault vault, ServiceShelf shelf) : IRequestHandler<Command, Result<GatewayAccount>>
    {
        public async Task<Result<GatewayAccount>> Handle(Command c, CancellationToken ct)
        {
            if (await db.FindGatewayAccount(c.Caller, c.Id, ct) is not { } account) return Error.NotFound();
            if (account.IsAutomatic) return MethodErrors.AccountSetsItselfUp();

            var errors = c.Draft.Problems.ToList();
            if (c.Draft.Gateway is { } other && other != account.Gateway) errors.Add(Error.Invalid("invalid_value", "The gateway of an account never changes.", "gateway"));
            if (c.TestMode is { } test && test != (account.Mode == Mode.Test)) errors.Add(Error.Invalid("invalid_value", "The mode of an account never changes.", "test_mode"));
            var known = vault.Open(account);
            var credentials = c.Draft.Over(known.Values);
            if (c.Draft.Credentials is not null) errors.AddRange(c.Draft.Check(gateways.Get(account.Gateway), credentials, account.Mode));
            if (errors.Count > 0) return errors;

            var changed = Changed(c.Draft, account, gateways.Get(account.Gateway), known, credentials);
            if (changed.Count == 0) return account;
            account.Name = c.Draft.Name ?? account.Name;
            account.Enabled = c.Draft.Enabled ?? account.Enabled;
            if (c.Draft.Credentials is not null) account.ProtectedCredentials = vault.Protect(credentials);
            await mediator.Send(new PrepareAudit(c.Caller, "gateway_account_changed", new Dictionary<string, string?>([.. account.Named().Where(n => !changed.ContainsKey(n.Key)), .. changed])), ct);
            await db.Commit(ct);
            shelf.Forget(account.AccountId, account.Mode);
            return account;
        }

        private static Dictionary<string, string?> Changed(GatewayAccountDraft draft, GatewayAccount account, IGateway gateway, GatewayCredentials known, GatewayCredentials credentials)
        {
            var changed = new Dictionary<string, string?>(gateway.Changes(known, credentials));
            if (draft.Name is { } name && name != account.Name) changed["name"] = GatewayAccountAudit.Change(account.Name, name);
            if (draft.Enabled is { } enabled && enabled != account.Enabled) changed["enabled"] = GatewayAccountAudit.Change<object>(account.Enabled, enabled);
            return changed;
        }
    }
}
