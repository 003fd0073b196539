using System.Diagnostics;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PayCore.Commerce.Shared;

/// <summary>Work that rows describe: one run does all that is due. Safe to lose, to run twice, and to call from a test.</summary>
public interface IJob
{
    Task Run(CancellationToken ct);
}

/// <summary>A job that also runs by the clock, as the net below lost wake-ups. <paramref name="Cron"/> has six fields, seconds first.</summary>
public sealed record JobSchedule(Type Job, string Name, string Cron, Action<IRecurringJobManager> Register);

public static class JobRegistration
{
    /// <summary>How long the dashboard shows a job that has ended; the memory is this process's.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    /// <summary>The one place that chooses Hangfire's storage (docs/adr/0002) and its servers. <c>Jobs:Enabled=false</c> runs no job by itself.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHangfire(hangfire => hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings().UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = KeptFor }));
        services.AddSingleton(typeof(JobWaker<>)).AddSingleton<JobSteps>();
        if (!configuration.GetValue("Jobs:Enabled", true)) return services;

        services.AddHangfireServer(options =>
        {
            options.WorkerCount = 8;
            options.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            options.ShutdownTimeout = TimeSpan.FromSeconds(5);
        });
        return services.AddHostedService<RecurringJobs>();
    }

    /// <summary>Registers a job and the clock that also runs it.</summary>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services, string cron) where TJob : class, IJob
    {
        services.AddScoped<TJob>();
        var name = typeof(TJob).Name;
        return services.AddSingleton(new JobSchedule(typeof(TJob), name, cron, manager =>
            manager.AddOrUpdate<JobRun<TJob>>(name, run => run.Run(CancellationToken.None), cron)));
    }

    private sealed class RecurringJobs(IEnumerable<JobSchedule> schedules, IRecurringJobManager manager) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var schedule in schedules) schedule.Register(manager);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>What Hangfire calls: runs the job, and again while it was woken meanwhile. Never two at once in one process.</summary>
public sealed class JobRun<TJob>(TJob job, JobWaker<TJob> waker, ILogger<TJob> log) where TJob : class, IJob
{
    // What is due is due by its rows, and the next run takes it: a failed job is logged, and not kept for ever.
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete, LogEvents = false)]
    public async Task Run(CancellationToken ct)
    {
        if (!waker.TryStart()) return;
        using var trace = new Activity(typeof(TJob).Name).Start(); // its log lines belong together
        try
        {
            do await job.Run(ct);
            while (!waker.TryFinish());
        }
        catch (Exception e)
        {
            // A server that is told to stop breaks its jobs off: no failure.
            if (e is not OperationCanceledException || !ct.IsCancellationRequested) log.LogError(e, "The job {Job} failed; its next run takes what is due.", typeof(TJob).Name);
            waker.Abandon();
            throw;
        }
    }
}

/// <summary>Asks for a run of the job soon; many wake-ups before the run starts are one. Called after commits.</summary>
public sealed class JobWaker<TJob>(IBackgroundJobClient jobs, IConfiguration configuration) : IDisposable where TJob : class, IJob
{
    private const int Idle = 0, Queued = 1, Running = 2, RunningAgain = 3;

    private readonly bool enabled = configuration.GetValue("Jobs:Enabled", true);
    private readonly SemaphoreSlim woken = new(0, 1);
    private int state;

    public void Wake()
    {
        if (!enabled) return;
        if (Interlocked.CompareExchange(ref state, Queued, Idle) == Idle)
        {
            jobs.Enqueue<JobRun<TJob>>(run => run.Run(CancellationToken.None));
            return;
        }

        Interlocked.CompareExchange(ref state, RunningAgain, Running);
        lock (woken)
        {
            if (woken.CurrentCount == 0) woken.Release();
        }
    }

    /// <summary>For a job that is still busy: waits until it is woken again or the time is over.</summary>
    public Task WaitForWake(TimeSpan most, CancellationToken ct) => woken.WaitAsync(most, ct);

    internal bool TryStart() =>
        Interlocked.CompareExchange(ref state, Running, Queued) == Queued || Interlocked.CompareExchange(ref state, Running, Idle) == Idle;

    internal bool TryFinish()
    {
        if (Interlocked.CompareExchange(ref state, Idle, Running) == Running) return true;
        Interlocked.Exchange(ref state, Running);
        return false;
    }

    internal void Abandon() => Interlocked.Exchange(ref state, Idle);

    public void Dispose() => woken.Dispose();
}
