namespace PayCore.Commerce.Start;

/// <summary>
/// The folder with <c>appsettings.json</c> and <c>wwwroot</c>: the repository's root when the program lies in <c>PayCore.Commerce/bin/…</c>
/// (<c>dotnet run</c>), else where it lies (published). Never the folder it was started from, whose <c>appsettings.json</c> may be another program's.
/// </summary>
internal static class ContentRoot
{
    public static string Find()
    {
        var repository = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));
        return File.Exists(Path.Combine(repository, "PayCore.sln")) ? repository : AppContext.BaseDirectory;
    }
}

/// <summary>A start that cannot be: one sentence that says what to do, and exit code 1.</summary>
internal static class Refusal
{
    public static int Print(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 1;
    }
}
