using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>A gateway account that can run a service, and when (contract/methods-and-gateways.md, Route). The mode is that of the service.</summary>
/// <param name="Priority">1 is tried first; routes of the same priority share by weight.</param>
/// <param name="Weight">The route's part among those of its priority; 1 or more.</param>
/// <param name="AmountMinMinor">Least payment amount in minor units; null: any.</param>
/// <param name="AmountMaxMinor">Greatest payment amount in minor units; null: any.</param>
/// <param name="Countries">ISO 3166-1 alpha-2; empty: any, and also where the customer's country is not known.</param>
internal sealed record ServiceRoute(
    GatewayAccountId GatewayAccount, int Priority, int Weight, long? AmountMinMinor, long? AmountMaxMinor, IReadOnlyList<string> Countries)
{
    /// <summary>The route of a test service without routes: the account that sets itself up, made when it is first needed.</summary>
    public static ServiceRoute Automatic { get; } = new(default, 1, 1, null, null, []);

    public bool IsAutomatic => GatewayAccount.Value is null;

    /// <param name="amountMinor">What the gateway is asked to take; null: nobody said yet.</param>
    /// <param name="country">The customer's country; null: not known, so a route for certain countries does not hold.</param>
    public bool Holds(long? amountMinor, string? country) =>
        (amountMinor is not { } minor || (minor >= (AmountMinMinor ?? 0) && minor <= (AmountMaxMinor ?? long.MaxValue)))
        && (Countries.Count == 0 || (country is not null && Countries.Contains(country, StringComparer.OrdinalIgnoreCase)));
}

/// <summary>In which order routes are tried; pure.</summary>
internal static class Routing
{
    /// <summary>Routes that one payment tries at most.</summary>
    public const int MostTried = 5;

    /// <summary>By priority; among the same priority drawn by weight, first the first, then the next of what is left.</summary>
    /// <param name="draw">Answers a number from 0 to below the given one.</param>
    public static IReadOnlyList<T> Order<T>(IEnumerable<T> routes, Func<T, ServiceRoute> of, Func<int, int> draw)
    {
        var ordered = new List<T>();
        foreach (var group in routes.GroupBy(r => of(r).Priority).OrderBy(g => g.Key))
        {
            var left = group.ToList();
            while (left.Count > 0)
            {
                var at = left.Count == 1 ? 0 : Pick(left, of, draw(left.Sum(r => of(r).Weight)));
                ordered.Add(left[at]);
                left.RemoveAt(at);
            }
        }

        return ordered;
    }

    private static int Pick<T>(List<T> left, Func<T, ServiceRoute> of, int drawn)
    {
        var at = 0;
        while ((drawn -= of(left[at]).Weight) >= 0) at++;
        return at;
    }
}
