using System.Security.Cryptography;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>The operations that this scope prepared, born claimed by it, to be run once its commit has succeeded.</summary>
internal sealed class PreparedOperations
{
    private readonly List<OperationId> ids = [];

    public string Claim { get; } = NewClaim();

    /// <summary>Whether this scope leaves what it prepares to the dispatcher, so that no slow gateway holds up what it has to do.</summary>
    public bool AreLeft { get; set; }

    /// <summary>Whether anything was left.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>An operation for this unit of work: claimed, to be run by this scope after its commit, or free where it is left.</summary>
    public GatewayOperation Prepare(Payment payment, OperationKind kind, DateTimeOffset now, long? amountMinor = null, string? description = null)
    {
        if (AreLeft)
        {
            HasLeft = true;
            return GatewayOperation.Later(payment, kind, now, amountMinor, description);
        }

        var operation = GatewayOperation.Claimed(payment, kind, Claim, now, amountMinor, description);
        Add(operation.Id);
        return operation;
    }

    public void Add(OperationId id) => ids.Add(id);

    public IReadOnlyList<OperationId> Take()
    {
        var taken = ids.ToList();
        ids.Clear();
        return taken;
    }

    public static string NewClaim() => RandomNumberGenerator.GetString(Id.Alphabet, 16);
}
