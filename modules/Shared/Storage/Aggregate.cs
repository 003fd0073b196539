using MediatR;

namespace PayCore.Commerce.Shared;

/// <summary>An entity that tells what happened to it: <see cref="CommerceDb.Commit"/> publishes its events before it saves.</summary>
public abstract class Aggregate
{
    private List<INotification>? events;

    /// <summary>The concurrency token: grows with every save of this row.</summary>
    public long Version { get; private set; }

    protected void Raise(INotification happened) => (events ??= []).Add(happened);

    internal IReadOnlyList<INotification> TakeEvents()
    {
        if (events is null or { Count: 0 }) return [];
        var taken = events;
        events = null;
        return taken;
    }
}
