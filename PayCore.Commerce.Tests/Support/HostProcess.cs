using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PayCore.Commerce.Tests.Support;

/// <summary>The built host as a process of its own, started from a folder that is not its own.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly TaskCompletionSource<string> listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process) => this.process = process;

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors);

    public int ExitCode => process.ExitCode;

    public static string Program { get; } = Repository.File(Path.Combine(
        "PayCore.Commerce", Path.GetRelativePath(Repository.File("PayCore.Commerce.Tests"), AppContext.BaseDirectory), "PayCore.Commerce.dll"));

    /// <param name="arguments">The command line.</param>
    /// <param name="settings">Environment variables; a value of null takes one away.</param>
    /// <param name="folder">The working directory.</param>
    public static HostProcess Start(string[] arguments, (string Name, string? Value)[] settings, string? folder = null)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var name in (string[])["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPNETCORE_URLS", "PublicUrl", "DataFolder"]) start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var host = new HostProcess(new Process { StartInfo = start });
        host.process.OutputDataReceived += (_, line) => host.Keep(host.output, line.Data);
        host.process.ErrorDataReceived += (_, line) => host.Keep(host.errors, line.Data);
        host.process.Start();
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Starts a server on a free port and waits until it listens. Its address is the answer's second part.</summary>
    public static async Task<(HostProcess Host, string Url)> Serve((string Name, string? Value)[] settings, string? folder = null)
    {
        var host = Start(["--urls", "http://127.0.0.1:0"], settings, folder);
        var first = await Task.WhenAny(host.listens.Task, host.process.WaitForExitAsync(), Task.Delay(Longest));
        if (first == host.listens.Task) return (host, await host.listens.Task);
        var told = $"{host.Output}\n{host.Errors}";
        await host.DisposeAsync();
        throw new InvalidOperationException("The host does not listen:\n" + told);
    }

    /// <summary>Runs to the end and gives the exit code.</summary>
    public static async Task<HostProcess> Run(string[] arguments, params (string Name, string? Value)[] settings)
    {
        var host = Start(arguments, settings);
        await host.Ended();
        return host;
    }

    public async Task Ended()
    {
        using var limit = new CancellationTokenSource(Longest);
        await process.WaitForExitAsync(limit.Token);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        process.Dispose();
    }

    private void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (Listening().Match(line) is { Success: true } match) listens.TrySetResult(match.Groups[1].Value);
    }

    [GeneratedRegex("Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
