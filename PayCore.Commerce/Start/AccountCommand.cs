using System.Text.Json;
using MediatR;
using PayCore.Commerce.Accounts.Contracts;

namespace PayCore.Commerce.Start;

/// <summary><c>account create --name … --currency EUR,USD [--website https://…] [--json]</c>: makes an account and prints its keys, once.</summary>
internal static class AccountCommand
{
    private const string Usage = "Usage: PayCore.Commerce account create --name \"Book Corner\" --currency EUR,USD [--website https://shop.example] [--json]";

    private const string ServerUsage = "Without a command it serves: PayCore.Commerce [--urls http://127.0.0.1:5000] [--Setting value]; appsettings.json explains each setting.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Default) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Whether the arguments hold a word, or ask for help, and not only settings (<c>--urls http://…</c>, <c>PublicUrl=https://…</c>).</summary>
    public static bool IsAsked(string[] args) => FirstWord(args) is not null;

    /// <summary>The arguments that are settings: a switch without a value would take the next one for its value.</summary>
    public static string[] Settings(string[] args) => [.. args.Where(a => a != "--json")];

    public static async Task<int> Run(WebApplication app, string[] args)
    {
        var words = args[FirstWord(args)!.Value..];
        if (IsHelp(words[0]))
        {
            Console.WriteLine($"{Usage}\n{ServerUsage}");
            return 0;
        }

        if (words is not ["account", "create", ..] || Option(args, "--name") is not { } name || Option(args, "--currency") is not { } currencies)
            return Refusal.Print(Usage);
        if (await StartUp.PrepareDatabase(app) is { } problem) return Refusal.Print(problem);

        await using var scope = app.Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(
            new CreateAccount(name, [.. currencies.ToUpperInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)], Option(args, "--website"), null));
        if (made.IsFailure) return Refusal.Print(string.Join(' ', made.Errors.Select(e => e.Detail)));

        Console.WriteLine(args.Contains("--json") ? JsonSerializer.Serialize(made.Value, Json) : Text(made.Value));
        await app.DisposeAsync();
        return 0;
    }

    private static string Text(NewAccount a) => $"""
        Keep these now: they are shown only once.

        account id            {a.AccountId}
        public key (test)     {a.PublicKeyTest}
        public key (live)     {a.PublicKeyLive}
        API key (test)        {a.ApiKeyTest}
        API key (live)        {a.ApiKeyLive}
        signing secret (test) {a.SigningSecretTest}
        signing secret (live) {a.SigningSecretLive}
        link key (test)       {a.LinkKeyTest}  kid {a.LinkKeyTestKid}
        link key (live)       {a.LinkKeyLive}  kid {a.LinkKeyLiveKid}
        """;

    private static bool IsHelp(string word) => word is "-h" or "--help" or "-?";

    private static int? FirstWord(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (IsHelp(args[i])) return i;
            if (args[i].Contains('=', StringComparison.Ordinal)) continue;
            if (!args[i].StartsWith('-')) return i;
            i++; // its value
        }

        return null;
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.FindIndex(args, a => a == name || a.StartsWith(name + "=", StringComparison.Ordinal));
        if (at < 0) return null;
        var value = args[at].Length > name.Length ? args[at][(name.Length + 1)..] : args.ElementAtOrDefault(at + 1);
        return string.IsNullOrWhiteSpace(value) || value.StartsWith("--", StringComparison.Ordinal) ? null : value;
    }
}
