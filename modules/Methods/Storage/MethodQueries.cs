using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Storage;

/// <summary>Loads look into the unit of work first: a prepare runs inside its caller's.</summary>
internal static class MethodQueries
{
    public static async Task<Payment?> FindPayment(this CommerceDb db, PaymentId id, CancellationToken ct) =>
        db.Set<Payment>().Local.FindEntry(id)?.Entity ?? await db.Set<Payment>().FirstOrDefaultAsync(p => p.Id == id, ct);

    /// <summary>The account that set itself up.</summary>
    public static async Task<GatewayAccount?> FindAutomaticAccount(this CommerceDb db, AccountId account, Mode mode, string gateway, CancellationToken ct) =>
        db.Set<GatewayAccount>().Local.FirstOrDefault(a => a.AccountId == account && a.Mode == mode && a.Gateway == gateway && a.IsAutomatic)
        ?? await db.Set<GatewayAccount>().FirstOrDefaultAsync(a => a.AccountId == account && a.Mode == mode && a.Gateway == gateway && a.IsAutomatic, ct);

    /// <summary>A gateway account as a caller may see it: another account's, or a live one for a test key, is not there.</summary>
    public static async Task<GatewayAccount?> FindGatewayAccount(this CommerceDb db, Caller caller, GatewayAccountId id, CancellationToken ct) =>
        await db.Set<GatewayAccount>().FirstOrDefaultAsync(a => a.Id == id && a.AccountId == caller.Account, ct) is { } found
        && caller.Reaches(found.Mode) ? found : null;

    /// <summary>The invoice's payments, those that this unit of work has not saved yet included.</summary>
    public static async Task<IReadOnlyList<Payment>> FindPayments(this CommerceDb db, InvoiceId invoice, CancellationToken ct)
    {
        var saved = await db.Set<Payment>().Where(p => p.InvoiceId == invoice).ToListAsync(ct);
        return [.. saved.Union(db.Set<Payment>().Local.Where(p => p.InvoiceId == invoice))];
    }
}
