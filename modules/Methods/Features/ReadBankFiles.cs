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
/// GET /api/bank-files, GET /api/bank-files/{id}, GET /api/bank-files/{id}/entries. The imported files, the newest first; what became of a file, with its
/// first fifty movements; and all of them, in the file's order, by a cursor.
/// </summary>
internal static class ReadBankFiles
{
    private const int InlineEntries = 50;

    /// <param name="Entries">The first ones; null in lists.</param>
    internal sealed record BankFileReport(BankFile File, IReadOnlyDictionary<BankEntryResult, int> Counts, IReadOnlyList<BankEntry>? Entries);

    internal sealed record OneQuery(Caller Caller, BankFileId Id) : IRequest<Result<BankFileReport>>;

    internal sealed record AllQuery(Caller Caller, Mode Mode, int Size, (long Key, string Id)? After) : IRequest<Result<IReadOnlyList<BankFileReport>>>;

    internal sealed record EntriesQuery(Caller Caller, BankFileId Id, int Size, long After) : IRequest<Result<IReadOnlyList<BankEntry>>>;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("bank-files", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            var query = new AllQuery(caller, mode, list.Size(), list.After());
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);
            return await mediator.Send(query, ct).ToHttp(found =>
            {
                var page = found.Take(query.Size).ToList();
                var next = found.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].File.Created.ToUnixTimeMilliseconds(), page[^1].File.Id.Value)) : null;
                return new JsonAnswer(ListDocument.Of([.. page.Select(Resource)], query.Size, next));
            });
        }).Describe("List bank files", "The imported files, the newest first, each with how many of its movements became what.", "BankFileList", parameters: ApiDescriptions.Paged(ApiDescriptions.TestMode));

        api.MapGet("bank-files/{id}", (BankFileId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new OneQuery(caller, id), ct).ToHttp(report => new JsonAnswer(new { data = Resource(report) })))
            .Describe("Read a bank file", "What became of an imported file, with its first fifty movements.", "BankFileDocument");

        api.MapGet("bank-files/{id}/entries", async (BankFileId id, HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var query = new EntriesQuery(caller, id, list.Size(), list.After()?.Key ?? 0);
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);
            return await mediator.Send(query, ct).ToHttp(found =>
            {
                var page = found.Take(query.Size).ToList();
                var next = found.Count > query.Size ? list.NextLink(ListQuery.Cursor(page[^1].Number, "")) : null;
                return new JsonAnswer(ListDocument.Of([.. page.Select(e => new { type = "bank-entries", id = $"{e.BankFileId}-{e.Number}", attributes = Attributes(e) })], query.Size, next));
            });
        }).Describe("List the movements of a bank file", "Every movement in the file's order, and what became of it.", "BankEntryList", parameters: ApiDescriptions.Paged());
    }

    internal sealed class OneHandler(CommerceDb db) : IRequestHandler<OneQuery, Result<BankFileReport>>
    {
        public async Task<Result<BankFileReport>> Handle(OneQuery q, CancellationToken ct)
        {
            if (await Find(db, q.Caller, q.Id, ct) is not { } file) return Error.NotFound();
            var entries = await db.Set<BankEntry>().AsNoTracking().Where(e => e.BankFileId == file.Id).OrderBy(e => e.Number).Take(InlineEntries).ToListAsync(ct);
            return new BankFileReport(file, (await Count(db, [file.Id], ct)).GetValueOrDefault(file.Id) ?? [], entries);
        }
    }

    internal sealed class AllHandler(CommerceDb db) : IRequestHandler<AllQuery, Result<IReadOnlyList<BankFileReport>>>
    {
        public async Task<Result<IReadOnlyList<BankFileReport>>> Handle(AllQuery q, CancellationToken ct)
        {
            if (q.Mode == Mode.Live && q.Caller.Mode == Mode.Test) return Result.Of<IReadOnlyList<BankFileReport>>([]);
            var files = db.Set<BankFile>().AsNoTracking().Where(f => f.AccountId == q.Caller.Account && f.Mode == q.Mode);
            if (q.After is { } after)
            {
                var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(after.Key, 0, 253_402_300_799_000));
                files = files.Where(f => f.Created < time || (f.Created == time && ((string)(object)f.Id).CompareTo(after.Id) < 0));
            }

            var page = await files.OrderByDescending(f => f.Created).ThenByDescending(f => f.Id).Take(q.Size + 1).ToListAsync(ct);
            var counts = await Count(db, [.. page.Select(f => f.Id)], ct);
            return Result.Of<IReadOnlyList<BankFileReport>>([.. page.Select(f => new BankFileReport(f, counts.GetValueOrDefault(f.Id) ?? [], null))]);
        }
    }

    internal sealed class EntriesHandler(CommerceDb db) : IRequestHandler<EntriesQuery, Result<IReadOnlyList<BankEntry>>>
    {
        public async Task<Result<IReadOnlyList<BankEntry>>> Handle(EntriesQuery q, CancellationToken ct)
        {
            if (await Find(db, q.Caller, q.Id, ct) is not { } file) return Error.NotFound();
            var after = (int)Math.Clamp(q.After, 0, int.MaxValue);
            return Result.Of<IReadOnlyList<BankEntry>>(
                await db.Set<BankEntry>().AsNoTracking().Where(e => e.BankFileId == file.Id && e.Number > after).OrderBy(e => e.Number).Take(q.Size + 1).ToListAsync(ct));
        }
    }

    internal static object Resource(BankFileReport report) => new
    {
        type = "bank-files",
        id = report.File.Id.Value,
        attributes = new
        {
            status = report.File.State.Word(),
            format = report.File.Format,
            gateway_account = report.File.GatewayAccountId.Value,
            test_mode = report.File.Mode == Mode.Test,
            size = report.File.Bytes,
            sha256 = report.File.Sha256,
            entry_count = report.Counts.Values.Sum(),
            counts = Enum.GetValues<BankEntryResult>().ToDictionary(r => r.Word(), r => report.Counts.GetValueOrDefault(r)),
            entries = report.Entries?.Select(Attributes),
            created = report.File.Created.Seconds(),
            finished = report.File.Finished?.Seconds(),
        },
        links = new { self = $"/api/bank-files/{report.File.Id}", entries = $"/api/bank-files/{report.File.Id}/entries" },
    };

    private static object Attributes(BankEntry e) => new
    {
        number = e.Number,
        line = e.Line,
        date = e.Booked?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        amount = e.AmountMinor is { } minor && Currency.Find(e.Currency) is { } currency ? new Money(minor, currency).Major : (decimal?)null,
        currency = e.Currency,
        reference = e.Reference,
        result = e.Result.Word(),
        payment = e.PaymentId?.Value,
        invoice = e.InvoiceId?.Value,
    };

    private static async Task<BankFile?> Find(CommerceDb db, Caller caller, BankFileId id, CancellationToken ct) =>
        await db.Set<BankFile>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == id && f.AccountId == caller.Account, ct) is { } file
        && caller.Reaches(file.Mode) ? file : null;

    private static async Task<Dictionary<BankFileId, Dictionary<BankEntryResult, int>>> Count(CommerceDb db, IReadOnlyList<BankFileId> files, CancellationToken ct) =>
        (await db.Set<BankEntry>().Where(e => files.Contains(e.BankFileId)).GroupBy(e => new { e.BankFileId, e.Result }).Select(g => new { g.Key.BankFileId, g.Key.Result, Count = g.Count() }).ToListAsync(ct))
        .GroupBy(c => c.BankFileId).ToDictionary(g => g.Key, g => g.ToDictionary(c => c.Result, c => c.Count));
}
