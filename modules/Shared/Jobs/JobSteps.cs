using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PayCore.Commerce.Shared;

/// <summary>The steps of a job, each in a scope and a commit of its own: one that fails is logged, tried again by the next run, and holds up nobody.</summary>
public sealed class JobSteps(IServiceScopeFactory scopes, ILogger<JobSteps> log)
{
    /// <summary>Sends a step for each row.</summary>
    /// <returns>How many went through: a job that goes on while there are rows stops when there are none.</returns>
    public async Task<int> Send<TId, T>(IEnumerable<TId> rows, Func<TId, IRequest<Result<T>>> step, CancellationToken ct)
    {
        var done = 0;
        foreach (var row in rows)
        {
            if (ct.IsCancellationRequested) break;
            var request = step(row);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, ct);
                if (result.IsFailure) log.LogWarning("{Step} of {Row} was refused: {Problem}", request.GetType().FullName, row, result.Error.Code);
                else done++;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "{Step} of {Row} failed.", request.GetType().FullName, row);
            }
        }

        return done;
    }
}
