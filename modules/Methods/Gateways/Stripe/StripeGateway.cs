using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using global::Stripe;
using global::Stripe.Checkout;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Stripe;

/// <summary>
/// Stripe Checkout by the official library, in both modes (contract/methods-and-gateways.md, Stripe). A payment is known by its session until its
/// intent has an outcome, then by the intent. Card data is entered on Stripe's page alone.
/// </summary>
internal sealed class StripeGateway(StripeHttp http, TimeProvider clock) : IGateway, IListsPayments
{
    public const string GatewayName = "stripe";

    private const string SecretKey = "secret_key";
    private const string WebhookSecret = "webhook_secret";
    private const string CheckoutOrigin = "https://checkout.stripe.com";

    public string Name => GatewayName;

    public Capabilities Capabilities =>
        Capabilities.Authorize | Capabilities.PartialCapture | Capabilities.Refund | Capabilities.PartialRefund | Capabilities.Cancel | Capabilities.Query
        | Capabilities.List;

    public IReadOnlyList<Flow> Flows { get; } = [Flow.Hpp];

    public IReadOnlyList<string> RedirectOrigins =>
        http.BaseUrl != StripeHttp.DefaultBaseUrl && WebUrl.Origin(http.BaseUrl) is { } origin ? [CheckoutOrigin, origin] : [CheckoutOrigin];

    public bool Frameable => false;

    public IReadOnlyList<GatewaySetting> Settings { get; } =
    [
        new(SecretKey, IsSecret: true, IsRequired: true, "The secret key or a restricted key of the Stripe account: sk_test_… or rk_test_… in test mode, sk_live_… or rk_live_… in live mode."),
        new(WebhookSecret, IsSecret: true, IsRequired: true, "The signing secret of the webhook endpoint: whsec_…"),
    ];

    public bool Serves(Mode mode) => true;

    public bool CanExpress(Money amount) => StripeAmount.Of(amount) is not null;

    public GatewayCredentials? SignUp(AccountId account, GatewayAccountId gatewayAccount) => null;

    public IReadOnlyList<Error> Check(GatewayCredentials credentials, Mode mode)
    {
        var errors = new List<Error>();
        var word = mode == Mode.Test ? "test" : "live";
        if (credentials.Find(SecretKey) is { } key && !IsKey(key, $"sk_{word}_") && !IsKey(key, $"rk_{word}_"))
            errors.Add(Error.Invalid("invalid_value", $"In {word} mode the key must begin with sk_{word}_ or rk_{word}_.", SecretKey));
        if (credentials.Find(WebhookSecret) is { } secret && !IsKey(secret, "whsec_"))
            errors.Add(Error.Invalid("invalid_value", "The signing secret must begin with whsec_.", WebhookSecret));
        return errors;
    }

    public async Task<GatewayAnswer> Start(GatewayOrder order, CancellationToken ct)
    {
        if (StripeAmount.Of(order.Amount) is not { } amount) return new GatewayAnswer.Reported(GatewayReport.Failed("invalid_amount"));
        try
        {
            var session = await Open(order, amount, isFirst: true, order.Operation!.Value.Value, ct);
            return Answer(StripeMapping.Report(session, StripeMoves.None));
        }
        catch (StripeException e) when (StripeMapping.IsRefusal(e))
        {
            return new GatewayAnswer.Reported(GatewayReport.Failed(
                StripeMapping.Resolution(e.StripeError), StripeMapping.Word(e.StripeError), e.StripeError.Message));
        }
        catch (StripeException e) when (e.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            // Nothing was done: the merchant's key is wrong, which is nothing that the customer should read.
            return new GatewayAnswer.Reported(GatewayReport.Failed(Resolutions.ProviderError, $"http_{(int)e.HttpStatusCode}", "Stripe does not accept the account's key."));
        }
        catch (StripeException e)
        {
            return Unanswered(e);
        }
    }

    public Task<GatewayAnswer> Query(GatewayOrder order, CancellationToken ct) => Ask(async () =>
    {
        if (await Find(order, ct) is not { } found) return new GatewayAnswer.Missing();
        if (order.IsWanted && order.Expires > clock.GetUtcNow() && Payments(order.Credentials).IsTimedOut(found) && StripeAmount.Of(order.Amount) is { } amount)
        {
            // The invoice lives longer than a session can: the same payment goes on by a new one. Its key follows from the old session, so that
            // two who ask at once open one.
            var next = await Open(order, amount, isFirst: false, $"{order.Payment}:{found.Session!.Id}", ct);
            return Answer(StripeMapping.Report(next, StripeMoves.None));
        }

        return await Tell(found, order, ct);
    });

    public Task<GatewayAnswer> Cancel(GatewayOrder order, CancellationToken ct) => Ask(async () =>
    {
        if (await Find(order, ct) is not { } found) return new GatewayAnswer.Missing();
        if (found is { Session: { Status: "open" } open, Intent: not { Status: "requires_capture" } })
        {
            if (await Expire(order, open, ct) is { } expired) return expired;

            // Too late: the customer has just confirmed. What it is now decides.
            if (await Find(order, ct) is not { } now) return new GatewayAnswer.Missing();
            found = now;
        }

        return found.Intent is { Status: "requires_capture" } reserved ? await GiveFree(order, reserved, ct) : await Tell(found, order, ct);
    });

    /// <summary>Null: Stripe refuses, since the session is not open any more.</summary>
    private async Task<GatewayAnswer?> Expire(GatewayOrder order, Session open, CancellationToken ct)
    {
        var options = new SessionExpireOptions();
        options.AddExpand("payment_intent.latest_charge");
        try
        {
            var expired = await new SessionService(Client(order)).ExpireAsync(open.Id, options, Key(order), ct);
            // What was declined before is not why it ended.
            return expired.Status != "expired" ? Unreadable() : new GatewayAnswer.Reported(
                new GatewayReport(ReportedStatus.Cancelled, Resolutions.CancelledByMerchant) { Reference = expired.Id, Original = new OriginalData(expired.Id, "expired", null) });
        }
        catch (StripeException e) when (StripeMapping.IsRefusal(e))
        {
            return null;
        }
    }

    private async Task<GatewayAnswer> GiveFree(GatewayOrder order, PaymentIntent reserved, CancellationToken ct)
    {
        var options = new PaymentIntentCancelOptions();
        options.AddExpand("latest_charge");
        try
        {
            // A key of its own: Stripe refuses one that was used for another call, and the session's end may have been tried with it.
            var cancelled = await new PaymentIntentService(Client(order)).CancelAsync(reserved.Id, options, new RequestOptions { IdempotencyKey = $"{order.Operation}:void" }, ct);
            return Answer(StripeMapping.Report(cancelled, StripeMoves.None));
        }
        catch (StripeException e) when (StripeMapping.IsRefusal(e))
        {
            // It has an outcome, which is asked for. Still reserved: Stripe refuses to give it free.
            if (await Find(order, ct) is not { } now) return new GatewayAnswer.Missing();
            return now.Intent is { Status: "requires_capture" } ? Refused(e) : await Tell(now, order, ct);
        }
    }

    public Task<GatewayAnswer> Capture(GatewayOrder order, Money amount, CancellationToken ct) => Ask(async () =>
    {
        if (StripeAmount.Of(amount) is not { } asked) return new GatewayAnswer.Refused("invalid_amount");
        if (await Find(order, ct) is not { Intent: { } intent }) return new GatewayAnswer.Missing();
        try
        {
            var options = new PaymentIntentCaptureOptions { AmountToCapture = asked };
            options.AddExpand("latest_charge");
            var captured = await new PaymentIntentService(Client(order)).CaptureAsync(intent.Id, options, Key(order), ct);
            return Answer(StripeMapping.Report(captured, StripeMoves.None));
        }
        catch (StripeException e) when (StripeMapping.IsRefusal(e))
        {
            if (await Find(order, ct) is not { Intent: { } now } found) return new GatewayAnswer.Missing();
            return now.Status == "requires_capture" ? Refused(e) : await Tell(found, order, ct);
        }
    });

    public Task<GatewayAnswer> Refund(GatewayOrder order, Money amount, string? description, CancellationToken ct) => Ask(async () =>
    {
        if (StripeAmount.Of(amount) is not { } asked) return new GatewayAnswer.Refused("invalid_amount");
        if (await Find(order, ct) is not { Intent: { } intent }) return new GatewayAnswer.Missing();

        // Stripe forgets idempotency keys after a day or more, a refund is tried until there is an answer: what was made already is looked for first.
        var operation = order.Operation!.Value.Value;
        var known = (await Payments(order.Credentials).Refunds(intent.Id, ct)).Find(r => r.Metadata?.GetValueOrDefault(StripeMapping.OperationKey) == operation);
        try
        {
            var refund = known ?? await new RefundService(Client(order)).CreateAsync(StripeMapping.NewRefund(order, intent.Id, asked, description), Key(order), ct);
            return StripeMapping.Report(refund) is { } reported
                ? new GatewayAnswer.Reported(new GatewayReport(ReportedStatus.Paid) { Refunds = [reported] })
                : Unreadable();
        }
        catch (StripeException e) when (StripeMapping.IsRefusal(e))
        {
            return Refused(e);
        }
    });

    public string? Verify(IHeaderDictionary headers, ReadOnlySpan<byte> body, GatewayCredentials credentials, DateTimeOffset now) =>
        StripeNotifications.Verify(credentials[WebhookSecret], headers[StripeNotifications.SignatureHeader], body, now);

    public GatewayNotice? Read(byte[] body) => StripeNotifications.Read(body);

    public async IAsyncEnumerable<GatewayRecord> List(GatewayCredentials credentials, DateOnly day, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var records = Payments(credentials).Of(day, ct).GetAsyncEnumerator(ct);
        while (await Next(records)) yield return records.Current;
    }

    /// <summary>What is no answer is thrown in the forms that <see cref="IListsPayments"/> names.</summary>
    private static async Task<bool> Next(IAsyncEnumerator<GatewayRecord> records)
    {
        try
        {
            return await records.MoveNextAsync();
        }
        catch (StripeException e)
        {
            throw IsStatus(e) ? new HttpRequestException("Stripe gave no list.", e, e.HttpStatusCode) : new JsonException("Stripe's list could not be read.", e);
        }
    }

    private async Task<GatewayAnswer> Tell(StripePayment found, GatewayOrder order, CancellationToken ct) => Answer(await Payments(order.Credentials).Report(found, ct));

    private Task<StripePayment?> Find(GatewayOrder order, CancellationToken ct) => Payments(order.Credentials).Find(order, ct);

    private Task<Session> Open(GatewayOrder order, long amount, bool isFirst, string key, CancellationToken ct) =>
        new SessionService(Client(order)).CreateAsync(StripeMapping.NewSession(order, amount, isFirst), new RequestOptions { IdempotencyKey = key }, ct);

    private StripePayments Payments(GatewayCredentials credentials) => new(http.Client(credentials[SecretKey]), clock);

    private StripeClient Client(GatewayOrder order) => http.Client(order.Credentials[SecretKey]);

    private static RequestOptions Key(GatewayOrder order) => new() { IdempotencyKey = order.Operation!.Value.Value };

    private static async Task<GatewayAnswer> Ask(Func<Task<GatewayAnswer>> ask)
    {
        try
        {
            return await ask();
        }
        catch (StripeException e)
        {
            return Unanswered(e);
        }
    }

    private static GatewayAnswer Answer(GatewayReport? report) => report is null ? Unreadable() : new GatewayAnswer.Reported(report);

    private static GatewayAnswer.None Unreadable() => new("Stripe's answer could not be read.");

    private static GatewayAnswer.Refused Refused(StripeException e) => new(StripeMapping.Resolution(e.StripeError), StripeMapping.Word(e.StripeError));

    private static GatewayAnswer.None Unanswered(StripeException e) => IsStatus(e) ? new($"Stripe answered {(int)e.HttpStatusCode}.") : Unreadable();

    /// <summary>Whether its status is what is wrong; else its body.</summary>
    private static bool IsStatus(StripeException e) => (int)e.HttpStatusCode is not (0 or (>= 200 and <= 299));

    private static bool IsKey(string text, string start) =>
        text.Length > start.Length && text.StartsWith(start, StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
