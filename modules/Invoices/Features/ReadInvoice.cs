using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>GET /api/payment-invoices/{id}. The invoice as it is, with its callbacks; <c>If-None-Match</c> with its <c>ETag</c> answers 304.</summary>
internal static class ReadInvoice
{
    internal sealed record Query(Caller Caller, InvoiceId Id) : IRequest<Result<Answer>>;

    internal sealed record Answer(InvoiceView Invoice, IReadOnlyList<CallbackLog> Logs);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("payment-invoices/{id}", (InvoiceId id, HttpContext http, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
            mediator.Send(new Query(caller, id), ct).ToHttp(found =>
                Unchanged(http, found.Invoice) ?? new JsonAnswer(
                    InvoiceDocument.Of(found.Invoice, server, logs: found.Logs), headers: headers => headers.ETag = Tag(found.Invoice))))
            .Describe("Read an invoice", "The invoice as it is, with its callbacks in `callback_logs`.", "InvoiceDocument", parameters: [ApiDescriptions.IfNoneMatch]);

    /// <summary>The state's number, and when anything else that is shown changed last: time to pay can be added without a state change.</summary>
    internal static string Tag(InvoiceView invoice) => $"\"{invoice.Sequence}-{invoice.Updated.ToUnixTimeSeconds()}\"";

    /// <summary>304 when the client holds this already, by its tag or by the sequence alone (contract/invoice.md), else null.</summary>
    internal static IResult? Unchanged(HttpContext http, InvoiceView invoice)
    {
        if (!http.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Any(Holds)) return null;
        http.Response.Headers.ETag = Tag(invoice);
        return Results.StatusCode(StatusCodes.Status304NotModified);

        bool Holds(string given)
        {
            var bare = given.StartsWith("W/", StringComparison.Ordinal) ? given[2..] : given;
            return bare == Tag(invoice) || bare == $"\"{invoice.Sequence}\"";
        }
    }

    internal sealed class Handler(CommerceDb db, ICallbackLogs logs) : IRequestHandler<Query, Result<Answer>>
    {
        public async Task<Result<Answer>> Handle(Query q, CancellationToken ct)
        {
            var invoice = await db.ReadInvoice(q.Caller, q.Id, ct);
            return invoice.IsFailure ? invoice.Error : new Answer(invoice.Value, await logs.Of(q.Id, ct));
        }
    }

    /// <summary>For the modules above and the public door: the id is the capability.</summary>
    internal sealed class FindHandler(CommerceDb db) : IRequestHandler<FindInvoice, Result<InvoiceView>>
    {
        public async Task<Result<InvoiceView>> Handle(FindInvoice q, CancellationToken ct) =>
            await db.ReadInvoice(q.Id, ct) is { } invoice ? invoice : Error.NotFound();
    }

    /// <summary>For the hosted page, whose form holds the draft.</summary>
    internal sealed class DraftHandler(CommerceDb db) : IRequestHandler<FindDraft, Result<InvoiceView>>
    {
        public async Task<Result<InvoiceView>> Handle(FindDraft q, CancellationToken ct) =>
            await db.FindByDraft(q.DraftId, ct) is { } id && await db.ReadInvoice(id, ct) is { } invoice && invoice.Account == q.Account ? invoice : Error.NotFound();
    }
}
