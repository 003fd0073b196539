using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>Reads the members of a create, on the Private API (a JSON:API document) and on the Public API (a flat object).</summary>
internal static class DraftReader
{
    // Longer than any rule allows, so that InvoiceDraftRules tells the limit; bounds only what is kept meanwhile.
    private const int Bound = JsonBody.MostBytes;

    public static InvoiceDraft Private(AttributeReader r, Mode mode)
    {
        var options = r.Child("options");
        return Common(r, mode) with
        {
            Fields = r.Fields("fields") ?? r.Fields("service_fields"),
            Descriptor = r.Text("descriptor", Bound),
            PaymentFlow = ReadPaymentFlow(r),
            ReturnUrl = r.Url("return_url", plain: mode == Mode.Test) ?? options?.Url("return_url", plain: mode == Mode.Test),
            ReturnUrls = r.Child("return_urls") is { } urls
                ? new ReturnUrls(Url(urls, "success"), Url(urls, "pending"), Url(urls, "fail"))
                : null,
            CallbackUrl = r.CallbackUrl("callback_url", plain: mode == Mode.Test),
            AttemptsLimit = options?.Whole("attempts_limit") is { } limit ? (int)Math.Clamp(limit, int.MinValue, int.MaxValue) : null,
            AutoProcess = options?.Flag("auto_process") ?? false,
            Problems = r.Errors,
        };

        string? Url(AttributeReader from, string name) => from.Url(name, plain: mode == Mode.Test);
    }

    /// <summary>A callback URL is not read: only the private door may set it.</summary>
    public static InvoiceDraft Public(AttributeReader r, Mode mode) => Common(r, mode) with
    {
        Fields = r.Fields("fields") ?? r.Fields("service_fields"),
        ReturnUrl = r.Url("return_url", plain: mode == Mode.Test),
        Locale = r.Text("locale", 20),
        Problems = r.Errors,
    };

    private static InvoiceDraft Common(AttributeReader r, Mode mode) => new(
        ReferenceId: r.Text("reference_id", Bound),
        Amount: r.Amount("amount"),
        Currency: r.Text("currency", Bound),
        Service: r.Text("service", Bound),
        Description: r.Text("description", Bound),
        Expires: r.Whole("expires"),
        Metadata: r.Json("metadata", InvoiceDraftRules.MostMetadataBytes, "metadata_too_large"),
        Customer: r.Child("customer") is { } customer ? ReadCustomer(customer) : null);

    /// <summary><c>payment_flow</c>, or <c>flow</c> as the family sends it; both with different values contradict each other.</summary>
    private static PaymentFlow ReadPaymentFlow(AttributeReader r)
    {
        var (ours, theirs) = (r.Word<PaymentFlow>("payment_flow"), r.Word<PaymentFlow>("flow"));
        if (ours is not null && theirs is not null && ours != theirs)
            r.Fail("invalid_value", "The payment flow and the flow contradict each other.", "flow");
        return ours ?? theirs ?? PaymentFlow.Charge;
    }

    public static CustomerData ReadCustomer(AttributeReader r)
    {
        var address = r.Child("address");
        return new CustomerData(
            r.Text("reference_id", Bound),
            r.Text("email", 320),
            r.Text("name", 255),
            r.Text("phone", 50),
            r.Text("date_of_birth", 20),
            r.Text("individual_tax_id", Bound),
            r.Text("description", 1024),
            r.Json("metadata", InvoiceDraftRules.MostMetadataBytes, "metadata_too_large"),
            address is null
                ? null
                : new CustomerAddress(
                    address.Text("country", 10), address.Text("region", 255), address.Text("city", 255), address.Text("street", 255),
                    address.Text("post_code", 50), address.Text("full_address", 1024)));
    }
}
