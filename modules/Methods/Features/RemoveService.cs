using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// DELETE /api/payment-services/{code}, in the key's mode unless <c>filter[test_mode]</c> says otherwise. The service is not offered any more (in test
/// mode its code works again as without set-up); payments that were started go on.
/// </summary>
internal static class RemoveService
{
    internal sealed record Command(Caller Caller, Mode Mode, string Code) : IRequest<Result<Done>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete("payment-services/{code}", async (string code, HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            return list.Errors.Count > 0 ? new ErrorResponse(list.Errors) : await mediator.Send(new Command(caller, mode, code), ct).ToHttp(_ => Results.NoContent());
        }).Describe("Remove a payment service",
            "It is not offered any more; in test mode its code works again as without set-up. Payments that were started go on.",
            null, StatusCodes.Status204NoContent, parameters: [ListServices.Code, ApiDescriptions.TestMode]);

    internal sealed class Handler(CommerceDb db, IMediator mediator, ServiceShelf shelf) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            var isHidden = c.Mode == Mode.Live && c.Caller.Mode == Mode.Test;
            var service = await db.Set<ConfiguredService>().FirstOrDefaultAsync(s => s.AccountId == c.Caller.Account && s.Mode == c.Mode && s.Code == c.Code, ct);
            if (service is null || isHidden) return Error.NotFound();
            db.Remove(service);
            await mediator.Send(new PrepareAudit(c.Caller, "service_removed", new Dictionary<string, string?> { ["service"] = service.Code, ["mode"] = c.Mode.Word() }), ct);
            await db.Commit(ct);
            shelf.Forget(c.Caller.Account, c.Mode);
            return Result.Done;
        }
    }
}
