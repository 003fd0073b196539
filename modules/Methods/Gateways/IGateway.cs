using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways;

/// <summary>What a connector can do; callers ask this, and no connector throws "not supported".</summary>
[Flags]
internal enum Capabilities
{
    None = 0,
    Authorize = 1,
    PartialCapture = 2,
    Refund = 4,
    PartialRefund = 8,
    Cancel = 16,
    Query = 32,

    /// <summary>It lists its payments of a day: see <see cref="IListsPayments"/>.</summary>
    List = 64,
}

/// <summary>What a gateway needs to know of a payment, whatever it is asked to do.</summary>
/// <param name="Operation">The idempotency key; null for a query, which changes nothing.</param>
/// <param name="Amount">What the customer is asked to pay.</param>
internal sealed record GatewayOrder(
    OperationId? Operation,
    PaymentId Payment,
    string? Reference,
    string Payee,
    string Method,
    Flow Flow,
    PaymentFlow PaymentFlow,
    Money Amount,
    string? Description,
    IReadOnlyDictionary<string, string> Fields,
    DateTimeOffset Expires,
    string ReturnUrl,
    GatewayCredentials Credentials)
{
    /// <summary>When the payment was made; what follows from it is the same on every try of a call.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Whether the customer may still pay: it is open, and no cancel was asked.</summary>
    public bool IsWanted { get; init; }
}

/// <summary>Something that a merchant enters to set a gateway up.</summary>
/// <param name="Name">snake_case, as on the wire.</param>
/// <param name="IsSecret">Write-only: never shown again.</param>
internal sealed record GatewaySetting(string Name, bool IsSecret, bool IsRequired, string Description);

/// <summary>How a call to a gateway ended.</summary>
internal abstract record GatewayAnswer
{
    /// <summary>The gateway said so.</summary>
    internal sealed record Reported(GatewayReport Report) : GatewayAnswer;

    /// <summary>The gateway knows no such payment.</summary>
    internal sealed record Missing : GatewayAnswer;

    /// <summary>Nobody was called: as the payment stood, there was nothing to ask for.</summary>
    internal sealed record NotCalled : GatewayAnswer;

    /// <summary>A definite no to this call: nothing was done, and the payment stays as it is.</summary>
    internal sealed record Refused(string Resolution, string? Words = null) : GatewayAnswer;

    /// <summary>No answer that means anything: it may or may not have been done.</summary>
    internal sealed record None(string Problem, bool IsTimeout = false) : GatewayAnswer
    {
        /// <summary>Whether it is certain that the gateway never got the call: no connection came to be, or none was tried.</summary>
        public bool NothingSent { get; init; }
    }
}

/// <summary>A gateway's notification, read.</summary>
/// <param name="Payment">Our own id, where the notification carries it.</param>
/// <param name="Reference">Else the gateway's own id of the payment.</param>
/// <param name="Report">What it says of the payment; null: only that something changed, so that the gateway is asked.</param>
internal sealed record GatewayNotice(PaymentId? Payment, string? Reference, GatewayReport? Report)
{
    /// <summary>It is about nothing of ours: there is nothing to apply, now or later.</summary>
    public static readonly GatewayNotice OfNobody = new(null, null, null);
}

/// <summary>
/// A connector to a payment provider. Calls get a token that ends at the time limit; time-outs, broken connections and unreadable answers
/// may be thrown (<see cref="GatewayCalls"/> makes <see cref="GatewayAnswer.None"/> of them).
/// </summary>
internal interface IGateway
{
    string Name { get; }

    Capabilities Capabilities { get; }

    /// <summary>Whether it works for payments of this mode.</summary>
    bool Serves(Mode mode);

    /// <summary>The flows that it runs.</summary>
    IReadOnlyList<Flow> Flows { get; }

    /// <summary>Whether it can take exactly this amount: providers' decimals and limits differ from those of ISO 4217.</summary>
    bool CanExpress(Money amount);

    /// <summary>How long its payments wait for money where the merchant gave no <c>expires</c>; null: no longer than the invoice.</summary>
    TimeSpan? Lifetime => null;

    /// <summary>Origins where it may send the customer.</summary>
    IReadOnlyList<string> RedirectOrigins { get; }

    /// <summary>Whether its page may stand in a frame.</summary>
    bool Frameable { get; }

    /// <summary>What a person enters to set it up; none: it sets itself up (<see cref="SignUp"/>).</summary>
    IReadOnlyList<GatewaySetting> Settings { get; }

    /// <summary>
    /// What is wrong with the values beyond a missing one, each with the setting's name as its source: an IBAN whose checksum is wrong, a live key in
    /// test mode. Calls nobody.
    /// </summary>
    IReadOnlyList<Error> Check(GatewayCredentials credentials, Mode mode);

    /// <summary>Credentials for an account that needs no set-up by anybody; null where a person must enter them.</summary>
    GatewayCredentials? SignUp(AccountId account, GatewayAccountId gatewayAccount);

    Task<GatewayAnswer> Start(GatewayOrder order, CancellationToken ct);

    /// <summary>Ends an open payment, or gives a reservation free.</summary>
    Task<GatewayAnswer> Cancel(GatewayOrder order, CancellationToken ct);

    /// <summary>Takes what is reserved, or a part of it, and gives the rest free. Only asked of gateways with <see cref="Capabilities.Authorize"/>.</summary>
    Task<GatewayAnswer> Capture(GatewayOrder order, Money amount, CancellationToken ct);

    /// <summary>
    /// Returns money. The operation's id goes along, so that reports of the refund name it (<see cref="ReportedRefund.Operation"/>). Only asked of
    /// gateways with <see cref="Capabilities.Refund"/>.
    /// </summary>
    Task<GatewayAnswer> Refund(GatewayOrder order, Money amount, string? description, CancellationToken ct);

    /// <summary>How the payment stands. Changes nothing, save that a page which timed out while <see cref="GatewayOrder.IsWanted"/> is opened again.</summary>
    Task<GatewayAnswer> Query(GatewayOrder order, CancellationToken ct);

    /// <summary>The notification's own id when its signature over the raw body is good, else null.</summary>
    string? Verify(IHeaderDictionary headers, ReadOnlySpan<byte> body, GatewayCredentials credentials, DateTimeOffset now);

    /// <summary>What a verified notification says; null for one that cannot be understood.</summary>
    GatewayNotice? Read(byte[] body);
}

/// <summary>What a gateway's own books say of one of its payments.</summary>
/// <param name="Reference">The gateway's own id.</param>
/// <param name="Payment">The payment of ours that it names; null: it names none.</param>
internal sealed record GatewayRecord(string Reference, PaymentId? Payment, GatewayReport Report);

/// <summary>A connector that can tell the truth of a day (<see cref="Capabilities.List"/>).</summary>
internal interface IListsPayments
{
    /// <summary>
    /// Every payment that was made or changed there on this day (UTC), as far as the gateway's lists tell, as it stands now; read as it is asked for. Time-outs
    /// and cancels are thrown as such, broken connections and refusals as <see cref="HttpRequestException"/>, unreadable answers as
    /// <see cref="System.Text.Json.JsonException"/>.
    /// </summary>
    IAsyncEnumerable<GatewayRecord> List(GatewayCredentials credentials, DateOnly day, CancellationToken ct);
}

/// <summary>A connector whose gateway forgets on request who paid.</summary>
internal interface IForgetsPayers
{
    Task<GatewayAnswer> Forget(GatewayOrder order, CancellationToken ct);
}

/// <summary>The connectors there are; adding one is its folder and one registration line.</summary>
internal sealed class GatewaySet(IEnumerable<IGateway> gateways)
{
    private readonly IGateway[] all = [.. gateways];

    public IReadOnlyList<IGateway> All => all;

    public IGateway? Find(string name) => Array.Find(all, g => g.Name == name);

    /// <summary>The gateway of a payment, which exists as long as the payment's row does.</summary>
    public IGateway Get(string name) => Find(name) ?? throw new InvalidOperationException($"There is no gateway {name}.");

    /// <summary>The gateway that needs no set-up by anybody and runs what has no routes (the sandbox, in test mode); null: there is none.</summary>
    public IGateway? Automatic(Mode mode) => Array.Find(all, g => g.Settings.Count == 0 && g.Serves(mode));
}
