using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// POST /api/payment-invoices/{id}/capture. Takes what is reserved, all or less, once; the same again is the same. Without the gateway's answer
/// 502 or 504, and the outcome is looked for (contract/private-api.md, Capture).
/// </summary>
internal static class CaptureInvoice
{
    /// <param name="Amount">Null: all that is reserved.</param>
    internal sealed record Command(Caller Caller, InvoiceId Id, AmountText? Amount, string? ReferenceId) : IRequest<Result<InvoiceView>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("payment-invoices/{id}/capture", async (InvoiceId id, HttpContext http, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct, optional: true);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var command = new Command(caller, id, null, null);
            if (body.Value.ValueKind == System.Text.Json.JsonValueKind.Object && body.Value.EnumerateObject().Any())
            {
                var reader = AttributeReader.OfDocument(body.Value, "captures", "capture");
                command = command with { Amount = reader.Amount("amount"), ReferenceId = reader.Text("reference_id", 255) };
                if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);
            }

            return await mediator.Send(command, ct).ToHttp(invoice => new JsonAnswer(InvoiceDocument.Of(invoice, server), headers: h => h.ETag = ReadInvoice.Tag(invoice)));
        }).Describe("Capture an invoice", "Takes what is reserved, all or less (the rest is released), once. The same again is the same. Refused by the gateway it stays reserved; without its answer 502 or 504, and the outcome is looked for.",
            "InvoiceDocument", body: "CaptureCreate", errors: ["invalid_state", "capture_refused", "conflict", "amount_range", "amount_precision", "amount_unsupported", "capture_exceeds_authorized", "gateway_error", "gateway_timeout"]);

    internal sealed class Handler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<Command, Result<InvoiceView>>
    {
        public async Task<Result<InvoiceView>> Handle(Command c, CancellationToken ct)
        {
            var invoice = await db.FindInvoice(c.Caller, c.Id, ct);
            if (invoice is null) return Error.NotFound();

            var amount = c.Amount?.In(invoice.Currency);
            if (amount is { IsFailure: true }) return amount.Error;
            if (invoice.IsCapturedAs(amount?.Value.Minor, c.ReferenceId)) return invoice.View();

            var capture = invoice.Capture(amount?.Value.Minor, c.ReferenceId, clock.GetUtcNow());
            if (capture.IsFailure) return capture.Error;
            var prepared = await mediator.Send(new PrepareCapture(invoice.Active!.Id, capture.Value), ct);
            if (prepared.IsFailure) return prepared.Error;

            await db.Commit(ct);
            var reach = await mediator.Send(new RunOperations(invoice.Id), ct);
            var after = (await db.ReadInvoice(invoice.Id, ct))!;
            return after.State switch
            {
                InvoiceState.Capturing => InvoiceErrors.CaptureUnanswered(timedOut: reach.Value == GatewayReach.TimedOut),
                InvoiceState.Authorized => InvoiceErrors.CaptureRefused(),
                _ when after.State.IsPaid() => after,
                var state => InvoiceErrors.InvalidState(state, "captured"),
            };
        }
    }
}
