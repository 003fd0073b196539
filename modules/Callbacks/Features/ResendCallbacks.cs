using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Delivery;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Storage;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>
/// POST /api/callbacks/resend. Recovers after an outage: for every invoice that has a callback as the filter says, and whose merchant has not been
/// told since, a new callback with the invoice as it is now. At most 1,000 invoices in one call: <c>next</c> says from where to go on.
/// </summary>
internal static class ResendCallbacks
{
    public const int MostInvoices = 1000;

    /// <summary>Invoices in one commit, so that a large recovery holds up no other writer.</summary>
    private const int Step = 100;

    /// <summary><c>failed</c>, or <c>skipped</c>: those that had no URL then.</summary>
    private static readonly CallbackStatus[] Resendable = [CallbackStatus.Failed, CallbackStatus.Skipped];

    internal sealed record Command(Caller Caller, Mode Mode, CallbackStatus Status, DateTimeOffset? From, DateTimeOffset? To, string? After) : IRequest<Result<Answer>>;

    /// <param name="Next">The last invoice that was looked at, where there are more.</param>
    internal sealed record Answer(int Resent, string? Next);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("callbacks/resend", async (HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var attributes = AttributeReader.OfDocument(body.Value, "callback-resends");
            var status = attributes.Word<CallbackStatus>("status") ?? CallbackStatus.Failed;
            if (!Resendable.Contains(status)) attributes.Fail("invalid_value", "The status must be failed or skipped.", "status");
            var testMode = attributes.Flag("test_mode") ?? caller.Mode == Mode.Test;
            if (!testMode && caller.Mode == Mode.Test) return new ErrorResponse(Error.Forbidden("mode_forbidden", "A test key cannot resend live callbacks."));

            var (from, to, after) = (Time(attributes, "created_from"), Time(attributes, "created_to"), attributes.Text("after", 64));
            if (to < from) attributes.Fail("invalid_value", "The end must not be before the start.", "created_to");
            if (after is not null && !after.StartsWith(InvoiceId.Prefix, StringComparison.Ordinal)) attributes.Fail("invalid_value", "It must be the next of an answer.", "after");
            var command = new Command(caller, testMode ? Mode.Test : Mode.Live, status, from, to, after);
            if (attributes.Errors.Count > 0) return new ErrorResponse(attributes.Errors);
            return await mediator.Send(command, ct).ToHttp(done => new JsonAnswer(
                new { data = new { type = "callback-resends", attributes = new { resent = done.Resent, has_more = done.Next is not null, next = done.Next } } }));
        }).Describe("Resend callbacks",
            "Recovers after an outage: for every invoice with such a callback that your backend was not told about since, a new one with the invoice as it is now. At most 1,000 invoices are looked at in one call; `next` as `after` goes on.",
            "CallbackResendDocument", body: "CallbackResend", errors: ["mode_forbidden", "invalid_state"]);

    private static DateTimeOffset? Time(AttributeReader attributes, string name)
    {
        if (attributes.Whole(name) is not { } seconds) return null;
        if (seconds is >= 0 and < 253_402_300_800) return DateTimeOffset.FromUnixTimeSeconds(seconds);
        attributes.Fail("invalid_value", "The time must be UNIX seconds.", name);
        return null;
    }

    internal sealed class Handler(CommerceDb db, IMediator mediator, CallbackWriter writer, HostHealth health) : IRequestHandler<Command, Result<Answer>>
    {
        public async Task<Result<Answer>> Handle(Command c, CancellationToken ct)
        {
            var account = (await mediator.Send(new FindAccount(c.Caller.Account), ct)).Value;
            var found = await Untold(c).Take(MostInvoices + 1).ToListAsync(ct);
            var invoices = found.Take(MostInvoices).ToList();
            var resent = 0;
            foreach (var step in invoices.Chunk(Step)) resent += await Resend(step, account.Callbacks, ct);

            var next = found.Count > invoices.Count ? invoices[^1].Value : null;
            return resent == 0 && invoices.Count > 0 && next is null && c.After is null ? CallbackErrors.NoUrl() : new Answer(resent, next);
        }

        /// <summary>One commit; answers how many of the invoices have a URL.</summary>
        private async Task<int> Resend(InvoiceId[] invoices, CallbackOptions options, CancellationToken ct)
        {
            var made = new List<Callback>();
            foreach (var id in invoices)
            {
                var invoice = (await mediator.Send(new FindInvoice(id), ct)).Value;
                if (writer.MakeResend(invoice, options) is { } callback) made.Add(callback);
            }

            foreach (var callback in made) writer.Add(db, callback);
            if (made.Count > 0) await db.Commit(ct);
            foreach (var host in made.Select(m => m.Host ?? "").Distinct()) health.Forgive(host);
            db.ChangeTracker.Clear();
            return made.Count;
        }

        /// <summary>Invoices of the filter that no callback of the same or a later state has told, or is about to; by their ids, after the one that was looked at last.</summary>
        private IQueryable<InvoiceId> Untold(Command c)
        {
            var all = db.Set<Callback>();
            var found = all.Where(f => f.AccountId == c.Caller.Account && f.Mode == c.Mode && f.Status == c.Status);
            if (c.Status == CallbackStatus.Skipped) found = found.Where(f => f.Reason == CallbackReason.NoUrl);
            if (c.From is { } from) found = found.Where(f => f.Created >= from);
            if (c.To?.AddMilliseconds(999) is { } end) found = found.Where(f => f.Created <= end); // the whole second is meant
            if (c.After is { } after) found = found.Where(f => ((string)(object)f.InvoiceId).CompareTo(after) > 0);
            return found
                .Where(f => !all.Any(o => o.InvoiceId == f.InvoiceId && o.Sequence >= f.Sequence
                    && (o.Status == CallbackStatus.Delivered || o.Status == CallbackStatus.Pending || o.Status == CallbackStatus.Held)))
                .Select(f => f.InvoiceId).Distinct().OrderBy(id => id);
        }
    }
}
