using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Everything the product logged, as text.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

    public string Errors => string.Join('\n', lines.Where(l => l.StartsWith(nameof(LogLevel.Error), StringComparison.Ordinal)));

    public ILogger CreateLogger(string categoryName) => new Sink(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Sink(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
