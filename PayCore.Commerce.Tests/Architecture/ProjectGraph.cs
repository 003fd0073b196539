using System.Reflection;
using System.Xml.Linq;

namespace PayCore.Commerce.Tests.Architecture;

/// <summary>Who may know whom, exactly. Names are without <c>PayCore.Commerce.</c>; the host is <c>host</c>.</summary>
internal static class ProjectGraph
{
    private const string Product = "PayCore.Commerce";

    public static readonly IReadOnlyDictionary<string, string[]> Table = new Dictionary<string, string[]>
    {
        ["Shared"] = [],
        ["Accounts"] = ["Shared"],
        ["Methods"] = ["Shared", "Accounts"],
        ["Invoices"] = ["Shared", "Accounts", "Methods"],
        ["Callbacks"] = ["Shared", "Accounts", "Invoices"],
        ["Hpp"] = ["Shared", "Accounts", "Methods", "Invoices"],
    };

    /// <summary>What each project has to refer to: the table, the kernel for migrations, everything for the host.</summary>
    public static string[] Expected(string project, IEnumerable<string> all) =>
        project == "host" ? [.. all.Where(p => p != "host")]
        : project.StartsWith("Migrations.", StringComparison.Ordinal) ? ["Shared"]
        : Table.GetValueOrDefault(project, []);

    /// <summary>Differences between the projects' references, as their files say, and the table.</summary>
    public static Finding Check(IReadOnlyDictionary<string, string> files) => Finding.Of(files, file =>
    {
        var found = References(file.Value);
        var expected = Expected(file.Key, files.Keys);
        var isKnown = file.Key == "host" || file.Key.StartsWith("Migrations.", StringComparison.Ordinal) || Table.ContainsKey(file.Key);
        return
        [
            .. isKnown ? Array.Empty<string>() : [$"{file.Key} is not in the table"],
            .. found.Except(expected).Select(extra => $"{file.Key} may not refer to {extra}"),
            .. expected.Except(found).Select(missing => $"{file.Key} does not refer to {missing}"),
        ];
    });

    /// <summary>References of a compiled assembly to assemblies of the product that the table does not give it.</summary>
    public static Finding CheckCompiled(Assembly assembly, IReadOnlyCollection<string> allowed) => Finding.Of(
        assembly.GetReferencedAssemblies(),
        reference => Short(reference.Name!) is { } name && !allowed.Contains(name) ? [$"{Short(assembly.GetName().Name!)} is compiled against {name}"] : []);

    /// <summary>The project references that a project file names.</summary>
    public static string[] References(string xml) =>
        [.. XDocument.Parse(xml).Descendants("ProjectReference").Select(r => Of(r.Attribute("Include")!.Value))];

    /// <summary>The short name of a project file: Invoices for ../Invoices/PayCore.Commerce.Invoices.csproj.</summary>
    public static string Of(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
        return Short(name) ?? name;
    }

    private static string? Short(string name) =>
        name == Product ? "host" : name.StartsWith(Product + ".", StringComparison.Ordinal) ? name[(Product.Length + 1)..] : null;
}
