using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// POST /public-api/payment-invoices/{id}/process and …/cancel. The customer chooses a service and is told where to go on, or gives the invoice up.
/// </summary>
internal static class PublicProcessInvoice
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("payment-invoices/{id}/process", async (InvoiceId id, HttpContext http, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);
            var found = await PublicInvoice.Find(http, id, mediator, server, ct);
            if (found.IsFailure) return new ErrorResponse(found.Errors);

            var reader = new AttributeReader(body.Value, []);
            var service = reader.Text("service", 64);
            var fields = reader.Fields("fields") ?? reader.Fields("service_fields") ?? new Dictionary<string, string>();
            if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);

            return await mediator.Send(new Contracts.ProcessInvoice(id, service, fields, FormId: null, PublicInvoice.Address(http)), ct)
                .ToHttp(invoice => PublicInvoice.Answer(invoice, found.Value.Account, server));
        }).Limited(Limit.Start).Describe("Process an invoice",
            """
            Chooses (or changes) the service of an open invoice and starts it: `flow_data` says where the customer must go. The service that is already open
            answers the invoice as it stands. While a start is under way another service is 409 `conflict` with `Retry-After`.
            """,
            "PublicInvoiceDocument", body: "PublicProcess",
            errors:
            [
                "domain_forbidden", "already_paid", "invalid_state", "too_many_payments", "too_long", "service_unknown", "service_unavailable",
                "service_currency_mismatch", "amount_unsupported", "fee_exceeds_amount", "field_required", "field_invalid", "authorize_unsupported",
            ]);

        api.MapPost("payment-invoices/{id}/cancel", async (InvoiceId id, HttpContext http, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var found = await PublicInvoice.Find(http, id, mediator, server, ct);
            if (found.IsFailure) return new ErrorResponse(found.Errors);
            return await mediator.Send(new Contracts.CancelInvoice(id, null, null, Actor.Payer), ct)
                .ToHttp(invoice => PublicInvoice.Answer(invoice, found.Value.Account, server));
        }).Limited(Limit.Start).Describe("Give an invoice up", "The customer does not want to pay: `terminated`, resolution `cancelled_by_payer`.",
            "PublicInvoiceDocument", errors: ["domain_forbidden", "invalid_state"]);
    }
}
