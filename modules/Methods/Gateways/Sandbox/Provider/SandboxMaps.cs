using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

internal sealed class SandboxChargeMap : IEntityTypeConfiguration<SandboxCharge>
{
    public void Configure(EntityTypeBuilder<SandboxCharge> charge)
    {
        charge.ToTable("sandbox_charges");
        charge.HasKey(c => c.Id);
        charge.HasIndex(c => new { c.Merchant, c.IdempotencyKey }).IsUnique();
        charge.HasIndex(c => new { c.Merchant, c.Reference });
        charge.HasIndex(c => new { c.Merchant, c.Updated });
        charge.HasIndex(c => new { c.Merchant, c.Created });
        charge.HasIndex(c => c.NextMoment).HasFilter("\"NextMoment\" IS NOT NULL");
        charge.Property(c => c.Status).AsWord();
        charge.Property(c => c.Refunds).AsJson();
        charge.Property(c => c.Disputes).AsJson();
    }
}

internal sealed class SandboxNotificationMap : IEntityTypeConfiguration<SandboxNotification>
{
    public void Configure(EntityTypeBuilder<SandboxNotification> notification)
    {
        notification.ToTable("sandbox_notifications");
        notification.HasKey(n => n.Position);
        notification.HasIndex(n => n.ChargeId);
        notification.HasIndex(n => n.DueAt).HasFilter("\"State\" = 'due'");
        notification.Property(n => n.State).AsWord();
    }
}
