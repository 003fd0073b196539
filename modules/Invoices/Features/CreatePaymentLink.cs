using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Invoices.Features;

/// <summary>POST /api/payment-links. Makes a stored link of the key's mode: a fixed amount, or an open one with limits.</summary>
internal static class CreatePaymentLink
{
    private const int MostMethods = 50;
    private const int Bound = JsonBody.MostBytes;

    internal sealed record Command(AccountId Account, Mode Mode, LinkDraft Link) : IRequest<Result<Made>>;

    internal sealed record Made(PaymentLinkView Link, string Payee);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("payment-links", async (HttpContext http, Caller caller, IMediator mediator, ServerAddress server, ILinkTexts texts, CancellationToken ct) =>
        {
            var body = await http.Request.ReadJson(ct);
            if (body.IsFailure) return new ErrorResponse(body.Errors);
            var attributes = AttributeReader.OfDocument(body.Value, "payment-links", "payment-link");
            var mode = attributes.Flag("test_mode") switch { true => Mode.Test, false => Mode.Live, null => caller.Mode };
            if (!caller.Reaches(mode)) return new ErrorResponse(InvoiceErrors.ModeForbidden());
            return await mediator.Send(new Command(caller.Account, mode, Read(attributes, mode)), ct).ToHttp(made => new JsonAnswer(
                new { data = PaymentLinkDocument.Resource(made.Link, made.Payee, server, texts) }, StatusCodes.Status201Created,
                headers => headers.Location = $"/api/payment-links/{made.Link.Id}"));
        }).Describe("Create a payment link",
            """
            A link that anybody can pay by: with `amount`, or with any of `amount_min`, `amount_max` and `amount_preset` for an amount that the payer chooses.
            The key decides the mode; a live key makes test links with `test_mode`. Each payer gets an invoice of their own, with `source` `payment_link`.

            A payment that is started takes a slot, which comes back when it fails, ends, or has been at the gateway for 30 minutes; so `max_payments` and
            `max_total` hold exactly. Money that arrives without a slot is refunded, with the notice `link_exhausted`.
            """,
            "PaymentLinkDocument", StatusCodes.Status201Created, "PaymentLinkCreate",
            errors:
            [
                "too_long", "too_short", "amount_range", "amount_precision", "currency_unknown", "currency_disabled", "service_unknown", "service_unavailable",
                "service_currency_mismatch", "amount_unsupported", "fee_exceeds_amount", "url_invalid", "expires_range", "metadata_too_large", "mode_forbidden",
            ]);

    private static LinkDraft Read(AttributeReader r, Mode mode) => new(
        new InvoiceDraft(
            null, r.Amount("amount"), r.Text("currency", Bound), r.Text("service", Bound), null, r.Text("description", Bound),
            ReturnUrl: r.Url("return_url", plain: mode == Mode.Test),
            Metadata: r.Json("metadata", InvoiceDraftRules.MostMetadataBytes, "metadata_too_large"),
            Customer: r.Child("customer") is { } customer ? DraftReader.ReadCustomer(customer) : null,
            Locale: r.Text("locale", 20),
            Problems: r.Errors),
        r.Amount("amount_min"), r.Amount("amount_max"), r.Amount("amount_preset"), r.Texts("show_methods", MostMethods, 64) ?? [],
        r.Whole("opens"), r.Whole("expires"), r.Whole("max_payments"), r.Amount("max_total"));

    internal sealed class Handler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<Command, Result<Made>>
    {
        public async Task<Result<Made>> Handle(Command c, CancellationToken ct)
        {
            var account = await mediator.Send(new FindAccount(c.Account), ct);
            if (account.IsFailure) return account.Error;
            var now = clock.GetUtcNow();
            var content = PaymentLinkRules.Check(c.Link, account.Value, c.Mode, now);
            var errors = content.Errors.ToList();
            errors.AddRange(await ServiceErrors(c, content, ct));
            errors.AddRange(await MethodErrors(c, ct));
            if (errors.Count > 0) return errors;

            var link = PaymentLink.Open(c.Account, c.Mode, content.Value, now);
            db.Add(link);
            await db.Commit(ct);
            return new Made(link.View(now, LinkUse.None), account.Value.Name);
        }

        /// <summary>A code that names no method would offer nothing. A list that could not be read has lost its places.</summary>
        private async Task<IEnumerable<Error>> MethodErrors(Command c, CancellationToken ct)
        {
            var methods = c.Link.ShowMethods;
            if (c.Link.Draft.Problems?.Any(e => e.Source?.StartsWith("show_methods", StringComparison.Ordinal) == true) == true) return [];
            var unknown = await mediator.Send(new FindUnknownMethods(c.Account, c.Mode, methods), ct);
            return methods.Index().Where(m => unknown.Value.Contains(m.Item))
                .Select(m => Error.Invalid("invalid_value", "There is no payment method of this code.", $"show_methods/{m.Index}"));
        }

        /// <summary>The service must be one that the account offers; of an open amount only what holds for every amount counts.</summary>
        private async Task<IEnumerable<Error>> ServiceErrors(Command c, Result<LinkContent> content, CancellationToken ct)
        {
            if (c.Link.Draft.Service is not { } service || Currency.Find(c.Link.Draft.Currency) is not { } currency) return [];
            var amount = content.IsFailure ? null : content.Value.Amount;
            var quote = await mediator.Send(new QuoteService(c.Account, c.Mode, service, amount ?? new Money(currency.MinorPerMajor, currency), PaymentFlow.Charge), ct);
            return quote.Errors.Where(e => amount is not null || e.Code is "service_unknown" or "service_currency_mismatch");
        }
    }
}
