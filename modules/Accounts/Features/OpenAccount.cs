using FluentValidation;
using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>Makes an account with its keys, which are told this once: only hashes (API keys) and ciphertexts (secrets) are kept.</summary>
internal static class OpenAccount
{
    internal sealed class Validator : AbstractValidator<CreateAccount>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithErrorCode("required").WithMessage("The account needs a name.")
                .MaximumLength(100).WithErrorCode("too_long").WithMessage("The name must have at most 100 characters.").OverridePropertyName("name");
            RuleFor(c => c.Currencies).NotEmpty().WithErrorCode("required").WithMessage("The account needs at least one currency.").OverridePropertyName("currencies");
            RuleForEach(c => c.Currencies).Must(code => Currency.Find(code) is not null).WithErrorCode("currency_unknown")
                .WithMessage("{PropertyValue} is not an active ISO 4217 currency.").OverridePropertyName("currencies");
            RuleFor(c => c.Website).Must(url => url is null || WebUrl.Problem(url, plain: false) is null).WithErrorCode("url_invalid")
                .WithMessage("The website must be an absolute https URL.").OverridePropertyName("website");
        }
    }

    internal sealed class Handler(CommerceDb db, AccountCache cache, TimeProvider clock) : IRequestHandler<CreateAccount, Result<NewAccount>>
    {
        public async Task<Result<NewAccount>> Handle(CreateAccount c, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var account = Account.Open(c.Name, [.. c.Currencies.Distinct()], c.Website, c.CallbackUrl, now);
            db.Add(account);

            var (testKey, testShown) = ApiKey.New(account.Id, Mode.Test, now);
            var (liveKey, liveShown) = ApiKey.New(account.Id, Mode.Live, now);
            db.AddRange(testKey, liveKey);

            var signing = (Test: Secret(account.Id, Mode.Test, SecretKind.Signing, now), Live: Secret(account.Id, Mode.Live, SecretKind.Signing, now));
            var link = (Test: Secret(account.Id, Mode.Test, SecretKind.Link, now), Live: Secret(account.Id, Mode.Live, SecretKind.Link, now));
            await db.Commit(ct);

            return new NewAccount(
                account.Id.Value, account.PublicKeyTest, account.PublicKeyLive, testShown, liveShown,
                signing.Test.Shown, signing.Live.Shown, link.Test.Shown, link.Test.Id, link.Live.Shown, link.Live.Id);
        }

        private (string Id, string Shown) Secret(AccountId account, Mode mode, SecretKind kind, DateTimeOffset now)
        {
            var (row, shown) = AccountSecret.New(account, mode, kind, cache.Protect, now);
            db.Add(row);
            return (row.Id, shown);
        }
    }
}
