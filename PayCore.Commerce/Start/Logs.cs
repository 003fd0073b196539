namespace PayCore.Commerce.Start;

/// <summary>
/// Structured logs with trace ids: JSON lines in Production, readable lines in Development. Requests, bodies and keys are never logged.
/// A command's output is for its caller alone, so its logs go to the error stream, and only what went wrong.
/// </summary>
internal static class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder, bool isCommand)
    {
        builder.Logging.ClearProviders();
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (isCommand) builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter(level => level >= LogLevel.Error);
        else if (builder.Environment.IsDevelopment()) builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.IncludeScopes) = (true, true));
        else builder.Logging.AddJsonConsole(console => (console.IncludeScopes, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "O"));
    }
}
