using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Architecture;

/// <summary>A source file: its path from the repository's root, with slashes, and its text.</summary>
internal sealed record Source(string Path, string Text)
{
    public bool IsTest => Path.StartsWith("PayCore.Commerce.Tests/", StringComparison.Ordinal);
}

/// <summary>The sources that people wrote: no build output and no planted violations.</summary>
internal static class Sources
{
    private static readonly string[] Skipped = ["/bin/", "/obj/", "/Planted/"];

    public static IReadOnlyList<Source> Of(params string[] folders) =>
    [
        .. from folder in folders
           from file in Directory.EnumerateFiles(Repository.File(folder), "*", SearchOption.AllDirectories)
           where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)
           let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
           where !Skipped.Any(s => path.Contains(s, StringComparison.Ordinal))
           orderby path
           select new Source(path, File.ReadAllText(file)),
    ];
}
