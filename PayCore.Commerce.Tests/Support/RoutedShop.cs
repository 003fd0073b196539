using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>What becomes of a start at one gateway account.</summary>
internal delegate Task<GatewayAnswer> Fate(Func<Task<GatewayAnswer>> start, CancellationToken ct);

internal static class Fates
{
    /// <summary>Nobody listens: the call never arrives.</summary>
    public static readonly Fate Down = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "Nobody is there.");

    /// <summary>It is done, and the answer is lost.</summary>
    public static readonly Fate LosesAnswer = async (start, _) =>
    {
        await start();
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer is lost.");
    };

    /// <summary>A definite no.</summary>
    public static Fate Refuses(string resolution) =>
        (_, _) => Task.FromResult<GatewayAnswer>(new GatewayAnswer.Reported(GatewayReport.Failed(resolution, "no", "The provider says no.")));
}

/// <summary>
/// A merchant with several gateway accounts of the sandbox, each of which can be told how its starts end; without a fate it works. The accounts have
/// names, in which routes and what became of them are told.
/// </summary>
internal sealed class RoutedShop : IAsyncDisposable
{
    public const string Service = "paypal_eur_hpp";

    private readonly Dictionary<string, string> ids = [];
    private readonly ConcurrentDictionary<string, Fate> fates = new();
    private readonly ConcurrentQueue<(string Account, string Key)> calls = new();
    private int last;

    private RoutedShop(PayCoreApp app) => (App, Api) = (app, app.Api());

    public PayCoreApp App { get; }

    public HttpClient Api { get; }

    /// <summary>The accounts that were asked to start a payment, in this order.</summary>
    public IReadOnlyList<string> Calls => [.. calls.Select(c => c.Account)];

    /// <summary>The idempotency keys of these calls.</summary>
    public IReadOnlyList<string> Keys => [.. calls.Select(c => c.Key)];

    public static async Task<RoutedShop> Open()
    {
        var line = new LossyGateway.Line();
        var shop = new RoutedShop(await PayCoreApp.Start(services =>
        {
            services.RemoveAll<IGateway>();
            services.AddSingleton<IGateway>(provider => new LossyGateway(ActivatorUtilities.CreateInstance<SandboxGateway>(provider), line));
        }));
        line.Start = shop.Meet;
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>New gateway accounts in the place of those that had these names; all work, and nobody was called.</summary>
    public async Task Accounts(params string[] names)
    {
        fates.Clear();
        calls.Clear();
        foreach (var name in names)
        {
            var made = await Api.Post("/api/gateway-accounts", new { data = new { type = "gateway-accounts", attributes = new { gateway = "sandbox", name } } });
            ((int)made.Status).Should().Be(201, made.Text);
            ids[name] = made.Id;
        }
    }

    public string Id(string account) => ids[account];

    /// <summary>From now on starts at the account end so; null: they work again.</summary>
    public void Let(string account, Fate? fate)
    {
        if (fate is null) fates.TryRemove(Id(account), out _);
        else fates[Id(account)] = fate;
    }

    /// <summary>As if the account had not answered for as long as opens its circuit.</summary>
    public void OpenCircuit(string account)
    {
        var circuits = App.Services.GetRequiredService<GatewayCircuits>();
        for (var n = 0; n < GatewayCircuits.MostUnanswered; n++) circuits.Unanswered(new GatewayAccountId(Id(account)));
    }

    /// <summary>The service with these routes, by PUT /api/payment-services/{code}.</summary>
    public async Task Routes(string service, params object[] routes)
    {
        var answer = await Put(service, new { routes });
        ((int)answer.Status).Should().BeOneOf([200, 201], answer.Text);
    }

    /// <summary>The service with routes to these accounts, in this order.</summary>
    public Task Routes(string service, params string[] accounts) => Routes(service, [.. accounts.Select(a => (object)new { gateway_account = Id(a) })]);

    public Task<Answer> Put(string service, object attributes) => Api.Put($"/api/payment-services/{service}", "payment-services", attributes);

    public Task<Answer> SwitchOff(string account) => Api.Patch($"/api/gateway-accounts/{Id(account)}", "gateway-accounts", new { enabled = false });

    /// <summary>An invoice that was started with the service, as the answer to its create.</summary>
    public async Task<Answer> Start(decimal amount = 10, string service = Service, string currency = "EUR", string? country = null)
    {
        var answer = await Try(amount, service, currency, country);
        ((int)answer.Status).Should().Be(201, answer.Text);
        return answer;
    }

    public Task<Answer> Try(decimal amount = 10, string service = Service, string currency = "EUR", string? country = null)
    {
        var n = Interlocked.Increment(ref last);
        object? customer = country is null ? null : new { reference_id = $"c-{n}", address = new { country } };
        return Api.CreateInvoice(new { reference_id = $"order-{n}", amount, currency, service, customer });
    }

    /// <summary>Where a payment stands now, e.g. <c>second</c>.</summary>
    public async Task<string> Place(Answer invoice) => Name((await Api.Get($"/api/payments/{(await App.Now(invoice)).Payment()}")).Word("gateway_account")!);

    /// <summary>The routes as the last event about them tells, e.g. <c>first declined provider_error</c>, <c>second chosen</c>.</summary>
    public async Task<IReadOnlyList<string>> Route(Answer invoice) => (await Events(invoice)).Last(e => e.Route.Count > 0).Route;

    /// <summary>Every event of the invoice: its status, and the routes that it tells.</summary>
    public async Task<IReadOnlyList<(string Status, IReadOnlyList<string> Route)>> Events(Answer invoice)
    {
        var events = (await Api.Get($"/api/payment-invoices/{invoice.Id}/events")).Json.GetProperty("data").EnumerateArray();
        return [.. events.Select(e => e.GetProperty("attributes")).Select(e => (e.GetProperty("status").GetString()!, e.GetProperty("details") is { ValueKind: JsonValueKind.Object } d ? Told(d) : []))];
    }

    /// <summary>The invoice's payments with their routes, the oldest first.</summary>
    public async Task<IReadOnlyList<(string Id, string Status, IReadOnlyList<string> Route)>> Payments(Answer invoice) =>
        [.. (await Api.Get($"/api/payment-invoices/{invoice.Id}/payments")).Json.GetProperty("data").EnumerateArray().Select(p =>
            (p.GetProperty("id").GetString()!, p.GetProperty("attributes").GetProperty("status").GetString()!, Told(p.GetProperty("attributes"))))];

    /// <summary>What the sandbox has of the invoice's first payment at this account; null: nothing.</summary>
    public Task<SandboxCharge?> Charge(Answer invoice, string account)
    {
        var (id, merchant) = (new InvoiceId(invoice.Id), Id(account));
        return App.Read(async db =>
        {
            var payments = await db.Set<Payment>().AsNoTracking().Where(p => p.InvoiceId == id).ToListAsync();
            var references = payments.ConvertAll(p => p.Id.Value);
            return await db.Set<SandboxCharge>().AsNoTracking().SingleOrDefaultAsync(c => references.Contains(c.Reference) && c.Merchant == merchant);
        });
    }

    private Task<GatewayAnswer> Meet(GatewayOrder order, Func<Task<GatewayAnswer>> start, CancellationToken ct)
    {
        var account = App.Services.GetRequiredService<SandboxKeys>().Read(order.Credentials["api_key"])!.Merchant;
        calls.Enqueue((Name(account), order.Operation!.Value.Value));
        return fates.TryGetValue(account, out var fate) ? fate(start, ct) : start();
    }

    private string Name(string id) => ids.FirstOrDefault(i => i.Value == id).Key ?? "another";

    private List<string> Told(JsonElement owner) => [.. owner.GetProperty("route").EnumerateArray().Select(r =>
        $"{Name(r.GetProperty("gateway_account").GetString()!)} {r.GetProperty("outcome").GetString()} {(r.GetProperty("outcome").GetString() == "declined" ? r.GetProperty("reason").GetString() : "")}".Trim())];
}
