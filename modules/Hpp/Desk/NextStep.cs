using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>Where a customer goes on after something was done.</summary>
internal static class NextStep
{
    /// <summary>Whether a gateway's page waits for the customer.</summary>
    public static bool WaitsAtGateway(InvoiceView invoice) => invoice is
    {
        State: InvoiceState.ProcessPending,
        Active: { IsOpen: true, Flow: Flow.Hpp or Flow.Test, FlowData.Action: not null },
    };

    /// <summary>
    /// The gateway's page, when one waits and its service declares that it sends customers there; else a page of ours: the hand-off for a gateway's
    /// page that is not declared or wants a POST, and the invoice's own page for everything else.
    /// </summary>
    /// <param name="language">The language asked for, to be kept on our pages.</param>
    public static async Task<string> NextAddress(this PageDesk desk, HttpRequest request, InvoiceView invoice, string? language, CancellationToken ct)
    {
        var query = language is null ? "" : $"?lang={Uri.EscapeDataString(language)}";
        var own = $"/hpp/i/{Uri.EscapeDataString(invoice.Id.Value)}";
        if (!WaitsAtGateway(invoice)) return own + query;
        return await desk.GatewayAddress(request, invoice, ct) ?? $"{own}/go{query}";
    }

    /// <summary>The gateway's page as an address to redirect to, or null when a page must ask first.</summary>
    public static async Task<string?> GatewayAddress(this PageDesk desk, HttpRequest request, InvoiceView invoice, CancellationToken ct)
    {
        var flow = invoice.Active!.FlowData!;
        if (flow.Method is not (null or "GET")) return null;
        var quote = await desk.Quote(invoice.Account, invoice.Mode, invoice.Active.Service, invoice.Amount, invoice.PaymentFlow, invoice.Customer?.Data.Address?.Country, ct);
        return desk.MaySendTo(flow.Action!, request, quote) ? AddressOf(flow) : null;
    }

    /// <summary>The address with the flow's parameters in its query.</summary>
    public static string AddressOf(FlowData flow)
    {
        if (flow.Params.Count == 0) return flow.Action!;
        var query = string.Join('&', flow.Params.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return $"{flow.Action}{(flow.Action!.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }
}
