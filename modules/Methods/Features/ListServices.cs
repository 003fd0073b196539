using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// GET /api/payment-services, GET /api/payment-methods. What the account offers in its currencies (or in <c>filter[currency]</c>), in its
/// order, and every method of the catalogue.
/// </summary>
internal static class ListServices
{
    internal sealed record Query(Caller Caller, Mode Mode, Currency? Currency) : IRequest<Result<IReadOnlyList<ServiceView>>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("payment-services", async (HttpContext http, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            var code = list.Text("filter[currency]");
            var currency = Currency.Find(code);
            if (code is not null && currency is null) list.Errors.Add(MethodErrors.CurrencyUnknown() with { Source = null, Parameter = "filter[currency]" });
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);
            return await mediator.Send(new Query(caller, mode, currency), ct).ToHttp(services => Answer([.. services.Select(s => Service(s, mode))]));
        }).Describe("List payment services", "What the account offers in its currencies, in its order.", "ServiceList",
            parameters: [new("filter[currency]", "ISO 4217: the services of this currency alone.", "EUR"), ApiDescriptions.TestMode], errors: ["currency_unknown"]);

        api.MapGet("payment-methods", (Caller caller, ServerAddress server) => Answer([.. MethodCatalogue.All.Select(m => Method(m.View, server))]))
            .Describe("List payment methods", "Every method of the catalogue.", "MethodList");
    }

    internal sealed class Handler(CommerceDb db, IMediator mediator, ServiceShelf shelf) : IRequestHandler<Query, Result<IReadOnlyList<ServiceView>>>
    {
        public async Task<Result<IReadOnlyList<ServiceView>>> Handle(Query q, CancellationToken ct)
        {
            if (q.Mode == Mode.Live && q.Caller.Mode == Mode.Test) return Result.Of<IReadOnlyList<ServiceView>>([]);
            var account = await mediator.Send(new FindAccount(q.Caller.Account), ct);
            if (account.IsFailure) return account.Error;

            var services = new List<ServiceView>();
            foreach (var currency in q.Currency is { } one ? [one] : account.Value.Currencies.Select(Currency.Get))
                services.AddRange(await shelf.List(db, q.Caller.Account, q.Mode, currency, ct));
            return Result.Of<IReadOnlyList<ServiceView>>(services);
        }
    }

    private static JsonAnswer Answer(List<object> rows) => new(ListDocument.Of(rows, ListQuery.MostRows, next: null));

    private static object Service(ServiceView s, Mode mode) => new
    {
        type = "payment-services",
        id = s.Code,
        attributes = new
        {
            code = s.Code,
            method = s.Method.Code,
            flow = s.Flow.Word(),
            currency = s.Currency.Code,
            test_mode = mode == Mode.Test,
            fields = s.Fields.Select(ServiceWire.Field),
            amount_min = s.AmountMin?.Major,
            amount_max = s.AmountMax?.Major,
            countries = s.Method.Countries,
            position = s.Position,
            authorize = s.CanAuthorize,
            status = "available",
        },
        relationships = new Dictionary<string, ToOne> { ["payment-method"] = ToOne.Of("payment-methods", s.Method.Code) },
    };

    private static object Method(MethodView m, ServerAddress server) => new
    {
        type = "payment-methods",
        id = m.Code,
        attributes = new
        {
            code = m.Code,
            name = m.Name,
            category = m.Category,
            countries = m.Countries,
            logo = server.Url(m.Icon),
            icon = server.Url(m.Icon),
        },
    };
}

/// <summary>A service's field as both APIs show it.</summary>
internal static class ServiceWire
{
    public static object Field(FieldView f) => new
    {
        key = f.Key, type = f.Type, label = f.Label, hint = f.Hint, example = f.Example, regexp = f.Regexp, required = f.Required, position = f.Position,
    };
}
