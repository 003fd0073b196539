using System.Globalization;
using Microsoft.Data.Sqlite;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>What must be true of the machine before anything is built.</summary>
internal static class DataFolderCheck
{
    /// <summary>The keys that encrypt signing secrets: made for this user alone.</summary>
    public static string ProtectionKeys(IConfiguration configuration) => Path.Combine(DataFolder.Of(configuration), "protection-keys");

    /// <summary>A sentence that says what to do, or null.</summary>
    public static string? Problem(IConfiguration configuration)
    {
        // Money and dates are written by the locale's own rules, which ICU carries.
        if (CultureInfo.GetCultureInfo("uk-UA").DateTimeFormat.GetMonthName(1) == CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(1))
            return "This machine has no ICU, so dates and amounts would be shown wrong: install libicu (Debian: apt-get install libicu-dev).";

        foreach (var folder in Folders(configuration))
        {
            try
            {
                if (OperatingSystem.IsWindows() || Directory.Exists(folder)) Directory.CreateDirectory(folder);
                else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                var probe = Path.Combine(folder, $".write-probe-{Environment.ProcessId}");
                File.WriteAllText(probe, "");
                File.Delete(probe);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"The data folder {folder} cannot be written: give this user the right to, or set DataFolder to another folder.";
            }
        }

        return null;
    }

    private static IEnumerable<string> Folders(IConfiguration configuration)
    {
        yield return DataFolder.Of(configuration);
        yield return ProtectionKeys(configuration);
        var file = new SqliteConnectionStringBuilder(SqliteStorage.ConnectionString(configuration)).DataSource;
        yield return Path.GetDirectoryName(Path.GetFullPath(file))!;
    }
}
