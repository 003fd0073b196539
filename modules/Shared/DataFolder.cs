using Microsoft.Extensions.Configuration;

namespace PayCore.Commerce.Shared;

/// <summary>The setting <c>DataFolder</c> (default <c>data/</c> below the content root): database, protection keys, <c>demo-account.json</c>.</summary>
public static class DataFolder
{
    public static string Of(IConfiguration configuration)
    {
        var folder = configuration["DataFolder"];
        var root = configuration["contentRoot"] ?? Directory.GetCurrentDirectory();
        return Path.GetFullPath(string.IsNullOrWhiteSpace(folder) ? "data" : folder, root);
    }
}
