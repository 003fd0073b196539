namespace PayCore.Commerce.Tests.Support;

/// <summary>The repository's files, found from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "PayCore.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run below the repository.");
    }
}
