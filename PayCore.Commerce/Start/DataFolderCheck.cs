using System.Globalization;
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
        if (!HasLocales()) return "This program has no locales, so dates and amounts would be shown wrong: install libicu (Debian: apt-get install libicu-dev) and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.";

        foreach (var folder in Folders(configuration))
        {
            try
            {
                Create(folder);
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

    // For this user alone when it is made here: the protection keys open the signing secrets.
    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static bool HasLocales()
    {
        try
        {
            return CultureInfo.GetCultureInfo("uk-UA").DateTimeFormat.GetMonthName(1) != CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(1);
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Folders(IConfiguration configuration)
    {
        yield return DataFolder.Of(configuration);
        yield return ProtectionKeys(configuration);
        yield return Path.GetDirectoryName(InstanceLock.DatabaseFile(configuration))!;
    }
}
