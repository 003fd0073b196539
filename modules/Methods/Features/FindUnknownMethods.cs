using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.FindUnknownMethods;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Which codes name no payment method. A service may be set up of a method that the catalogue does not know.</summary>
internal static class FindUnknownMethods
{
    internal sealed class Handler(CommerceDb db) : IRequestHandler<Request, Result<IReadOnlyList<string>>>
    {
        public async Task<Result<IReadOnlyList<string>>> Handle(Request q, CancellationToken ct)
        {
            var unknown = q.Codes.Except(MethodCatalogue.All.Select(m => m.View.Code)).ToList();
            if (unknown.Count == 0) return Result.Of<IReadOnlyList<string>>(unknown);
            var services = await db.Set<ConfiguredService>().Where(s => s.AccountId == q.Account && s.Mode == q.Mode).Select(s => s.Code).ToListAsync(ct);
            return Result.Of<IReadOnlyList<string>>([.. unknown.Except(services.Select(s => ServiceCode.Parse(s)!.Method))]);
        }
    }
}
