using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// POST /api/payment-invoices/{id}/statement. Tells what happened on the merchant's own bank account: a transfer that arrived, or was returned by
/// hand. Several add up; the same original_id is the same movement (contract/private-api.md, Statement).
/// </summary>
internal static class StateInvoice
{
    internal sealed record Command(Caller Caller, InvoiceId Id, StatementStatus Status, AmountText? Amount, string? Currency, string OriginalId, string? Description)
        : IRequest<Result<StatedInvoice>>;

    internal sealed record StatedInvoice(InvoiceView Invoice, bool Replayed);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("payment-invoices/{id}/statement", async (InvoiceId id, HttpContext http, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var reader = AttributeReader.OfDocument(body.Value, "statements", "statement");
            if (!reader.Has("status")) reader.Fail("required", "The status is required: processed or refunded.", "status");
            var command = new Command(
                caller, id, reader.Word<StatementStatus>("status") ?? default, reader.Amount("amount"), reader.Text("currency", 16),
                reader.Text("original_id", 255, required: true) ?? "", reader.Text("description", 1024));
            if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);
            return await mediator.Send(command, ct).ToHttp(stated => new JsonAnswer(InvoiceDocument.Of(stated.Invoice, server), headers: headers =>
            {
                headers.ETag = ReadInvoice.Tag(stated.Invoice);
                if (stated.Replayed) headers["Idempotent-Replayed"] = "true";
            }));
        }).Describe("Record a statement",
            "Tells what happened on your own bank account: a transfer that arrived (`processed`), or was returned by hand (`refunded`). Only for payments of the gateway `manual`. Several add up; "
            + "the same `original_id` is the same movement.",
            "InvoiceDocument", body: "StatementCreate",
            errors: ["not_manual", "reference_id_conflict", "amount_range", "amount_precision", "currency_unknown", "refund_exceeds_paid", "too_long"]);

    internal sealed class Handler(CommerceDb db, IMediator mediator) : IRequestHandler<Command, Result<StatedInvoice>>
    {
        public async Task<Result<StatedInvoice>> Handle(Command c, CancellationToken ct)
        {
            if (await db.FindInvoice(c.Caller, c.Id, ct) is not { } invoice) return Error.NotFound();
            var prepared = await mediator.Send(new PrepareStatement(invoice.Id, invoice.HeldBy, c.Status, c.Amount, c.Currency, c.OriginalId, c.Description), ct);
            if (prepared.IsFailure) return prepared.Error;
            if (prepared.Value.Added is not { } added) return new StatedInvoice(invoice.View(), Replayed: true);

            await mediator.Send(new PrepareAudit(c.Caller, "statement_recorded", new Dictionary<string, string?>
            {
                ["payment_invoice"] = invoice.Id.Value, ["status"] = c.Status.Word(), ["amount"] = added.ToString(), ["original_id"] = c.OriginalId,
            }), ct);
            await db.Commit(ct);
            await mediator.Send(new RunOperations(invoice.Id), ct);
            return new StatedInvoice((await db.ReadInvoice(invoice.Id, ct))!, Replayed: false);
        }
    }
}
