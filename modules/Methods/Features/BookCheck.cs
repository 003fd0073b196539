using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Compares the books of one gateway account for one day with our rows. The gateway is asked outside any transaction, page by page; what a query can
/// settle is queried at once. A gateway that does not answer, or whose account was removed meanwhile, is told as that.
/// </summary>
internal sealed class BookCheck(IServiceScopeFactory scopes, GatewaySet gateways, GatewayCalls calls, PaymentQuery query, ILogger<BookCheck> log)
{
    private const int MostRecords = 100_000;
    private const int Batch = 200;
    private const int AtOnce = 4;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <param name="asked">The account as it was when the reconciliation began.</param>
    public async Task<(ReconciledAccount Account, IReadOnlyList<Difference> Differences)> Run(GatewayAccount asked, DateOnly day, CancellationToken ct)
    {
        var (id, found) = (asked.Id, new Findings());
        var account = await Read(db => db.Set<GatewayAccount>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct));
        if (account is null) return (new ReconciledAccount(id, asked.Gateway, AccountOutcome.Unsupported, 0, "The gateway account was removed meanwhile."), []);
        var gateway = gateways.Find(account.Gateway);
        var books = gateway?.Capabilities.HasFlag(Capabilities.List) == true ? gateway as IListsPayments : null;
        if (gateway is null || books is null) return (new ReconciledAccount(id, account.Gateway, AccountOutcome.Unsupported, 0, "The gateway cannot be asked."), []);

        string? problem;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(Longest);
        try
        {
            problem = await CheckTheirs(account, books, day, found, time.Token) ?? await CheckOurs(account, gateway, day, found, time.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            problem = "It did not answer in time.";
        }
        catch (HttpRequestException e)
        {
            problem = e.StatusCode switch
            {
                null => $"The connection failed: {e.HttpRequestError}.",
                HttpStatusCode.Unauthorized => "It answered 401: it does not accept the account's key.",
                HttpStatusCode.Forbidden => "It answered 403: the account's key may not read all that is compared.",
                var status => $"It answered {(int)status}.",
            };
        }
        catch (JsonException)
        {
            problem = "Its answer could not be read.";
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "The books of the gateway account {GatewayAccount} could not be checked.", id);
            problem = "Its books could not be checked.";
        }

        return (new ReconciledAccount(id, account.Gateway, problem is null ? AccountOutcome.Answered : AccountOutcome.Unanswered, found.Seen.Count, problem), found.Differences);
    }

    /// <summary>What a check has found so far.</summary>
    private sealed class Findings
    {
        /// <summary>The gateway's own ids of what it listed, or told when it was asked.</summary>
        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

        /// <summary>Payments of ours that are compared.</summary>
        public HashSet<PaymentId> Compared { get; } = [];
        public List<Difference> Differences { get; } = [];
    }

    /// <summary>Everything that the gateway has, against our rows. Answers a problem, or null.</summary>
    private async Task<string?> CheckTheirs(GatewayAccount account, IListsPayments books, DateOnly day, Findings found, CancellationToken ct)
    {
        var batch = new List<GatewayRecord>();
        await foreach (var record in books.List(await Credentials(account), day, ct))
        {
            if (found.Seen.Count >= MostRecords) return $"It has more than {MostRecords} payments on this day; the others were not compared.";
            if (!found.Seen.Add(record.Reference)) continue;
            batch.Add(record);
            if (batch.Count < Batch) continue;
            await Compare(account, batch, found, ct);
            batch.Clear();
        }

        await Compare(account, batch, found, ct);
        return null;
    }

    private async Task Compare(GatewayAccount account, List<GatewayRecord> records, Findings found, CancellationToken ct)
    {
        var references = records.ConvertAll(r => r.Reference);
        var named = records.Select(r => r.Payment).OfType<PaymentId>().ToList();
        var ours = await Read(db => db.Set<Payment>().AsNoTracking()
            .Where(p => (p.GatewayAccountId == account.Id && references.Contains(p.GatewayReference!)) || named.Contains(p.Id)).ToListAsync(ct));
        foreach (var record in records)
        {
            var payment = ours.Find(p => p.GatewayAccountId == account.Id && p.GatewayReference == record.Reference) ?? ours.Find(p => p.Id == record.Payment);
            if (payment is null || BookComparison.IsUnknownMoney(payment, account.Id, record.Reference, record.Report))
            {
                found.Differences.Add(new Difference(DifferenceKind.MissingHere, record.Payment, record.Reference, null, BookComparison.Words(record.Report)));
            }
            else if (BookComparison.IsPresent(payment, account.Id, record.Reference, record.Report))
            {
                found.Compared.Add(payment.Id);
                found.Differences.AddRange(await Heal(payment, record.Report, ct));
            }
        }
    }

    /// <summary>Payments of that day that the gateway did not list: it is asked for each that it once took.</summary>
    private async Task<string?> CheckOurs(GatewayAccount account, IGateway gateway, DateOnly day, Findings found, CancellationToken ct)
    {
        var from = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var to = from + TimeSpan.FromDays(1);
        var last = default(PaymentId);
        while (true)
        {
            var after = last.Value ?? "";
            var payments = await Read(db => db.Set<Payment>().AsNoTracking()
                .Where(p => p.GatewayAccountId == account.Id && p.Created >= from && p.Created < to && p.GatewayReference != null && ((string)(object)p.Id).CompareTo(after) > 0)
                .OrderBy(p => p.Id).Take(Batch).ToListAsync(ct));
            var answers = await AskAbout(gateway, payments.Where(p => !found.Compared.Contains(p.Id)), ct);
            foreach (var (payment, answer) in answers)
            {
                switch (answer)
                {
                    case GatewayAnswer.Reported reported:
                        found.Seen.Add(payment.GatewayReference!);
                        found.Differences.AddRange(await Heal(payment, reported.Report, ct));
                        break;
                    case GatewayAnswer.Missing:
                        found.Differences.Add(new Difference(DifferenceKind.MissingThere, payment.Id, payment.GatewayReference, BookComparison.Words(payment.View()), null));
                        break;
                    case GatewayAnswer.None none:
                        return none.Problem;
                }
            }

            if (payments.Count < Batch) return null;
            last = payments[^1].Id;
        }
    }

    /// <summary>What differs; where anything does, the payment is queried, and what that settles is told as healed.</summary>
    private async Task<IEnumerable<Difference>> Heal(Payment payment, GatewayReport theirs, CancellationToken ct)
    {
        var found = BookComparison.Of(payment.View(), theirs);
        if (found.Count == 0) return found;
        await query.Run(payment.Id, "reconciler");
        var now = await Read(db => db.Set<Payment>().AsNoTracking().FirstAsync(p => p.Id == payment.Id, ct));
        // The query may have opened a new page in place of one that timed out: that one is left then.
        var left = BookComparison.IsPresent(now, payment.GatewayAccountId, theirs.Reference ?? payment.GatewayReference!, theirs) ? BookComparison.Of(now.View(), theirs) : [];
        // Whatever happened since it was listed is in our row by now, and not in the list: what is left counts only if the gateway still says so.
        if (left.Count > 0 && await Ask(gateways.Get(now.Gateway), now, ct) is GatewayAnswer.Reported again) left = BookComparison.Of(now.View(), again.Report);
        return found.Select(d => d with { Healed = !left.Any(l => l.Kind == d.Kind) });
    }

    /// <summary>Some at once, in their order; ends with the first that gave no answer.</summary>
    private async Task<IReadOnlyList<(Payment Payment, GatewayAnswer Answer)>> AskAbout(IGateway gateway, IEnumerable<Payment> payments, CancellationToken ct)
    {
        var answered = new List<(Payment, GatewayAnswer)>();
        foreach (var some in payments.Chunk(AtOnce))
        {
            ct.ThrowIfCancellationRequested();
            var answers = await Task.WhenAll(some.Select(p => Ask(gateway, p, ct)));
            answered.AddRange(some.Zip(answers));
            if (answers.Any(a => a is GatewayAnswer.None)) break;
        }

        return answered;
    }

    private async Task<GatewayAnswer> Ask(IGateway gateway, Payment payment, CancellationToken ct)
    {
        if (!gateway.Capabilities.HasFlag(Capabilities.Query)) return new GatewayAnswer.Missing();
        await using var scope = scopes.CreateAsyncScope();
        var order = await scope.ServiceProvider.GetRequiredService<GatewayOrders>().Of(payment, payment.GatewayAccountId, null, ct);
        return await calls.Call(payment.GatewayAccountId, token => gateway.Query(order, token));
    }

    private async Task<GatewayCredentials> Credentials(GatewayAccount account)
    {
        await using var scope = scopes.CreateAsyncScope();
        return scope.ServiceProvider.GetRequiredService<CredentialVault>().Open(account);
    }

    private async Task<T> Read<T>(Func<CommerceDb, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<CommerceDb>());
    }
}
