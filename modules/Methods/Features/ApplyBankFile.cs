using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways.Manual;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Some movements of a bank file, applied in one commit with what became of them. A movement counts when it is a booked credit on the IBAN that the
/// customer was told, or the account's present one, and names exactly one payment of the account by its creditor reference; nothing is guessed. Again:
/// nothing changes.
/// </summary>
internal static class ApplyBankFile
{
    /// <param name="Iban">The account's present one.</param>
    internal sealed record Command(BankFileId File, string Iban, IReadOnlyList<KeyedLine> Lines) : IRequest<Result<Done>>;

    internal sealed class Handler(CommerceDb db, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            var file = await db.Set<BankFile>().AsNoTracking().FirstAsync(f => f.Id == c.File, ct);
            var (first, last) = (c.Lines[0].Line.Number, c.Lines[^1].Line.Number);
            var done = (await db.Set<BankEntry>().Where(e => e.BankFileId == c.File && e.Number >= first && e.Number <= last).Select(e => e.Number).ToListAsync(ct)).ToHashSet();
            var lines = c.Lines.Where(l => !done.Contains(l.Line.Number)).ToList();
            if (lines.Count == 0) return Result.Done;

            var work = await Look(file, lines, ct);
            foreach (var line in lines) db.Add(Apply(file, c.Iban, line, work));
            await db.Commit(ct);
            return Result.Done;
        }

        private async Task<Work> Look(BankFile file, List<KeyedLine> lines, CancellationToken ct)
        {
            var references = lines.Where(l => l.Key is not null).SelectMany(l => l.Line.References).Distinct().ToList();
            var keys = lines.Select(l => l.Key).OfType<string>().Distinct().ToList();
            var payments = references.Count == 0 ? [] : await db.Set<Payment>()
                .Where(p => p.GatewayAccountId == file.GatewayAccountId && references.Contains(p.GatewayReference!)).ToDictionaryAsync(p => p.GatewayReference!, ct);
            var known = keys.Count == 0 ? [] : await db.Set<Arrival>().AsNoTracking()
                .Where(a => a.GatewayAccountId == file.GatewayAccountId && keys.Contains(a.OriginalId)).ToListAsync(ct);
            return new Work(payments, known.ToDictionary(a => a.OriginalId, StringComparer.Ordinal));
        }

        private BankEntry Apply(BankFile file, string iban, KeyedLine keyed, Work work)
        {
            var line = keyed.Line;
            var named = line.References.Select(r => work.Payments.GetValueOrDefault(r)).OfType<Payment>().ToList();
            var isCounted = line.IsCredit && line.IsBooked && named.Count == 1 && line.AmountMinor > 0 && IsOn(named[0], line.Iban, iban);
            var payment = isCounted ? named[0] : null;
            var result = payment is not null ? Count(file, keyed, payment, work)
                : !line.IsCredit ? BankEntryResult.IgnoredDebit
                : !line.IsBooked ? BankEntryResult.NotBooked
                : BankEntryResult.Unknown;
            return new BankEntry
            {
                BankFileId = file.Id, Number = line.Number, Line = line.Line, Booked = line.Booked, AmountMinor = line.AmountMinor, Currency = line.Currency,
                Reference = payment?.GatewayReference ?? line.Reference, Result = result, PaymentId = payment?.Id, InvoiceId = payment?.InvoiceId,
            };
        }

        /// <summary>A payment is paid to the IBAN that its customer was told, whatever the account's is now; a bank that renamed the account tells the present one.</summary>
        private static bool IsOn(Payment payment, string? iban, string present) =>
            iban is null || iban == present || iban == payment.FlowData?.Metadata.GetValueOrDefault(ManualGateway.IbanSetting);

        private BankEntryResult Count(BankFile file, KeyedLine keyed, Payment payment, Work work)
        {
            var amount = new Money(keyed.Line.AmountMinor!.Value, Currency.Get(keyed.Line.Currency));
            if (work.Known.TryGetValue(keyed.Key!, out var known)) return known.IsReceiptOf(payment.Id, amount) ? BankEntryResult.Duplicate : BankEntryResult.Conflict;

            var arrival = Arrival.Record(
                payment, new Movement(StatementStatus.Processed, amount, keyed.Key!, ArrivalSource.BankFile) { BankFile = file.Id, Booked = keyed.Line.Booked }, clock.GetUtcNow());
            work.Known.Add(arrival.OriginalId, arrival);
            db.Add(arrival);
            return amount.Currency != payment.Currency ? BankEntryResult.CurrencyMismatch
                : payment.PaidMinor < payment.AmountMinor ? BankEntryResult.PartlyPaid
                : payment.PaidMinor > payment.AmountMinor ? BankEntryResult.Overpaid
                : BankEntryResult.Matched;
        }

        /// <param name="Payments">By their references.</param>
        /// <param name="Known">Movements that are known already, by their ids.</param>
        private sealed record Work(IReadOnlyDictionary<string, Payment> Payments, Dictionary<string, Arrival> Known);
    }

    internal sealed record Begin(GatewayAccountId Account, string Format, string Sha256, long Bytes) : IRequest<Result<Begun>>;

    /// <param name="IsDone">Whether the same file was imported to its end already.</param>
    internal sealed record Begun(BankFileId File, bool IsDone);

    internal sealed class BeginHandler(CommerceDb db, TimeProvider clock) : IRequestHandler<Begin, Result<Begun>>
    {
        public async Task<Result<Begun>> Handle(Begin c, CancellationToken ct)
        {
            var known = await db.Set<BankFile>().FirstOrDefaultAsync(f => f.GatewayAccountId == c.Account && f.Sha256 == c.Sha256, ct);
            if (known is not null) return new Begun(known.Id, known.State == BankFileState.Imported);
            // It may have been removed while the file was read.
            if (await db.Set<GatewayAccount>().FirstOrDefaultAsync(a => a.Id == c.Account, ct) is not { } account) return BankFileImport.Unknown();
            var file = BankFile.Begin(account, c.Format, c.Sha256, c.Bytes, clock.GetUtcNow());
            db.Add(file);
            await db.Commit(ct);
            return new Begun(file.Id, IsDone: false);
        }
    }

    internal sealed record End(Caller By, BankFileId File) : IRequest<Result<Done>>;

    internal sealed class EndHandler(CommerceDb db, IMediator mediator, TimeProvider clock) : IRequestHandler<End, Result<Done>>
    {
        public async Task<Result<Done>> Handle(End c, CancellationToken ct)
        {
            var file = await db.Set<BankFile>().FirstAsync(f => f.Id == c.File, ct);
            if (file.State == BankFileState.Imported) return Result.Done;

            file.Finish(clock.GetUtcNow());
            var details = new Dictionary<string, string?> { ["bank_file"] = file.Id.Value, ["gateway_account"] = file.GatewayAccountId.Value, ["sha256"] = file.Sha256 };
            foreach (var count in await db.Set<BankEntry>().Where(e => e.BankFileId == file.Id).GroupBy(e => e.Result).Select(g => new { Result = g.Key, Count = g.Count() }).ToListAsync(ct))
                details[count.Result.Word()] = count.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await mediator.Send(new PrepareAudit(c.By, "bank_file_imported", details), ct);
            await db.Commit(ct);
            return Result.Done;
        }
    }
}
