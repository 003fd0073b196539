using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Accounts.Storage;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Accounts;

/// <summary>Keys and secrets of an account are one set: whatever happens at the same time, one of each survives; and what was ended is unknown at once.</summary>
internal sealed class KeyRacesTests
{
    private const int Rounds = 15;

    private PayCoreApp app = null!;

    [OneTimeSetUp]
    public async Task Start() => app = await PayCoreApp.Start();

    [OneTimeTearDown]
    public async Task Stop() => await app.DisposeAsync();

    [Test]
    public async Task Two_keys_that_revoke_each_other_at_once_leave_one()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var account = await app.AnotherAccount();
            using var first = With(account, account.ApiKeyLive);
            var made = await first.Post("/api/account/keys");
            using var second = With(account, made.Word("api_key")!);
            var known = await LiveKeys(first);

            var answers = await Task.WhenAll(
                Delete(first, $"/api/account/keys/{made.Id}"), Delete(second, $"/api/account/keys/{known.Single(k => k != made.Id)}"));

            answers.Select(a => a.Status).Should().BeEquivalentTo([HttpStatusCode.NoContent, HttpStatusCode.Unauthorized], $"round {round}");
            HttpStatusCode[] after = [(await first.Get("/api/account")).Status, (await second.Get("/api/account")).Status];
            after.Should().BeEquivalentTo([HttpStatusCode.OK, HttpStatusCode.Unauthorized]);
        }
    }

    [TestCase("signing-secrets", SecretKind.Signing)]
    [TestCase("link-keys", SecretKind.Link)]
    public async Task Two_active_secrets_ended_at_once_leave_one(string path, object kind)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var account = await app.AnotherAccount();
            using var api = app.Api(Mode.Test, account);
            await app.Read(async db =>
            {
                var (row, shown) = AccountSecret.New(
                    new AccountId(account.AccountId), Mode.Test, (SecretKind)kind, app.Services.GetRequiredService<AccountCache>().Protect, app.Clock.GetUtcNow());
                db.Add(row);
                await db.Commit(CancellationToken.None);
                return shown;
            });
            var ids = await Unlimited(api, path);
            ids.Should().HaveCount(2);

            var answers = await Task.WhenAll(ids.Select(id => Delete(api, $"/api/account/{path}/{id}")));

            answers.Select(a => a.Status).Should().BeEquivalentTo([HttpStatusCode.NoContent, HttpStatusCode.Conflict], $"round {round}");
            (await Unlimited(api, path)).Should().ContainSingle();
        }
    }

    [Test]
    public async Task Of_secrets_rotated_at_once_one_has_no_end()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var account = await app.AnotherAccount();
            using var api = app.Api(Mode.Test, account);

            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.Post("/api/account/signing-secrets")));

            (await Unlimited(api, "signing-secrets")).Should().ContainSingle($"round {round}");
        }
    }

    [Test]
    public async Task A_key_that_is_revoked_while_the_account_is_being_loaded_is_unknown_at_once()
    {
        var account = await app.AnotherAccount();
        using var first = With(account, account.ApiKeyLive);
        var made = await first.Post("/api/account/keys");
        using var second = With(account, made.Word("api_key")!);
        var cache = app.Services.GetRequiredService<AccountCache>();
        cache.Forget((await app.Send(new FindAccount(new AccountId(account.AccountId)))).Value);

        // The keys were read; before the load is over, one of them is revoked.
        await Meanwhile.Load(
            app, "accounts_secrets",
            async () => (await Delete(first, $"/api/account/keys/{made.Id}")).Status.Should().Be(HttpStatusCode.NoContent),
            async db => (await cache.Find(db, new AccountId(account.AccountId), CancellationToken.None))!.Match(made.Word("api_key")!).Should().NotBeNull());

        (await second.Get("/api/account")).ShouldFail(401, "unauthorized");
    }

    private static async Task<List<string>> LiveKeys(HttpClient api) => [.. (await api.Get("/api/account/keys")).Json.GetProperty("data").EnumerateArray()
        .Where(k => !k.GetProperty("attributes").GetProperty("test_mode").GetBoolean()).Select(k => k.GetProperty("id").GetString()!)];

    private static async Task<List<string>> Unlimited(HttpClient api, string path) => [.. (await api.Get($"/api/account/{path}")).Json.GetProperty("data").EnumerateArray()
        .Where(s => s.GetProperty("attributes").GetProperty("expires").ValueKind == System.Text.Json.JsonValueKind.Null).Select(s => s.GetProperty("id").GetString()!)];

    private static Task<Answer> Delete(HttpClient api, string path) => api.Ask(new HttpRequestMessage(HttpMethod.Delete, path));

    private HttpClient With(NewAccount account, string apiKey)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.AccountId}:{apiKey}")));
        return client;
    }
}
