using Microsoft.Data.Sqlite;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>Settings that cannot be meant, told before anything is built on them.</summary>
internal static class SettingsCheck
{
    private static readonly string[] Networks = ["ForwardedHeaders:KnownNetworks", "Callbacks:AllowedNetworks"];

    private static readonly string[] Numbers =
    [
        "RateLimits:ReadsPerMinute", "RateLimits:StartsPerMinute", "RateLimits:PublicKeyPerMinute", "RateLimits:FailedAuthenticationsPerMinute",
        "Gateways:TimeLimitSeconds",
    ];

    private static readonly string[] Switches = ["RateLimits:Enabled", "Jobs:Enabled"];

    /// <summary>A sentence that says what to do, or null.</summary>
    public static string? Problem(IConfiguration configuration)
    {
        foreach (var setting in Networks)
            foreach (var network in configuration.GetSection(setting).GetChildren())
                if (!System.Net.IPNetwork.TryParse(network.Value, out _))
                    return $"{network.Path} is \"{network.Value}\", which is not a network: write it as address/length, e.g. 10.0.0.0/8.";
        foreach (var setting in Numbers)
            if (configuration[setting] is { } text && (!int.TryParse(text, out var number) || number < 1))
                return $"{setting} is \"{text}\": set it to a whole number from 1.";
        foreach (var setting in Switches)
            if (configuration[setting] is { } text && !bool.TryParse(text, out _))
                return $"{setting} is \"{text}\": set it to true or false.";
        return ConnectionProblem(configuration.GetConnectionString("Commerce"));
    }

    private static string? ConnectionProblem(string? given)
    {
        if (string.IsNullOrWhiteSpace(given)) return null;
        try
        {
            if (new SqliteConnectionStringBuilder(given).DataSource.Length > 0) return null;
        }
        catch (ArgumentException)
        {
            // Told below: a bare path, or a word that SQLite does not know.
        }

        return $"ConnectionStrings:Commerce is \"{given}\": write it as Data Source=/path/to/paycore.db.";
    }

    /// <summary>The same for <c>PublicUrl</c>, which only a server needs: required outside Development, and then https.</summary>
    public static string? PublicUrlProblem(IConfiguration configuration, bool isDevelopment)
    {
        var url = configuration["PublicUrl"];
        if (string.IsNullOrWhiteSpace(url))
            return isDevelopment ? null : "Set PublicUrl to the address where customers reach this server, e.g. PublicUrl=https://pay.shop.example.";
        return WebUrl.Problem(url, plain: isDevelopment) is { } problem ? $"PublicUrl {problem}" : null;
    }
}
