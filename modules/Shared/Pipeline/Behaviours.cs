using System.Diagnostics;
using System.Security.Cryptography;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Logging;

namespace PayCore.Commerce.Shared;

/// <summary>First behaviour: one span and one log line for each use case, with its outcome and never the request itself.</summary>
internal sealed class TraceBehaviour<TRequest, TResponse>(ILogger<TRequest> log) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFailable<TResponse>
{
    private static readonly string UseCase = typeof(TRequest).DeclaringType?.Name ?? typeof(TRequest).Name;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var span = Telemetry.Source.StartActivity(UseCase);
        var start = Stopwatch.GetTimestamp();
        var result = await next();
        var outcome = result.IsFailure ? result.Errors[0].Code : "ok";
        span?.SetTag("outcome", outcome);
        if (result.IsFailure) log.LogInformation("{UseCase}: {Outcome} in {DurationMs:0.0} ms", UseCase, outcome, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        else log.LogDebug("{UseCase}: ok in {DurationMs:0.0} ms", UseCase, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        return result;
    }
}

/// <summary>Second behaviour: all validators, all errors at once. The property name is the error's source, the error code its code.</summary>
internal sealed class ValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFailable<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        List<Error>? errors = null;
        foreach (var validator in validators)
        {
            var outcome = await validator.ValidateAsync(request, cancellationToken);
            foreach (var failure in outcome.Errors)
                (errors ??= []).Add(Error.Invalid(failure.ErrorCode, failure.ErrorMessage, failure.PropertyName));
        }

        return errors is null ? await next() : TResponse.Fail(errors);
    }
}

/// <summary>
/// Third behaviour: when another commit was there first, the outermost request of the scope is run again from the start, with a pause of
/// 10–200 ms, for at most 10 s; then 409 <c>conflict</c>. Once something was committed, nothing is run again.
/// </summary>
internal sealed class RetryOnConflict<TRequest, TResponse>(CommerceDb db, ILogger<TRequest> log) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFailable<TResponse>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (db.Depth > 0) return await Nested(next);

        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await Nested(next);
            }
            catch (Exception e) when (SqliteStorage.IsConflict(e) && !db.HasCommitted)
            {
                db.Forget();
                if (Stopwatch.GetElapsedTime(start) > Longest)
                    return TResponse.Fail([Error.Conflict("conflict", "Another request changed the resource at the same time. Try again.") with { RetryAfter = TimeSpan.FromSeconds(1) }]);
                log.LogDebug("{UseCase} runs again after a conflict.", typeof(TRequest).FullName);
                await Task.Delay(RandomNumberGenerator.GetInt32(10, 200), cancellationToken);
            }
        }
    }

    private async Task<TResponse> Nested(RequestHandlerDelegate<TResponse> next)
    {
        db.Depth++;
        try
        {
            return await next();
        }
        finally
        {
            db.Depth--;
        }
    }
}

/// <summary>The product's own activity source, for OpenTelemetry.</summary>
public static class Telemetry
{
    public static readonly ActivitySource Source = new("PayCore.Commerce");
}
