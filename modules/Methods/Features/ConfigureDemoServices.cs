using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.ConfigureDemoServices;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Gives the demo account a dozen test services in EUR, of which one (<c>mobile_payment_eur_hpp</c>) requires a field. Again: nothing changes.</summary>
internal static class ConfigureDemoServices
{
    private static readonly (string Code, string[] Required, long? Min, long? Max)[] Services =
    [
        ("payment_card_eur_hpp", [], null, null),
        ("apple_pay_eur_hpp", [], null, null),
        ("google_pay_eur_hpp", [], null, null),
        ("paypal_eur_hpp", [], null, null),
        ("bank_transfer_eur_invoice", [], null, null),
        ("ideal_eur_hpp", [], null, null),
        ("bancontact_eur_hpp", [], null, null),
        ("open_banking_eur_hpp", [], null, null),
        ("mobile_payment_eur_hpp", ["phone"], null, null),
        ("cash_kiosk_eur_invoice", [], 1_00, 1_000_00),
        ("klarna_eur_hpp", [], 1_00, 10_000_00),
        ("bitcoin_eur_hpp", [], null, null),
    ];

    internal sealed class Handler(CommerceDb db, ServiceShelf shelf) : IRequestHandler<Request, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Request c, CancellationToken ct)
        {
            if (await db.Set<ConfiguredService>().AnyAsync(s => s.AccountId == c.Account && s.Mode == Mode.Test, ct)) return Result.Done;
            db.AddRange(Services.Select((s, i) => new ConfiguredService
            {
                AccountId = c.Account, Mode = Mode.Test, Code = s.Code, Position = i + 1, RequiredFields = s.Required, AmountMinMinor = s.Min, AmountMaxMinor = s.Max,
            }));
            await db.Commit(ct);
            shelf.Forget(c.Account, Mode.Test);
            return Result.Done;
        }
    }
}
