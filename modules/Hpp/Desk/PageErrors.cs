using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>A bug or lost infrastructure behind a page: a page says that nothing was paid twice and how to go on, and shows nothing of the inside.</summary>
internal sealed class PageErrors(ILogger<PageErrors> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            // The path only: a query may hold what a customer gave.
            log.LogError(e, "A page failed: {Method} {Path}", http.Request.Method, http.Request.Path);
            var trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
            return Refusals.Failure(http.Request, PageDesk.LocaleOf(http.Request), trace);
        }
    }
}
