using MediatR;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.PreparePayment;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Adds a payment and its start operation, born claimed, to the caller's unit of work. Calls nobody, commits nothing.</summary>
internal static class PreparePayment
{
    internal sealed class Handler(CommerceDb db, GatewaySet gateways, CredentialVault vault, PreparedOperations prepared, TimeProvider clock)
        : IRequestHandler<Request, Result<PaymentView>>
    {
        public async Task<Result<PaymentView>> Handle(Request p, CancellationToken ct)
        {
            if (gateways.Route(p.Mode) is not { } gateway) return MethodErrors.ServiceUnknown();
            var now = clock.GetUtcNow();
            var account = await db.FindGatewayAccount(p.Account, p.Mode, gateway.Name, ct) ?? SignUp(p, gateway, now);
            if (account is null) return MethodErrors.ServiceUnavailable("its gateway is not set up");

            var payment = Payment.Prepare(p, gateway.Name, account.Id, now);
            var start = GatewayOperation.Claimed(payment, OperationKind.Start, prepared.Claim, now);
            db.AddRange(payment, start);
            prepared.Add(start.Id);
            return payment.View();
        }

        private GatewayAccount? SignUp(Request p, IGateway gateway, DateTimeOffset now)
        {
            var id = Shared.Id.New<GatewayAccountId>();
            if (gateway.SignUp(p.Account, id) is not { } credentials) return null;
            var account = new GatewayAccount
            {
                Id = id, AccountId = p.Account, Mode = p.Mode, Gateway = gateway.Name, ProtectedCredentials = vault.Protect(credentials), Created = now,
            };
            db.Add(account);
            return account;
        }
    }
}
