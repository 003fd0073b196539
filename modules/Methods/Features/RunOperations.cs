using MediatR;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.RunOperations;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Runs the operations that this request prepared, after its commit. A client that hangs up meanwhile changes nothing.</summary>
internal static class RunOperations
{
    internal sealed class Handler(PreparedOperations prepared, OperationRunner runner) : IRequestHandler<Request, Result<GatewayReach>>
    {
        public async Task<Result<GatewayReach>> Handle(Request c, CancellationToken ct) => await runner.RunPrepared(prepared);
    }
}
