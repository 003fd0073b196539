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
    public string? Reference { get; private init; }
    public CustomerData Data { get; private set; } = null!;
    public DateTimeOffset Created { get; private init; }

    public static Customer Keep(AccountId account, Mode mode, CustomerData data, bool shared, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<CustomerId>(), AccountId = account, Mode = mode, Reference = shared ? data.ReferenceId : null, Data = data, Created = now,
    };

    /// <summary>What is given replaces what was known; what is not given stays.</summary>
    public void Update(CustomerData given)
    {
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

    public CustomerView View() => new(Id, Data, Created);
}
