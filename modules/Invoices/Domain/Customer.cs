using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>
/// A customer: one for each account, mode and reference of the private door; or one of a single invoice, when it came through the public door
/// or has no reference (contract/invoice.md, Customer).
/// </summary>
internal sealed class Customer : Aggregate
{
    private Customer()
    {
    }

    public CustomerId Id { get; private init; }
    public AccountId AccountId { get; private init; }
    public Mode Mode { get; private init; }

    /// <summary>The reference under which it can be found again; null for a customer of one invoice.</summary>
    public string? Reference { get; private set; }
    public CustomerData Data { get; private set; } = null!;
    public DateTimeOffset Created { get; private init; }
    public DateTimeOffset Updated { get; private set; }

    /// <summary>When the rest of its invoices is to be blanked; null: nothing is left to be blanked.</summary>
    public DateTimeOffset? EraseDue { get; private set; }

    /// <summary>The last invoice that was blanked, in the order of ids; null: none was.</summary>
    public InvoiceId? ErasedUpTo { get; private set; }

    public static Customer Keep(AccountId account, Mode mode, CustomerData data, bool shared, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<CustomerId>(), AccountId = account, Mode = mode, Reference = shared ? data.ReferenceId : null, Data = data, Created = now, Updated = now,
    };

    /// <summary>What is given replaces what was known; what is not given stays.</summary>
    public void Update(CustomerData given, DateTimeOffset now)
    {
        Updated = now;
        Data = new CustomerData(
            Data.ReferenceId,
            given.Email ?? Data.Email,
            given.Name ?? Data.Name,
            given.Phone ?? Data.Phone,
            given.DateOfBirth ?? Data.DateOfBirth,
            given.IndividualTaxId ?? Data.IndividualTaxId,
            given.Description ?? Data.Description,
            given.Metadata ?? Data.Metadata,
            given.Address ?? Data.Address);
    }

    /// <summary>
    /// Forgets who it was: the personal data and the reference, so that the same reference later makes another customer. Its invoices follow by
    /// <see cref="EraseNext"/>; asked again, all of them once more.
    /// </summary>
    public void Erase(DateTimeOffset now)
    {
        (Reference, Data) = (null, new CustomerData(null, null, null, null, null, null, null, null, null));
        (Updated, EraseDue, ErasedUpTo) = (now, now, null);
    }

    /// <summary>Blanks the next of its invoices, in the order of their ids, and tells the modules above.</summary>
    /// <param name="isLast">Whether there are no more.</param>
    public void EraseNext(IReadOnlyList<Invoice> invoices, bool isLast)
    {
        foreach (var invoice in invoices) invoice.Erase();
        if (invoices.Count > 0) Raise(new CustomerErased([.. invoices.Select(i => i.Id)]));
        ErasedUpTo = isLast ? null : invoices[^1].Id;
        if (isLast) EraseDue = null;
    }

    public CustomerView View() => new(Id, Data, Created, Updated);
}
