using Hangfire;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Architecture.Planted.Domain;

// Each type reaches outside in another way: by a field, a parameter, an attribute, a lambda, an async method.
internal sealed class PureDomain
{
    public static Money Sum(IEnumerable<Money> all) => all.Aggregate((a, b) => a + b);
}

internal sealed class UsesEntityFramework
{
    public static string Name(DbContext db) => db.ToString()!;
}

internal sealed class UsesAspNetCore
{
    public static int Status { get; } = StatusCodeOf(null);

    private static int StatusCodeOf(HttpContext? http) => http?.Response.StatusCode ?? 0;
}

internal sealed class UsesHangfire
{
    [AutomaticRetry(Attempts = 0)]
    public static void Run() { }
}

internal sealed class UsesHttpClient(HttpClient client)
{
    public Uri? Address => client.BaseAddress;
}

internal sealed class UsesConfiguration
{
    public static string? Read(IConfiguration configuration) => configuration["Key"];
}

internal sealed class UsesLogger(ILogger<UsesLogger> log)
{
    public void Say() => log.LogInformation("Said");
}

internal sealed class UsesTheClockInALambda
{
    public static Func<long> Later() => () => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}

internal sealed class UsesTheDatabaseInAnAsyncMethod
{
    public static async Task<int> Wait(IServiceProvider services)
    {
        await Task.Yield();
        return services.GetService(typeof(CommerceDb)) is null ? 0 : 1;
    }
}

internal sealed class UsesAnotherLayer
{
    public static string Name() => nameof(Features.UseCases) + new Features.UseCases.Handled();
}

/// <summary>Public outside the contracts.</summary>
public sealed class OpenSecret;
