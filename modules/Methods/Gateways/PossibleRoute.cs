using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways;

/// <summary>A route whose gateway account is enabled and whose gateway runs the service's flow in its mode.</summary>
internal sealed record PossibleRoute(IGateway Gateway, ServiceRoute Route)
{
    public bool CanAuthorize => Gateway.Capabilities.HasFlag(Capabilities.Authorize);

    /// <summary>The routes in the order in which they are tried; accounts whose circuit is open are left out, unless there is no other.</summary>
    /// <param name="draw">Answers a number from 0 to below the given one.</param>
    public static (IReadOnlyList<PossibleRoute> Candidates, IReadOnlyList<PossibleRoute> Skipped) Plan(
        IReadOnlyList<PossibleRoute> routes, GatewayCircuits circuits, Func<int, int> draw)
    {
        var ordered = Routing.Order(routes, r => r.Route, draw).DistinctBy(r => r.Route.GatewayAccount).ToList();
        var closed = ordered.Where(r => r.Route.IsAutomatic || !circuits.IsOpen(r.Route.GatewayAccount)).Take(Routing.MostTried).ToList();
        return closed.Count == 0 ? ([.. ordered.Take(Routing.MostTried)], []) : (closed, [.. ordered.TakeWhile(r => r != closed[^1]).Except(closed)]);
    }
}
