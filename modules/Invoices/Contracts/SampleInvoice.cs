using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>A paid invoice that does not exist, to try an integration with: reference <c>sample</c>, 100.25 EUR.</summary>
public static class SampleInvoice
{
    public static InvoiceView Of(AccountId account, Mode mode, DateTimeOffset now)
    {
        var amount = new Money(10025, Currency.Get("EUR"));
        var zero = Money.Zero(amount.Currency);
        return new InvoiceView(
            InvoiceId.Of("cpi_0000000000sample"), account, mode, InvoiceSource.MerchantApi, InvoiceState.Processed, "ok", null, Sequence: 3,
            amount, amount, Fee: zero, Deposit: amount, ProcessedAmount: amount, ProcessedFee: zero, ProcessedDeposit: amount, Processed: now, Failed: null,
            ReferenceId: "sample", Metadata: """{"sample":true}""", Service: null, PaymentFlow.Charge, Active: null, FieldsGiven: new Dictionary<string, string>(),
            Created: now, Updated: now, Expires: now.AddHours(24), ExpiresGiven: false, Extensions: 0, ClientIp: null, Description: "A sample: no payment was made",
            Descriptor: null, CallbackUrl: null, ReturnUrl: null, ReturnUrls: null, Locale: null, Attempts: 1, AttemptsLimit: 5, Notices: [], Customer: null);
    }
}
