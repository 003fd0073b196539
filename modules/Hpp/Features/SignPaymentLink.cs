using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>Signs a payment link as a merchant's server would; see <see cref="SignLink"/>.</summary>
internal static class SignPaymentLink
{
    internal sealed class Handler(IMediator mediator, ServerAddress server) : IRequestHandler<SignLink, Result<string>>
    {
        public async Task<Result<string>> Handle(SignLink c, CancellationToken ct)
        {
            var keys = await mediator.Send(new FindLinkKeys(c.Account, c.Mode), ct);
            if (keys.IsFailure) return keys.Error;
            if (keys.Value is not [var key, ..]) return Error.NotFound();

            var query = LinkQuery.Read($"{c.Parameters}&sig_exp={c.Ends.ToUnixTimeSeconds()}&kid={key.Kid}", out var problem)
                ?? throw new ArgumentException($"The parameters make no link: {problem}.", nameof(c));
            return server.Url($"/hpp/?{query.Text}&sig={LinkSignature.Sign(LinkSignature.Text(query), key.Key)}");
        }
    }
}
