using MediatR;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Which services an account offers, and what each costs for an amount. In test mode any code of the right form is a service.</summary>
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
            if (!Covers(service, q.Amount)) return MethodErrors.ServiceUnavailable($"it takes {Limits(service)}");
            if (q.PaymentFlow == PaymentFlow.Authorize && !service.CanAuthorize) return MethodErrors.AuthorizeUnsupported();

            var account = await mediator.Send(new FindAccount(q.Account), ct);
            if (account.IsFailure) return account.Error;
            var quote = Quote(service, q.Amount, account.Value.Fees);
            return quote.Deposit.Minor < 0 ? MethodErrors.FeeExceedsAmount() : quote;
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
            var services = await shelf.List(db, q.Account, q.Mode, q.Currency, ct);
            return Result.Of<IReadOnlyList<Quote>>([.. services
                .Where(s => q.Amount is not { } amount || Covers(s, amount))
                .Where(s => q.Country is null || s.Method.Countries.Count == 0 || s.Method.Countries.Contains(q.Country, StringComparer.OrdinalIgnoreCase))
                .Select(s => q.Amount is { } amount ? Quote(s, amount, account.Value.Fees) : Unpriced(s, account.Value.Fees))
                .Where(quote => quote.Deposit.Minor >= 0)]);
        }
    }

    private static bool Covers(ServiceView service, Money amount) =>
        (service.AmountMin is not { } min || amount >= min) && (service.AmountMax is not { } max || amount <= max);

    private static Quote Quote(ServiceView service, Money amount, FeeOptions options)
    {
        var terms = new FeeTerms(service.Fee, options.Strategy, options.Reverse);
        var (payment, fee, deposit) = terms.Of(amount.Minor);
        return new Quote(service, new Money(payment, amount.Currency), new Money(fee, amount.Currency), new Money(deposit, amount.Currency), terms);
    }

    /// <summary>A service of which nobody said yet for which amount.</summary>
    private static Quote Unpriced(ServiceView service, FeeOptions options)
    {
        var zero = Money.Zero(service.Currency);
        return new Quote(service, zero, zero, zero, new FeeTerms(service.Fee, options.Strategy, options.Reverse));
    }
}
