using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>
/// POST /api/test-clock/advance { "seconds": … }. Takes that time off the due columns of this account's test rows, so that a month can be tested in a
/// second; no clock moves, and live rows are out of reach (contract/methods-and-gateways.md, Test clock).
/// </summary>
internal static class AdvanceTestClock
{
    internal sealed record Command(Caller Caller, long Seconds) : IRequest<Result<long>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("test-clock/advance", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);
            var reader = body.Value.TryGetProperty("data", out _) ? AttributeReader.OfDocument(body.Value, "test-clocks", "test-clock") : new AttributeReader(body.Value, []);
            var seconds = reader.Whole("seconds");
            if (seconds is null && reader.Errors.Count == 0) reader.Fail("required", "The seconds are required.", "seconds");
            if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);
            return await mediator.Send(new Command(caller, seconds!.Value), ct).ToHttp(total => new JsonAnswer(new
            {
                data = new { type = "test-clocks", id = caller.Account.Value, attributes = new { advanced = seconds, advanced_in_all = total } },
            }));
        }).Describe("Advance the test clock", "Takes the time off what is due for your test payments: expiry, next attempts, ends of reservations. No clock moves.", "TestClockDocument", body: "TestClockAdvance",
            errors: ["mode_forbidden"]);

    internal sealed class Handler(CommerceDb db, TimeProvider clock) : IRequestHandler<Command, Result<long>>
    {
        public async Task<Result<long>> Handle(Command c, CancellationToken ct)
        {
            if (c.Caller.Mode != Mode.Test) return AccountErrors.ModeForbidden("The test clock needs a test key.");
            var account = await db.Set<Account>().FirstAsync(a => a.Id == c.Caller.Account, ct);
            var advanced = account.AdvanceTestClock(c.Seconds);
            if (advanced.IsFailure) return advanced.Error;
            db.Add(AccountEvent.Of(c.Caller, "test_clock_advanced", new Dictionary<string, string?> { ["seconds"] = $"{c.Seconds}" }, clock.GetUtcNow()));
            await db.Commit(ct);
            return account.TestClockSeconds;
        }
    }
}
