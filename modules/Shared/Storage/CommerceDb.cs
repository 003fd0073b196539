using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PayCore.Commerce.Shared;

/// <summary>
/// The one database. All that one decision changes is saved by one <see cref="Commit"/>, the only place that saves
/// (docs/adr/0001). Each module adds its maps by a <see cref="ModelPart"/>; entities stay internal to their module.
/// </summary>
public sealed class CommerceDb(DbContextOptions<CommerceDb> options, IEnumerable<ModelPart> parts, IMediator publisher, WriteGate gate)
    : DbContext(options)
{
    private const int MostRounds = 8;

    private readonly Dictionary<object, Action> afterCommit = [];
    private bool committing;

    /// <summary>How many requests of this scope are under way, one inside the other; only the outermost is run again on a conflict.</summary>
    internal int Depth { get; set; }

    /// <summary>True once something of this scope was saved: from then on nothing is run again.</summary>
    internal bool HasCommitted { get; private set; }

    /// <summary>Runs after the next successful commit: wakes a waiter or a dispatcher, nothing else. The same key runs once.</summary>
    public void AfterCommit(object key, Action wake) => afterCommit[key] = wake;

    /// <summary>
    /// The next commit changes this row's version, even if nothing else of it: whoever decides by the same row at the same time runs again. To be called
    /// before the rows are read that the decision is made from.
    /// </summary>
    public void Touch(Aggregate aggregate) => Entry(aggregate).Property(a => a.Version).IsModified = true;

    /// <summary>
    /// Publishes what the entities raised until nothing new is raised, saves everything in one transaction, then wakes who waits.
    /// </summary>
    /// <exception cref="DbUpdateConcurrencyException">Another commit changed one of the rows; the pipeline runs the request again.</exception>
    /// <exception cref="InvalidOperationException">Called from inside itself, or events that never end: a bug.</exception>
    public async Task Commit(CancellationToken ct)
    {
        if (committing) throw new InvalidOperationException("Commit was called from inside a commit.");
        committing = true;
        // Changes are looked for once in each round, not again by every question to the tracker: that is a third of a commit's work.
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            await PublishEvents(ct);
            foreach (var entry in ChangeTracker.Entries<Aggregate>())
                if (entry.State is EntityState.Added or EntityState.Modified) entry.Property(e => e.Version).CurrentValue++;
            await gate.Save(this, ct);
            HasCommitted = true;
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
            committing = false;
        }

        var wakes = afterCommit.Values.ToList();
        afterCommit.Clear();
        foreach (var wake in wakes) wake();
    }

    /// <summary>Forgets what was not saved, before the request is run again.</summary>
    internal void Forget()
    {
        ChangeTracker.Clear();
        afterCommit.Clear();
    }

    /// <summary>Sends the changes; they count as saved only once the gate's transaction is on disk.</summary>
    internal Task<int> Write(CancellationToken ct) => base.SaveChangesAsync(acceptAllChangesOnSuccess: false, ct);

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw Refusal();

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) => throw Refusal();

    protected override void OnModelCreating(ModelBuilder model)
    {
        foreach (var part in parts) model.ApplyConfigurationsFromAssembly(part.Assembly);
        foreach (var entity in model.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(Aggregate))))
            entity.FindProperty(nameof(Aggregate.Version))!.IsConcurrencyToken = true;
        // Nothing goes because something else does: a removal that came too late must fail, not take payments along.
        foreach (var key in model.Model.GetEntityTypes().SelectMany(e => e.GetForeignKeys())) key.DeleteBehavior = DeleteBehavior.NoAction;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();
        Ids<AccountId>();
        Ids<InvoiceId>();
        Ids<PaymentId>();
        Ids<OperationId>();
        Ids<GatewayAccountId>();
        Ids<CustomerId>();
        Ids<RefundId>();
        Ids<PaymentLinkId>();
        Ids<CallbackId>();
        Ids<EventId>();
        Ids<ApiKeyId>();
        Ids<BankFileId>();
        Ids<ReconciliationId>();
        conventions.Properties<Mode>().HaveConversion<ModeConverter>().HaveMaxLength(4);
        conventions.Properties<Currency>().HaveConversion<CurrencyConverter>().HaveMaxLength(3);

        void Ids<TId>() where TId : struct, IId<TId> =>
            conventions.Properties<TId>().HaveConversion<IdConverter<TId>>().HaveMaxLength(24);
    }

    private async Task PublishEvents(CancellationToken ct)
    {
        for (var round = 0; ; round++)
        {
            ChangeTracker.DetectChanges();
            var raised = ChangeTracker.Entries<Aggregate>().SelectMany(e => e.Entity.TakeEvents()).ToList();
            if (raised.Count == 0) return;
            if (round == MostRounds) throw new InvalidOperationException($"Events still raise events after {MostRounds} rounds.");
            foreach (var happened in raised) await publisher.Publish(happened, ct);
        }
    }

    private static InvalidOperationException Refusal() => new("CommerceDb.Commit is the only place that saves.");

    private sealed class MillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        t => t.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));

    private sealed class IdConverter<TId>() : ValueConverter<TId, string>(id => id.Value, text => Make<TId>(text)) where TId : struct, IId<TId>;

    private sealed class ModeConverter() : ValueConverter<Mode, string>(m => m == Mode.Test ? "test" : "live", w => w == "test" ? Mode.Test : Mode.Live);

    private sealed class CurrencyConverter() : ValueConverter<Currency, string>(c => c.Code, code => Currency.Get(code));

    private static TId Make<TId>(string text) where TId : struct, IId<TId> => TId.Of(text);
}
