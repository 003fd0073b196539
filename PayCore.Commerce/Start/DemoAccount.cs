using System.Text.Json;
using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>The demo account of Development: made once; its credentials stand in <c>demo-account.json</c> in the data folder (file mode 0600).</summary>
/// <param name="Account">Its credentials.</param>
/// <param name="Note">What a newcomer should know about where it came from, or null.</param>
internal sealed record DemoAccount(NewAccount Account, string? Note)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Default) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string FileOf(IConfiguration configuration) => Path.Combine(DataFolder.Of(configuration), "demo-account.json");

    /// <summary>The account of the file; a new one when there is no file, or when its account is not in the database.</summary>
    /// <param name="isNewDatabase">Whether the database was made by this start.</param>
    public static async Task<DemoAccount> Ensure(IServiceProvider services, IConfiguration configuration, bool isNewDatabase)
    {
        await using var scope = services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var file = FileOf(configuration);
        if (await Known(mediator, file) is { } known) return new DemoAccount(known, null);

        var made = await mediator.Send(new CreateAccount("Demo Shop", ["EUR", "USD", "GBP", "UAH", "PLN", "JPY", "KWD"], null, "/dev/callbacks"));
        var account = made.Value;
        await mediator.Send(new ConfigureDemoServices(new AccountId(account.AccountId)));
        await WritePrivately(file, JsonSerializer.Serialize(account, Json));
        return new DemoAccount(account, isNewDatabase ? null : "The credentials of the former demo account were lost, so this is a new one; its invoices are apart.");
    }

    private static async Task<NewAccount?> Known(IMediator mediator, string file)
    {
        if (!File.Exists(file)) return null;
        try
        {
            var account = JsonSerializer.Deserialize<NewAccount>(await File.ReadAllTextAsync(file), Json);
            return account is { AccountId: not null } && !(await mediator.Send(new FindAccount(new AccountId(account.AccountId)))).IsFailure ? account : null;
        }
        catch (JsonException)
        {
            // A file that was cut or edited tells nothing; the note of the new account says that the former was lost.
            return null;
        }
    }

    private static async Task WritePrivately(string file, string text)
    {
        // Whole or not at all: a start that is killed here must not leave half a file.
        var whole = file + ".new";
        File.Delete(whole);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new StreamWriter(whole, options)) await stream.WriteAsync(text);
        File.Move(whole, file, overwrite: true);
    }
}
