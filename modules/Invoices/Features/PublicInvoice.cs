using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>What the routes of the Public API share: the invoice that they name, and the representation that a customer may see.</summary>
internal static class PublicInvoice
{
    /// <summary>The invoice by its id, if the page's origin is one of its account's.</summary>
    public static async Task<Result<(InvoiceView Invoice, AccountView Account)>> Find(
        HttpContext http, InvoiceId id, IMediator mediator, ServerAddress server, CancellationToken ct)
    {
        var invoice = await mediator.Send(new FindInvoice(id), ct);
        if (invoice.IsFailure) return invoice.Error;
        var account = await mediator.Send(new FindAccount(invoice.Value.Account), ct);
        if (account.IsFailure) return account.Error;
        return PageOrigin.Problem(http.Request, account.Value, invoice.Value.Mode, server) is { } problem ? problem : (invoice.Value, account.Value);
    }

    public static JsonAnswer Answer(InvoiceView invoice, AccountView account, ServerAddress server, int status = StatusCodes.Status200OK, Action<IHeaderDictionary>? headers = null) =>
        new(Document(invoice, account, server), status, headers ?? (h =>
        {
            h.ETag = ReadInvoice.Tag(invoice);
            h.CacheControl = "no-cache";
        }));

    public static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static object Document(InvoiceView i, AccountView account, ServerAddress server) => new
    {
        data = new
        {
            type = "payment-invoices",
            id = i.Id.Value,
            attributes = new
            {
                status = i.Status,
                resolution = i.Resolution,
                resolution_message = i.ResolutionMessage,
                sequence = i.Sequence,
                amount = i.Amount.Major,
                payment_amount = i.PaymentAmount.Major,
                currency = i.Amount.Currency.Code,
                flow = i.Active?.Flow.Word(),
                flow_data = InvoiceDocument.FlowDataOf(i.Active),
                test_mode = i.Mode == Mode.Test,
                description = i.Description,
                created = i.Created.Seconds(),
                updated = i.Updated.Seconds(),
                expires = i.Expires.Seconds(),
                attempts_left = i.AttemptsLeft,
                return_url = ReturnTarget.Of(i, account, WebUrl.Origin(server.Public)),
                hpp_url = InvoiceDocument.HppUrl(i, server),
            },
            relationships = new Dictionary<string, ToOne>
            {
                ["payment-service"] = ToOne.Of("payment-services", i.Service),
                ["payment-method"] = ToOne.Of("payment-methods", i.Active?.Method),
            },
            links = new { self = string.Create(CultureInfo.InvariantCulture, $"/public-api/payment-invoices/{i.Id}") },
        },
    };
}
