using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Storage;

internal sealed class CallbackMap : IEntityTypeConfiguration<Callback>
{
    public void Configure(EntityTypeBuilder<Callback> callback)
    {
        callback.ToTable("callbacks_callbacks");
        callback.HasKey(c => c.Id);

        // What is due, and all that decides whether it may be sent now, without a look at the rows.
        callback.HasIndex(c => new { c.Due, c.Host, c.AccountId, c.InvoiceId }).HasFilter("\"Status\" = 'pending'");
        callback.HasIndex(c => new { c.AccountId, c.InvoiceId }).HasFilter("\"Status\" = 'held'");
        callback.HasIndex(c => c.InvoiceId);
        callback.HasIndex(c => new { c.AccountId, c.Created, c.Id });

        callback.Property(c => c.State).AsWord();
        callback.Property(c => c.Status).AsWord();
        callback.Property(c => c.Reason).AsWord();
        callback.Property(c => c.Host).HasMaxLength(300);
        callback.Property(c => c.Claim).HasMaxLength(40);
        callback.Property(c => c.ClaimedBy).HasMaxLength(40);
    }
}

internal sealed class CallbackAttemptMap : IEntityTypeConfiguration<CallbackAttempt>
{
    public void Configure(EntityTypeBuilder<CallbackAttempt> attempt)
    {
        attempt.ToTable("callbacks_attempts");
        attempt.HasKey(a => new { a.CallbackId, a.Number });
        attempt.HasOne<Callback>().WithMany().HasForeignKey(a => a.CallbackId);
    }
}
