using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using global::Stripe;
using global::Stripe.Checkout;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Stripe;

/// <summary>A session, its intent, or both, as they stand.</summary>
internal sealed record StripePayment(Session? Session, PaymentIntent? Intent);

/// <summary>Reads payments at Stripe, one or all of a day; changes nothing.</summary>
internal sealed class StripePayments(StripeClient client, TimeProvider clock)
{
    private const int Page = 100;
    private const int MostTries = 3;

    /// <summary>As deep as Stripe expands (docs.stripe.com/api/expanding_objects: four levels).</summary>
    private const string Whole = "data.payment_intent.latest_charge.refunds";

    /// <summary>Around a payment's creation, in which its session is looked for when the start gave no answer.</summary>
    private static readonly TimeSpan StartWindow = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>By its reference; without one (the start gave no answer) by our own id among the sessions of that time, which a list shows at once.</summary>
    public async Task<StripePayment?> Find(GatewayOrder order, CancellationToken ct)
    {
        if (order.Reference?.StartsWith("pi_", StringComparison.Ordinal) == true)
        {
            var options = new PaymentIntentGetOptions();
            options.AddExpand("latest_charge");
            var intent = await OrNull(() => new PaymentIntentService(client).GetAsync(order.Reference, options, cancellationToken: ct));
            return intent is null ? null : new StripePayment(null, intent);
        }

        if ((order.Reference ?? await FindSession(order, ct)) is not { } id) return null;
        var get = new SessionGetOptions();
        get.AddExpand("payment_intent.latest_charge");
        var session = await OrNull(() => new SessionService(client).GetAsync(id, get, cancellationToken: ct));
        return session is null ? null : new StripePayment(session, session.PaymentIntent);
    }

    /// <summary>What it says of its payment; null when it cannot be understood.</summary>
    public async Task<GatewayReport?> Report(StripePayment found, CancellationToken ct)
    {
        if (found.Intent is not { } intent || !StripeMapping.IsSettled(intent))
            return found.Session is null ? null : StripeMapping.Report(found.Session, StripeMoves.None, IsTimedOut(found));
        return StripeMapping.Report(intent, intent.Status == "succeeded" ? await Moves(intent, ct) : StripeMoves.None);
    }

    /// <summary>Whether the session ended by itself: one that was ended earlier, by us or by the merchant at Stripe, stays ended.</summary>
    public bool IsTimedOut(StripePayment found) =>
        found is { Session: { Status: "expired" } session } && (found.Intent is null || !StripeMapping.IsSettled(found.Intent))
        && new DateTimeOffset(DateTime.SpecifyKind(session.ExpiresAt, DateTimeKind.Utc)) <= clock.GetUtcNow();

    public async Task<List<Refund>> Refunds(string intent, CancellationToken ct) =>
        await All(new RefundService(client), new RefundListOptions { PaymentIntent = intent }, ct).ToListAsync(ct);

    /// <summary>
    /// Our payments of a day (UTC), as they stand now, each once: by the sessions that were opened on it, and by the charges, refunds and disputes that were
    /// made on it, so that money which moved later than its session was opened belongs to the day on which it moved. What other software does by the same
    /// Stripe account is left out.
    /// </summary>
    public async IAsyncEnumerable<GatewayRecord> Of(DateOnly day, [EnumeratorCancellation] CancellationToken ct)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var found in Touched(day, ct))
        {
            if (StripeMapping.PaymentOf(found) is not { } payment) continue;
            var isSettled = found.Intent is { } intent && StripeMapping.IsSettled(intent);
            // An intent without an outcome says nothing alone: its session does, on the day on which that was opened.
            if (found.Session is null && !isSettled) continue;
            if (!told.Add(isSettled ? found.Intent!.Id : found.Session!.Id)) continue;
            var report = await Report(found, ct) ?? throw new JsonException("A payment in Stripe's list could not be read.");
            yield return new GatewayRecord(report.Reference!, payment, report);
        }
    }

    private async IAsyncEnumerable<StripePayment> Touched(DateOnly day, [EnumeratorCancellation] CancellationToken ct)
    {
        var made = new DateRangeOptions
        {
            GreaterThanOrEqual = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            LessThan = day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        };
        await foreach (var session in All(new SessionService(client), new SessionListOptions { Created = made, Expand = [Whole] }, ct))
            yield return new StripePayment(session, session.PaymentIntent);
        await foreach (var charge in All(new ChargeService(client), new ChargeListOptions { Created = made, Expand = [Whole] }, ct))
            yield return new StripePayment(null, charge.PaymentIntent);
        await foreach (var refund in All(new RefundService(client), new RefundListOptions { Created = made, Expand = [Whole] }, ct))
            yield return new StripePayment(null, refund.PaymentIntent);
        await foreach (var dispute in All(new DisputeService(client), new DisputeListOptions { Created = made, Expand = [Whole] }, ct))
            yield return new StripePayment(null, dispute.PaymentIntent);
    }

    private async Task<string?> FindSession(GatewayOrder order, CancellationToken ct)
    {
        var time = new DateRangeOptions
        {
            GreaterThanOrEqual = (order.Created - StartWindow).UtcDateTime,
            LessThanOrEqual = (order.Created + StartWindow).UtcDateTime,
        };
        var sessions = await All(new SessionService(client), new SessionListOptions { Created = time }, ct).ToListAsync(ct);
        return sessions.Find(s => s.ClientReferenceId == order.Payment.Value)?.Id;
    }

    /// <summary>A charge that was asked for with its refunds holds the last ten of them, and says when there are more.</summary>
    private async Task<StripeMoves> Moves(PaymentIntent intent, CancellationToken ct)
    {
        var disputes = intent.LatestCharge?.Disputed != true
            ? []
            : await All(new DisputeService(client), new DisputeListOptions { PaymentIntent = intent.Id }, ct).ToListAsync(ct);
        return new StripeMoves(intent.LatestCharge?.Refunds is { HasMore: false, Data: { } all } ? all : await Refunds(intent.Id, ct), disputes);
    }

    /// <summary>Every page, one after another. (The library's own paging breaks on an answer that holds no list.)</summary>
    private static async IAsyncEnumerable<T> All<T, TOptions>(IListable<T, TOptions> list, TOptions options, [EnumeratorCancellation] CancellationToken ct)
        where T : class, IStripeEntity, IHasId
        where TOptions : ListOptions, new()
    {
        options.Limit = Page;
        while (true)
        {
            var page = await Again(() => list.ListAsync(options, cancellationToken: ct), ct);
            if (page?.Data is null) throw new JsonException("Stripe's answer holds no list.");
            foreach (var one in page.Data) yield return one;
            if (!page.HasMore || page.Data.Count == 0) yield break;
            options.StartingAfter = page.Data[^1].Id;
        }
    }

    /// <summary>Asks again for a page that was lost on the way, or for which Stripe was too busy: one of hundreds shall not leave a whole day unproved.</summary>
    private static async Task<T> Again<T>(Func<Task<T>> ask, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            TimeSpan pause;
            try
            {
                return await ask();
            }
            catch (Exception e) when (tries < MostTries && PauseAfter(e, tries) is { } wait)
            {
                pause = wait;
            }

            await Task.Delay(pause, ct);
        }
    }

    /// <summary>How long to wait before the next try, as Stripe says where it does; null: trying again soon is of no use.</summary>
    private static TimeSpan? PauseAfter(Exception problem, int tries)
    {
        var retryAfter = (problem as StripeException)?.StripeResponse?.Headers?.RetryAfter?.Delta;
        var mayPass = problem is HttpRequestException or StripeException { HttpStatusCode: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError };
        return mayPass && !(retryAfter > LongestPause) ? retryAfter ?? Pause * tries : null;
    }

    private static async Task<T?> OrNull<T>(Func<Task<T>> get) where T : class
    {
        try
        {
            return await get();
        }
        catch (StripeException e) when (e.HttpStatusCode == HttpStatusCode.NotFound && e.StripeError is not null)
        {
            return null;
        }
    }
}
