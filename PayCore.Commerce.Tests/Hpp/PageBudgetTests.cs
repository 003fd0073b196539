using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>Budgets of contract/hpp.md in bytes as they travel, styles included; a page fits into the first round trip of a connection.</summary>
internal sealed class PageBudgetTests
{
    private const int MostPageBytes = 9 * 1024;
    private const int MostScriptBytes = 6 * 1024;
    private const int WantedScriptBytes = 4 * 1024;

    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private readonly Dictionary<int, NewAccount> accounts = [];

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
        foreach (var count in (int[])[1, 12, 30]) accounts[count] = await app.AccountWith(count);
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task A_list_keeps_the_cap_with_1_12_and_30_methods_in_every_language(
        [ValueSource(typeof(Texts), nameof(Texts.Languages))] string language, [Values(1, 12, 30)] int methods)
    {
        var size = await Size($"/hpp/?{Link(accounts[methods])}&lang={language}");
        TestContext.Out.WriteLine($"{methods} methods, {language}: {size} bytes");

        size.Should().BeLessThanOrEqualTo(MostPageBytes);
    }

    [Test]
    public async Task A_list_with_every_colour_of_the_merchants_keeps_the_cap()
    {
        var look = "style[primary]=%23ff8800&style[secondary]=%23123456&style[primary_background_color]=%23fff8ee&style[danger_color]=%23aa0000&style[font_family]=serif";
        (await Size($"/hpp/?{Link()}&{look}")).Should().BeLessThanOrEqualTo(MostPageBytes);
    }

    [TestCaseSource(typeof(Texts), nameof(Texts.Languages))]
    public async Task Every_state_keeps_the_cap_in_every_language(string language)
    {
        var sizes = new Dictionary<string, int>
        {
            ["fields"] = await Size($"/hpp/service/mobile_payment_eur_hpp?{Link()}&lang={language}"),
            ["refusal"] = await Size($"/hpp/?public_key={app.Account.PublicKeyTest}&amount=x&lang={language}", HttpStatusCode.UnprocessableEntity),
            ["created"] = await Size($"/hpp/i/{await Create(language, null)}?lang={language}"),
        };
        foreach (var (name, service, act) in new[] { ("pending", "paypal_eur_hpp", null), ("instructions", "bank_transfer_eur_invoice", null), ("failed", "paypal_eur_hpp", "decline"), ("paid", "paypal_eur_hpp", "pay") })
        {
            var id = await Create($"{name}-{language}", service);
            if (act is not null) await Act(id, act);
            sizes[name] = await Size($"/hpp/i/{id}?lang={language}");
            if (name == "pending") sizes["cancel"] = await Size($"/hpp/i/{id}/cancel?lang={language}");
        }

        TestContext.Out.WriteLine(string.Join(' ', sizes.Select(s => $"{s.Key} {s.Value}")));
        sizes.Values.Should().OnlyContain(size => size <= MostPageBytes);
    }

    [Test]
    public async Task The_script_is_small_and_kept_by_browsers_under_an_address_that_changes_with_it()
    {
        using var answer = await client.GetAsync(await ScriptUrl());
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        answer.Content.Headers.ContentEncoding.Should().Equal("br");
        bytes.Length.Should().BeLessThanOrEqualTo(MostScriptBytes).And.BeLessThanOrEqualTo(WantedScriptBytes);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/javascript");
        answer.Headers.CacheControl!.MaxAge.Should().BeGreaterThan(TimeSpan.FromHours(1));
    }

    [Test]
    public async Task Looking_at_every_page_writes_nothing()
    {
        var id = await Create("order-read", "paypal_eur_hpp");
        var before = await Bytes();
        string[] paths =
        [
            $"/hpp/?{Link()}", $"/hpp/methods?{Link()}&q=pay", $"/hpp/service/payment_card_eur_hpp?{Link()}", $"/hpp/cancel?{Link()}", $"/hpp/i/{id}", $"/hpp/i/{id}/methods",
            $"/hpp/i/{id}/service/payment_card_eur_hpp", $"/hpp/i/{id}/cancel", $"/hpp/i/{id}/go", $"/hpp/i/{id}/events?since=1", $"/redirect/hpp/?cpi={id}",
        ];
        foreach (var path in paths) await client.GetAsync(path);

        (await Bytes()).Should().Be(before);
        await Create("order-written", null);
        (await Bytes()).Should().NotBe(before, "a write must be seen by this test");
    }

    /// <summary>The database's bytes, with those of its write-ahead log: any commit changes them.</summary>
    private Task<string> Bytes() => app.Read(async db =>
    {
        var all = new List<byte>();
        foreach (var file in (string[])["", "-wal"])
        {
            await using var stream = new FileStream(db.Database.GetDbConnection().DataSource + file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            all.AddRange(await SHA256.HashDataAsync(stream));
        }

        return Convert.ToHexString([.. all]);
    });

    private string Link(NewAccount? account = null) => $"public_key={(account ?? app.Account).PublicKeyTest}&amount=1249&currency=EUR&reference_id=order-4711&description=Order+4711:+two+first+editions";

    private async Task<int> Size(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(path);
        answer.StatusCode.Should().Be(status, path);
        answer.Content.Headers.ContentEncoding.Should().Equal("br");
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }

    private async Task<string> ScriptUrl()
    {
        using var plain = app.Client();
        return (await plain.Get($"/hpp/?{Link()}")).Text.Split("<script type=\"module\" src=\"")[1].Split('"')[0];
    }

    private async Task<string> Create(string reference, string? service)
    {
        var created = await app.Api().CreateInvoice(new { reference_id = reference, amount = 1249, currency = "EUR", description = "Order 4711: two first editions", service });
        ((int)created.Status).Should().Be(201, created.Text);
        return created.Id;
    }

    private async Task Act(string id, string act)
    {
        using var visitor = app.Client();
        var gateway = await visitor.Get((await visitor.Get($"/redirect/hpp/?cpi={id}")).Headers.Location!.PathAndQuery);
        await PageForm.In(gateway, "/sandbox/pay/").With("act", act).Send(visitor);
        await visitor.Get($"/return?id={id}");
    }
}
