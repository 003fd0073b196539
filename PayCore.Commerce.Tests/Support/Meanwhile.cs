using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>Lets something happen in the middle of a load: once, when a table is read.</summary>
internal sealed class Meanwhile(string table, Func<Task> happen) : DbCommandInterceptor
{
    private bool happened;

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (happened || !command.CommandText.Contains($"\"{table}\"", StringComparison.Ordinal)) return result;
        happened = true;
        await happen();
        return result;
    }

    /// <summary>Loads by a connection of its own; what happens meanwhile goes by others.</summary>
    public static async Task Load(PayCoreApp app, string table, Func<Task> happen, Func<CommerceDb, Task> load)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var meanwhile = new Meanwhile(table, happen);
        var options = new DbContextOptionsBuilder<CommerceDb>(scope.ServiceProvider.GetRequiredService<DbContextOptions<CommerceDb>>()).AddInterceptors(meanwhile).Options;
        await using var db = ActivatorUtilities.CreateInstance<CommerceDb>(scope.ServiceProvider, options);
        await load(db);
        meanwhile.happened.Should().BeTrue($"{table} is read by the load");
    }
}
