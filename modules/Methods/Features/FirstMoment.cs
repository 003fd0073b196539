using PayCore.Commerce.Methods.Domain;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// When this process began. On SQLite there is one process for each file, so a lease that was taken before belongs to an earlier run, which is
/// dead: it is void without any row being touched.
/// </summary>
internal sealed class FirstMoment(TimeProvider clock)
{
    private readonly DateTimeOffset began = clock.GetUtcNow();

    /// <summary>A lease that ends before this was taken by an earlier run.</summary>
    public DateTimeOffset VoidLeasesBefore => VoidBefore(GatewayOperation.Lease);

    /// <summary>The same for leases of this length.</summary>
    public DateTimeOffset VoidBefore(TimeSpan lease) => began + lease;
}
