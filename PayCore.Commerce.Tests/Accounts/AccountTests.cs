using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Accounts;

/// <summary>GET /api/account, and how keys and secrets are kept (contract/private-api.md, Account).</summary>
internal sealed class AccountTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start("https://shop.example/callback");
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task The_account_is_shown_with_its_settings_and_their_defaults_and_without_a_secret()
    {
        var account = await api.Get("/api/account");

        account.Status.Should().Be(HttpStatusCode.OK);
        account.Id.Should().Be(app.Account.AccountId).And.MatchRegex("^coma_[0-9A-Za-z]{16}$");
        account.Json.GetProperty("data").GetProperty("type").GetString().Should().Be("commerce-accounts");
        Names(account.Json.GetProperty("data").GetProperty("attributes")).Should().BeEquivalentTo(
            "name", "logo", "website", "support_contact", "status", "currencies", "return_url", "auto_return", "allowed_domains", "payment_options", "callback_options", "hpp_defaults",
            "link_mode", "allow_public_creation", "public_keys", "created");
        account.Word("name").Should().Be("Book Corner");
        account.Word("status").Should().Be("active");
        Raw(account, "currencies").Should().Be("""["EUR","USD","JPY","KWD"]""");
        Raw(account, "payment_options").Should().Be("""
            {"lifetime":86400,"attempts_limit":5,"fee_strategy":"internal","reverse_fee":false,"refund_fee":"kept","zero_fee_badge":false,"expose_fees":false}
            """.Trim());
        Raw(account, "callback_options").Should().Be(
            """{"callback_url":"https://shop.example/callback","only_final":false,"strategy":"linear","interval":60,"retries":100,"expose_card":true,"max_concurrency":8,"paused":false}""");
        Raw(account, "link_mode").Should().Be("""{"test":"open","live":"signed"}""");
        Raw(account, "allow_public_creation").Should().Be("""{"test":true,"live":false}""");
        Raw(account, "public_keys").Should().Be($$"""{"test":"{{app.Account.PublicKeyTest}}","live":"{{app.Account.PublicKeyLive}}"}""");
        account["created"].GetInt64().Should().Be(1_795_500_000);
        account.Text.Should().NotContainAny(Secrets(app.Account));
    }

    [Test]
    public async Task Both_keys_and_no_other_open_the_account()
    {
        using var live = app.Api(Mode.Live);
        (await live.Get("/api/account")).Id.Should().Be(app.Account.AccountId);
        var other = await app.AnotherAccount();

        foreach (var key in (string[])[other.ApiKeyTest, app.Account.PublicKeyTest, app.Account.SigningSecretTest, app.Account.ApiKeyTest[..^1], app.Account.ApiKeyTest + "x", ""])
            (await app.Client().Get("/api/account", ("Authorization", Basic(app.Account.AccountId, key)))).ShouldFail(401, "unauthorized");
        (await app.Client().Get("/api/account", ("Authorization", Basic(app.Account.PublicKeyTest, app.Account.ApiKeyTest)))).ShouldFail(401, "unauthorized");
    }

    [Test]
    public void Keys_have_the_form_of_the_contract_and_are_all_different()
    {
        app.Account.PublicKeyTest.Should().MatchRegex("^pk_test_[0-9A-Za-z]{24}$");
        app.Account.PublicKeyLive.Should().MatchRegex("^pk_live_[0-9A-Za-z]{24}$");
        app.Account.ApiKeyTest.Should().MatchRegex("^ak_test_[0-9A-Za-z]{43}$");
        app.Account.ApiKeyLive.Should().MatchRegex("^ak_live_[0-9A-Za-z]{43}$");
        app.Account.SigningSecretTest.Should().MatchRegex("^sk_test_[0-9A-Za-z]{43}$");
        app.Account.LinkKeyLive.Should().MatchRegex("^lk_live_[0-9A-Za-z]{43}$");
        Secrets(app.Account).Should().OnlyHaveUniqueItems();
    }

    [Test]
    public async Task Keys_are_kept_as_hashes_and_secrets_as_ciphertexts()
    {
        var id = new AccountId(app.Account.AccountId);
        var hashes = await app.Read(db => db.Set<ApiKey>().AsNoTracking().Where(k => k.AccountId == id).Select(k => k.Hash).ToListAsync());
        hashes.Should().HaveCount(2).And.OnlyContain(hash => hash.Length == 32);

        var stored = await app.StoredText();
        stored.Should().Contain(app.Account.PublicKeyTest, "that is what a text looks like when it is stored");
        stored.Should().NotContainAny(Secrets(app.Account)).And.NotContainAny(Secrets(app.Account).Select(s => s["ak_test_".Length..]).ToArray());
        (await app.Send(new FindSigningSecrets(id, Mode.Test))).Value.Should().Equal(app.Account.SigningSecretTest);
        (await app.Send(new FindSigningSecrets(id, Mode.Live))).Value.Should().Equal(app.Account.SigningSecretLive);
    }

    [Test]
    public async Task An_account_needs_a_name_currencies_that_exist_and_a_proper_website()
    {
        var made = await app.Send(new CreateAccount("", ["EUR", "ZZZ"], "shop.example", null));
        made.Errors.Select(e => $"{e.Code} {e.Source}").Should().BeEquivalentTo("required name", "currency_unknown currencies[1]", "url_invalid website");

        (await app.Send(new CreateAccount(new string('x', 101), [], null, null))).Errors.Select(e => $"{e.Code} {e.Source}")
            .Should().BeEquivalentTo("too_long name", "required currencies");
    }

    private static string[] Secrets(NewAccount a) =>
        [a.ApiKeyTest, a.ApiKeyLive, a.SigningSecretTest, a.SigningSecretLive, a.LinkKeyTest, a.LinkKeyLive];

    private static string Raw(Answer answer, string attribute) => answer[attribute].GetRawText();

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(m => m.Name);
}
