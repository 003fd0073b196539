using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Storage;

/// <summary>
/// The services that an account set up with the routes that can run them, kept in memory for five seconds (<see cref="RowMemory"/>). In test mode every code works without
/// set-up, and an account without services in a currency offers a sample of the catalogue (contract/methods-and-gateways.md, The sandbox).
/// </summary>
internal sealed class ServiceShelf(RowMemory memory, GatewaySet gateways)
{
    private const int SampleSize = 12;

    /// <summary>Every service of the currency, in the account's order, also those that are switched off or that no route can run.</summary>
    public async Task<IReadOnlyList<ServiceOnShelf>> List(CommerceDb db, AccountId account, Mode mode, Currency currency, CancellationToken ct)
    {
        var shelf = await Load(db, account, mode, ct);
        return shelf.ByCurrency.GetOrAdd(currency, _ => Build(shelf, mode, currency));
    }

    /// <summary>The service as it is set up, or, in test mode, as it is made up from its code; null: the account has none.</summary>
    public async Task<ServiceOnShelf?> Get(CommerceDb db, AccountId account, Mode mode, ServiceCode code, CancellationToken ct)
    {
        var shelf = await Load(db, account, mode, ct);
        var configured = shelf.Configured.GetValueOrDefault(code.Text);
        return configured is null && mode == Mode.Live ? null : Shelve(shelf, mode, code, configured, configured?.Position ?? 0);
    }

    /// <summary>The service, or <c>service_unknown</c>, <c>service_unavailable</c> when the account switched it off or no route can run it.</summary>
    public async Task<Result<ServiceOnShelf>> Find(CommerceDb db, AccountId account, Mode mode, ServiceCode code, CancellationToken ct) =>
        await Get(db, account, mode, code, ct) switch
        {
            null => MethodErrors.ServiceUnknown(),
            { Row.Enabled: false } => MethodErrors.ServiceUnavailable("it is switched off"),
            { Routes.Count: 0 } => MethodErrors.ServiceUnavailable("no enabled gateway account can run it"),
            var found => found,
        };

    /// <summary>After a change of the account's services or gateway accounts.</summary>
    public void Forget(AccountId account, Mode mode) => memory.Forget(Key(account, mode));

    private static (Type Of, AccountId Account, Mode Mode) Key(AccountId account, Mode mode) => (typeof(ServiceShelf), account, mode);

    private async Task<Shelf> Load(CommerceDb db, AccountId account, Mode mode, CancellationToken ct)
    {
        if (memory.Find<Shelf>(Key(account, mode)) is { } kept) return kept;
        var before = memory.Changes;
        var rows = await db.Set<ConfiguredService>().AsNoTracking().Where(s => s.AccountId == account && s.Mode == mode).ToListAsync(ct);
        var enabled = await db.Set<GatewayAccount>().Where(a => a.AccountId == account && a.Mode == mode && a.Enabled)
            .Select(a => new { a.Id, a.Gateway }).ToDictionaryAsync(a => a.Id, a => a.Gateway, ct);
        var shelf = new Shelf(rows.ToDictionary(s => s.Code, StringComparer.Ordinal), enabled, []);
        memory.Keep(before, shelf, Key(account, mode));
        return shelf;
    }

    private List<ServiceOnShelf> Build(Shelf shelf, Mode mode, Currency currency)
    {
        var configured = shelf.Configured.Values
            .Select(row => (Row: row, Code: ServiceCode.Parse(row.Code)))
            .Where(s => s.Code?.Currency == currency).OrderBy(s => s.Row.Position).ThenBy(s => s.Row.Code, StringComparer.Ordinal).ToList();
        if (configured.Count > 0) return [.. configured.Select(s => Shelve(shelf, mode, s.Code!, s.Row, s.Row.Position))];
        return mode == Mode.Live ? [] : [.. Sample(currency).Select((code, i) => Shelve(shelf, mode, code, null, i + 1))];
    }

    /// <summary>Methods of every category in turn, those that work everywhere first.</summary>
    private static IEnumerable<ServiceCode> Sample(Currency currency) => MethodCatalogue.All
        .GroupBy(m => m.View.Category)
        .SelectMany(category => category.OrderBy(m => m.View.Countries.Count == 0 ? 0 : 1).Select((m, turn) => (m.View, Turn: turn)))
        .OrderBy(m => m.Turn)
        .Take(SampleSize)
        .Select(m => ServiceCode.Of(m.View.Code, currency, m.View.Category is "bank_transfer" or "cash" ? Flow.Invoice : Flow.Hpp));

    private ServiceOnShelf Shelve(Shelf shelf, Mode mode, ServiceCode code, ConfiguredService? row, int position)
    {
        var method = MethodCatalogue.Get(code.Method);
        var routes = Routes(shelf, mode, code.Flow, row);
        var view = new ServiceView(
            code.Text,
            method.View with
            {
                Name = row is { Label.Count: > 0 } ? Over(method.View.Name, row.Label) : method.View.Name,
                Countries = row is { Countries.Count: > 0 } ? row.Countries : method.View.Countries,
            },
            code.Flow, code.Currency,
            code.Flow == Flow.Test ? [] : [.. method.Fields.Select(f => f with { Required = row?.RequiredFields.Contains(f.Key) ?? false })],
            row?.AmountMinMinor is { } min ? new Money(min, code.Currency) : null,
            row?.AmountMaxMinor is { } max ? new Money(max, code.Currency) : null,
            position, CanAuthorize: false, Lifetime: null, RedirectOrigins: [], Frameable: false)
        {
            Fee = row?.Fee ?? FeeSchedule.None,
        };
        return new ServiceOnShelf(view, row, routes).By(routes);
    }

    private List<PossibleRoute> Routes(Shelf shelf, Mode mode, Flow flow, ConfiguredService? row)
    {
        if (row is not { Routes.Count: > 0 })
            return gateways.Automatic(mode) is { } automatic && automatic.Flows.Contains(flow) ? [new PossibleRoute(automatic, ServiceRoute.Automatic)] : [];
        var routes = new List<PossibleRoute>();
        foreach (var route in row.Routes)
            if (shelf.Accounts.GetValueOrDefault(route.GatewayAccount) is { } name && gateways.Find(name) is { } gateway
                && gateway.Serves(mode) && gateway.Flows.Contains(flow)) routes.Add(new PossibleRoute(gateway, route));
        return routes;
    }

    private static Dictionary<string, string> Over(IReadOnlyDictionary<string, string> names, IReadOnlyDictionary<string, string> label)
    {
        var merged = new Dictionary<string, string>(names, StringComparer.Ordinal);
        foreach (var (language, text) in label) merged[language] = text;
        return merged;
    }

    /// <param name="Accounts">Enabled gateway accounts with their gateways' names.</param>
    private sealed record Shelf(
        IReadOnlyDictionary<string, ConfiguredService> Configured,
        IReadOnlyDictionary<GatewayAccountId, string> Accounts,
        ConcurrentDictionary<Currency, IReadOnlyList<ServiceOnShelf>> ByCurrency);
}

/// <summary>A service, its row where the account set it up, and the routes that could run it now, in the merchant's order.</summary>
internal sealed record ServiceOnShelf(ServiceView View, ConfiguredService? Row, IReadOnlyList<PossibleRoute> Routes)
{
    public bool IsOffered => Row?.Enabled != false && Routes.Count > 0;

    /// <summary>The routes whose conditions hold.</summary>
    /// <param name="amount">What the gateway is asked to take; null: nobody said yet.</param>
    public IReadOnlyList<PossibleRoute> Holding(Money? amount, string? country) => [.. Routes.Where(r => r.Route.Holds(amount?.Minor, country))];

    /// <summary>The routes that can run such a payment.</summary>
    public IReadOnlyList<PossibleRoute> Fitting(Money amount, string? country, PaymentFlow flow) =>
        [.. Holding(amount, country).Where(r => r.Gateway.CanExpress(amount) && (flow == PaymentFlow.Charge || CanAuthorize(r)))];

    /// <summary>The service as these routes can run it: a cascade may end at any of them, so the page must allow them all.</summary>
    public ServiceOnShelf By(IReadOnlyList<PossibleRoute> routes) => this with
    {
        View = View with
        {
            CanAuthorize = routes.Any(CanAuthorize),
            Lifetime = routes.OrderBy(r => r.Route.Priority).FirstOrDefault()?.Gateway.Lifetime,
            RedirectOrigins = [.. routes.SelectMany(r => r.Gateway.RedirectOrigins).Distinct()],
            Frameable = routes.Count > 0 && routes.All(r => r.Gateway.Frameable),
        },
    };

    private bool CanAuthorize(PossibleRoute route) => route.CanAuthorize && View.Flow != Flow.Invoice;
}
