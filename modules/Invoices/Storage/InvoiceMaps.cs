using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Storage;

internal sealed class InvoiceMap : IEntityTypeConfiguration<Invoice>
{
    public void Configure(EntityTypeBuilder<Invoice> invoice)
    {
        invoice.ToTable("invoices_invoices");
        invoice.HasKey(i => i.Id);

        // The indexes decide uniqueness; nulls are never equal, so a freed or foreign-door reference is in nobody's way.
        invoice.HasIndex(i => new { i.AccountId, i.Mode, i.PrivateReference }).IsUnique().HasFilter("\"PrivateReference\" IS NOT NULL");
        invoice.HasIndex(i => new { i.AccountId, i.Mode, i.PublicReference }).IsUnique().HasFilter("\"PublicReference\" IS NOT NULL");
        invoice.HasIndex(i => i.DraftId).IsUnique().HasFilter("\"DraftId\" IS NOT NULL");
        invoice.HasIndex(i => new { i.LinkId, i.SlotTaken }).HasFilter("\"LinkId\" IS NOT NULL");
        invoice.HasIndex(i => new { i.AccountId, i.Created, i.Id });
        invoice.HasIndex(i => new { i.AccountId, i.ReferenceId });
        invoice.HasIndex(i => i.Expires).HasFilter("\"State\" IN ('created', 'process_pending', 'process_error')");

        invoice.Property(i => i.State).AsWord();
        invoice.Property(i => i.Source).AsWord();
        invoice.Property(i => i.PaymentFlow).AsWord();
        invoice.Property(i => i.Active).AsJson();
        invoice.Property(i => i.FieldsGiven).AsJson();
        invoice.Property(i => i.FormsUsed).AsJson();
        invoice.Property(i => i.Attempted).AsJson();
        invoice.Property(i => i.Notices).AsJson();
        invoice.Property(i => i.ReturnUrls).AsJson();
        invoice.HasOne(i => i.Customer).WithMany().HasForeignKey(i => i.CustomerId);
        invoice.HasMany(i => i.Events).WithOne().HasForeignKey(e => e.InvoiceId);
        invoice.Navigation(i => i.Events).HasField("events");
        invoice.HasMany(i => i.Refunds).WithOne().HasForeignKey(r => r.InvoiceId);
        invoice.Navigation(i => i.Refunds).HasField("refunds");
        invoice.HasMany(i => i.Movements).WithOne().HasForeignKey(m => m.InvoiceId);
        invoice.Navigation(i => i.Movements).HasField("movements");
        invoice.Property(i => i.Booked).AsJson();
        invoice.HasIndex(i => new { i.CustomerId, i.Id });
    }
}

internal sealed class PaymentLinkMap : IEntityTypeConfiguration<PaymentLink>
{
    public void Configure(EntityTypeBuilder<PaymentLink> link)
    {
        link.ToTable("invoices_links");
        link.HasKey(l => l.Id);
        link.HasIndex(l => new { l.AccountId, l.Created, l.Id });
        link.Property(l => l.ShowMethods).AsJson();
        link.Property(l => l.Customer).AsJson();
    }
}

internal sealed class InvoiceEventMap : IEntityTypeConfiguration<InvoiceEvent>
{
    public void Configure(EntityTypeBuilder<InvoiceEvent> happened)
    {
        happened.ToTable("invoices_events");
        happened.HasKey(e => e.Position);
        happened.Property(e => e.State).AsWord();
        happened.Property(e => e.Actor).AsWord();
        happened.Property(e => e.Route).AsJson();
        happened.HasIndex(e => new { e.AccountId, e.Position });
    }
}

internal sealed class MovementMap : IEntityTypeConfiguration<Movement>
{
    public void Configure(EntityTypeBuilder<Movement> movement)
    {
        movement.ToTable("invoices_movements");
        movement.HasKey(m => m.Position);
        movement.Property(m => m.Kind).AsWord();
        movement.HasIndex(m => new { m.InvoiceId, m.Number }).IsUnique();
        movement.HasIndex(m => new { m.AccountId, m.Mode, m.Created, m.Position });
    }
}

internal sealed class RefundMap : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> refund)
    {
        refund.ToTable("invoices_refunds");
        refund.HasKey(r => r.Id);
        refund.Property(r => r.Id).ValueGeneratedNever();
        refund.HasIndex(r => new { r.AccountId, r.Mode, r.ReferenceId }).IsUnique().HasFilter("\"ReferenceId\" IS NOT NULL");
        refund.Property(r => r.Status).AsWord();
        refund.Property(r => r.Source).AsWord();
    }
}

internal sealed class CustomerMap : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> customer)
    {
        customer.ToTable("invoices_customers");
        customer.HasKey(c => c.Id);
        customer.HasIndex(c => new { c.AccountId, c.Mode, c.Reference }).IsUnique().HasFilter("\"Reference\" IS NOT NULL");
        customer.HasIndex(c => new { c.AccountId, c.Mode, c.Created, c.Id });
        customer.HasIndex(c => c.EraseDue).HasFilter("\"EraseDue\" IS NOT NULL");
        customer.Property(c => c.Data).AsJson();
    }
}
