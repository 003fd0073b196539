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

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// POST /api/payment-invoices/{id}/refund. Returns money: all that is left or less, as often as something is left. A known reference answers
/// first, as it is now; else the answer is 201 once the row is committed, whatever the gateway says (contract/private-api.md, Refund).
/// </summary>
internal static class RefundInvoice
{
    /// <param name="Amount">Null: all that is left.</param>
    /// <param name="Believed">What the caller believes is left.</param>
    internal sealed record Command(Caller Caller, InvoiceId Id, string ReferenceId, AmountText? Amount, string? Description, AmountText? Believed)
        : IRequest<Result<MadeRefund>>;

    /// <param name="Replayed">Whether the refund was there already.</param>
    internal sealed record MadeRefund(RefundView Refund, bool Replayed);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("payment-invoices/{id}/refund", async (InvoiceId id, HttpContext http, Caller caller, IMediator mediator, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var reader = AttributeReader.OfDocument(body.Value, "refunds", "refund");
            var command = new Command(
                caller, id, reader.Text("reference_id", 255, required: true) ?? "", reader.Amount("amount"), reader.Text("description", 1024),
                reader.Amount("refundable_amount"));
            if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);
            return await mediator.Send(command, ct).ToHttp(made => new JsonAnswer(new { data = RefundDocument.Resource(made.Refund) }, StatusCodes.Status201Created, headers =>
            {
                headers.Location = $"/api/refunds/{made.Refund.Id}";
                if (made.Replayed) headers["Idempotent-Replayed"] = "true";
            }));
        }).Describe("Refund an invoice", "Returns all that is left, or less, as often as something is left. A known `reference_id` answers first. 201 with the refund as it is, also when it could not be sent yet.",
            "RefundDocument", StatusCodes.Status201Created, "RefundCreate",
            errors: ["reference_id_conflict", "invalid_state", "conflict", "refund_amount_mismatch", "refund_exceeds_paid", "partial_refund_unsupported", "service_unavailable", "amount_unsupported", "amount_range", "amount_precision"]);

    internal sealed class Handler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<Command, Result<MadeRefund>>
    {
        public async Task<Result<MadeRefund>> Handle(Command c, CancellationToken ct)
        {
            var invoice = await db.FindInvoice(c.Caller, c.Id, ct);
            if (invoice is null) return Error.NotFound();

            var order = Read(c, invoice.Currency);
            if (order.IsFailure) return Result<MadeRefund>.Fail(order.Errors);
            var known = await db.Set<Refund>().AsNoTracking()
                .FirstOrDefaultAsync(r => r.AccountId == invoice.AccountId && r.Mode == invoice.Mode && r.ReferenceId == c.ReferenceId, ct);
            if (known is not null)
                return known.InvoiceId == invoice.Id && known.IsSameAs(order.Value) ? new MadeRefund(known.View(), Replayed: true) : InvoiceErrors.ReferenceConflict("a refund", known.Id.Value);

            var asked = invoice.AskRefund(order.Value, clock.GetUtcNow());
            if (asked.IsFailure) return asked.Error;
            var refund = asked.Value;
            var prepared = await mediator.Send(new PrepareRefund(invoice.Active!.Id, refund.Id, new Money(refund.AmountMinor, refund.Currency), c.Description), ct);
            if (prepared.IsFailure) return prepared.Error;

            await db.Commit(ct);
            await mediator.Send(new RunOperations(invoice.Id), ct);
            return new MadeRefund((await db.Set<Refund>().AsNoTracking().FirstAsync(r => r.Id == refund.Id, ct)).View(), Replayed: false);
        }

        private static Result<RefundOrder> Read(Command c, Currency currency)
        {
            var errors = new List<Error>();
            var order = new RefundOrder(c.ReferenceId, Minor(c.Amount, "amount"), c.Description, Believed(c.Believed));
            return errors.Count > 0 ? errors : order;

            long? Minor(AmountText? text, string source)
            {
                if (text?.In(currency, source) is not { } money) return null;
                if (!money.IsFailure) return money.Value.Minor;
                errors.AddRange(money.Errors);
                return null;
            }

            // Nothing left is a belief too.
            long? Believed(AmountText? text) => text is { Digits.Length: 0 } ? 0 : Minor(text, "refundable_amount");
        }
    }
}
