using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Domain;

/// <summary>
/// What makes two creates the same (contract/private-api.md, Safe to retry): the named members as first sent, numbers normalised, absent equals
/// absent. The customer's door leaves out the service, which is changed by <c>process</c>;
/// a stored link its expected customer, who is forgotten when it is closed.
/// </summary>
internal static class ContentFingerprint
{
    public static string Of(InvoiceDraft draft, InvoiceSource source, Mode mode)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Text("amount", draft.Amount is { } a ? $"{a.Digits}e{-a.Scale}" : null);
            Text("currency", draft.Currency);
            Text("service", source is InvoiceSource.Hpp or InvoiceSource.PaymentLink ? null : draft.Service);
            Text("payment_flow", draft.PaymentFlow.Word());
            Text("mode", mode.Word());
            Text("description", draft.Description);
            if (draft.Expires is { } expires) json.WriteNumber("expires", expires);
            Text("return_url", draft.ReturnUrl);
            Text("return_success", draft.ReturnUrls?.Success);
            Text("return_pending", draft.ReturnUrls?.Pending);
            Text("return_fail", draft.ReturnUrls?.Fail);
            Text("callback_url", draft.CallbackUrl);
            Text("customer", source == InvoiceSource.PaymentLink ? null : draft.Customer?.ReferenceId);
            if (Wire.Raw(draft.Metadata) is { } metadata)
            {
                json.WritePropertyName("metadata");
                Canonical(json, metadata);
            }

            json.WriteEndObject();

            void Text(string name, string? value)
            {
                if (value is not null) json.WriteString(name, value);
            }
        }

        return Convert.ToBase64String(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    /// <summary>Members in the order of their names, numbers by their value: 1.50 is 1.5.</summary>
    private static void Canonical(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(member.Name);
                    Canonical(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Canonical(json, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.Number when AmountText.TryParse(value.GetRawText(), out var number):
                json.WriteStringValue($"#{(number.Negative ? "-" : "")}{number.Digits}e{-number.Scale}");
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
