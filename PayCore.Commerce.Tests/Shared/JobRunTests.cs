using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Shared;

/// <summary>What becomes of a job that fails: an error in the log, and the next run.</summary>
internal sealed class JobRunTests
{
    [Test]
    public async Task A_failure_is_an_error_in_the_log_and_a_stop_is_none()
    {
        await using var app = await PayCoreApp.Start();
        var job = new Job();
        var run = ActivatorUtilities.CreateInstance<JobRun<Job>>(app.Services, job);

        job.Does = ct => Task.FromCanceled(ct);
        var stopped = () => run.Run(new CancellationToken(canceled: true));
        await stopped.Should().ThrowAsync<OperationCanceledException>();
        app.Logs.Errors.Should().NotContain("The job");

        job.Does = _ => throw new InvalidOperationException("the disk is full");
        var failed = () => run.Run(CancellationToken.None);
        await failed.Should().ThrowAsync<InvalidOperationException>();
        app.Logs.Errors.Should().Contain("The job Job failed").And.Contain("the disk is full");

        job.Does = _ => Task.CompletedTask;
        await run.Run(CancellationToken.None);
        job.Runs.Should().Be(3, "it is not taken for one that still runs");
    }

    private sealed class Job : IJob
    {
        public Func<CancellationToken, Task> Does { get; set; } = _ => Task.CompletedTask;

        public int Runs { get; private set; }

        public Task Run(CancellationToken ct)
        {
            Runs++;
            return Does(ct);
        }
    }
}
