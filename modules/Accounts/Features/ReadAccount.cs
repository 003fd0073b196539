using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>GET /api/account. The caller's own account: never a secret, only what it is set to.</summary>
internal static class ReadAccount
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("account", (Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
            mediator.Send(new FindAccount(caller.Account), ct).ToHttp(account => new JsonAnswer(Document(account, server))))
            .Describe("Read the account", "What your account is set to: currencies, callback options, payment options, public keys. Never a secret.", "AccountDocument");

    internal sealed class Handler(CommerceDb db, AccountCache cache) : IRequestHandler<FindAccount, Result<AccountView>>
    {
        public async Task<Result<AccountView>> Handle(FindAccount q, CancellationToken ct) =>
            await cache.Find(db, q.Id, ct) is { } entry ? entry.Account : Error.NotFound();
    }

    internal sealed class SecretsHandler(CommerceDb db, AccountCache cache) : IRequestHandler<FindSigningSecrets, Result<IReadOnlyList<string>>>
    {
        public async Task<Result<IReadOnlyList<string>>> Handle(FindSigningSecrets q, CancellationToken ct) =>
            await cache.Find(db, q.Account, ct) is { } entry ? Result.Of<IReadOnlyList<string>>([.. entry.SigningSecrets[q.Mode]]) : Error.NotFound();
    }

    internal sealed class LinkKeysHandler(CommerceDb db, AccountCache cache) : IRequestHandler<FindLinkKeys, Result<IReadOnlyList<LinkKey>>>
    {
        public async Task<Result<IReadOnlyList<LinkKey>>> Handle(FindLinkKeys q, CancellationToken ct) =>
            await cache.Find(db, q.Account, ct) is { } entry ? Result.Of<IReadOnlyList<LinkKey>>([.. entry.LinkKeys[q.Mode]]) : Error.NotFound();
    }

    internal static object Document(AccountView account, ServerAddress server) => new
    {
        data = new
        {
            type = "commerce-accounts",
            id = account.Id.Value,
            attributes = new Attributes(
                account.Name,
                account.LogoPath is { } logo ? server.Url(logo) : null,
                account.Website,
                account.SupportContact,
                account.Status.Word(),
                account.Currencies,
                account.ReturnUrl,
                account.AutoReturn,
                account.AllowedDomains,
                new PaymentOptions(
                    (long)account.InvoiceLifetime.TotalSeconds, account.AttemptsLimit, account.Fees.Strategy.Word(), account.Fees.Reverse, account.Fees.Refund.Word(),
                    account.Fees.Badge, account.Fees.Exposed),
                new CallbackAttributes(
                    account.Callbacks.Url, account.Callbacks.OnlyFinal, account.Callbacks.Strategy.Word(), account.Callbacks.IntervalSeconds,
                    account.Callbacks.Retries, account.Callbacks.ExposeCard, account.Callbacks.MaxConcurrency, account.Callbacks.Paused),
                new ByMode(account.LinkModeTest.Word(), account.LinkModeLive.Word()),
                new AllowedByMode(account.LinkModeTest == LinkMode.Open, account.LinkModeLive == LinkMode.Open),
                new ByMode(account.PublicKeyTest, account.PublicKeyLive),
                Wire.Raw(account.HppDefaults),
                account.Created.Seconds()),
            links = new { self = "/api/account" },
        },
    };

    private sealed record Attributes(
        string Name,
        string? Logo,
        string? Website,
        string? SupportContact,
        string Status,
        IReadOnlyList<string> Currencies,
        string? ReturnUrl,
        bool AutoReturn,
        IReadOnlyList<string> AllowedDomains,
        PaymentOptions PaymentOptions,
        CallbackAttributes CallbackOptions,
        ByMode LinkMode,
        AllowedByMode AllowPublicCreation,
        ByMode PublicKeys,
        System.Text.Json.JsonElement? HppDefaults,
        long Created);

    private sealed record PaymentOptions(
        long Lifetime, int AttemptsLimit, string FeeStrategy, bool ReverseFee, string RefundFee, bool ZeroFeeBadge, bool ExposeFees);

    private sealed record CallbackAttributes(
        string? CallbackUrl, bool OnlyFinal, string Strategy, int Interval, int Retries, bool ExposeCard, int MaxConcurrency, bool Paused);

    private sealed record ByMode(string Test, string Live);

    private sealed record AllowedByMode(bool Test, bool Live);
}
