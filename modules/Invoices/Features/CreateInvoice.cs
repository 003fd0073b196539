using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using Request = PayCore.Commerce.Invoices.Contracts.CreateInvoice;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// POST /api/payment-invoices. Makes an invoice and starts its service, if one is given. Once the row is committed the answer is 201; the same
/// reference with the same content answers the first invoice as it is now, from any number of connections at once.
/// </summary>
internal static class CreateInvoice
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("payment-invoices", async (HttpContext http, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var attributes = AttributeReader.OfDocument(body.Value, "payment-invoices", "payment-invoice");
            var testMode = attributes.Flag("test_mode") ?? caller.Mode == Mode.Test;
            if (!testMode && caller.Mode == Mode.Test) return new ErrorResponse(InvoiceErrors.ModeForbidden());

            var mode = testMode ? Mode.Test : Mode.Live;
            var draft = DraftReader.Private(attributes, mode);
            return await mediator.Send(new Request(caller.Account, mode, InvoiceSource.MerchantApi, draft), ct)
                .ToHttp(created => new JsonAnswer(InvoiceDocument.Of(created.Invoice, server), StatusCodes.Status201Created, Headers(created, "/api")));
        }).Describe("Create an invoice",
            """
            Without `service` the customer chooses on the hosted page: send them to `hpp_url`. With `service` the payment is started at once, and
            `flow_data` says where the customer must go.

            Once the invoice is stored the answer is 201, and `status` tells the rest: `process_pending`, `process_error` when the gateway refused
            or was down, `created` when fields are missing (the page asks for them).

            Safe to repeat: the same `reference_id` with the same content answers that invoice as it is now, with the header `Idempotent-Replayed: true`;
            with other content it is 409 `reference_id_conflict`, whose `meta.id` names the invoice.
            """,
            "InvoiceDocument", status: StatusCodes.Status201Created, body: "InvoiceCreate",
            errors:
            [
                "mode_forbidden", "reference_id_conflict", "too_long", "too_short", "amount_range", "amount_precision", "currency_unknown", "currency_disabled",
                "service_unknown", "service_unavailable", "service_currency_mismatch", "amount_unsupported", "fee_exceeds_amount", "field_required", "field_invalid", "url_invalid", "expires_range",
                "metadata_too_large", "authorize_unsupported",
            ]);

    internal static Action<IHeaderDictionary> Headers(CreatedInvoice created, string door) => headers =>
    {
        headers.Location = $"{door}/payment-invoices/{created.Invoice.Id}";
        headers.ETag = ReadInvoice.Tag(created.Invoice);
        if (created.Replayed) headers["Idempotent-Replayed"] = "true";
    };

    internal sealed class Handler(CommerceDb db, IMediator mediator, InvoiceWaiters waiters, TimeProvider clock) : IRequestHandler<Request, Result<CreatedInvoice>>
    {
        public async Task<Result<CreatedInvoice>> Handle(Request c, CancellationToken ct)
        {
            var found = await mediator.Send(new FindAccount(c.Account), ct);
            if (found.IsFailure) return found.Error;
            var (account, draft, now) = (found.Value, c.Draft, clock.GetUtcNow());
            var isPrivate = c.Source is InvoiceSource.MerchantApi or InvoiceSource.Dashboard;

            // Content first: what breaks a rule cannot be a replay. Then the replay, whose time may be over by now. Then what depends on today.
            var errors = InvoiceDraftRules.Content(draft, c.Source, c.Mode, out var amount);
            var fingerprint = errors.Count == 0 ? ContentFingerprint.Of(draft, c.Source, c.Mode) : "";
            if (errors.Count == 0 && await FindExisting(c, isPrivate, ct) is { } existing)
                return await Replay(c, existing, fingerprint, isPrivate, ct);
            errors.AddRange(InvoiceDraftRules.Circumstances(draft, c.Mode, account, now));

            Quote? quote = null;
            if (draft.Service is { Length: <= InvoiceDraftRules.LongestService } service)
            {
                var money = amount ?? new Money(1, Currency.Find(draft.Currency) ?? Currency.Get("EUR"));
                var quoted = await mediator.Send(new QuoteService(c.Account, c.Mode, service, money, draft.PaymentFlow, draft.Customer?.Address?.Country), ct);
                // Beside an amount that is wrong itself, only the name of the service is judged.
                if (quoted.IsFailure) errors.AddRange(quoted.Errors.Where(e => amount is not null || e.Code == "service_unknown"));
                else if (amount is not null) quote = quoted.Value;
            }

            var fieldErrors = quote is null ? [] : ServiceFields.Check(quote.Service, draft.Fields ?? Empty);
            errors.AddRange(fieldErrors.Where(e => e.Code != "field_required" || draft.AutoProcess));
            if (amount is { } asked && draft.Link is { } link && !await db.LinkTakes(link, c, asked, ct)) errors.Add(InvoiceErrors.LinkAmount());
            if (errors.Count > 0) return errors;

            var invoice = Invoice.Open(
                new NewInvoice(
                    c.Account, c.Mode, c.Source, draft, draft.ReferenceId ?? Shared.Id.New<InvoiceId>().Value[InvoiceId.Prefix.Length..], amount!.Value,
                    draft.Expires is { } expires ? DateTimeOffset.FromUnixTimeSeconds(expires) : now + account.InvoiceLifetime,
                    draft.AttemptsLimit ?? account.AttemptsLimit, fingerprint, await KeepCustomer(c, isPrivate, now, ct),
                    ReturnsFees: account.Fees.Refund == RefundFee.Returned),
                now);
            db.Add(invoice);
            var starts = quote is not null && fieldErrors.Count == 0;
            if (starts)
            {
                if (await db.TakeSlot(invoice, now, ct) is { } refused) return refused;
                var started = await StartPayment.Prepare(mediator, invoice, quote!, draft.Fields ?? Empty, draft.FormId, Cause.Of(c.Source), now, ct);
                if (started.IsFailure) return started.Error;
            }

            await db.Commit(ct);
            if (!starts) return new CreatedInvoice(invoice.View(), Replayed: false);

            await mediator.Send(new RunOperations(invoice.Id), ct);
            return new CreatedInvoice((await db.ReadInvoice(invoice.Id, ct))!, Replayed: false);
        }

        private async Task<InvoiceId?> FindExisting(Request c, bool isPrivate, CancellationToken ct)
        {
            if (c.Draft.DraftId is { } draft && await db.FindByDraft(draft, ct) is { } sameDraft) return sameDraft;
            return c.Draft.ReferenceId is { } reference ? await db.FindByReference(c.Account, c.Mode, reference, isPrivate, ct) : null;
        }

        private async Task<Result<CreatedInvoice>> Replay(Request c, InvoiceId id, string fingerprint, bool isPrivate, CancellationToken ct)
        {
            var invoice = await db.Set<Invoice>().AsNoTracking().Include(i => i.Customer).Include(i => i.Refunds).FirstAsync(i => i.Id == id, ct);
            if (invoice.Fingerprint != fingerprint) return InvoiceErrors.ReferenceConflict("an invoice", isPrivate ? id.Value : null);
            // A stranger with a paid reference is told no more; the visitor whose draft it is sees where it stands.
            var isOwnDraft = c.Draft.DraftId is { } draft && draft == invoice.DraftId;
            if (!isPrivate && !isOwnDraft && invoice.State.IsPaid()) return InvoiceErrors.AlreadyPaid();
            return new CreatedInvoice(await StartPayment.Await(db, waiters, id, ct), Replayed: true);
        }

        private async Task<Customer?> KeepCustomer(Request c, bool isPrivate, DateTimeOffset now, CancellationToken ct)
        {
            if (c.Draft.Customer is not { } data) return null;
            var known = isPrivate
                ? await db.Set<Customer>().FirstOrDefaultAsync(k => k.AccountId == c.Account && k.Mode == c.Mode && k.Reference == data.ReferenceId, ct)
                : null;
            if (known is not null)
            {
                known.Update(data, now);
                return known;
            }

            var customer = Customer.Keep(c.Account, c.Mode, data, shared: isPrivate, now);
            db.Add(customer);
            return customer;
        }
    }

    private static readonly Dictionary<string, string> Empty = [];
}
