using System.Collections.Concurrent;
using System.Text.Json;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>
/// The promise of contract/callbacks.md across SIGKILL: for each invoice the receiver gets an ordered subsequence of its states that ends with the
/// newest one. Duplicates are allowed, nothing else.
/// </summary>
internal sealed class KilledServerTests
{
    private const int MostAtOnceForOneHost = 8;

    /// <summary>What the merchant was told that its invoice is: the statuses that it may have now.</summary>
    private readonly ConcurrentDictionary<string, string[]> acknowledged = new();

    private string folder = null!;
    private StubMerchant merchant = null!;

    [SetUp]
    public async Task Start()
    {
        acknowledged.Clear();
        folder = Directory.CreateTempSubdirectory("paycore-killed-").FullName;
        merchant = await StubMerchant.Start();
    }

    [TearDown]
    public async Task Stop()
    {
        await merchant.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Killed_during_deliveries_and_between_commit_and_delivery_it_tells_the_newest_state_of_each_invoice_after_the_restart()
    {
        merchant.Answer = NeverAnswer;
        await using (var host = await HostProcess.Listen(folder))
        {
            using var api = Api(host);
            var made = await Task.WhenAll(Enumerable.Range(0, MostAtOnceForOneHost + 4).Select(_ => Create(api)));
            await Probe.Until(() => merchant.Requests.Count >= MostAtOnceForOneHost, "deliveries are under way");

            // Of those under way, and of those that wait for a place, every other one gets a newer state, acknowledged just before the kill.
            var underWay = merchant.Requests.Select(InvoiceOf).ToHashSet();
            foreach (var id in made.Select(m => m.Id).OrderBy(underWay.Contains).Where((_, i) => i % 2 == 0)) await Cancel(api, id);
            await host.Kill();
        }

        merchant.Answer = (_, _) => Task.CompletedTask;
        await RestartAndCheck();
    }

    [Test]
    public async Task Killed_again_and_again_under_load_it_loses_nothing_that_it_acknowledged()
    {
        foreach (var answers in new[] { 1, 7, 30, 60 })
        {
            await using var host = await HostProcess.Listen(folder);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var left = answers;
            var shoppers = Enumerable.Range(0, 4).Select(n => Shop(host, n, () =>
            {
                if (Interlocked.Decrement(ref left) == 0) enough.SetResult();
            })).ToArray();

            await await Task.WhenAny(enough.Task, Task.WhenAll(shoppers));
            enough.Task.IsCompleted.Should().BeTrue("the server answers until it is killed");
            await host.Kill();
            await Task.WhenAll(shoppers);
        }

        acknowledged.Should().HaveCountGreaterThan(30);
        await RestartAndCheck();
    }

    /// <summary>Creates invoices, and cancels, settles or leaves them, until the server is gone.</summary>
    private async Task Shop(HostProcess host, int first, Action answered)
    {
        using var api = Api(host);
        try
        {
            for (var n = first; ; n++)
            {
                var invoice = await Create(api);
                answered();
                if (n % 3 == 0) await Cancel(api, invoice.Id);
                if (n % 3 == 1) await Settle(api, invoice);
                if (n % 3 != 2) answered();
            }
        }
        catch (HttpRequestException)
        {
            // The kill: what was asked for last is not acknowledged.
        }
    }

    private async Task<Answer> Create(HttpClient api)
    {
        var reference = Path.GetRandomFileName();
        var made = await api.CreateInvoice(new
        {
            reference_id = reference, amount = 10, currency = "EUR", service = "ideal_eur_hpp", callback_url = $"{merchant.Url}/told/{reference}",
        });
        ((int)made.Status).Should().Be(201, made.Text);
        made.Word("status").Should().Be("process_pending");
        acknowledged[made.Id] = ["process_pending"];
        return made;
    }

    private async Task Cancel(HttpClient api, string id)
    {
        acknowledged[id] = ["process_pending", "terminated"];
        var cancelled = await api.Post($"/api/payment-invoices/{id}/cancel");
        ((int)cancelled.Status).Should().Be(200, cancelled.Text);
        acknowledged[id] = [cancelled.Word("status")!];
    }

    /// <summary>The customer pays at the sandbox, whose notification may be on its way when the server dies.</summary>
    private async Task Settle(HttpClient api, Answer invoice)
    {
        acknowledged[invoice.Id] = ["process_pending", "processed"];
        var charge = new Uri(invoice["flow_data"].GetProperty("action").GetString()!).Segments[^1];
        var paid = await api.Post($"/sandbox/api/charges/{charge}/succeed");
        ((int)paid.Status).Should().Be(200, paid.Text);
        acknowledged[invoice.Id] = ["processed"];
    }

    private async Task RestartAndCheck()
    {
        await using var host = await HostProcess.Listen(folder);
        using var api = Api(host);
        foreach (var (id, statuses) in acknowledged)
        {
            await Probe.Until(async () =>
            {
                var invoice = await api.Get($"/api/payment-invoices/{id}");
                return statuses.Contains(invoice.Word("status")) && Told(id).LastOrDefault()?.Sequence == invoice["sequence"].GetInt32();
            }, $"{id} is {string.Join(" or ", statuses)}, and the receiver knows it");
        }

        foreach (var id in merchant.Requests.Select(InvoiceOf).Distinct())
            await CheckOrder(api, id);
    }

    private async Task CheckOrder(HttpClient api, string id)
    {
        var told = Told(id);
        told.Select(t => t.Sequence).Should().BeInAscendingOrder("no older state follows a newer one");
        foreach (var callback in told.GroupBy(t => t.CallbackId))
            callback.Select(t => t.Body).Distinct().Should().ContainSingle("every attempt of a callback has the same body");

        var events = await api.Get($"/api/payment-invoices/{id}/events");
        var states = events.Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("attributes"))
            .Select(e => (e.GetProperty("sequence").GetInt32(), e.GetProperty("status").GetString())).ToList();
        told.Select(t => (t.Sequence, t.Status)).Should().BeSubsetOf(states, "only states that the invoice had are told");
    }

    private List<Callback> Told(string id) =>
    [
        .. merchant.Requests.Select(r => (Request: r, Data: JsonDocument.Parse(r.Body).RootElement.GetProperty("data"))).Where(r => r.Data.GetProperty("id").GetString() == id)
            .Select(r => new Callback(
                r.Data.GetProperty("attributes").GetProperty("sequence").GetInt32(), r.Data.GetProperty("attributes").GetProperty("status").GetString(),
                r.Request.Headers["webhook-id"], r.Request.Text)),
    ];

    private HttpClient Api(HostProcess host)
    {
        var demo = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "demo-account.json"))).RootElement;
        return host.Client(demo.GetProperty("account_id").GetString()!, demo.GetProperty("api_key_test").GetString()!);
    }

    private static string InvoiceOf(Received request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("data").GetProperty("id").GetString()!;

    private static Task NeverAnswer(Microsoft.AspNetCore.Http.HttpContext http, int number)
    {
        var gone = new TaskCompletionSource();
        http.RequestAborted.Register(gone.SetResult);
        return gone.Task;
    }

    private sealed record Callback(int Sequence, string? Status, string CallbackId, string Body);
}
