using System.Net;
using PayCore.Commerce.Accounts.Contracts;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Stored payment links as merchants make them and payers use them.</summary>
internal static class Links
{
    /// <summary>POST /api/payment-links with these attributes; expected to be made.</summary>
    public static async Task<Answer> Link(this PayCoreApp app, object attributes, NewAccount? account = null)
    {
        using var api = app.Api(account: account);
        var made = await api.Post("/api/payment-links", new { data = new { type = "payment-links", attributes } });
        made.Status.Should().Be(HttpStatusCode.Created, made.Text);
        return made;
    }

    public static async Task<Answer> LinkNow(this PayCoreApp app, Answer link)
    {
        using var api = app.Api();
        return await api.Get($"/api/payment-links/{link.Id}");
    }

    /// <summary>A new payer's form to pay the link by PayPal.</summary>
    public static async Task<PageForm> FormOf(this HttpClient payer, Answer link, string query = "") =>
        PageForm.In(await payer.Get($"/pay/{link.Id}/service/paypal_eur_hpp{query}"), $"/pay/{link.Id}/pay");

    /// <summary>A new payer starts to pay, after everybody before; the charge at the sandbox.</summary>
    public static async Task<string> StartsToPay(this PayCoreApp app, HttpClient payer, Answer link, string query = "")
    {
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var started = await (await payer.FormOf(link, query)).Send(payer);
        started.Status.Should().Be(HttpStatusCode.SeeOther, started.Text);
        return started.Headers.Location!.OriginalString.Split('/')[^1];
    }

    /// <summary>The newest invoice of the account.</summary>
    public static async Task<Answer> Newest(this PayCoreApp app)
    {
        using var api = app.Api();
        return await app.Reread((await api.Get("/api/payment-invoices?page[size]=1")).Json.GetProperty("data")[0].GetProperty("id").GetString()!);
    }
}
