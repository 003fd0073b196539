using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways.Manual;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;
using Request = PayCore.Commerce.Methods.Contracts.PrepareStatement;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Adds what a merchant saw on the bank account to the caller's unit of work (contract/private-api.md, Statement).</summary>
internal static class PrepareStatement
{
    internal sealed class Handler(CommerceDb db, TimeProvider clock) : IRequestHandler<Request, Result<PreparedStatement>>
    {
        public async Task<Result<PreparedStatement>> Handle(Request c, CancellationToken ct)
        {
            var payments = (await db.FindPayments(c.Invoice, ct)).Where(p => p.Gateway == ManualGateway.GatewayName).OrderByDescending(p => p.Created).ToList();
            if (payments.Count == 0) return MethodErrors.NotManual("No payment of the invoice is a bank transfer to the merchant's own account (gateway manual).");

            var currency = c.Currency is null ? payments[0].Currency : Currency.Find(c.Currency);
            if (currency is null) return MethodErrors.CurrencyUnknown();
            var asked = c.Amount?.In(currency);
            if (asked is { IsFailure: true }) return asked.Error;

            var payment = await Choose(payments, c, currency, asked?.Value.Minor, ct);
            var accounts = payments.ConvertAll(p => p.GatewayAccountId);
            var namesakes = await db.Set<Arrival>().AsNoTracking().Where(a => accounts.Contains(a.GatewayAccountId) && a.OriginalId == c.OriginalId).ToListAsync(ct);
            if ((namesakes.Find(a => a.InvoiceId == c.Invoice) ?? namesakes.Find(a => a.GatewayAccountId == payment.GatewayAccountId)) is { } known)
                return known.IsSameAs(c.Invoice, c.Status, currency, asked?.Value.Minor, c.Description) ? new PreparedStatement(Added: null) : MethodErrors.StatementConflict(known.InvoiceId);
            if (payment.Status == PaymentStatus.Starting) return MethodErrors.PaymentStarting();

            var amount = asked?.Value ?? Missing(payment, c.Status, currency);
            if (amount is not { Minor: > 0 } movement)
            {
                var why = currency != payment.Currency ? $"{payment.Currency} was asked" : c.Status == StatementStatus.Processed ? "nothing is missing" : "nothing is left to be returned";
                return Error.Invalid("required", $"The amount is required: {why}.", "amount");
            }

            if (c.Status == StatementStatus.Refunded && movement.Minor > await Returnable(payment, currency, ct)) return MethodErrors.RefundExceedsPaid();

            db.Add(Arrival.Record(payment, new Movement(c.Status, movement, c.OriginalId, ArrivalSource.Statement) { AskedMinor = asked?.Value.Minor, Description = c.Description }, clock.GetUtcNow()));
            return new PreparedStatement(movement);
        }

        /// <summary>
        /// What arrives belongs to the payment whose money the invoice has, else to the newest one. What is returned belongs to one beside it while
        /// that has so much: a double payment goes back before the payment that counts does.
        /// </summary>
        /// <param name="payments">The newest first.</param>
        /// <param name="minor">Null: all that there is.</param>
        private async Task<Payment> Choose(List<Payment> payments, Request c, Currency currency, long? minor, CancellationToken ct)
        {
            if (c.Status == StatementStatus.Refunded)
            {
                foreach (var beside in payments.Where(p => p.Id != c.Held))
                {
                    if (await Returnable(beside, currency, ct) is var left and > 0 && left >= (minor ?? left)) return beside;
                }
            }

            return payments.Find(p => p.Id == c.Held) ?? payments.Find(p => p.PaidMinor > 0) ?? payments[0];
        }

        private static Money? Missing(Payment payment, StatementStatus status, Currency currency) =>
            currency != payment.Currency ? null
            : new Money(status == StatementStatus.Processed ? payment.AmountMinor - (payment.PaidMinor ?? 0) : payment.ReturnableMinor, currency);

        private async Task<long> Returnable(Payment payment, Currency currency, CancellationToken ct)
        {
            if (currency == payment.Currency) return payment.ReturnableMinor;
            var sums = await db.Set<Arrival>().Where(a => a.PaymentId == payment.Id && a.Currency == currency)
                .GroupBy(a => a.Status).Select(g => new { Status = g.Key, Minor = g.Sum(a => a.AmountMinor) }).ToListAsync(ct);
            return sums.Sum(s => s.Status == StatementStatus.Processed ? s.Minor : -s.Minor);
        }
    }
}
