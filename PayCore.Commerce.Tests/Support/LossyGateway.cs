using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>
/// A gateway behind a bad line: as often as <see cref="Line"/> says, a call does not arrive, or is done and its answer is lost; or its caller dies before
/// it or after it: nothing that follows is run, and what was claimed stays claimed.
/// </summary>
internal sealed class LossyGateway(IGateway real, LossyGateway.Line line) : IGateway, IListsPayments
{
    /// <summary>What becomes of the next call: null all goes well, false it does not arrive, true its answer is lost.</summary>
    internal sealed class Line
    {
        public Func<bool?> Next { get; set; } = () => null;

        /// <summary>What becomes of a start: it gets the order, the start itself and the token that ends at the time limit.</summary>
        public Func<GatewayOrder, Func<Task<GatewayAnswer>>, CancellationToken, Task<GatewayAnswer>> Start { get; set; } = (_, start, _) => start();

        /// <summary>Whether the caller of the next call dies: null it lives, false it dies before the call, true after it.</summary>
        public Func<bool?> NextDeath { get; set; } = () => null;

        /// <summary>Happens before each call; its token ends at the call's time limit.</summary>
        public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

        /// <summary>What the gateway cannot do.</summary>
        public Capabilities Lacks { get; set; }

        private readonly List<TaskCompletionSource> graves = [];
        private TaskCompletionSource died = new();

        /// <summary>Ends when somebody who calls dies from now on.</summary>
        public Task Death()
        {
            lock (graves) return (died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        /// <summary>The dead get their answers, much too late: whoever took over has the claim, so that nothing may come of it.</summary>
        public void Raise()
        {
            lock (graves)
            {
                foreach (var grave in graves) grave.SetResult();
                graves.Clear();
            }
        }

        internal Task Die()
        {
            var grave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (graves)
            {
                graves.Add(grave);
                died.TrySetResult();
            }

            return grave.Task;
        }
    }

    public string Name => real.Name;

    public Capabilities Capabilities => real.Capabilities & ~line.Lacks;

    public IReadOnlyList<string> RedirectOrigins => real.RedirectOrigins;

    public bool Frameable => real.Frameable;

    public IReadOnlyList<Flow> Flows => real.Flows;

    public TimeSpan? Lifetime => real.Lifetime;

    public bool CanExpress(Money amount) => real.CanExpress(amount);

    public IReadOnlyList<GatewaySetting> Settings => real.Settings;

    public IReadOnlyList<Error> Check(GatewayCredentials credentials, Mode mode) => real.Check(credentials, mode);

    public bool Serves(Mode mode) => real.Serves(mode);

    public GatewayCredentials? SignUp(AccountId account, GatewayAccountId gatewayAccount) => real.SignUp(account, gatewayAccount);

    public Task<GatewayAnswer> Start(GatewayOrder order, CancellationToken ct) => line.Start(order, () => Call(() => real.Start(order, ct), ct), ct);

    public Task<GatewayAnswer> Cancel(GatewayOrder order, CancellationToken ct) => Call(() => real.Cancel(order, ct), ct);

    public Task<GatewayAnswer> Capture(GatewayOrder order, Money amount, CancellationToken ct) => Call(() => real.Capture(order, amount, ct), ct);

    public Task<GatewayAnswer> Refund(GatewayOrder order, Money amount, string? description, CancellationToken ct) => Call(() => real.Refund(order, amount, description, ct), ct);

    public Task<GatewayAnswer> Query(GatewayOrder order, CancellationToken ct) => Call(() => real.Query(order, ct), ct);

    public IAsyncEnumerable<GatewayRecord> List(GatewayCredentials credentials, DateOnly day, CancellationToken ct) => ((IListsPayments)real).List(credentials, day, ct);

    public string? Verify(IHeaderDictionary headers, ReadOnlySpan<byte> body, GatewayCredentials credentials, DateTimeOffset now) => real.Verify(headers, body, credentials, now);

    public GatewayNotice? Read(byte[] body) => real.Read(body);

    private async Task<GatewayAnswer> Call(Func<Task<GatewayAnswer>> call, CancellationToken ct)
    {
        await line.Before(ct);
        if (line.NextDeath() is { } after)
        {
            var late = after ? await call() : new GatewayAnswer.None("It was never sent.");
            await line.Die();
            return late;
        }

        var loss = line.Next();
        if (loss is false) throw new HttpRequestException(HttpRequestError.ConnectionError, "The line is broken.");
        var answer = await call();
        return loss is null ? answer : throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer is lost.");
    }
}
