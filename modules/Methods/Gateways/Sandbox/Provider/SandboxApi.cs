using System.Globalization;
using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>
/// The sandbox's interface, /sandbox/api/charges: create, read, find by reference, capture, refund and cancel with the key that the sandbox issued
/// (Bearer); and settle by POST …/{id}/{action} with a merchant's test API key (Basic), so that tests need no browser.
/// </summary>
internal static class SandboxApi
{
    /// <summary>How long the fault "no answer" says nothing: longer than any gateway is given.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/sandbox/api/charges", Create);
        app.MapGet("/sandbox/api/charges", async (string? reference, string? day, string? after, HttpContext http, IMediator mediator, SandboxKeys keys, CommerceDb db, ServerAddress server, CancellationToken ct) =>
            await Identify(http, mediator, keys, ct) is not { } who ? Stranger()
            : day is not null ? await ListDay(who, day, after ?? "", db, server, ct)
            : Show(await who.Charges(db).Where(c => c.Reference == reference).OrderByDescending(c => c.Created).FirstOrDefaultAsync(ct), server));
        app.MapGet("/sandbox/api/charges/{id}", async (string id, HttpContext http, IMediator mediator, SandboxKeys keys, CommerceDb db, ServerAddress server, CancellationToken ct) =>
            await Identify(http, mediator, keys, ct) is { } who
                ? Show(await who.Charges(db).FirstOrDefaultAsync(c => c.Id == id, ct), server)
                : Stranger());
        app.MapPost("/sandbox/api/charges/{id}/forget", async (string id, HttpContext http, IMediator mediator, SandboxKeys keys, CommerceDb db, ServerAddress server, CancellationToken ct) =>
            await Identify(http, mediator, keys, ct) is not { IsClient: true } who ? Stranger()
            : !await who.Charges(db).AnyAsync(c => c.Id == id, ct) ? new ErrorResponse(Error.NotFound())
            : await mediator.Send(new ForgetPayer.Command(id), ct).ToHttp(charge => Show(charge, server)));
        app.MapPost("/sandbox/api/charges/{id}/{action}", Act);
    }

    /// <summary>The books of a day (UTC): every charge that was made or last changed on it, in the order of ids, a page after an id.</summary>
    private static async Task<IResult> ListDay(Visitor who, string day, string after, CommerceDb db, ServerAddress server, CancellationToken ct)
    {
        const int most = 100;
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return new ErrorResponse(Error.InvalidParameter("invalid_value", "The day must be written YYYY-MM-DD.", "day"));
        var from = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var to = from + TimeSpan.FromDays(1);
        var charges = await who.Charges(db)
            .Where(c => ((c.Created >= from && c.Created < to) || (c.Updated >= from && c.Updated < to)) && c.Id.CompareTo(after) > 0)
            .OrderBy(c => c.Id).Take(most + 1).ToListAsync(ct);
        var page = charges.Take(most).Select(c => c.Document()).Select(d => d with { PageUrl = server.Url(d.PageUrl) }).ToList();
        return new JsonAnswer(new ChargePage(page, charges.Count > most ? page[^1].Id : null));
    }

    private static async Task<IResult> Create(
        HttpContext http, SandboxKeys keys, IMediator mediator, ServerAddress server, CancellationToken ct)
    {
        if (Bearer(http) is not { } key || keys.Read(key) is not { } client) return Stranger();
        var body = await http.Request.ReadJson(ct);
        if (body.IsFailure) return new ErrorResponse(body.Errors);

        var reader = new AttributeReader(body.Value, []);
        var order = new NewCharge(
            reader.Text("reference", 64, required: true) ?? "", reader.Whole("amount") ?? 0, reader.Text("currency", 3, required: true) ?? "",
            reader.Text("page", 16) ?? "buttons", reader.Text("method", 64) ?? "", reader.Text("payee", 200) ?? "", reader.Text("description", 1024),
            reader.Url("return_url", plain: true) ?? server.Public, reader.Flag("capture") ?? true);
        if (order.Amount <= 0) reader.Fail("amount_range", "The amount must be greater than 0.", "amount");
        if (Currency.Find(order.Currency) is null) reader.Fail("currency_unknown", "The currency is not known.", "currency");
        if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);

        var fault = Faults.Of(order.Amount);
        if (fault == Faults.StartFails) return new ErrorResponse(new Error("internal_error", ErrorKind.Internal, "The sandbox failed, as the amount asked."));

        var idempotencyKey = http.Request.Headers["Idempotency-Key"].ToString();
        var opened = await mediator.Send(new OpenCharge.Command(order, client, key, idempotencyKey), ct);

        // The charge is there, but its client does not hear of it.
        if (fault == Faults.StartTimesOut)
            await Task.Delay(Silence, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return opened.ToHttp(charge => Show(charge, server));
    }

    private static async Task<IResult> Act(
        string id, string action, HttpContext http, IMediator mediator, SandboxKeys keys, CommerceDb db, ServerAddress server, CancellationToken ct)
    {
        if (await Identify(http, mediator, keys, ct) is not { } who) return Stranger();
        if (await who.Charges(db).FirstOrDefaultAsync(c => c.Id == id, ct) is not { } charge) return new ErrorResponse(Error.NotFound());
        var body = await http.Request.ReadJson(ct, optional: true);
        if (body.IsFailure) return new ErrorResponse(body.Errors);

        var reader = new AttributeReader(body.Value.ValueKind == JsonValueKind.Undefined ? JsonElement.Parse("{}") : body.Value, []);
        var change = who.IsClient ? ByClient(action, reader, http) : ByTester(action, reader, charge);
        if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);
        if (change is null) return new ErrorResponse(Error.NotFound());
        return await mediator.Send(new ChangeCharge.Command(id, change), ct).ToHttp(changed => Show(changed, server));
    }

    /// <summary>What the holder of a sandbox key can do: its amounts are minor units.</summary>
    private static Func<SandboxCharge, DateTimeOffset, Result<Done>>? ByClient(string action, AttributeReader reader, HttpContext http)
    {
        if (action == "cancel") return (c, _) => c.Cancel("merchant");
        if (action is not ("capture" or "refund")) return null;
        var minor = reader.Whole("amount") ?? 0;
        if (action == "capture") return (c, _) => c.Take(minor);
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > 64) reader.Fail("required", "The header Idempotency-Key is required.", "/");
        return (c, now) => c.Refund(minor, key, now);
    }

    /// <summary>What a tester can make happen: its amounts are major units, as on the Private API.</summary>
    private static Func<SandboxCharge, DateTimeOffset, Result<Done>>? ByTester(string action, AttributeReader reader, SandboxCharge charge)
    {
        switch (action)
        {
            case "succeed" or "pay_rest": return (c, now) => c.Succeed(now);
            case "pending": return (c, _) => c.LeavePending();
            case "cancel": return (c, _) => c.Cancel("payer");
            case "fail_then_succeed": return (c, now) => c.FailThenSucceed(now);
            case "lapse": return (c, _) => c.Lapse();
            case "win_dispute": return (c, _) => c.WinDispute();
            case "settle_refunds": return (c, _) => c.SettleRefunds(done: true);
            case "refuse_refunds": return (c, _) => c.SettleRefunds(done: false);
            case "decline":
                var reason = reader.Text("reason", 64) ?? "declined";
                return (c, _) => c.Decline(reason);
            case "pay_part" or "pay_more":
                if (!reader.Has("amount")) reader.Fail("required", "The amount of the part is required.", "amount");
                return Minor(reader, charge, 0) is { } part ? (c, _) => c.PayPart(part) : null;
            case "charge_back":
                return Minor(reader, charge, charge.Returnable) is { } disputed ? (c, _) => c.ChargeBack(disputed) : null;
            case "refund_outside":
                return Minor(reader, charge, charge.Returnable) is { } returned ? (c, now) => c.Refund(returned, reference: null, now) : null;
            default: return null;
        }
    }

    /// <summary>The amount in minor units, or all of it where none is given; null with an error when it is none.</summary>
    private static long? Minor(AttributeReader reader, SandboxCharge charge, long all)
    {
        if (!reader.Has("amount")) return all;
        if (reader.Amount("amount") is not { } amount) return null;
        var money = amount.In(charge.Currency);
        if (money.IsFailure) reader.Errors.AddRange(money.Errors);
        return money.IsFailure ? null : money.Value.Minor;
    }

    private static async Task<Visitor?> Identify(HttpContext http, IMediator mediator, SandboxKeys keys, CancellationToken ct)
    {
        if (Bearer(http) is { } key) return keys.Read(key) is { } client ? new Visitor(client.Merchant, IsClient: true) : null;
        if (Basic(http) is not { } basic) return null;
        var caller = await mediator.Send(new Authenticate(basic.User, basic.Password), ct);
        return caller.IsFailure || caller.Value.Mode != Mode.Test ? null : new Visitor(caller.Value.Account.Value, IsClient: false);
    }

    private static string? Bearer(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is { Length: > 7 } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;

    private static (string User, string Password)? Basic(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString() is not { Length: > 6 and < 1024 } header || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var count)) return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2);
        return parts.Length == 2 ? (parts[0], parts[1]) : null;
    }

    private static IResult Show(SandboxCharge? charge, ServerAddress server)
    {
        if (charge is null) return new ErrorResponse(Error.NotFound());
        var document = charge.Document();
        return new JsonAnswer(document with { PageUrl = server.Url(document.PageUrl) });
    }

    private static ErrorResponse Stranger() => new(Error.Unauthorized("The sandbox needs its own key (Bearer) or a merchant's test API key (Basic)."));

    private sealed record Visitor(string Name, bool IsClient)
    {
        public IQueryable<SandboxCharge> Charges(CommerceDb db) =>
            db.Set<SandboxCharge>().AsNoTracking().Where(c => IsClient ? c.Merchant == Name : c.Owner == Name);
    }
}

/// <summary>A new charge, once for each idempotency key.</summary>
internal static class OpenCharge
{
    internal sealed record Command(NewCharge Order, SandboxClient Client, string ClientKey, string IdempotencyKey) : IRequest<Result<SandboxCharge>>;

    internal sealed class Handler(CommerceDb db, TimeProvider clock) : IRequestHandler<Command, Result<SandboxCharge>>
    {
        public async Task<Result<SandboxCharge>> Handle(Command c, CancellationToken ct)
        {
            if (c.IdempotencyKey.Length is 0 or > 64) return Error.Invalid("required", "The header Idempotency-Key is required.", "/");
            var known = await db.Set<SandboxCharge>().AsNoTracking()
                .FirstOrDefaultAsync(k => k.Merchant == c.Client.Merchant && k.IdempotencyKey == c.IdempotencyKey, ct);
            if (known is not null) return known;

            var charge = SandboxCharge.Open(c.Order, Currency.Get(c.Order.Currency), c.Client, c.ClientKey, c.IdempotencyKey, clock.GetUtcNow());
            db.Add(charge);
            await db.Commit(ct);
            return charge;
        }
    }
}
