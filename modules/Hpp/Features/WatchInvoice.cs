using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayCore.Commerce.Hpp.Desk;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET /hpp/i/{cpi}/events?since={sequence}: whether the invoice changed since a page was made. As <c>text/event-stream</c> (HTML standard, 9.2) it
/// says so when it happens, and ends after five minutes, on a final state, or when no place to wait is left; otherwise it answers at once. Of the
/// invoice it tells only that.
/// </summary>
internal static class WatchInvoice
{
    /// <summary>Between two signs of life, so that proxies keep the connection and a lost one is noticed.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private const int Beats = 20;

    internal static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/hpp/i/{cpi}/events", async (InvoiceId cpi, int? since, PageDesk desk, HttpContext http, CancellationToken ct) =>
        {
            var (opened, refusal) = await desk.OpenInvoice(http.Request, cpi, ct);
            if (opened is null) return refusal!;
            return http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal)
                ? new Stream(opened, since ?? opened.Invoice.Sequence, desk.Mediator)
                : new Once(State.Of(opened, opened.Invoice, since));
        }).Limited(Limit.Read);

    /// <param name="Changed">Whether the page should be asked for again.</param>
    /// <param name="Next">Where to go instead: by way of us to the merchant, when the account returns customers by itself.</param>
    private sealed record State(bool Changed, string? Next)
    {
        public static State Of(OpenedInvoice opened, InvoiceView now, int? since)
        {
            var changed = since is not null && now.Sequence != since;
            return new State(changed, changed && opened.Account.AutoReturn && ReturnLink.IsSettled(now) ? opened.Href("/return") : null);
        }

        public string Json() => JsonSerializer.Serialize(this, Wire.Options);
    }

    private sealed class Once(State state) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            Describe(http.Response, "application/json");
            return http.Response.WriteAsync(state.Json(), http.RequestAborted);
        }
    }

    private sealed class Stream(OpenedInvoice opened, int since, IMediator mediator) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            Describe(http.Response, "text/event-stream");
            // A proxy that collects what it passes on would keep the news for itself.
            http.Response.Headers["X-Accel-Buffering"] = "no";
            var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            try
            {
                await Say(http.Response, ":\n\n", end.Token);
                await Watch(http.Response, http.Connection.RemoteIpAddress?.ToString() ?? "", end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The visitor left, or the server stops: the page asks again by itself.
            }
        }

        private async Task Watch(HttpResponse response, string address, CancellationToken ct)
        {
            var now = opened.Invoice;
            for (var beat = 0; beat < Beats; beat++)
            {
                if (now.Sequence != since)
                {
                    await Say(response, $"event: status\ndata: {State.Of(opened, now, since).Json()}\n\n", ct);
                    since = now.Sequence;
                }

                if (ReturnLink.IsSettled(now)) return;
                var next = await mediator.Send(new WaitForInvoice(now.Id, since, Beat, address, OrRefuse: true), ct);
                if (next.IsFailure) return;
                now = next.Value;
                if (now.Sequence == since) await Say(response, ":\n\n", ct);
            }
        }

        private static async Task Say(HttpResponse response, string text, CancellationToken ct)
        {
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
            await response.Body.FlushAsync(ct);
        }
    }

    private static void Describe(HttpResponse response, string type)
    {
        response.ContentType = type;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "strict-origin";
    }
}
