using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Storage;

/// <summary>
/// The services that an account offers, kept in memory for five seconds. In test mode every code works without set-up, and an account without
/// services in a currency offers a sample of the catalogue (contract/methods-and-gateways.md, The sandbox).
/// </summary>
internal sealed class ServiceShelf(IMemoryCache memory, GatewaySet gateways)
{
    private const int SampleSize = 12;

    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<ServiceView>> List(CommerceDb db, AccountId account, Mode mode, Currency currency, CancellationToken ct)
    {
        if (gateways.Route(mode) is not { } gateway) return [];
        var shelf = await Load(db, account, mode, ct);
        return shelf.ByCurrency.GetOrAdd(currency, _ => Build(shelf, mode, currency, gateway));
    }

    /// <summary>The service, or <c>service_unknown</c>, <c>service_unavailable</c> when the account switched it off.</summary>
    public async Task<Result<ServiceView>> Find(CommerceDb db, AccountId account, Mode mode, ServiceCode code, CancellationToken ct)
    {
        if (gateways.Route(mode) is not { } gateway) return MethodErrors.ServiceUnknown();
        var configured = (await Load(db, account, mode, ct)).Configured.GetValueOrDefault(code.Text);
        if (configured is null && mode == Mode.Live) return MethodErrors.ServiceUnknown();
        if (configured is { Enabled: false }) return MethodErrors.ServiceUnavailable("it is switched off");
        return View(code, configured, gateway, configured?.Position ?? 0);
    }

    public void Forget(AccountId account, Mode mode) => memory.Remove(Key(account, mode));

    private static (Type Of, AccountId Account, Mode Mode) Key(AccountId account, Mode mode) => (typeof(ServiceShelf), account, mode);

    private async Task<Shelf> Load(CommerceDb db, AccountId account, Mode mode, CancellationToken ct)
    {
        if (memory.TryGetValue(Key(account, mode), out Shelf? shelf)) return shelf!;
        var rows = await db.Set<ConfiguredService>().AsNoTracking().Where(s => s.AccountId == account && s.Mode == mode).ToListAsync(ct);
        return memory.Set(Key(account, mode), new Shelf(rows.ToDictionary(s => s.Code, StringComparer.Ordinal), []), Age);
    }

    private static List<ServiceView> Build(Shelf shelf, Mode mode, Currency currency, IGateway gateway)
    {
        var configured = shelf.Configured.Values
            .Select(row => (Row: row, Code: ServiceCode.Parse(row.Code)))
            .Where(s => s.Code?.Currency == currency).OrderBy(s => s.Row.Position).ToList();
        if (configured.Count > 0) return [.. configured.Where(s => s.Row.Enabled).Select(s => View(s.Code!, s.Row, gateway, s.Row.Position))];
        return mode == Mode.Live ? [] : [.. Sample(currency).Select((code, i) => View(code, null, gateway, i + 1))];
    }

    /// <summary>Methods of every category in turn, those that work everywhere first.</summary>
    private static IEnumerable<ServiceCode> Sample(Currency currency) => MethodCatalogue.All
        .GroupBy(m => m.View.Category)
        .SelectMany(category => category.OrderBy(m => m.View.Countries.Count == 0 ? 0 : 1).Select((m, turn) => (m.View, Turn: turn)))
        .OrderBy(m => m.Turn)
        .Take(SampleSize)
        .Select(m => ServiceCode.Of(m.View.Code, currency, m.View.Category is "bank_transfer" or "cash" ? Flow.Invoice : Flow.Hpp));

    private static ServiceView View(ServiceCode code, ConfiguredService? row, IGateway gateway, int position)
    {
        var method = MethodCatalogue.Get(code.Method);
        return new ServiceView(
            code.Text, method.View, code.Flow, code.Currency,
            code.Flow == Flow.Test ? [] : [.. method.Fields.Select(f => f with { Required = row?.RequiredFields.Contains(f.Key) ?? false })],
            row?.AmountMinMinor is { } min ? new Money(min, code.Currency) : null,
            row?.AmountMaxMinor is { } max ? new Money(max, code.Currency) : null,
            position,
            gateway.Capabilities.HasFlag(Capabilities.Authorize) && code.Flow != Flow.Invoice,
            gateway.Lifetime,
            gateway.RedirectOrigins,
            gateway.Frameable)
        {
            Fee = row?.Fee ?? FeeSchedule.None,
        };
    }

    private sealed record Shelf(IReadOnlyDictionary<string, ConfiguredService> Configured, ConcurrentDictionary<Currency, IReadOnlyList<ServiceView>> ByCurrency);
}
