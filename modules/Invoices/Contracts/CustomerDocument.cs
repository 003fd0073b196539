using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>The representation of a customer, alone, in <c>included</c> and as what a link fills in (contract/invoice.md, Customer).</summary>
public static class CustomerDocument
{
    public static object Resource(CustomerView customer) => new
    {
        type = "customers",
        id = customer.Id.Value,
        attributes = new Dictionary<string, object?>(Attributes(customer.Data))
        {
            ["created"] = customer.Created.Seconds(),
            ["updated"] = customer.Updated.Seconds(),
        },
        links = new { self = $"/api/customers/{customer.Id}" },
    };

    internal static Dictionary<string, object?> Attributes(CustomerData data) => new()
    {
        ["reference_id"] = data.ReferenceId,
        ["email"] = data.Email,
        ["name"] = data.Name,
        ["phone"] = data.Phone,
        ["date_of_birth"] = data.DateOfBirth,
        ["individual_tax_id"] = data.IndividualTaxId,
        ["description"] = data.Description,
        ["metadata"] = Wire.Raw(data.Metadata),
        ["address"] = data.Address is { } a
            ? new { country = a.Country, region = a.Region, city = a.City, street = a.Street, post_code = a.PostCode, full_address = a.FullAddress }
            : null,
    };
}
