using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.OutboundHttp;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>
/// Sends what the sandbox owes its clients: signed, over HTTP, to the server's own bound address only; again with growing pauses until it is
/// answered with 2xx.
/// </summary>
internal sealed class SendSandboxNotifications(
    CommerceDb db,
    IServiceScopeFactory scopes,
    IHttpClientFactory clients,
    ServerAddress server,
    SandboxKeys keys,
    IHostApplicationLifetime host,
    TimeProvider clock,
    ILogger<SendSandboxNotifications> log) : IJob
{
    private const int Batch = 200;
    private const int AtOnce = 4;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    public async Task Run(CancellationToken ct)
    {
        if (!host.ApplicationStarted.IsCancellationRequested) return;
        var now = clock.GetUtcNow();
        var due = await db.Set<SandboxNotification>().AsNoTracking().Where(n => n.State == SandboxNotificationState.Due && n.DueAt <= now)
            .OrderBy(n => n.Position).Take(Batch).ToListAsync(ct);

        // One charge's notifications go out in their order.
        await Parallel.ForEachAsync(due.GroupBy(n => n.ChargeId), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (charge, _) =>
        {
            foreach (var notification in charge) await Deliver(notification);
        });
    }

    private async Task Deliver(SandboxNotification notification)
    {
        try
        {
            var status = await Send(notification);
            await using var scope = scopes.CreateAsyncScope();
            var own = scope.ServiceProvider.GetRequiredService<CommerceDb>();
            var row = await own.Set<SandboxNotification>().FirstAsync(n => n.Position == notification.Position);
            row.Answered(status, clock.GetUtcNow());
            await own.Commit(CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogError(e, "The sandbox's notification {Notification} could not be sent; it stays due.", notification.Position);
        }
    }

    /// <summary>The HTTP status; null without an answer.</summary>
    private async Task<int?> Send(SandboxNotification notification)
    {
        if (keys.Read(notification.ClientKey) is not { } client) return null;
        var (body, timestamp) = (Encoding.UTF8.GetBytes(notification.Body), clock.GetUtcNow().ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Bound + client.NotificationPath);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add(SandboxSignature.IdHeader, notification.EventId);
        request.Headers.Add(SandboxSignature.TimestampHeader, timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add(SandboxSignature.SignatureHeader, SandboxSignature.Sign(client.NotificationSecret, notification.EventId, timestamp, body));

        using var time = new CancellationTokenSource(TimeLimit);
        try
        {
            using var response = await clients.LoopbackClient().SendAsync(request, time.Token);
            return (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
