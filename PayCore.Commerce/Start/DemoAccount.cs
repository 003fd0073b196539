using System.Text.Json;
using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>The demo account of Development: made once; its credentials stand in <c>demo-account.json</c> in the data folder (file mode 0600).</summary>
internal static class DemoAccount
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Default) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string FileOf(IConfiguration configuration) => Path.Combine(DataFolder.Of(configuration), "demo-account.json");

    /// <summary>The account of the file; a new one when there is no file, or when its account is not in the database.</summary>
    public static async Task<NewAccount> Ensure(IServiceProvider services, IConfiguration configuration)
    {
        await using var scope = services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var file = FileOf(configuration);
        if (await Known(mediator, file) is { } known) return known;

        var made = await mediator.Send(new CreateAccount("Demo Shop", ["EUR", "USD", "GBP", "UAH", "PLN", "JPY", "KWD"], null, "/dev/callbacks"));
        var account = made.Value;
        await mediator.Send(new ConfigureDemoServices(new AccountId(account.AccountId)));
        await WritePrivately(file, JsonSerializer.Serialize(account, Json));
        return account;
    }

    private static async Task<NewAccount?> Known(IMediator mediator, string file)
    {
        if (!File.Exists(file)) return null;
        var account = JsonSerializer.Deserialize<NewAccount>(await File.ReadAllTextAsync(file), Json);
        return account is not null && !(await mediator.Send(new FindAccount(new AccountId(account.AccountId)))).IsFailure ? account : null;
    }

    private static async Task WritePrivately(string file, string text)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var stream = new StreamWriter(file, options);
        await stream.WriteAsync(text);
    }
}
