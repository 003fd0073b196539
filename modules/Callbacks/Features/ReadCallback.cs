using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>GET /api/callbacks/{id}. One callback with every attempt.</summary>
internal static class ReadCallback
{
    internal sealed record Query(Caller Caller, CallbackId Id) : IRequest<Result<Answer>>;

    internal sealed record Answer(Callback Callback, IEnumerable<CallbackAttempt> Attempts);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("callbacks/{id}", (CallbackId id, Caller caller, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new Query(caller, id), ct).ToHttp(found => new JsonAnswer(CallbackDocument.Of(found.Callback, found.Attempts))))
            .Describe("Read a callback", "What became of it, with every attempt.", "CallbackDocument");

    internal sealed class Handler(CommerceDb db) : IRequestHandler<Query, Result<Answer>>
    {
        public async Task<Result<Answer>> Handle(Query q, CancellationToken ct) =>
            await db.ReadCallback(q.Caller, q.Id, ct) is { } callback
                ? new Answer(callback, (await db.ReadAttempts([q.Id], ct))[q.Id])
                : Error.NotFound();
    }
}
