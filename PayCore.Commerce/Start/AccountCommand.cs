using System.Text.Json;
using MediatR;
using PayCore.Commerce.Accounts.Contracts;

namespace PayCore.Commerce.Start;

/// <summary><c>account create --name … --currency EUR,USD [--website https://…] [--json]</c>: makes an account and prints its keys, once.</summary>
internal static class AccountCommand
{
    private const string Usage = "Usage: PayCore.Commerce account create --name \"Book Corner\" --currency EUR,USD [--website https://shop.example] [--json]";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Default) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static bool IsAsked(string[] args) => args is [['-', ..], ..] or [] ? false : true;

    /// <summary>The arguments that are settings: a switch without a value would take the next one for its value.</summary>
    public static string[] Settings(string[] args) => [.. args.Where(a => a != "--json")];

    public static async Task<int> Run(WebApplication app, string[] args)
    {
        if (args is not ["account", "create", ..] || Option(args, "--name") is not { } name || Option(args, "--currency") is not { } currencies)
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

    private static string? Option(string[] args, string name)
    {
        var at = Array.FindIndex(args, a => a == name || a.StartsWith(name + "=", StringComparison.Ordinal));
        if (at < 0) return null;
        if (args[at].Length > name.Length) return args[at][(name.Length + 1)..];
        return args.ElementAtOrDefault(at + 1) is { } value && !value.StartsWith("--", StringComparison.Ordinal) ? value : null;
    }
}
