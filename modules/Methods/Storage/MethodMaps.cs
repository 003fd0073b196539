using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Storage;

internal sealed class PaymentMap : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> payment)
    {
        payment.ToTable("methods_payments");
        payment.HasKey(p => p.Id);
        payment.HasIndex(p => p.InvoiceId);
        payment.HasIndex(p => new { p.FormId, p.Service }).IsUnique().HasFilter("\"FormId\" IS NOT NULL");
        payment.HasIndex(p => new { p.GatewayAccountId, p.GatewayReference }).IsUnique().HasFilter("\"GatewayReference\" IS NOT NULL");
        payment.HasIndex(p => new { p.GatewayAccountId, p.Created });
        payment.HasIndex(p => p.NextQuery).HasFilter("\"NextQuery\" IS NOT NULL");
        payment.HasOne<GatewayAccount>().WithMany().HasForeignKey(p => p.GatewayAccountId);

        payment.Property(p => p.Service).HasMaxLength(ServiceCode.MostCharacters);
        payment.Property(p => p.Flow).AsWord();
        payment.Property(p => p.PaymentFlow).AsWord();
        payment.Property(p => p.Status).AsWord();
        payment.Property(p => p.Tried).AsJson();
        payment.Property(p => p.RoutesLeft).AsJson();
        payment.Property(p => p.Fields).AsJson();
        payment.Property(p => p.FlowData).AsJson();
        payment.Property(p => p.Card).AsJson();
        payment.Property(p => p.Original).AsJson();
        payment.Property(p => p.Terms).AsJson();
        payment.Property(p => p.Capture).AsWord();
        payment.Property(p => p.Refunds).AsJson();
        payment.Property(p => p.Disputes).AsJson();
        payment.Property(p => p.Foreign).AsJson();
    }
}

internal sealed class GatewayOperationMap : IEntityTypeConfiguration<GatewayOperation>
{
    public void Configure(EntityTypeBuilder<GatewayOperation> operation)
    {
        operation.ToTable("methods_operations");
        operation.HasKey(o => o.Id);
        operation.HasIndex(o => o.DueAt).HasFilter("\"State\" = 'due'");

        // A payment is started, cancelled and captured by one call at a time and gateway account, however many ask.
        operation.HasIndex(o => new { o.PaymentId, o.Kind, o.GatewayAccountId }).IsUnique().HasFilter("\"State\" = 'due' AND \"Kind\" <> 'refund'");
        operation.HasOne<GatewayAccount>().WithMany().HasForeignKey(o => o.GatewayAccountId);
        operation.HasOne<Payment>().WithMany().HasForeignKey(o => o.PaymentId);
        operation.Property(o => o.Kind).AsWord();
        operation.Property(o => o.State).AsWord();
        operation.Property(o => o.ClaimId).HasMaxLength(32);
    }
}

internal sealed class ReceivedNotificationMap : IEntityTypeConfiguration<ReceivedNotification>
{
    public void Configure(EntityTypeBuilder<ReceivedNotification> notification)
    {
        notification.ToTable("methods_notifications");
        notification.HasKey(n => n.Position);
        notification.HasIndex(n => new { n.GatewayAccountId, n.ExternalId }).IsUnique();
        notification.HasIndex(n => n.DueAt).HasFilter("\"State\" = 'received'");
        notification.HasIndex(n => n.PaymentId);
        notification.HasIndex(n => n.Received).HasFilter("\"State\" <> 'received'");
        notification.HasOne<GatewayAccount>().WithMany().HasForeignKey(n => n.GatewayAccountId);
        notification.Property(n => n.State).AsWord();
    }
}

internal sealed class ReconciliationMap : IEntityTypeConfiguration<Reconciliation>
{
    public void Configure(EntityTypeBuilder<Reconciliation> reconciliation)
    {
        reconciliation.ToTable("methods_reconciliations");
        reconciliation.HasKey(r => r.Id);
        reconciliation.HasIndex(r => new { r.AccountId, r.Mode, r.Day }).IsUnique().HasFilter("\"Status\" = 'running' AND \"Source\" = 'nightly'");
        reconciliation.HasIndex(r => new { r.AccountId, r.Mode, r.Created, r.Id });

        // The same day is asked for once at a time: of one gateway account, and of all (an index takes no two nulls for the same).
        reconciliation.HasIndex(r => new { r.AccountId, r.Mode, r.Day, r.GatewayAccountId }).IsUnique().HasFilter("\"Status\" = 'running' AND \"Source\" = 'api'");
        reconciliation.HasIndex(r => new { r.AccountId, r.Mode, r.Day }, "methods_reconciliations_of_all").IsUnique()
            .HasFilter("\"Status\" = 'running' AND \"Source\" = 'api' AND \"GatewayAccountId\" IS NULL");
        reconciliation.HasIndex(r => r.Created).HasFilter("\"Status\" = 'running'");
        reconciliation.Property(r => r.ClaimId).HasMaxLength(32);
        reconciliation.Property(r => r.Source).AsWord();
        reconciliation.Property(r => r.Status).AsWord();
        reconciliation.Property(r => r.Accounts).AsJson();
        reconciliation.Property(r => r.Differences).AsJson();
        reconciliation.Ignore(r => r.Date);
    }
}

internal sealed class GatewayAccountMap : IEntityTypeConfiguration<GatewayAccount>
{
    public void Configure(EntityTypeBuilder<GatewayAccount> account)
    {
        account.ToTable("methods_gateway_accounts");
        account.HasKey(a => a.Id);
        account.HasIndex(a => new { a.AccountId, a.Mode });

        // However many requests need it first, it sets itself up once.
        account.HasIndex(a => new { a.AccountId, a.Mode, a.Gateway }).IsUnique().HasFilter("\"IsAutomatic\"");
        account.Property(a => a.Gateway).HasMaxLength(40);
        account.Property(a => a.Name).HasMaxLength(100);
    }
}

internal sealed class ConfiguredServiceMap : IEntityTypeConfiguration<ConfiguredService>
{
    public void Configure(EntityTypeBuilder<ConfiguredService> service)
    {
        service.ToTable("methods_services");
        service.HasKey(s => new { s.AccountId, s.Mode, s.Code });
        service.Property(s => s.Code).HasMaxLength(ServiceCode.MostCharacters);
        service.Property(s => s.RequiredFields).AsJson();
        service.Property(s => s.Fee).AsJson();
        service.Property(s => s.Countries).AsJson();
        service.Property(s => s.Label).AsJson();
        service.Property(s => s.Routes).AsJson();
        service.Ignore(s => s.Settings);
    }
}

internal sealed class ArrivalMap : IEntityTypeConfiguration<Arrival>
{
    public void Configure(EntityTypeBuilder<Arrival> arrival)
    {
        arrival.ToTable("methods_arrivals");
        arrival.HasKey(a => a.Position);
        arrival.HasIndex(a => new { a.GatewayAccountId, a.OriginalId }).IsUnique();
        arrival.HasIndex(a => a.PaymentId);
        arrival.HasOne<Payment>().WithMany().HasForeignKey(a => a.PaymentId);
        arrival.HasOne<GatewayAccount>().WithMany().HasForeignKey(a => a.GatewayAccountId);
        arrival.HasOne<BankFile>().WithMany().HasForeignKey(a => a.BankFileId);
        arrival.Property(a => a.OriginalId).HasMaxLength(Arrival.MostIdCharacters);
        arrival.Property(a => a.Status).AsWord();
        arrival.Property(a => a.Source).AsWord();
    }
}

internal sealed class BankFileMap : IEntityTypeConfiguration<BankFile>
{
    public void Configure(EntityTypeBuilder<BankFile> file)
    {
        file.ToTable("methods_bank_files");
        file.HasKey(f => f.Id);
        file.HasIndex(f => new { f.GatewayAccountId, f.Sha256 }).IsUnique();
        file.HasIndex(f => new { f.AccountId, f.Created, f.Id });
        file.HasOne<GatewayAccount>().WithMany().HasForeignKey(f => f.GatewayAccountId);
        file.Property(f => f.Format).HasMaxLength(16);
        file.Property(f => f.Sha256).HasMaxLength(64);
        file.Property(f => f.State).AsWord();
    }
}

internal sealed class BankEntryMap : IEntityTypeConfiguration<BankEntry>
{
    public void Configure(EntityTypeBuilder<BankEntry> entry)
    {
        entry.ToTable("methods_bank_entries");
        entry.HasKey(e => new { e.BankFileId, e.Number });
        entry.HasOne<BankFile>().WithMany().HasForeignKey(e => e.BankFileId);
        entry.Property(e => e.Currency).HasMaxLength(16);
        entry.Property(e => e.Reference).HasMaxLength(35);
        entry.Property(e => e.Result).AsWord();
    }
}
