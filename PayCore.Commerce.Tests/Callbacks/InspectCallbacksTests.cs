using System.Net;
using PayCore.Commerce.Callbacks.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Callbacks;

/// <summary>/dev/callbacks: what a newcomer sees of the demo account's callbacks.</summary>
internal sealed class InspectCallbacksTests
{
    [Test]
    public async Task The_inspector_receives_verifies_and_shows_the_callbacks_of_a_relative_url()
    {
        await using var app = await PayCoreApp.Start("/dev/callbacks");
        using var api = app.Api();
        using var browser = app.Client();
        (await browser.Get("/dev/callbacks")).Text.Should().Contain("Nothing has come yet");

        var created = await api.CreateInvoice(new { reference_id = "<b>order</b>", amount = 12.5, currency = "EUR" });
        await api.Post($"/api/payment-invoices/{created.Id}/cancel");
        await app.Run<DispatchCallbacks>();

        var seen = (await browser.Get("/dev/callbacks.json")).Json.GetProperty("data").EnumerateArray().Single();
        seen.GetProperty("is_family_signature_good").GetBoolean().Should().BeTrue();
        seen.GetProperty("is_standard_signature_good").GetBoolean().Should().BeTrue();
        seen.GetProperty("status").GetString().Should().Be("terminated");
        seen.GetProperty("amount").GetString().Should().Be("12.5 EUR");

        var page = await browser.Get("/dev/callbacks");
        page.Status.Should().Be(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'");
        page.Text.Should().Contain(created.Id).And.Contain("cancelled_by_merchant").And.Contain("&lt;b&gt;order").And.NotContain("<b>order</b>").And.Contain("is right").And.NotContain("is wrong");
    }

    [Test]
    public async Task A_wrong_signature_is_marked()
    {
        await using var app = await PayCoreApp.Start("/dev/callbacks");
        using var browser = app.Client();
        var account = new Dictionary<string, object> { ["commerce-account"] = new { data = new { id = app.Account.AccountId } } };
        await browser.Post("/dev/callbacks", new { data = new { id = "cpi_1", attributes = new { test_mode = true, status = "processed" }, relationships = account } }, ("X-Signature", "bm8="), ("webhook-id", "cbk_1"), ("webhook-timestamp", "1"), ("webhook-signature", "v1,bm8="));
        await browser.Post("/dev/callbacks", """{"data":{"id":"cpi_2"}}""");

        (await browser.Get("/dev/callbacks.json")).Json.GetProperty("data").EnumerateArray()
            .Should().HaveCount(2).And.OnlyContain(c => !c.GetProperty("is_family_signature_good").GetBoolean() && !c.GetProperty("is_standard_signature_good").GetBoolean());
        (await browser.Get("/dev/callbacks")).Text.Should().Contain("is wrong");
    }

    [Test]
    public async Task Garbage_is_refused_and_only_the_last_200_are_kept()
    {
        await using var app = await PayCoreApp.Start("/dev/callbacks");
        using var browser = app.Client();
        (await browser.Post("/dev/callbacks", "{")).Status.Should().Be(HttpStatusCode.BadRequest);
        (await browser.Post("/dev/callbacks", new string(' ', 70_000))).Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);

        for (var i = 0; i < Inspector.MostKept + 5; i++) await browser.Post("/dev/callbacks", new { data = new { id = $"cpi_{i}" } });
        var kept = (await browser.Get("/dev/callbacks.json")).Json.GetProperty("data").EnumerateArray().ToList();
        kept.Should().HaveCount(Inspector.MostKept);
        kept[0].GetProperty("invoice").GetString().Should().Be($"cpi_{Inspector.MostKept + 4}", "the newest comes first");
    }

    [Test]
    public async Task Outside_Development_there_is_no_inspector_and_a_relative_url_is_none()
    {
        await using var app = await PayCoreApp.Start("/dev/callbacks", environment: "Production", settings: ("PublicUrl", "https://pay.shop.example"));
        using var browser = app.Client();
        (await browser.Get("/dev/callbacks")).Status.Should().Be(HttpStatusCode.NotFound);
        (await browser.Get("/dev/callbacks.json")).Status.Should().Be(HttpStatusCode.NotFound);
        (await browser.Post("/dev/callbacks", "{}")).Status.Should().Be(HttpStatusCode.NotFound);

        using var api = app.Api();
        var created = await api.CreateInvoice(new { reference_id = "order-1", amount = 1, currency = "EUR" });
        await api.Post($"/api/payment-invoices/{created.Id}/cancel");
        await app.Run<DispatchCallbacks>();
        (await api.Get($"/api/payment-invoices/{created.Id}/callbacks")).Text.Should().Contain("\"reason\":\"no_url\"");
    }
}
