using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using PayCore.Commerce.Accounts.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Storage;

internal sealed class AccountMap : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.ToTable("accounts_accounts");
        account.HasKey(a => a.Id);
        account.HasIndex(a => a.PublicKeyTest).IsUnique();
        account.HasIndex(a => a.PublicKeyLive).IsUnique();
        account.Property(a => a.Status).AsWord();
        account.Property(a => a.CallbackStrategy).AsWord();
        account.Property(a => a.Fees).AsJson();
        account.Property(a => a.Logo).AsJson();
        account.Property(a => a.LinkModeTest).AsWord();
        account.Property(a => a.LinkModeLive).AsWord();
        Texts(account.Property(a => a.Currencies));
        Texts(account.Property(a => a.AllowedDomains));
    }

    private static void Texts(PropertyBuilder<List<string>> property) => property.HasConversion(
        new ValueConverter<List<string>, string>(
            list => JsonSerializer.Serialize(list, Wire.Options), json => JsonSerializer.Deserialize<List<string>>(json, Wire.Options)!),
        new ValueComparer<List<string>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList()));
}

internal sealed class AccountEventMap : IEntityTypeConfiguration<AccountEvent>
{
    public void Configure(EntityTypeBuilder<AccountEvent> happened)
    {
        happened.ToTable("accounts_events");
        happened.HasKey(e => e.Position);
        happened.HasIndex(e => new { e.AccountId, e.Position });
        happened.Property(e => e.Details).AsJson();
        happened.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId);
    }
}

internal sealed class LogoPictureMap : IEntityTypeConfiguration<LogoPicture>
{
    public void Configure(EntityTypeBuilder<LogoPicture> logo)
    {
        logo.ToTable("accounts_logos");
        logo.HasKey(l => l.AccountId);
        logo.Property(l => l.Hash).HasMaxLength(32);
        logo.HasOne<Account>().WithMany().HasForeignKey(l => l.AccountId);
    }
}

internal sealed class ApiKeyMap : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("accounts_api_keys");
        key.HasKey(k => k.Id);
        key.HasOne<Account>().WithMany().HasForeignKey(k => k.AccountId);
    }
}

internal sealed class AccountSecretMap : IEntityTypeConfiguration<AccountSecret>
{
    public void Configure(EntityTypeBuilder<AccountSecret> secret)
    {
        secret.ToTable("accounts_secrets");
        secret.HasKey(s => s.Id);
        secret.Property(s => s.Kind).AsWord();
        secret.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId);
    }
}
