using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Which services an account offers, and what each costs for an amount, by the routes that can run it. In test mode any code of the right form is
/// a service.
/// </summary>
internal static class QuoteServices
{
    internal sealed class OneHandler(CommerceDb db, IMediator mediator, ServiceShelf shelf) : IRequestHandler<QuoteService, Result<Quote>>
    {
        public async Task<Result<Quote>> Handle(QuoteService q, CancellationToken ct)
        {
            if (ServiceCode.Parse(q.Code) is not { } code) return MethodErrors.ServiceUnknown();
            var found = await shelf.Find(db, q.Account, q.Mode, code, ct);
            if (found.IsFailure) return found.Error;

            var service = found.Value;
            if (code.Currency != q.Amount.Currency) return MethodErrors.ServiceCurrencyMismatch(code, q.Amount.Currency);
            if (!Covers(service.View, q.Amount)) return MethodErrors.ServiceUnavailable($"it takes {Limits(service.View)}");
            if (q.Country is { } country && service.Row is { Countries: { Count: > 0 } countries } && !countries.Contains(country, StringComparer.OrdinalIgnoreCase))
                return MethodErrors.ServiceUnavailable("it is not for the customer's country");

            var account = await mediator.Send(new FindAccount(q.Account), ct);
            if (account.IsFailure) return account.Error;
            var quote = Quote(service, q.Amount, account.Value.Fees, q.Country);
            if (quote.Deposit.Minor < 0) return MethodErrors.FeeExceedsAmount();
            if (quote.PaymentAmount.IsTooMuch) return Error.Invalid("amount_range", "The amount with the service's fee is more than can be paid.", "amount");

            var holding = service.Holding(quote.PaymentAmount, q.Country);
            if (holding.Count == 0) return MethodErrors.ServiceUnavailable("none of its routes takes this amount from the customer's country");
            if (!holding.Any(r => r.Gateway.CanExpress(quote.PaymentAmount))) return MethodErrors.AmountUnsupported(quote.PaymentAmount);
            var fitting = service.Fitting(quote.PaymentAmount, q.Country, q.PaymentFlow);
            return fitting.Count == 0 ? MethodErrors.AuthorizeUnsupported() : quote with { Service = service.By(fitting).View };
        }

        private static string Limits(ServiceView service) => (service.AmountMin, service.AmountMax) switch
        {
            ({ } min, { } max) => $"{min} to {max}",
            ({ } min, null) => $"at least {min}",
            (_, var max) => $"at most {max}",
        };
    }

    internal sealed class ListHandler(CommerceDb db, IMediator mediator, ServiceShelf shelf) : IRequestHandler<ListQuotes, Result<IReadOnlyList<Quote>>>
    {
        public async Task<Result<IReadOnlyList<Quote>>> Handle(ListQuotes q, CancellationToken ct)
        {
            var account = await mediator.Send(new FindAccount(q.Account), ct);
            if (account.IsFailure) return account.Error;
            var quotes = new List<Quote>();
            foreach (var service in await shelf.List(db, q.Account, q.Mode, q.Currency, ct))
                if (service.IsOffered && IsFor(service.View, q.Country) && Offer(service, q, account.Value.Fees) is { } quote) quotes.Add(quote);
            return Result.Of<IReadOnlyList<Quote>>(quotes);
        }

        private static Quote? Offer(ServiceOnShelf service, ListQuotes q, FeeOptions options)
        {
            if (q.Amount is not { } amount) return service.Holding(null, q.Country) is { Count: > 0 } some ? Unpriced(service.By(some), options, q.Country) : null;
            if (!Covers(service.View, amount)) return null;
            var quote = Quote(service, amount, options, q.Country);
            if (quote.Deposit.Minor < 0 || quote.PaymentAmount.IsTooMuch) return null;
            var fitting = service.Fitting(quote.PaymentAmount, q.Country, PaymentFlow.Charge);
            return fitting.Count == 0 ? null : quote with { Service = service.By(fitting).View };
        }
    }

    private static bool Covers(ServiceView service, Money amount) =>
        (service.AmountMin is not { } min || amount >= min) && (service.AmountMax is not { } max || amount <= max);

    private static bool IsFor(ServiceView service, string? country) =>
        country is null || service.Method.Countries.Count == 0 || service.Method.Countries.Contains(country, StringComparer.OrdinalIgnoreCase);

    private static Quote Quote(ServiceOnShelf service, Money amount, FeeOptions options, string? country)
    {
        var terms = new FeeTerms(service.View.Fee, options.Strategy, options.Reverse);
        var (payment, fee, deposit) = terms.Of(amount.Minor);
        return new Quote(service.View, new Money(payment, amount.Currency), new Money(fee, amount.Currency), new Money(deposit, amount.Currency), terms)
        {
            Country = country,
        };
    }

    /// <summary>A service of which nobody said yet for which amount.</summary>
    private static Quote Unpriced(ServiceOnShelf service, FeeOptions options, string? country)
    {
        var zero = Money.Zero(service.View.Currency);
        return new Quote(service.View, zero, zero, zero, new FeeTerms(service.View.Fee, options.Strategy, options.Reverse)) { Country = country };
    }
}
