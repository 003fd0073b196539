using System.Globalization;
using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>The provider's side of a payment: what a tester does at the sandbox, and what a stranger could send in its name.</summary>
internal static class SandboxDesk
{
    private static int references;

    /// <summary>An invoice of 100.25 EUR (unless told otherwise) that was started with the service.</summary>
    public static async Task<Answer> Started(this PayCoreApp app, string service = "paypal_eur_hpp", decimal amount = 100.25m)
    {
        var made = await app.Api().CreateInvoice(new { reference_id = $"started-{Interlocked.Increment(ref references)}", amount, currency = "EUR", service });
        ((int)made.Status).Should().Be(201, made.Text);
        return made;
    }

    /// <summary>The invoice as the merchant reads it now.</summary>
    public static Task<Answer> Now(this PayCoreApp app, Answer invoice) => app.Api().Get($"/api/payment-invoices/{invoice.Id}");

    /// <summary>The id of the invoice's charge at the sandbox.</summary>
    public static string Charge(this Answer invoice) => new Uri(invoice["flow_data"].GetProperty("action").GetString()!).Segments[^1];

    public static PaymentId Payment(this Answer invoice) =>
        new(invoice.Json.GetProperty("data").GetProperty("relationships").GetProperty("active-payment").GetProperty("data").GetProperty("id").GetString()!);

    /// <summary>POST /sandbox/api/charges/{id}/{action} with the merchant's test key.</summary>
    public static Task<Answer> Act(this PayCoreApp app, Answer invoice, string action, object? body = null) =>
        app.Api().Post($"/sandbox/api/charges/{invoice.Charge()}/{action}", body);

    /// <summary>What happens by itself at the sandbox happens, it sends what it owes, what was received is applied, and what follows is done.</summary>
    public static async Task Notify(this PayCoreApp app)
    {
        await app.Run<SettleSandboxCharges>();
        await app.Run<SendSandboxNotifications>();
        await app.Run<ApplyNotifications>();
        await app.Run<DispatchOperations>();
    }

    /// <summary>A request that dies after its commit and before its call: the service's start is recorded, and nobody does it.</summary>
    public static async Task DieBeforeTheCall(this PayCoreApp app, Answer created, string service = "paypal_eur_hpp")
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (db, mediator) = (scope.ServiceProvider.GetRequiredService<CommerceDb>(), scope.ServiceProvider.GetRequiredService<IMediator>());
        var invoice = (await db.FindInvoice(new InvoiceId(created.Id), CancellationToken.None))!;
        var quote = await mediator.Send(new QuoteService(invoice.AccountId, invoice.Mode, service, new Money(invoice.AmountMinor, invoice.Currency), PaymentFlow.Charge));
        var prepared = await StartPayment.Prepare(
            mediator, invoice, quote.Value, new Dictionary<string, string>(), null, Cause.Of(Commerce.Invoices.Contracts.Actor.Payer), app.Clock.GetUtcNow(), CancellationToken.None);
        prepared.IsFailure.Should().BeFalse();
        await db.Commit(CancellationToken.None);
    }

    /// <summary>POST /sandbox/api/charges/{id}/{action}; its notifications are delivered and applied before this returns.</summary>
    public static async Task Happens(this PayCoreApp app, string charge, string action, object? body = null)
    {
        using var api = app.Api();
        var answer = await api.Post($"/sandbox/api/charges/{charge}/{action}", body);
        ((int)answer.Status).Should().Be(200, $"{action}: {answer.Text}");
        await app.Notify();
    }

    /// <summary>An invoice whose payment is at the sandbox.</summary>
    public static async Task<(Answer Invoice, string Charge)> Opened(
        this PayCoreApp app, string reference, decimal amount, string? flow = null, string service = "paypal_eur_hpp", string? callback = null)
    {
        using var api = app.Api();
        var made = await api.CreateInvoice(new { reference_id = reference, amount, currency = "EUR", service, payment_flow = flow, callback_url = callback });
        ((int)made.Status).Should().Be(201, made.Text);
        return (made, made.Charge());
    }

    /// <summary>An invoice that is paid, or whose money is reserved.</summary>
    public static async Task<(Answer Invoice, string Charge)> Paid(this PayCoreApp app, string reference, decimal amount, string? flow = null, string? callback = null)
    {
        var (made, charge) = await app.Opened(reference, amount, flow, callback: callback);
        await app.Happens(charge, "succeed");
        return (await app.Reread(made.Id), charge);
    }

    public static async Task<Answer> Reread(this PayCoreApp app, string invoice)
    {
        using var api = app.Api();
        return await api.Get($"/api/payment-invoices/{invoice}");
    }

    /// <summary>The service has a fee, which comes back with refunds. To be called before the account is used: both are cached.</summary>
    public static async Task ChargesFee(this PayCoreApp app, string service, FeeSchedule fee, bool reverse = false)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (db, id) = (scope.ServiceProvider.GetRequiredService<CommerceDb>(), new AccountId(app.Account.AccountId));
        db.Add(new ConfiguredService { AccountId = id, Mode = Mode.Test, Code = service, Position = 1, Fee = fee });
        var account = await db.Set<Account>().FirstAsync(a => a.Id == id);
        db.Entry(account).Property(a => a.Fees).CurrentValue = FeeOptions.Default with { Reverse = reverse, Refund = RefundFee.Returned };
        await db.Commit(CancellationToken.None);
    }

    /// <summary>The codes of the invoice's notices.</summary>
    public static IReadOnlyList<string?> Notices(this Answer invoice) => [.. invoice["notices"].EnumerateArray().Select(n => n.GetProperty("code").GetString())];

    /// <summary>Status and resolution as one word.</summary>
    public static string State(this Answer invoice) => $"{invoice.Word("status")}/{invoice.Word("resolution")}";

    /// <summary>Where the sandbox notifies of this invoice's payment, and the secret that it signs with.</summary>
    public static async Task<Inbox> InboxOf(this PayCoreApp app, Answer invoice)
    {
        var id = invoice.Payment();
        var account = await app.Read(async db =>
        {
            var payment = await db.Set<Payment>().AsNoTracking().FirstAsync(p => p.Id == id);
            return await db.Set<GatewayAccount>().AsNoTracking().FirstAsync(a => a.Id == payment.GatewayAccountId);
        });
        var secret = app.Services.GetRequiredService<CredentialVault>().Open(account)["notification_secret"];
        return new Inbox(app, $"/gateways/sandbox/notifications/{account.Id}", secret);
    }

    /// <summary>The body of a notification about the invoice's payment.</summary>
    public static string Event(this Answer invoice, string status, long paid = 0, string currency = "EUR", string? payment = null)
    {
        var about = payment ?? invoice.Payment().Value;
        var charge = about.Replace("pay_", "sch_", StringComparison.Ordinal);
        var document = new ChargeDocument(charge, about, status, 10_025, paid, currency, status == "declined" ? "declined" : null, null, $"/sandbox/pay/{charge}", null, null);
        return JsonSerializer.Serialize(new ChargeEvent("sev_1", $"charge.{status}", 0, document), Wire.Options);
    }
}

/// <summary>A gateway account's notification address with its secret.</summary>
internal sealed record Inbox(PayCoreApp App, string Path, string Secret)
{
    private static int events;

    public static string NewId() => $"sev_test{Interlocked.Increment(ref events)}";

    /// <summary>Sends the body, signed with the account's secret now, unless told otherwise.</summary>
    public async Task<Answer> Send(string body, string? id = null, string? secret = null, DateTimeOffset? at = null)
    {
        var (name, seconds) = (id ?? NewId(), (at ?? App.Clock.GetUtcNow()).ToUnixTimeSeconds());
        return await App.Client().Post(
            Path, body,
            (SandboxSignature.IdHeader, name),
            (SandboxSignature.TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture)),
            (SandboxSignature.SignatureHeader, SandboxSignature.Sign(secret ?? Secret, name, seconds, Encoding.UTF8.GetBytes(body))));
    }
}
