using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>The representation of a stored link (contract/private-api.md, Payment links): every attribute present, null when there is nothing to say.</summary>
internal static class PaymentLinkDocument
{
    public static string UrlOf(PaymentLinkView link, ServerAddress server) => server.Url($"/pay/{link.Id}");

    /// <param name="payee">The account's name, for the texts to copy.</param>
    public static object Resource(PaymentLinkView l, string payee, ServerAddress server, ILinkTexts texts)
    {
        var url = UrlOf(l, server);
        return new
        {
            type = "payment-links",
            id = l.Id.Value,
            attributes = new
            {
                status = l.Status.Word(),
                url,
                qr_svg_url = $"{url}/qr.svg",
                qr_png_url = $"{url}/qr.png",
                poster_url = $"{url}/poster",
                texts = texts.Of(l, payee, url),
                amount = l.Amount?.Major,
                amount_min = l.AmountMin?.Major,
                amount_max = l.AmountMax?.Major,
                amount_preset = l.AmountPreset?.Major,
                currency = l.Currency.Code,
                description = l.Description,
                service = l.Service,
                show_methods = l.ShowMethods,
                locale = l.Locale,
                opens = l.Opens?.Seconds(),
                expires = l.Expires?.Seconds(),
                max_payments = l.MaxPayments,
                max_total = l.MaxTotal?.Major,
                return_url = l.ReturnUrl,
                metadata = Wire.Raw(l.Metadata),
                customer = l.Customer is { } customer ? CustomerDocument.Attributes(customer) : null,
                taken_count = l.TakenCount,
                paid_count = l.PaidCount,
                paid_total = l.PaidTotal.Major,
                test_mode = l.Mode == Mode.Test,
                created = l.Created.Seconds(),
                closed = l.Closed?.Seconds(),
            },
            links = new { self = $"/api/payment-links/{l.Id}" },
        };
    }
}
