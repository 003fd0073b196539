using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Storage;

/// <summary>Stored links and their slots. The link's row is always read before its invoices are counted: a slot that was taken in between has moved its token.</summary>
internal static class LinkQueries
{
    /// <summary>The tracked link; another account's, or a live one for a test key, is not there.</summary>
    public static async Task<PaymentLink?> FindLink(this CommerceDb db, Caller caller, PaymentLinkId id, CancellationToken ct) =>
        await db.Set<PaymentLink>().FirstOrDefaultAsync(l => l.Id == id && l.AccountId == caller.Account, ct) is { } link && caller.Reaches(link.Mode) ? link : null;

    /// <summary>What the invoices of the links hold.</summary>
    /// <param name="except">An invoice that does not count: the one that asks.</param>
    public static async Task<IReadOnlyDictionary<PaymentLinkId, LinkUse>> UseOf(
        this CommerceDb db, IReadOnlyCollection<PaymentLinkId> links, InvoiceId? except, CancellationToken ct)
    {
        var other = except ?? new InvoiceId("");
        var nullable = links.Select(l => (PaymentLinkId?)l).ToList();
        var rows = await db.Set<Invoice>().AsNoTracking()
            .Where(i => nullable.Contains(i.LinkId) && i.SlotTaken != null && i.Id != other)
            .GroupBy(i => i.LinkId)
            .Select(g => new { Link = g.Key, Taken = g.Count(), TakenMinor = g.Sum(i => i.AmountMinor), Paid = g.Count(i => i.ProcessedMinor != null), PaidMinor = g.Sum(i => i.ProcessedMinor ?? 0) })
            .ToListAsync(ct);
        return rows.ToDictionary(r => r.Link!.Value, r => new LinkUse(r.Taken, r.TakenMinor, r.Paid, r.PaidMinor));
    }

    public static async Task<LinkUse> UseOf(this CommerceDb db, PaymentLinkId link, InvoiceId? except, CancellationToken ct) =>
        (await db.UseOf([link], except, ct)).GetValueOrDefault(link, LinkUse.None);

    /// <summary>Whether the draft's link is the account's and asks for this amount.</summary>
    public static async Task<bool> LinkTakes(this CommerceDb db, PaymentLinkId id, CreateInvoice draft, Money amount, CancellationToken ct) =>
        await db.Set<PaymentLink>().AsNoTracking().FirstOrDefaultAsync(l => l.Id == id && l.AccountId == draft.Account && l.Mode == draft.Mode, ct) is { } link
        && link.View(default, LinkUse.None).Takes(amount);

    /// <summary>Whether the invoice can be paid by this service, where it is one of a link.</summary>
    public static async Task<bool> LinkOffers(this CommerceDb db, Invoice invoice, string service, string method, CancellationToken ct) =>
        invoice.LinkId is not { } id || (await db.Set<PaymentLink>().FirstAsync(l => l.Id == id, ct)).Offers(service, method);

    /// <summary>
    /// Before a payment of the invoice is started: it holds a slot of its link from now on, or the error says why not. An invoice that holds one
    /// already keeps it, whatever became of the link.
    /// </summary>
    public static async Task<Error?> TakeSlot(this CommerceDb db, Invoice invoice, DateTimeOffset now, CancellationToken ct)
    {
        if (invoice.LinkId is not { } id) return null;
        if (invoice.SlotTaken is null)
        {
            var link = await db.Set<PaymentLink>().FirstAsync(l => l.Id == id, ct);
            var use = link.IsLimited ? await db.UseOf(id, invoice.Id, ct) : LinkUse.None;
            var status = link.StatusAt(now, use);
            if (status == LinkStatus.Active && !link.HasRoom(use, invoice.AmountMinor)) status = LinkStatus.Exhausted;
            if (status != LinkStatus.Active) return NotActive(status);
            if (link.IsLimited) link.TakeTurn();
        }

        invoice.TakeSlot(now);
        return null;
    }

    /// <summary>Money came, or a payer goes on, for an invoice whose slot went back: it holds one again where one is left. A link that closed meanwhile takes no start, but this was one.</summary>
    public static async Task FindSlot(this CommerceDb db, Invoice invoice, DateTimeOffset now, CancellationToken ct)
    {
        var id = invoice.LinkId!.Value;
        var link = await db.Set<PaymentLink>().FirstAsync(l => l.Id == id, ct);
        if (!link.HasRoom(link.IsLimited ? await db.UseOf(id, invoice.Id, ct) : LinkUse.None, invoice.AmountMinor)) return;
        if (link.IsLimited) link.TakeTurn();
        invoice.TakeSlot(now);
    }

    /// <summary>Before the payer of an open payment is sent on: it holds a slot, taken again if its own went back, or the error says that none is left.</summary>
    public static async Task<Error?> KeepSlot(this CommerceDb db, Invoice invoice, DateTimeOffset now, CancellationToken ct)
    {
        if (invoice.LostSlot is null) return null;
        await db.FindSlot(invoice, now, ct);
        return invoice.SlotTaken is null ? NotActive(LinkStatus.Exhausted) : null;
    }

    /// <summary>The link of the invoice takes no new payment now; the meta <c>link</c> says why.</summary>
    private static Error NotActive(LinkStatus status) => Error.Conflict("invalid_state", $"The payment link is {status.Word()}: no new payment can be started.") with
    {
        Meta = new Dictionary<string, string> { ["link"] = status.Word() },
    };
}
