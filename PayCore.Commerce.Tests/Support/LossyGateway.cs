using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>
/// A gateway behind a bad line: as often as <see cref="Line"/> says, a call does not arrive, or is done and its answer is lost. For its caller that is
/// the same as dying at that moment.
/// </summary>
internal sealed class LossyGateway(IGateway real, LossyGateway.Line line) : IGateway
{
    /// <summary>What becomes of the next call: null all goes well, false it does not arrive, true its answer is lost.</summary>
    internal sealed class Line
    {
        public Func<bool?> Next { get; set; } = () => null;

        /// <summary>What becomes of a start: it gets the order, the start itself and the token that ends at the time limit.</summary>
        public Func<GatewayOrder, Func<Task<GatewayAnswer>>, CancellationToken, Task<GatewayAnswer>> Start { get; set; } = (_, start, _) => start();
    }

    public string Name => real.Name;

    public Capabilities Capabilities => real.Capabilities;

    public IReadOnlyList<string> RedirectOrigins => real.RedirectOrigins;

    public bool Frameable => real.Frameable;

    public IReadOnlyList<Flow> Flows => real.Flows;

    public TimeSpan? Lifetime => real.Lifetime;

    public bool CanExpress(Money amount) => real.CanExpress(amount);

    public IReadOnlyList<GatewaySetting> Settings => real.Settings;

    public IReadOnlyList<Error> Check(GatewayCredentials credentials, Mode mode) => real.Check(credentials, mode);

    public bool Serves(Mode mode) => real.Serves(mode);

    public GatewayCredentials? SignUp(AccountId account, GatewayAccountId gatewayAccount) => real.SignUp(account, gatewayAccount);

    public Task<GatewayAnswer> Start(GatewayOrder order, CancellationToken ct) => line.Start(order, () => Call(() => real.Start(order, ct)), ct);

    public Task<GatewayAnswer> Cancel(GatewayOrder order, CancellationToken ct) => Call(() => real.Cancel(order, ct));

    public Task<GatewayAnswer> Capture(GatewayOrder order, Money amount, CancellationToken ct) => Call(() => real.Capture(order, amount, ct));

    public Task<GatewayAnswer> Refund(GatewayOrder order, Money amount, string? description, CancellationToken ct) => Call(() => real.Refund(order, amount, description, ct));

    public Task<GatewayAnswer> Query(GatewayOrder order, CancellationToken ct) => Call(() => real.Query(order, ct));

    public string? Verify(IHeaderDictionary headers, ReadOnlySpan<byte> body, GatewayCredentials credentials, DateTimeOffset now) => real.Verify(headers, body, credentials, now);

    public GatewayNotice? Read(byte[] body) => real.Read(body);

    private async Task<GatewayAnswer> Call(Func<Task<GatewayAnswer>> call)
    {
        var loss = line.Next();
        if (loss is false) throw new HttpRequestException(HttpRequestError.ConnectionError, "The line is broken.");
        var answer = await call();
        return loss is null ? answer : throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer is lost.");
    }
}
