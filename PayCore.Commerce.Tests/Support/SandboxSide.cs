using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>What happens at the sandbox, behind the product's back, and how the product learns of it.</summary>
internal static class SandboxSide
{
    /// <summary>The charge of the invoice's present payment.</summary>
    public static string ChargeOf(Answer invoice) => new Uri(invoice["flow_data"].GetProperty("action").GetString()!).Segments[^1];

    /// <summary>POST /sandbox/api/charges/{id}/{action}; its notifications are delivered and applied before this returns.</summary>
    public static async Task Happens(this PayCoreApp app, string charge, string action, object? body = null)
    {
        using var api = app.Api();
        var answer = await api.Post($"/sandbox/api/charges/{charge}/{action}", body);
        ((int)answer.Status).Should().Be(200, $"{action}: {answer.Text}");
        await app.Hear();
    }

    /// <summary>The sandbox sends what it owes, and the product applies what it received.</summary>
    public static async Task Hear(this PayCoreApp app)
    {
        await app.Run<SettleSandboxCharges>();
        await app.Run<SendSandboxNotifications>();
        await app.Run<ApplyNotifications>();
    }

    /// <summary>An invoice whose payment is at the sandbox.</summary>
    public static async Task<(Answer Invoice, string Charge)> Started(
        this PayCoreApp app, string reference, decimal amount, string? flow = null, string service = "paypal_eur_hpp", string? callback = null)
    {
        using var api = app.Api();
        var made = await api.CreateInvoice(new { reference_id = reference, amount, currency = "EUR", service, payment_flow = flow, callback_url = callback });
        ((int)made.Status).Should().Be(201, made.Text);
        return (made, ChargeOf(made));
    }

    /// <summary>An invoice that is paid, or whose money is reserved.</summary>
    public static async Task<(Answer Invoice, string Charge)> Paid(this PayCoreApp app, string reference, decimal amount, string? flow = null, string? callback = null)
    {
        var (made, charge) = await app.Started(reference, amount, flow, callback: callback);
        await app.Happens(charge, "succeed");
        return (await app.Reread(made.Id), charge);
    }

    public static async Task<Answer> Reread(this PayCoreApp app, string invoice)
    {
        using var api = app.Api();
        return await api.Get($"/api/payment-invoices/{invoice}");
    }

    /// <summary>The service has a fee, which comes back with refunds. To be called before the account is used: both are cached.</summary>
    public static async Task ChargesFee(this PayCoreApp app, string service, FeeSchedule fee)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (db, id) = (scope.ServiceProvider.GetRequiredService<CommerceDb>(), new AccountId(app.Account.AccountId));
        db.Add(new ConfiguredService { AccountId = id, Mode = Mode.Test, Code = service, Position = 1, Fee = fee });
        var account = await db.Set<Account>().FirstAsync(a => a.Id == id);
        db.Entry(account).Property(a => a.Fees).CurrentValue = FeeOptions.Default with { Refund = RefundFee.Returned };
        await db.Commit(CancellationToken.None);
    }

    /// <summary>The codes of the invoice's notices.</summary>
    public static IReadOnlyList<string?> Notices(this Answer invoice) => [.. invoice["notices"].EnumerateArray().Select(n => n.GetProperty("code").GetString())];

    /// <summary>Status and resolution as one word.</summary>
    public static string State(this Answer invoice) => $"{invoice.Word("status")}/{invoice.Word("resolution")}";
}
