using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Delivery;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Storage;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>POST /api/callbacks/{id}/resend. Makes a new callback with the invoice as it is now and sends it at once, also after success.</summary>
internal static class ResendCallback
{
    internal sealed record Command(Caller Caller, CallbackId Id) : IRequest<Result<Callback>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("callbacks/{id}/resend", (CallbackId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Command(caller, id), ct).ToHttp(made => new JsonAnswer(
                CallbackDocument.Of(made, []), StatusCodes.Status201Created, headers => headers.Location = $"/api/callbacks/{made.Id}")))
            .Describe("Resend a callback", "Makes a new callback (new id) with the invoice as it is now and sends it at once, also after success.",
                "CallbackDocument", status: StatusCodes.Status201Created, errors: ["invalid_state"]);

    internal sealed class Handler(CommerceDb db, IMediator mediator, CallbackWriter writer, HostHealth health) : IRequestHandler<Command, Result<Callback>>
    {
        public async Task<Result<Callback>> Handle(Command c, CancellationToken ct)
        {
            if (await db.ReadCallback(c.Caller, c.Id, ct) is not { } old) return Error.NotFound();
            var account = (await mediator.Send(new FindAccount(old.AccountId), ct)).Value;
            var invoice = (await mediator.Send(new FindInvoice(old.InvoiceId), ct)).Value;
            if (writer.MakeResend(invoice, account.Callbacks) is not { } callback) return CallbackErrors.NoUrl();

            writer.Add(db, callback);
            await db.Commit(ct);
            health.Forgive(callback.Host ?? "");
            return callback;
        }
    }
}
