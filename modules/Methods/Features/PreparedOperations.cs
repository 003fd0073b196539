using System.Security.Cryptography;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>The operations that this scope prepared, born claimed by it, to be run once its commit has succeeded.</summary>
internal sealed class PreparedOperations
{
    private readonly List<OperationId> ids = [];

    public string Claim { get; } = NewClaim();

    public void Add(OperationId id) => ids.Add(id);

    public IReadOnlyList<OperationId> Take()
    {
        var taken = ids.ToList();
        ids.Clear();
        return taken;
    }

    public static string NewClaim() => RandomNumberGenerator.GetString(Id.Alphabet, 16);
}
