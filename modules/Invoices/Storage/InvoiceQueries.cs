using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Storage;

internal static class InvoiceQueries
{
    /// <summary>The tracked invoice, to change it: what this unit of work already holds, else the row.</summary>
    public static async Task<Invoice?> FindInvoice(this CommerceDb db, InvoiceId id, CancellationToken ct) =>
        db.Set<Invoice>().Local.FindEntry(id)?.Entity
        ?? await db.Set<Invoice>().Include(i => i.Customer).Include(i => i.Refunds).FirstOrDefaultAsync(i => i.Id == id, ct);

    /// <summary>As <see cref="FindInvoice(CommerceDb, InvoiceId, CancellationToken)"/>, but another account's invoice, or a live one for a test key, is not there.</summary>
    public static async Task<Invoice?> FindInvoice(this CommerceDb db, Caller caller, InvoiceId id, CancellationToken ct) =>
        await db.FindInvoice(id, ct) is { } invoice && invoice.AccountId == caller.Account && caller.Reaches(invoice.Mode) ? invoice : null;

    /// <summary>The invoice as it is in the database now, whatever this unit of work holds.</summary>
    public static async Task<InvoiceView?> ReadInvoice(this CommerceDb db, InvoiceId id, CancellationToken ct) =>
        (await db.Set<Invoice>().AsNoTracking().Include(i => i.Customer).Include(i => i.Refunds).FirstOrDefaultAsync(i => i.Id == id, ct))?.View();

    /// <summary>As <see cref="ReadInvoice"/>, but another account's invoice, or a live one for a test key, is not there.</summary>
    public static async Task<Result<InvoiceView>> ReadInvoice(this CommerceDb db, Caller caller, InvoiceId id, CancellationToken ct) =>
        await db.ReadInvoice(id, ct) is { } invoice && invoice.Account == caller.Account && caller.Reaches(invoice.Mode) ? invoice : Error.NotFound();

    /// <summary>The customer for this caller: another account's, or a live one for a test key, is not there.</summary>
    public static async Task<Customer?> FindCustomer(this CommerceDb db, Caller caller, CustomerId id, CancellationToken ct) =>
        await db.Set<Customer>().FirstOrDefaultAsync(c => c.Id == id && c.AccountId == caller.Account, ct) is { } customer && caller.Reaches(customer.Mode) ? customer : null;

    public static async Task<InvoiceId?> FindByDraft(this CommerceDb db, string draftId, CancellationToken ct) =>
        Found(await db.Set<Invoice>().Where(i => i.DraftId == draftId).Select(i => i.Id).FirstOrDefaultAsync(ct));

    public static async Task<InvoiceId?> FindByReference(this CommerceDb db, AccountId account, Mode mode, string reference, bool isPrivate, CancellationToken ct)
    {
        var invoices = db.Set<Invoice>().Where(i => i.AccountId == account && i.Mode == mode);
        invoices = isPrivate ? invoices.Where(i => i.PrivateReference == reference) : invoices.Where(i => i.PublicReference == reference);
        return Found(await invoices.Select(i => i.Id).FirstOrDefaultAsync(ct));
    }

    private static InvoiceId? Found(InvoiceId id) => id.Value is null ? null : id;
}
