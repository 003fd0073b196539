using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>The short form of an invoice's callbacks, for its representation; the oldest first.</summary>
internal sealed class CallbackLogs(CommerceDb db) : ICallbackLogs
{
    public async Task<IReadOnlyList<CallbackLog>> Of(InvoiceId invoice, CancellationToken ct)
    {
        var rows = await db.Set<Callback>().AsNoTracking().Where(c => c.InvoiceId == invoice)
            .OrderBy(c => c.Sequence).ThenBy(c => c.Created).ThenBy(c => c.Id)
            .Select(c => new { c.Id, c.Status, c.Reason, c.State, c.Url, c.Attempts, c.LastHttpStatus, c.LastError, c.Created, c.Delivered }).ToListAsync(ct);
        return [.. rows.Select(c => new CallbackLog(
            c.Id.Value, c.Status.Word(), c.State.Status(), c.Url, c.Attempts, c.LastHttpStatus,
            c.LastError ?? CallbackDocument.Words(c.Reason), c.Created.Seconds(), c.Delivered?.Seconds()))];
    }
}
