namespace PayCore.Commerce.Start;

/// <summary>The folder with <c>appsettings.json</c> and <c>wwwroot</c>: the repository's root under <c>dotnet run</c>, else where the program lies.</summary>
internal static class ContentRoot
{
    public static string Find() =>
        File.Exists(Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json")) ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;
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
