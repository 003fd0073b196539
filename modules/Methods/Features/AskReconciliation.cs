using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// POST /api/reconciliations → 201. Asks to compare a day (UTC, not later than today, at most 400 days ago) with the gateways; it runs at once, in the
/// background. While one of the same day and gateway accounts waits or runs, that one is the answer.
/// </summary>
internal static class AskReconciliation
{
    private const int MostDaysAgo = 400;

    /// <param name="Only">The only gateway account to ask; null: all of the mode.</param>
    internal sealed record Command(Caller Caller, Mode Mode, DateOnly Day, GatewayAccountId? Only) : IRequest<Result<Asked>>;

    /// <param name="IsRunning">Whether it was asked for before, and is not over.</param>
    internal sealed record Asked(Reconciliation Reconciliation, bool IsRunning);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("reconciliations", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var reader = AttributeReader.OfDocument(body.Value, "reconciliations", "reconciliation");
            var (text, only) = (reader.Text("date", 10, required: true), reader.Text("gateway_account", 24));
            var day = default(DateOnly);
            if (text is not null && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
                reader.Fail("invalid_value", "The date must be written YYYY-MM-DD.", "date");
            var mode = reader.Flag("test_mode") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            if (!caller.Reaches(mode)) return new ErrorResponse(MethodErrors.ModeForbidden());
            if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);

            return await mediator.Send(new Command(caller, mode, day, only is null ? null : new GatewayAccountId(only)), ct)
                .ToHttp(asked => new JsonAnswer(ReadReconciliations.Document(asked.Reconciliation), StatusCodes.Status201Created, headers =>
                {
                    headers.Location = $"/api/reconciliations/{asked.Reconciliation.Id}";
                    if (asked.IsRunning) headers["Idempotent-Replayed"] = "true";
                }));
        }).Describe("Compare a day",
            "Compares a day (UTC) with the books of the gateways, in the background; read the reconciliation until it is no longer `running`. Asked again meanwhile, that one is the answer (`Idempotent-Replayed: true`). Payments that differ are queried at once.",
            "ReconciliationDocument", StatusCodes.Status201Created, "ReconciliationCreate", errors: ["required", "invalid_value", "mode_forbidden"]);

    private static Error DayOutOfReach() =>
        Error.Invalid("invalid_value", $"The date must not be later than today (UTC), nor more than {MostDaysAgo} days ago.", "date");

    internal sealed class Handler(CommerceDb db, JobWaker<RunReconciliations> waker, TimeProvider clock) : IRequestHandler<Command, Result<Asked>>
    {
        public async Task<Result<Asked>> Handle(Command c, CancellationToken ct)
        {
            var (now, caller) = (clock.GetUtcNow(), c.Caller);
            var today = DateOnly.FromDateTime(now.UtcDateTime);
            var errors = new List<Error>();
            if (c.Day > today || c.Day < today.AddDays(-MostDaysAgo)) errors.Add(DayOutOfReach());
            if (c.Only is { } only && !await db.Set<GatewayAccount>().AnyAsync(a => a.Id == only && a.AccountId == caller.Account && a.Mode == c.Mode, ct))
                errors.Add(MethodErrors.GatewayAccountUnknown());
            if (errors.Count > 0) return errors;

            var from = new DateTimeOffset(c.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            var running = await db.Set<Reconciliation>().AsNoTracking().FirstOrDefaultAsync(
                r => r.AccountId == caller.Account && r.Mode == c.Mode && r.Day == from && r.GatewayAccountId == c.Only && r.Status == ReconciliationStatus.Running, ct);
            if (running is not null) return new Asked(running, IsRunning: true);

            var asked = Reconciliation.Ask(caller.Account, c.Mode, ReconciliationSource.Api, c.Day, c.Only, now);
            db.Add(asked);
            db.AfterCommit(typeof(RunReconciliations), waker.Wake);
            await db.Commit(ct);
            return new Asked(asked, IsRunning: false);
        }
    }
}
