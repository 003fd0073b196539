using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>
/// GET /public-api/payment-invoices/{id}. What a customer may see. With <c>If-None-Match</c> and <c>?wait=1…25</c> the request is held until the
/// state changes; then, or when the time is over, 200 or 304.
/// </summary>
internal static class PublicReadInvoice
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("payment-invoices/{id}", async (InvoiceId id, HttpContext http, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var wait = ReadWait(http);
            if (wait.IsFailure) return new ErrorResponse(wait.Errors);
            var found = await PublicInvoice.Find(http, id, mediator, server, ct);
            if (found.IsFailure) return new ErrorResponse(found.Errors);

            var (invoice, account) = found.Value;
            if (wait.Value > TimeSpan.Zero && ReadInvoice.Unchanged(http, invoice) is not null)
            {
                var waited = await mediator.Send(new Contracts.WaitForInvoice(id, invoice.Sequence, wait.Value, PublicInvoice.Address(http)), ct);
                if (waited.IsFailure) return new ErrorResponse(waited.Errors);
                invoice = waited.Value;
            }

            return ReadInvoice.Unchanged(http, invoice) ?? PublicInvoice.Answer(invoice, account, server);
        }).Limited(Limit.Read).Describe("Read an invoice",
            "What a customer may see. With `If-None-Match` and `wait` the request is held until the state changes; then, or when the time is over, 200 or 304.",
            "PublicInvoiceDocument",
            parameters: [ApiDescriptions.IfNoneMatch, new("wait", "Seconds to hold the request, 1 to 25.", "25", "integer")],
            errors: ["domain_forbidden", "duplicate_parameter"]);

    private static Result<TimeSpan> ReadWait(HttpContext http)
    {
        var given = http.Request.Query["wait"];
        if (given.Count > 1) return Error.InvalidParameter("duplicate_parameter", "The parameter wait is given twice.", "wait");
        if (given.ToString() is not { Length: > 0 } text) return TimeSpan.Zero;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 25
            ? TimeSpan.FromSeconds(seconds)
            : Error.InvalidParameter("invalid_value", "The wait must be 1 to 25 seconds.", "wait");
    }
}
