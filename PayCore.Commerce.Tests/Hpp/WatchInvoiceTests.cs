using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;
using InvoiceWaiters = PayCore.Commerce.Invoices.Features.InvoiceWaiters;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>GET /hpp/i/{cpi}/events: news of an invoice for the page that waits.</summary>
internal sealed class WatchInvoiceTests
{
    private PayCoreApp app = null!;
    private HttpClient client = null!;

    [SetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
    }

    [TearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task Asked_once_it_says_whether_the_page_is_old_and_nothing_else()
    {
        var id = await Create();
        var sequence = await Sequence(id);

        (await client.Get($"/hpp/i/{id}/events?since={sequence}")).Text.Should().Be("""{"changed":false,"next":null}""");
        (await client.Get($"/hpp/i/{id}/events?since={sequence - 1}")).Text.Should().Be("""{"changed":true,"next":null}""");
        (await client.Get("/hpp/i/cpi_0000000000000000/events?since=1")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task The_stream_says_so_when_it_happens_and_ends_on_a_final_state()
    {
        var id = await Create();
        using var news = await Open(id, await Sequence(id));
        using var lines = new StreamReader(await news.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync()).Should().Be(":");

        await app.Send(new CancelInvoice(new InvoiceId(id), null, null, Actor.Merchant));
        var rest = await lines.ReadToEndAsync();

        news.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        news.Headers.CacheControl!.NoStore.Should().BeTrue();
        rest.Trim().Should().Be("event: status\ndata: {\"changed\":true,\"next\":null}");
    }

    [Test]
    public async Task A_page_that_is_already_old_hears_it_at_once()
    {
        var id = await Create();
        using var news = await Open(id, 0);
        using var lines = new StreamReader(await news.Content.ReadAsStreamAsync());

        (await lines.ReadLineAsync()).Should().Be(":");
        await lines.ReadLineAsync();
        (await lines.ReadLineAsync()).Should().Be("event: status");
    }

    [Test]
    public async Task An_account_with_auto_return_is_returned_to()
    {
        await app.Read(db => Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
            db.Database, "update accounts_accounts set \"AutoReturn\" = 1, \"ReturnUrl\" = 'https://shop.example/back' where \"Name\" = 'Book Corner'"));
        var id = await Create();
        var sequence = await Sequence(id);
        await app.Send(new CancelInvoice(new InvoiceId(id), null, null, Actor.Merchant));

        (await client.Get($"/hpp/i/{id}/events?since={sequence}")).Text.Should().Be($$"""{"changed":true,"next":"/hpp/i/{{id}}/return"}""");
    }

    [Test]
    public async Task The_ninth_stream_of_an_address_ends_at_once_and_a_place_is_free_again_when_one_leaves()
    {
        var id = await Create();
        var sequence = await Sequence(id);
        var held = new List<HttpResponseMessage>();
        for (var i = 0; i < 8; i++) held.Add(await Open(id, sequence));
        await Probe.Until(() => Held == 8, "eight streams are in their places");

        using var ninth = await Open(id, sequence);
        using var lines = new StreamReader(await ninth.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync()).Should().Be(":");
        (await lines.ReadLineAsync()).Should().BeEmpty();
        (await lines.ReadLineAsync()).Should().BeNull("it ends before a second sign of life");

        held[0].Dispose();
        await Probe.Until(() => Held == 7, "a place is free again");
        held.Add(await Open(id, sequence));
        await Probe.Until(() => Held == 8, "the next stream takes it");
        foreach (var stream in held) stream.Dispose();
    }

    /// <summary>How many streams wait on the server.</summary>
    private int Held => app.Services.GetRequiredService<InvoiceWaiters>().Held;

    private Task<HttpResponseMessage> Open(string id, int since)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/hpp/i/{id}/events?since={since}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<int> Sequence(string id) => (await app.Send(new FindInvoice(new InvoiceId(id)))).Value.Sequence;

    private async Task<string> Create() =>
        (await app.Api().CreateInvoice(new { reference_id = "order-1", amount = 100.25, currency = "EUR", service = "bank_transfer_eur_invoice" })).Id;
}
