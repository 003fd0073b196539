using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Delivery;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>
/// POST /api/callbacks/test. Sends a signed sample (an invoice that does not exist, reference <c>sample</c>) to the account's URL, signed for the key's
/// mode, and answers with what came back: so an integration can be checked before a single payment. Nothing is stored or retried.
/// </summary>
internal static class TestCallback
{
    internal sealed record Command(Caller Caller) : IRequest<Result<Answer>>;

    internal sealed record Answer(CallbackId Id, string Url, AttemptResult Result);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("callbacks/test", (Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Command(caller), ct).ToHttp(sent => new JsonAnswer(new
            {
                data = new
                {
                    type = "callback-tests",
                    id = sent.Id.Value,
                    attributes = new
                    {
                        url = sent.Url,
                        delivered = sent.Result.IsSuccess,
                        http_status = sent.Result.HttpStatus,
                        error = sent.Result.Error,
                        duration_ms = (long)sent.Result.Duration.TotalMilliseconds,
                        answer = sent.Result.Excerpt,
                    },
                },
            }))).Limited(Limit.Start).Describe("Test the callback URL",
                "Sends a signed sample (reference `sample`) to the account's callback URL and answers with what came back. Nothing is stored or retried.",
                "CallbackTestDocument", errors: ["invalid_state"]);

    internal sealed class Handler(IMediator mediator, CallbackWriter writer, CallbackSender sender, TimeProvider clock) : IRequestHandler<Command, Result<Answer>>
    {
        public async Task<Result<Answer>> Handle(Command c, CancellationToken ct)
        {
            var account = (await mediator.Send(new FindAccount(c.Caller.Account), ct)).Value;
            if (CallbackRules.Usable(account.Callbacks.Url, sender.AllowsRelative) is not { } url) return CallbackErrors.NoUrl();

            var secrets = (await mediator.Send(new FindSigningSecrets(account.Id, c.Caller.Mode), ct)).Value;
            var id = Shared.Id.New<CallbackId>();
            var body = writer.Body(SampleInvoice.Of(account.Id, c.Caller.Mode, clock.GetUtcNow()), account.Callbacks);
            return new Answer(id, url, await sender.Send(id, 1, url, body, c.Caller.Mode, secrets, ct));
        }
    }
}
