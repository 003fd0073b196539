using System.Collections.Frozen;

namespace PayCore.Commerce.Methods.Domain;

/// <summary>
/// Refusals of a start after which another gateway may be tried (contract/methods-and-gateways.md, Route): they say something of the provider or of
/// the merchant's account there, nothing of the payer. Everything else is final: a bank's or a safety check's no must not be asked again elsewhere, and
/// <c>duplicated_transaction</c>, <c>unable_to_reconcile</c> and <c>unknown</c> may mean that money moved.
/// </summary>
internal static class SoftDeclines
{
    public static readonly FrozenSet<string> Resolutions = new[]
    {
        "provider_error",        // The provider could not do it now.
        "provider_fatal_error",  // The provider cannot do it at all.
        "error",                 // A technical failure on the way.
        "fatal_error",
        "general_fatal_error",
        "invalid_request",       // This provider does not take such an order.
        "invalid_amount",        // This provider does not take such an amount.
        "limit_violation",       // At a start nobody has paid yet, so the limit is the merchant's at this provider.
    }.ToFrozenSet(StringComparer.Ordinal);
}
