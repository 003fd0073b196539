using System.Reflection;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Architecture;

internal sealed class ProjectGraphTests
{
    [Test]
    public void Project_files_refer_to_exactly_what_the_table_says()
    {
        var files = ProductFiles();
        files.Keys.Should().Contain(ProjectGraph.Table.Keys).And.Contain("host").And.Contain("Migrations.Sqlite");
        ProjectGraph.Check(files).ShouldBeClean();
    }

    [Test]
    public void A_module_sees_only_what_its_project_file_names() =>
        File.ReadAllText(Repository.File("modules/Directory.Build.props")).Should()
            .Contain("<DisableTransitiveProjectReferences>true</DisableTransitiveProjectReferences>");

    [TestCaseSource(nameof(Compiled))]
    public void A_compiled_module_knows_no_other_than_its_project_file_names(Assembly assembly) =>
        ProjectGraph.CheckCompiled(assembly, ProjectGraph.Expected(ProjectGraph.Of(assembly.GetName().Name! + ".dll"), [])).ShouldBeClean();

    [Test]
    public void Beside_the_host_only_the_tests_refer_to_the_product()
    {
        var others = Projects("bench").Concat(Projects("samples")).ToList();
        Finding.Of(others, path => ProjectGraph.References(File.ReadAllText(path)).Select(r => $"{path} refers to {r}")).ShouldBeClean();
        ProjectGraph.References(File.ReadAllText(Repository.File("PayCore.Commerce.Tests/PayCore.Commerce.Tests.csproj"))).Should().Contain("host");
    }

    [Test]
    public void A_planted_reference_upwards_is_caught() =>
        ProjectGraph.Check(Planted("Accounts", "../Shared/PayCore.Commerce.Shared.csproj", @"..\Invoices\PayCore.Commerce.Invoices.csproj"))
            .Wrong.Should().Equal("Accounts may not refer to Invoices");

    [Test]
    public void A_planted_reference_to_the_host_is_caught() =>
        ProjectGraph.Check(Planted("Shared", "../../PayCore.Commerce/PayCore.Commerce.csproj")).Wrong.Should().Equal("Shared may not refer to host");

    [Test]
    public void A_planted_missing_reference_is_caught() =>
        ProjectGraph.Check(Planted("Accounts")).Wrong.Should().Equal("Accounts does not refer to Shared");

    [Test]
    public void A_planted_sixth_module_is_caught() =>
        ProjectGraph.Check(Planted("Loyalty")).Wrong.Should().Equal("Loyalty is not in the table");

    [Test]
    public void A_planted_compiled_reference_is_caught() =>
        ProjectGraph.CheckCompiled(typeof(ProjectGraphTests).Assembly, ["Shared"]).Wrong.Should().Contain("Tests is compiled against Invoices");

    [Test]
    public void A_graph_of_no_project_proves_nothing() =>
        FluentActions.Invoking(() => ProjectGraph.Check(new Dictionary<string, string>()).ShouldBeClean()).Should().Throw<AssertionException>();

    private static IEnumerable<Assembly> Compiled() => [Modules.Kernel, .. Modules.Five, Assembly.Load("PayCore.Commerce.Migrations.Sqlite")];

    private static Dictionary<string, string> ProductFiles() => Projects("modules").Concat(Projects("migrations"))
        .Append(Repository.File("PayCore.Commerce/PayCore.Commerce.csproj"))
        .ToDictionary(ProjectGraph.Of, File.ReadAllText);

    private static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Repository.File(folder), "*.csproj", SearchOption.AllDirectories);

    private static Dictionary<string, string> Planted(string project, params string[] references) => new()
    {
        [project] = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>{string.Concat(references.Select(r => $"<ProjectReference Include=\"{r}\" />"))}</ItemGroup>
            </Project>
            """,
    };
}
