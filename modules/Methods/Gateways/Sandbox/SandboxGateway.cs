using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.OutboundHttp;

namespace PayCore.Commerce.Methods.Gateways.Sandbox;

/// <summary>The connector to the sandbox: test mode only, over HTTP only, by a client that can reach nothing but this server.</summary>
internal sealed class SandboxGateway(IHttpClientFactory clients, ServerAddress server, SandboxKeys keys) : IGateway, IListsPayments, IForgetsPayers
{
    public const string GatewayName = "sandbox";

    private const string ApiKey = "api_key";
    private const string NotificationSecret = "notification_secret";
    private const string Charges = "/sandbox/api/charges";

    public string Name => GatewayName;

    public Capabilities Capabilities =>
        Capabilities.Authorize | Capabilities.PartialCapture | Capabilities.Refund | Capabilities.PartialRefund | Capabilities.Cancel | Capabilities.Query
        | Capabilities.List;

    public IReadOnlyList<string> RedirectOrigins => WebUrl.Origin(server.Public) is { } origin ? [origin] : [];

    public bool Frameable => false;

    public bool Serves(Mode mode) => mode == Mode.Test;

    public IReadOnlyList<Flow> Flows { get; } = Enum.GetValues<Flow>();

    public bool CanExpress(Money amount) => true;

    public GatewayCredentials SignUp(AccountId account, GatewayAccountId gatewayAccount)
    {
        var issued = keys.Issue(account.Value, gatewayAccount.Value, $"/gateways/{GatewayName}/notifications/{gatewayAccount}");
        return new GatewayCredentials(new Dictionary<string, string> { [ApiKey] = issued.ApiKey, [NotificationSecret] = issued.NotificationSecret });
    }

    public IReadOnlyList<GatewaySetting> Settings => [];

    public IReadOnlyList<Error> Check(GatewayCredentials credentials, Mode mode) => [];

    public async Task<GatewayAnswer> Start(GatewayOrder order, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Post, Charges, order);
        request.Content = JsonContent.Create(
            new NewCharge(
                order.Payment.Value, order.Amount.Minor, order.Amount.Currency.Code, SandboxMapping.Page(order.Method, order.Flow), order.Method,
                order.Payee, order.Description, order.ReturnUrl, Capture: order.PaymentFlow == PaymentFlow.Charge),
            options: Wire.Options);
        using var response = await clients.LoopbackClient().SendAsync(request, ct);
        return response.IsSuccessStatusCode ? await Read(response, ct) : new GatewayAnswer.Reported(Refused(response.StatusCode));
    }

    public async Task<GatewayAnswer> Cancel(GatewayOrder order, CancellationToken ct)
    {
        var reference = order.Reference;
        if (reference is null)
        {
            // The start gave no answer, so the charge is looked for by our own id.
            var found = await Query(order, ct);
            if (found is not GatewayAnswer.Reported { Report.Reference: { } known }) return found;
            reference = known;
        }

        using var request = Request(HttpMethod.Post, $"{Charges}/{reference}/cancel", order);
        using var response = await clients.LoopbackClient().SendAsync(request, ct);
        if (response.StatusCode != HttpStatusCode.Conflict) return await Answer(response, ct);

        // Too late: the charge has an outcome, which its answer tells. Still reserved: it refuses to give it free.
        var stands = await Query(order with { Reference = reference }, ct);
        return stands is GatewayAnswer.Reported { Report.Status: ReportedStatus.Authorized } ? new GatewayAnswer.Refused(Resolutions.ProviderError) : stands;
    }

    public Task<GatewayAnswer> Capture(GatewayOrder order, Money amount, CancellationToken ct) => Move(order, "capture", amount, ct);

    public Task<GatewayAnswer> Refund(GatewayOrder order, Money amount, string? description, CancellationToken ct) => Move(order, "refund", amount, ct);

    private async Task<GatewayAnswer> Move(GatewayOrder order, string action, Money amount, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Post, $"{Charges}/{order.Reference}/{action}", order);
        request.Content = JsonContent.Create(new { amount = amount.Minor }, options: Wire.Options);
        using var response = await clients.LoopbackClient().SendAsync(request, ct);
        return response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity
            ? new GatewayAnswer.Refused(Resolutions.ProviderError, $"http_{(int)response.StatusCode}")
            : await Answer(response, ct);
    }

    public async Task<GatewayAnswer> Query(GatewayOrder order, CancellationToken ct)
    {
        var path = order.Reference is { } id ? $"{Charges}/{id}" : $"{Charges}?reference={order.Payment}";
        using var request = Request(HttpMethod.Get, path, order);
        using var response = await clients.LoopbackClient().SendAsync(request, ct);
        return await Answer(response, ct);
    }

    public async IAsyncEnumerable<GatewayRecord> List(GatewayCredentials credentials, DateOnly day, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? after = ""; after is not null;)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{Charges}?day={day:yyyy-MM-dd}&after={after}");
            using var request = Request(HttpMethod.Get, path, credentials);
            using var response = await clients.LoopbackClient().SendAsync(request, ct);
            response.EnsureSuccessStatusCode();
            var page = await response.Content.ReadFromJsonAsync<ChargePage>(Wire.Options, ct) ?? throw new JsonException("The list is empty.");
            foreach (var charge in page.Charges)
            {
                var report = SandboxMapping.Report(charge) ?? throw new JsonException($"The charge {charge.Id} could not be read.");
                yield return new GatewayRecord(charge.Id, new PaymentId(charge.Reference), report);
            }

            after = page.Next;
        }
    }

    public async Task<GatewayAnswer> Forget(GatewayOrder order, CancellationToken ct)
    {
        if (order.Reference is null) return new GatewayAnswer.Missing();
        using var request = Request(HttpMethod.Post, $"{Charges}/{order.Reference}/forget", order);
        using var response = await clients.LoopbackClient().SendAsync(request, ct);
        return await Answer(response, ct);
    }

    public string? Verify(IHeaderDictionary headers, ReadOnlySpan<byte> body, GatewayCredentials credentials, DateTimeOffset now)
    {
        var id = headers[SandboxSignature.IdHeader].ToString();
        return SandboxSignature.IsGood(
            credentials[NotificationSecret], id, headers[SandboxSignature.TimestampHeader], headers[SandboxSignature.SignatureHeader], body, now) ? id : null;
    }

    public GatewayNotice? Read(byte[] body)
    {
        var happened = JsonSerializer.Deserialize<ChargeEvent>(body, Wire.Options);
        return happened?.Charge is { Reference: not null } charge && SandboxMapping.Report(charge) is { } report
            ? new GatewayNotice(new PaymentId(charge.Reference), null, report)
            : null;
    }

    private static async Task<GatewayAnswer> Answer(HttpResponseMessage response, CancellationToken ct) => response.StatusCode switch
    {
        HttpStatusCode.NotFound => new GatewayAnswer.Missing(),
        _ when response.IsSuccessStatusCode => await Read(response, ct),
        var other => new GatewayAnswer.None($"The sandbox answered {(int)other}."),
    };

    private static async Task<GatewayAnswer> Read(HttpResponseMessage response, CancellationToken ct)
    {
        var charge = await response.Content.ReadFromJsonAsync<ChargeDocument>(Wire.Options, ct);
        return charge is not null && SandboxMapping.Report(charge) is { } report
            ? new GatewayAnswer.Reported(report)
            : new GatewayAnswer.None("The sandbox's answer could not be read.");
    }

    /// <summary>A definite no: the sandbox did not take the payment.</summary>
    private static GatewayReport Refused(HttpStatusCode status) =>
        GatewayReport.Failed(Resolutions.ProviderError, $"http_{(int)status}", "The provider did not accept the payment.");

    private HttpRequestMessage Request(HttpMethod method, string path, GatewayCredentials credentials)
    {
        var request = new HttpRequestMessage(method, server.Bound + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credentials[ApiKey]);
        return request;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, GatewayOrder order)
    {
        var request = Request(method, path, order.Credentials);
        if (order.Operation is { } operation) request.Headers.Add("Idempotency-Key", operation.Value);
        return request;
    }
}
