using System.Text.Json;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>A callback as the inspector received and checked it.</summary>
/// <param name="Attempt">The header <c>X-Callback-Attempt</c> as sent.</param>
/// <param name="Amount">As written in the body, with its currency.</param>
internal sealed record InspectedCallback(
    DateTimeOffset Received,
    string? WebhookId,
    string? Attempt,
    bool IsFamilySignatureGood,
    bool IsStandardSignatureGood,
    string? Invoice,
    string? ReferenceId,
    string? Status,
    string? Resolution,
    string? Amount,
    long? Sequence,
    JsonElement Body);

/// <summary>What came to the inspector: the last 200, in memory, gone with the process. Development only.</summary>
internal sealed class Inspector
{
    public const int MostKept = 200;

    private readonly Lock door = new();
    private readonly LinkedList<InspectedCallback> kept = [];

    public void Add(InspectedCallback callback)
    {
        lock (door)
        {
            kept.AddFirst(callback);
            if (kept.Count > MostKept) kept.RemoveLast();
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<InspectedCallback> All()
    {
        lock (door) return [.. kept];
    }
}
