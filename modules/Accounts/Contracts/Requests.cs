using System.Reflection;
using MediatR;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Contracts;

/// <summary>Who calls the Private API: set by the host's authentication, read by handlers as a parameter.</summary>
/// <param name="Mode">The key's mode. A test key reaches only test resources, a live key both (contract/README.md).</param>
public sealed record Caller(AccountId Account, Mode Mode, ApiKeyId Key)
{
    /// <summary>Where the request came from, for the audit.</summary>
    public string? Address { get; init; }

    /// <summary>A test key reaches only test resources; a live key both (contract/README.md).</summary>
    public bool Reaches(Mode mode) => Mode == Mode.Live || mode == Mode.Test;

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<Caller>());
}

/// <summary>Basic authentication of the Private API: the account's id and one of its API keys. Failure: <c>unauthorized</c>, or <c>account_inactive</c>.</summary>
public sealed record Authenticate(string Account, string ApiKey) : IRequest<Result<Caller>>;

/// <summary>An account by its id; <c>not_found</c>.</summary>
public sealed record FindAccount(AccountId Id) : IRequest<Result<AccountView>>;

/// <summary>The account and the mode that a public key (<c>pk_test_…</c>, <c>pk_live_…</c>) names; <c>unauthorized</c> when unknown, <c>account_inactive</c>.</summary>
public sealed record FindByPublicKey(string? PublicKey) : IRequest<Result<PublicKeyOwner>>;

public sealed record PublicKeyOwner(AccountView Account, Mode Mode);

/// <summary>The account's active signing secrets of a mode, the oldest first: <c>sk_test_</c> or <c>sk_live_</c> + 43 characters.</summary>
public sealed record FindSigningSecrets(AccountId Account, Mode Mode) : IRequest<Result<IReadOnlyList<string>>>;

/// <summary>The account's active link keys of a mode, the newest first: what a signed link may be signed with (contract/hpp.md).</summary>
public sealed record FindLinkKeys(AccountId Account, Mode Mode) : IRequest<Result<IReadOnlyList<LinkKey>>>;

/// <param name="Kid">Names the key in a link.</param>
/// <param name="Key"><c>lk_test_</c> or <c>lk_live_</c> + 43 characters.</param>
public sealed record LinkKey(string Kid, string Key);

/// <summary>
/// Prepare: adds an entry to the account's audit (GET /api/account/events) to the caller's unit of work. Calls nobody, commits nothing.
/// </summary>
/// <param name="What">A stable word, e.g. <c>gateway_account_created</c>.</param>
/// <param name="Details">What changed, by name; never a secret.</param>
public sealed record PrepareAudit(Caller By, string What, IReadOnlyDictionary<string, string?> Details) : IRequest<Result<Done>>;

/// <summary>
/// The account's test clock was advanced (contract/methods-and-gateways.md): every module takes the time off the due columns of the account's test
/// rows. Raised inside the commit. No clock moves.
/// </summary>
public sealed record TestClockAdvanced(AccountId Account, TimeSpan By) : INotification;

/// <summary>Makes an account with one key, one signing secret and one link key for each mode.</summary>
/// <param name="Currencies">ISO 4217 codes.</param>
public sealed record CreateAccount(string Name, IReadOnlyList<string> Currencies, string? Website, string? CallbackUrl) : IRequest<Result<NewAccount>>;

/// <summary>Everything a new account's owner must keep: shown this once.</summary>
public sealed record NewAccount(
    string AccountId,
    string PublicKeyTest,
    string PublicKeyLive,
    string ApiKeyTest,
    string ApiKeyLive,
    string SigningSecretTest,
    string SigningSecretLive,
    string LinkKeyTest,
    string LinkKeyTestKid,
    string LinkKeyLive,
    string LinkKeyLiveKid);
