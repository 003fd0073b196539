using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Architecture.Planted.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Architecture;

internal sealed class StorageTests
{
    /// <summary>The only places that write, each with its reason.</summary>
    private static readonly string[] Writers =
    [
        // What Commit ends in: the write gate calls it inside its transaction.
        "PayCore.Commerce.Shared.CommerceDb.Write",
        // Settings of a connection, no rows.
        "PayCore.Commerce.Shared.SqliteStorage.SetPragmas",
        // The lock row of a migration that was killed, before anything runs.
        "PayCore.Commerce.Start.StartUp.Migrate",
    ];

    [Test]
    public void Only_commit_saves()
    {
        var code = Modules.All.SelectMany(Modules.Code).ToList();
        StorageRules.OnlyCommitSaves(code, Writers).ShouldBeClean();
        StorageRules.Stale(code, Writers).Should().BeEmpty("a permission that nobody needs is a hole");
    }

    [Test]
    public void Planted_saves_beside_commit_are_caught() =>
        StorageRules.OnlyCommitSaves(Modules.Code(typeof(Savers).Assembly).Where(t => t.FullName.Contains(nameof(Savers))), []).Wrong.Should().BeEquivalentTo(
            $"{typeof(Savers).FullName}.Saves calls SaveChangesAsync",
            $"{typeof(Savers).FullName}.SavesInALambda calls SaveChanges",
            $"{typeof(Savers).FullName}.Updates calls ExecuteUpdateAsync",
            $"{typeof(Savers).FullName}.Deletes calls ExecuteDeleteAsync",
            $"{typeof(Savers).FullName}.Writes calls ExecuteSqlRawAsync");

    [Test]
    public void A_planted_permission_that_nobody_needs_is_caught() =>
        StorageRules.Stale(Modules.Code(typeof(Savers).Assembly), ["Nobody.Writes"]).Should().Equal("Nobody.Writes");

    [Test]
    public async Task A_table_carries_its_modules_prefix()
    {
        await using var app = await PayCoreApp.Start();
        var tables = await app.Read(db => Task.FromResult(db.Model.GetEntityTypes().Select(e => (e.ClrType, e.GetTableName())).ToList()));
        StorageRules.Tables(tables, Prefix).ShouldBeClean();
    }

    [Test]
    public void Planted_tables_without_the_prefix_are_caught() =>
        StorageRules.Tables([(typeof(Savers), "savers"), (typeof(UseCases), null), (typeof(OpenUseCase), "planted_cases")], _ => "planted_").Wrong
            .Should().Equal("Savers is stored in savers", "UseCases is stored in no table");

    [Test]
    public void Rules_about_no_code_and_no_table_prove_nothing()
    {
        Finding[] findings = [StorageRules.OnlyCommitSaves([], []), StorageRules.Tables([], _ => "")];
        foreach (var finding in findings) FluentActions.Invoking(finding.ShouldBeClean).Should().Throw<AssertionException>();
    }

    // The sandbox plays another company: its books stand apart from those of the module that it lives in.
    private static string Prefix(Type entity) => entity.Namespace!.Contains(".Gateways.Sandbox.", StringComparison.Ordinal)
        ? "sandbox_"
        : Modules.Name(entity.Assembly).ToLowerInvariant() + "_";
}
