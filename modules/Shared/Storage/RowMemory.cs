using Microsoft.Extensions.Caching.Memory;

namespace PayCore.Commerce.Shared;

/// <summary>
/// What was read from rows, kept in memory for five seconds: a change made by another server counts after at most that long, one made by this process at
/// once. What was read before a change was committed is never kept after it, however long the reading took.
/// </summary>
public sealed class RowMemory(IMemoryCache memory)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private long changes;

    /// <summary>How many changes there were: to be taken before the rows are read, and given to <see cref="Keep"/>.</summary>
    public long Changes => Interlocked.Read(ref changes);

    public T? Find<T>(object key) where T : class => memory.TryGetValue(key, out T? value) ? value : null;

    /// <summary>Keeps it under all keys, unless anything was changed since <paramref name="before"/>: then the next one reads again.</summary>
    public void Keep(long before, object value, params ReadOnlySpan<object> keys)
    {
        lock (gate)
        {
            if (changes != before) return;
            foreach (var key in keys) memory.Set(key, value, Age);
        }
    }

    /// <summary>After a change was committed.</summary>
    public void Forget(params ReadOnlySpan<object> keys)
    {
        lock (gate)
        {
            changes++;
            foreach (var key in keys) memory.Remove(key);
        }
    }
}
