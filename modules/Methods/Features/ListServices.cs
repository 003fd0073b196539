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
/// GET /api/payment-services, GET /api/payment-services/{code}, GET /api/payment-methods. What the account has set up in its currencies (or in
/// <c>filter[currency]</c>), in its order, also what is switched off; and every method of the catalogue.
/// </summary>
internal static class ListServices
{
    internal sealed record Query(Caller Caller, Mode Mode, Currency? Currency) : IRequest<Result<IReadOnlyList<ServiceOnShelf>>>;

    internal sealed record OneQuery(Caller Caller, Mode Mode, string Code) : IRequest<Result<ServiceOnShelf>>;

    /// <summary>How a path names a service.</summary>
    internal static readonly ApiParameter Code = new("code", "`<method>_<currency>_<flow>`", "bank_transfer_eur_invoice", In: "path");

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("payment-services", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var (list, mode) = Read(http.Request, caller);
            var code = list.Text("filter[currency]");
            var currency = Currency.Find(code);
            if (code is not null && currency is null) list.Errors.Add(MethodErrors.CurrencyUnknown() with { Source = null, Parameter = "filter[currency]" });
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);
            return await mediator.Send(new Query(caller, mode, currency), ct).ToHttp(services => Answer([.. services.Select(s => ServiceDocument.Of(s, mode))]));
        }).Describe("List payment services", "What the account offers in its currencies, in its order.", "ServiceList",
            parameters: [new("filter[currency]", "ISO 4217: the services of this currency alone.", "EUR"), ApiDescriptions.TestMode], errors: ["currency_unknown"]);

        api.MapGet("payment-services/{code}", async (string code, HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var (list, mode) = Read(http.Request, caller);
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);
            return await mediator.Send(new OneQuery(caller, mode, code), ct).ToHttp(found => new JsonAnswer(new { data = ServiceDocument.Of(found, mode) }));
        }).Describe("Read a payment service", "As the account set it up; in test mode also one that works without set-up.", "ServiceDocument", parameters: [Code, ApiDescriptions.TestMode]);

        api.MapGet("payment-methods", (Caller caller, ServerAddress server) => Answer([.. MethodCatalogue.All.Select(m => Method(m.View, server))]))
            .Describe("List payment methods", "Every method of the catalogue.", "MethodList");
    }

    private static (ListQuery List, Mode Mode) Read(HttpRequest request, Caller caller)
    {
        var list = new ListQuery(request);
        return (list, list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode });
    }

    internal sealed class Handler(CommerceDb db, IMediator mediator, ServiceShelf shelf) : IRequestHandler<Query, Result<IReadOnlyList<ServiceOnShelf>>>
    {
        public async Task<Result<IReadOnlyList<ServiceOnShelf>>> Handle(Query q, CancellationToken ct)
        {
            if (q.Mode == Mode.Live && q.Caller.Mode == Mode.Test) return Result.Of<IReadOnlyList<ServiceOnShelf>>([]);
            var account = await mediator.Send(new FindAccount(q.Caller.Account), ct);
            if (account.IsFailure) return account.Error;

            var services = new List<ServiceOnShelf>();
            foreach (var currency in q.Currency is { } one ? [one] : account.Value.Currencies.Select(Currency.Get))
                services.AddRange(await shelf.List(db, q.Caller.Account, q.Mode, currency, ct));
            return Result.Of<IReadOnlyList<ServiceOnShelf>>(services);
        }
    }

    internal sealed class OneHandler(CommerceDb db, ServiceShelf shelf) : IRequestHandler<OneQuery, Result<ServiceOnShelf>>
    {
        public async Task<Result<ServiceOnShelf>> Handle(OneQuery q, CancellationToken ct) =>
            q.Caller.Reaches(q.Mode) && ServiceCode.Parse(q.Code) is { } code
            && await shelf.Get(db, q.Caller.Account, q.Mode, code, ct) is { } found ? found : Error.NotFound();
    }

    private static JsonAnswer Answer(List<object> rows) => new(ListDocument.Of(rows, ListQuery.MostRows, next: null));

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

/// <summary>A payment service as the Private API shows it.</summary>
internal static class ServiceDocument
{
    public static object Of(ServiceOnShelf shelved, Mode mode)
    {
        var (s, row) = (shelved.View, shelved.Row);
        return new
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
                enabled = row?.Enabled ?? true,
                status = shelved switch { { Row.Enabled: false } => "disabled", { Routes.Count: 0 } => "unavailable", _ => "available" },
                position = s.Position,
                fields = s.Fields.Select(ServiceWire.Field),
                required_fields = row?.RequiredFields ?? [],
                amount_min = s.AmountMin?.Major,
                amount_max = s.AmountMax?.Major,
                countries = s.Method.Countries,
                label = row?.Label ?? new Dictionary<string, string>(),
                fee = new { rate = s.Fee.Rate, @fixed = Major(s.Fee.FixedMinor), min = Major(s.Fee.MinMinor), max = Major(s.Fee.MaxMinor) },
                authorize = s.CanAuthorize,
                lifetime = (long?)s.Lifetime?.TotalSeconds,
                routes = (row?.Routes ?? []).Select(Route),
            },
            relationships = new Dictionary<string, ToOne> { ["payment-method"] = ToOne.Of("payment-methods", s.Method.Code) },
        };

        decimal? Major(long? minor) => minor is { } units ? new Money(units, s.Currency).Major : null;

        object Route(ServiceRoute r) => new
        {
            gateway_account = r.GatewayAccount.Value,
            priority = r.Priority,
            weight = r.Weight,
            amount_min = Major(r.AmountMinMinor),
            amount_max = Major(r.AmountMaxMinor),
            countries = r.Countries,
        };
    }
}

/// <summary>A service's field as both APIs show it.</summary>
internal static class ServiceWire
{
    public static object Field(FieldView f) => new
    {
        key = f.Key, type = f.Type, label = f.Label, hint = f.Hint, example = f.Example, regexp = f.Regexp, required = f.Required, position = f.Position,
    };
}
