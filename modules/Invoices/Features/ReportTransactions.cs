using System.Globalization;
using System.Text;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// GET /api/reports/transactions?from=…&amp;to=…. One row for each movement of money, the oldest first, <c>from</c> inclusive, <c>to</c> exclusive, at most
/// 400 days: as a JSON:API list with a cursor, or as CSV (RFC 4180), written as it is read. The rows of an invoice add up to its sums.
/// </summary>
internal static class ReportTransactions
{
    private const int CsvRows = 1000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <param name="After">The movement before the page.</param>
    internal sealed record Query(Caller Caller, Mode Mode, DateTimeOffset From, DateTimeOffset To, int Size, (DateTimeOffset Time, long Position)? After)
        : IRequest<Result<IReadOnlyList<Movement>>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("reports/transactions", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var list = new ListQuery(http.Request);
            var isCsv = ReadFormat(http, list);
            var (from, to) = ReadRange(list);
            var mode = list.Flag("filter[test_mode]") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            var query = new Query(caller, mode, from, to, list.Size(), ReadAfter(list));
            if (list.Errors.Count > 0) return new ErrorResponse(list.Errors);
            if (isCsv) return new CsvAnswer(mediator, query with { Size = CsvRows });

            return await mediator.Send(query, ct).ToHttp(found =>
            {
                var page = found.Take(query.Size).ToList();
                var next = found.Count > query.Size ? list.NextLink(Cursor(page[^1])) : null;
                return new JsonAnswer(ListDocument.Of([.. page.Select(Resource)], query.Size, next));
            });
        }).Describe("Report transactions",
            "One row for each movement of money, the oldest first; the rows of an invoice add up to its sums. With `format=csv` or `Accept: text/csv` the whole report as a CSV file (RFC 4180), at most 400 days.",
            "TransactionList",
            parameters: ApiDescriptions.Paged(
                new ApiParameter("from", "UNIX seconds, inclusive.", "1795500000", "integer", IsRequired: true),
                new ApiParameter("to", "UNIX seconds, exclusive; at most 400 days after `from`.", "1795600000", "integer", IsRequired: true),
                new ApiParameter("format", "`json` or `csv`.", "json"),
                ApiDescriptions.TestMode),
            errors: ["required", "invalid_value"]);

    private static bool ReadFormat(HttpContext http, ListQuery list)
    {
        var format = list.Text("format");
        if (format is not (null or "csv" or "json")) list.Fail("format", "The format must be json or csv.");
        return format is null ? http.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase) : format == "csv";
    }

    private static (DateTimeOffset From, DateTimeOffset To) ReadRange(ListQuery list)
    {
        var (start, end) = (list.RequiredTime("from"), list.RequiredTime("to"));
        if (start is not { } from || end is not { } to) return default;
        if (to <= from) list.Fail("to", "The end must be after the start.");
        else if (to - from > Longest) list.Fail("to", $"A report spans at most {Longest.Days} days.");
        return (from, to);
    }

    private static (DateTimeOffset Time, long Position)? ReadAfter(ListQuery list)
    {
        if (list.After() is not { } after) return null;
        if (long.TryParse(after.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return (DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(after.Key, 0, 253_402_300_799_000)), position);
        list.Fail("page[after]", "The cursor is not one of ours.");
        return null;
    }

    private static string Cursor(Movement m) => ListQuery.Cursor(m.Created.ToUnixTimeMilliseconds(), m.Position.ToString(CultureInfo.InvariantCulture));

    private static object Resource(Movement m) => new
    {
        type = "transactions",
        id = $"{m.InvoiceId}-{m.Number}",
        attributes = new
        {
            kind = m.Kind.Word(),
            amount = m.Amount.Major,
            currency = m.Currency.Code,
            reference_id = m.ReferenceId,
            resolution = m.Resolution,
            sequence = m.Sequence,
            test_mode = m.Mode == Mode.Test,
            created = m.Created.Seconds(),
        },
        relationships = new Dictionary<string, ToOne>
        {
            ["payment-invoice"] = ToOne.Of("payment-invoices", m.InvoiceId.Value),
            ["payment"] = ToOne.Of("payments", m.PaymentId.Value),
        },
    };

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Query, Result<IReadOnlyList<Movement>>>
    {
        public async Task<Result<IReadOnlyList<Movement>>> Handle(Query q, CancellationToken ct)
        {
            if (!q.Caller.Reaches(q.Mode)) return Result.Of<IReadOnlyList<Movement>>([]);
            var movements = db.Set<Movement>().AsNoTracking().Where(m => m.AccountId == q.Caller.Account && m.Mode == q.Mode && m.Created >= q.From && m.Created < q.To);
            if (q.After is { } after) movements = movements.Where(m => m.Created > after.Time || (m.Created == after.Time && m.Position > after.Position));
            return Result.Of<IReadOnlyList<Movement>>(await movements.OrderBy(m => m.Created).ThenBy(m => m.Position).Take(q.Size + 1).ToListAsync(ct));
        }
    }

    /// <summary>Page by page from the database to the client, so that a year needs no more memory than a day.</summary>
    private sealed class CsvAnswer(IMediator mediator, Query first) : IResult
    {
        private const string Header = "id,created,time,kind,payment_invoice,reference_id,payment,amount,currency,resolution,test_mode\r\n";

        public async Task ExecuteAsync(HttpContext http)
        {
            var ct = http.RequestAborted;
            http.Response.ContentType = "text/csv; charset=utf-8; header=present";
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"transactions-{first.From.Seconds()}-{first.To.Seconds()}.csv\"";
            var text = new StringBuilder(Header);
            for (Query? query = first; query is not null;)
            {
                var found = (await mediator.Send(query, ct)).Value;
                foreach (var movement in found.Take(query.Size)) Write(text, movement);
                await http.Response.WriteAsync(text.ToString(), ct);
                text.Clear();
                query = found.Count > query.Size ? query with { After = (found[query.Size - 1].Created, found[query.Size - 1].Position) } : null;
            }
        }

        private static void Write(StringBuilder text, Movement m) => text.Append(CultureInfo.InvariantCulture,
            $"{m.InvoiceId}-{m.Number},{m.Created.Seconds()},{m.Created:yyyy-MM-dd'T'HH:mm:ss'Z'},{m.Kind.Word()},{m.InvoiceId},{Cell(m.ReferenceId)},{m.PaymentId},{m.Amount.Major},{m.Currency.Code},{m.Resolution},{(m.Mode == Mode.Test ? "true" : "false")}\r\n");

        /// <summary>A text as RFC 4180 writes it. One that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV Injection).</summary>
        private static string Cell(string text)
        {
            if (text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..]) text = "'" + text;
            return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }
    }
}
