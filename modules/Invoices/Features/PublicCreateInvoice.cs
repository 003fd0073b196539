using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using Request = PayCore.Commerce.Invoices.Contracts.CreateInvoice;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>POST /public-api/payment-invoices. A browser makes an invoice, where the account allows it; a callback URL and foreign return URLs count for nothing.</summary>
internal static class PublicCreateInvoice
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("payment-invoices", async (HttpContext http, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);

            var reader = new AttributeReader(body.Value, []);
            var publicKey = reader.Text("public_key", 64);
            // A key of a wrong type names no mode; all else is told beside it, as far as it is wrong in either.
            if (reader.Errors.Count > 0) return new ErrorResponse(InvoiceDraftRules.Content(DraftReader.Public(reader, Mode.Test), InvoiceSource.PublicApi, Mode.Test, out _));
            var owner = await mediator.Send(new FindByPublicKey(publicKey), ct);
            if (owner.IsFailure) return new ErrorResponse(owner.Errors);

            var (account, mode) = (owner.Value.Account, owner.Value.Mode);
            if (PageOrigin.Problem(http.Request, account, mode, server) is { } foreign) return new ErrorResponse(foreign);
            if (account.LinkModeOf(mode) != LinkMode.Open) return new ErrorResponse(InvoiceErrors.PublicCreationForbidden());

            var draft = DraftReader.Public(reader, mode);
            if (!account.AllowsOrigin(WebUrl.Origin(draft.ReturnUrl), mode, WebUrl.Origin(server.Public))) draft = draft with { ReturnUrl = null };
            return await mediator.Send(new Request(account.Id, mode, InvoiceSource.PublicApi, draft with { ClientIp = PublicInvoice.Address(http) }), ct)
                .ToHttp(created => PublicInvoice.Answer(
                    created.Invoice, account, server, StatusCodes.Status201Created, CreateInvoice.Headers(created, "/public-api")));
        }).Limited(Limit.Start).Describe("Create an invoice",
            """
            A browser makes an invoice, where the account's link mode is `open`. Answers 201 as the Private API does. References of this door are a space of
            their own; the same content takes up the invoice while it is open, a paid one is 409 `already_paid`. A `callback_url` counts for nothing here.
            """,
            "PublicInvoiceDocument", status: StatusCodes.Status201Created, body: "PublicInvoiceCreate",
            errors:
            [
                "unauthorized", "account_inactive", "public_creation_forbidden", "domain_forbidden", "reference_id_conflict", "already_paid", "too_long", "too_short",
                "amount_range", "amount_precision", "currency_unknown", "currency_disabled", "service_unknown", "service_unavailable", "service_currency_mismatch",
                "amount_unsupported", "fee_exceeds_amount", "field_invalid", "url_invalid", "expires_range", "metadata_too_large",
            ]);
}
