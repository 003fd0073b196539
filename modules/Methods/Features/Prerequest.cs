using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>POST /public-api/payment-prerequest. What a customer can pay with, in the account's order, by amount and country where given.</summary>
internal static class Prerequest
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("payment-prerequest", async (HttpContext http, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var reader = new AttributeReader(body.Value, []);
            var publicKey = reader.Text("public_key", 64);
            if (reader.Errors.Count > 0)
            {
                Read(reader, null, Mode.Test);
                return new ErrorResponse(reader.Errors);
            }

            var owner = await mediator.Send(new FindByPublicKey(publicKey), ct);
            if (owner.IsFailure) return new ErrorResponse(owner.Errors);

            var (account, mode) = (owner.Value.Account, owner.Value.Mode);
            if (PageOrigin.Problem(http.Request, account, mode, server) is { } foreign) return new ErrorResponse(foreign);

            var (query, currency) = Read(reader, account, mode);
            if (query is null) return new ErrorResponse(reader.Errors);
            return await mediator.Send(query, ct).ToHttp(quotes => new JsonAnswer(Document(quotes, account, currency!, mode, server)));
        }).Limited(Limit.Read).Describe("Ask what can be paid with", "The services of the account in a currency, in its order, and their methods; by amount and country where given.",
            "PrerequestDocument", body: "Prerequest",
            errors: ["unauthorized", "account_inactive", "domain_forbidden", "too_long", "too_short", "amount_range", "amount_precision", "currency_unknown", "currency_disabled"]);

    /// <param name="account">Null: the request names none; only what is wrong is wanted.</param>
    private static (ListQuotes? Query, Currency? Currency) Read(AttributeReader reader, AccountView? account, Mode mode)
    {
        var code = reader.Text("currency", 16, required: true);
        var amount = reader.Amount("amount");
        var country = reader.Text("country", 2, least: 2);

        var currency = Currency.Find(code);
        if (code is { Length: > 0 } && currency is null) reader.Errors.Add(MethodErrors.CurrencyUnknown());
        if (currency is not null && account?.Accepts(currency, mode) == false) reader.Errors.Add(MethodErrors.CurrencyDisabled(currency));

        Money? money = null;
        if (amount is { } text && currency is not null)
        {
            var exact = text.In(currency);
            if (exact.IsFailure) reader.Errors.AddRange(exact.Errors);
            else money = exact.Value;
        }

        return account is null || reader.Errors.Count > 0 ? (null, null) : (new ListQuotes(account.Id, mode, currency!, money, country), currency);
    }

    private static object Document(IReadOnlyList<Quote> quotes, AccountView account, Currency currency, Mode mode, ServerAddress server) => new
    {
        data = new
        {
            type = "payment-prerequest",
            attributes = new
            {
                currency = currency.Code,
                test_mode = mode == Mode.Test,
                services = quotes.ToDictionary(q => q.Service.Code, q => Service(q, account.Fees.Exposed)),
                methods = quotes.Select(q => q.Service.Method).DistinctBy(m => m.Code).ToDictionary(m => m.Code, m => Method(m, server)),
            },
        },
    };

    /// <param name="exposed">Whether the account tells what its services cost.</param>
    private static object Service(Quote quote, bool exposed)
    {
        var s = quote.Service;
        return new
        {
            code = s.Code,
            method = s.Method.Code,
            flow = s.Flow.Word(),
            currency = s.Currency.Code,
            fields = s.Fields.Select(ServiceWire.Field),
            amount_min = s.AmountMin?.Major,
            amount_max = s.AmountMax?.Major,
            exchange_rate = 1,
            status = "available",
            zero_fee = quote.Terms.IsFreeForPayer,
            fee = exposed ? new { rate = s.Fee.Rate, @fixed = new Money(s.Fee.FixedMinor, s.Currency).Major, amount = quote.Fee.Major } : null,
        };
    }

    private static object Method(MethodView m, ServerAddress server) => new
    {
        code = m.Code,
        name = m.Name.GetValueOrDefault("en", m.Code),
        category = m.Category,
        logo = server.Url(m.Icon),
        icon = server.Url(m.Icon),
    };
}
