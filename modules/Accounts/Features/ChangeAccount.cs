using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Accounts.Features;

/// <summary>
/// PATCH /api/account. Changes what is named and leaves the rest; <c>null</c> takes a value away. What counts for live payments needs a live key.
/// </summary>
internal static class ChangeAccount
{
    /// <param name="Change">The settings as they will be, from those that are.</param>
    /// <param name="TestOnly">Whether nothing but test settings is named.</param>
    internal sealed record Command(Caller Caller, Func<AccountSettings, AccountSettings> Change, bool TestOnly) : IRequest<Result<AccountView>>;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPatch("account", async (HttpContext http, Caller caller, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);
            var reader = AttributeReader.OfDocument(body.Value, "commerce-accounts", "commerce-account");
            var changes = new AccountChanges(reader);
            if (reader.Errors.Count > 0) return new ErrorResponse(reader.Errors);
            return await mediator.Send(new Command(caller, changes.Apply, changes.IsTestOnly), ct).ToHttp(account => new JsonAnswer(ReadAccount.Document(account, server)));
        }).Describe("Change the account", "Changes what is named and leaves the rest; `null` takes a value away. What counts for live payments needs a live key.", "AccountDocument", body: "AccountChange",
            errors: ["mode_forbidden", "too_long", "url_invalid", "currency_unknown"]);

    internal sealed class Handler(CommerceDb db, AccountCache cache, TimeProvider clock) : IRequestHandler<Command, Result<AccountView>>
    {
        public async Task<Result<AccountView>> Handle(Command c, CancellationToken ct)
        {
            if (c.Caller.Mode == Mode.Test && !c.TestOnly)
                return AccountErrors.ModeForbidden("A test key changes test settings only: link_mode.test and allow_public_creation.test. Use a live key.");
            var account = await db.Set<Account>().FirstAsync(a => a.Id == c.Caller.Account, ct);
            var (before, after) = (account.Settings, c.Change(account.Settings));
            var changed = ChangedValues.Between(before, after);
            if (changed.Count == 0) return account.View();

            account.Change(after);
            db.Add(AccountEvent.Of(c.Caller, "account_changed", changed, clock.GetUtcNow()));
            await db.Commit(ct);
            cache.Forget(account.View());
            return account.View();
        }
    }
}

/// <summary>The members of a PATCH /api/account, each checked when it is read, as a change of the settings.</summary>
internal sealed class AccountChanges
{
    private const int MostDomains = 50;
    private const int MostDefaultsBytes = 8 * 1024;
    private const long MostLifetimeSeconds = 366L * 24 * 3_600;

    private readonly List<Func<AccountSettings, AccountSettings>> changes = [];

    public AccountChanges(AttributeReader r)
    {
        Named(r, "name", _ => r.Text("name", 100, required: true), (s, v) => s with { Name = v! });
        Named(r, "website", _ => r.Url("website", plain: false), (s, v) => s with { Website = v });
        Named(r, "support_contact", _ => r.Text("support_contact", 200), (s, v) => s with { SupportContact = v is { Length: > 0 } ? v : null });
        Named(r, "currencies", _ => Currencies(r), (s, v) => s with { Currencies = v ?? s.Currencies });
        Named(r, "return_url", _ => r.Url("return_url", plain: false), (s, v) => s with { ReturnUrl = v });
        Named(r, "auto_return", _ => r.Flag("auto_return"), (s, v) => s with { AutoReturn = v ?? false });
        Named(r, "allowed_domains", _ => Domains(r), (s, v) => s with { AllowedDomains = v ?? [] });
        Named(r, "hpp_defaults", _ => r.Json("hpp_defaults", MostDefaultsBytes, "too_long"), (s, v) => s with { HppDefaults = v });
        if (r.Child("callback_options") is { } callbacks) ReadCallbacks(callbacks);
        if (r.Child("payment_options") is { } options) ReadOptions(options);
        var named = changes.Count;
        var (allowed, modes) = (r.Child("allow_public_creation"), r.Child("link_mode"));
        if (allowed is not null) ReadAllowed(allowed);
        if (modes is not null) ReadModes(modes);
        IsTestOnly = named == 0 && allowed?.Names("live") != true && modes?.Names("live") != true;
    }

    /// <summary>Whether nothing but test settings is named.</summary>
    public bool IsTestOnly { get; }

    public AccountSettings Apply(AccountSettings settings) => changes.Aggregate(settings, (s, change) => change(s));

    private void ReadCallbacks(AttributeReader r)
    {
        Named(r, "callback_url", _ => r.CallbackUrl("callback_url", plain: false), (s, v) => s with { CallbackOptions = s.CallbackOptions with { Url = v } });
        Named(r, "only_final", _ => r.Flag("only_final"), (s, v) => s with { CallbackOptions = s.CallbackOptions with { OnlyFinal = v ?? false } });
        Named(r, "strategy", _ => r.Word<RetryStrategy>("strategy"), (s, v) => s with { CallbackOptions = s.CallbackOptions with { Strategy = v ?? RetryStrategy.Linear } });
        Named(r, "interval", _ => Whole(r, "interval", 1, 86_400), (s, v) => s with { CallbackOptions = s.CallbackOptions with { IntervalSeconds = (int)(v ?? 60) } });
        Named(r, "retries", _ => Whole(r, "retries", 0, 1_000), (s, v) => s with { CallbackOptions = s.CallbackOptions with { Retries = (int)(v ?? 100) } });
        Named(r, "expose_card", _ => r.Flag("expose_card"), (s, v) => s with { CallbackOptions = s.CallbackOptions with { ExposeCard = v ?? true } });
        Named(r, "max_concurrency", _ => Whole(r, "max_concurrency", 1, 100), (s, v) => s with { CallbackOptions = s.CallbackOptions with { MaxConcurrency = (int)(v ?? 8) } });
        Named(r, "paused", _ => r.Flag("paused"), (s, v) => s with { CallbackOptions = s.CallbackOptions with { Paused = v ?? false } });
    }

    private void ReadOptions(AttributeReader r)
    {
        Named(r, "lifetime", _ => Whole(r, "lifetime", 60, MostLifetimeSeconds), (s, v) => s with { LifetimeSeconds = v ?? (long)Account.DefaultLifetime.TotalSeconds });
        Named(r, "attempts_limit", _ => Whole(r, "attempts_limit", 1, 100), (s, v) => s with { AttemptsLimit = (int)(v ?? Account.DefaultAttempts) });
        Named(r, "fee_strategy", _ => r.Word<FeeStrategy>("fee_strategy"), (s, v) => s with { Fees = s.Fees with { Strategy = v ?? FeeStrategy.Internal } });
        Named(r, "reverse_fee", _ => r.Flag("reverse_fee"), (s, v) => s with { Fees = s.Fees with { Reverse = v ?? false } });
        Named(r, "refund_fee", _ => r.Word<RefundFee>("refund_fee"), (s, v) => s with { Fees = s.Fees with { Refund = v ?? RefundFee.Kept } });
        Named(r, "zero_fee_badge", _ => r.Flag("zero_fee_badge"), (s, v) => s with { Fees = s.Fees with { Badge = v ?? false } });
        Named(r, "expose_fees", _ => r.Flag("expose_fees"), (s, v) => s with { Fees = s.Fees with { Exposed = v ?? false } });
    }

    private void ReadModes(AttributeReader r)
    {
        Named(r, "test", _ => r.Word<LinkMode>("test"), (s, v) => s with { LinkModeTest = v ?? LinkMode.Open });
        Named(r, "live", _ => r.Word<LinkMode>("live"), (s, v) => s with { LinkModeLive = v ?? LinkMode.Signed });
    }

    /// <summary>The same by another name: true is <c>open</c>, false <c>signed</c> (contract/private-api.md, Account).</summary>
    private void ReadAllowed(AttributeReader r)
    {
        Named(r, "test", _ => r.Flag("test"), (s, v) => s with { LinkModeTest = v == false ? LinkMode.Signed : LinkMode.Open });
        Named(r, "live", _ => r.Flag("live"), (s, v) => s with { LinkModeLive = v == true ? LinkMode.Open : LinkMode.Signed });
    }

    /// <summary>Only a member that is there changes anything; <c>null</c> reads as nothing.</summary>
    private void Named<T>(AttributeReader r, string name, Func<string, T> read, Func<AccountSettings, T, AccountSettings> change)
    {
        if (!r.Names(name)) return;
        var value = read(name);
        changes.Add(s => change(s, value));
    }

    private static long? Whole(AttributeReader r, string name, long least, long most)
    {
        if (r.Whole(name) is not { } value) return null;
        if (value < least || value > most) r.Fail("invalid_value", $"The {name.Replace('_', ' ')} must be {least} to {most}.", name);
        return value;
    }

    private static IReadOnlyList<string>? Currencies(AttributeReader r)
    {
        if (r.Texts("currencies", 200, 3) is not { } codes) return null;
        if (codes.Count == 0) r.Fail("required", "The account needs at least one currency.", "currencies");
        for (var i = 0; i < codes.Count; i++)
            if (Currency.Find(codes[i]) is null) r.Fail("currency_unknown", "The currency is not an active ISO 4217 code.", $"currencies/{i}");
        return [.. codes.Distinct()];
    }

    /// <summary>Origins, normalised: no path, host by IDNA.</summary>
    private static IReadOnlyList<string>? Domains(AttributeReader r)
    {
        if (r.Texts("allowed_domains", MostDomains, 255) is not { } given) return null;
        var origins = new List<string>();
        for (var i = 0; i < given.Count; i++)
        {
            var origin = WebUrl.Problem(given[i], plain: false) is null ? WebUrl.Origin(given[i]) : null;
            if (origin is null || new Uri(given[i]).PathAndQuery != "/")
                r.Fail("url_invalid", "An allowed domain is an origin such as https://shop.example, without a path.", $"allowed_domains/{i}");
            else origins.Add(origin);
        }

        return [.. origins.Distinct()];
    }
}
