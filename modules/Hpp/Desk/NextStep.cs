using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Hpp.Domain;
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

    /// <summary>Where a customer can choose a method.</summary>
    public static bool CanChoose(InvoiceView invoice) => invoice.State is InvoiceState.Created or InvoiceState.ProcessPending or InvoiceState.ProcessError;

    /// <summary>The step of the service that an address with <c>cpi</c> names, with its fields (contract/hpp.md, Parameters); null: it names none, or nothing can be chosen.</summary>
    public static string? AskedService(HttpRequest request, OpenedInvoice opened)
    {
        if (LinkQuery.Read(request.QueryString.Value, out _) is not { } asked || asked.Last("service") is not { } code) return null;
        if (!CanChoose(opened.Invoice) || WaitsAtGateway(opened.Invoice)) return null;
        var query = string.Join('&', new[] { opened.Query.Text, asked.Only("service_fields").Text }.Where(t => t.Length > 0));
        return $"{opened.Path($"/service/{Uri.EscapeDataString(code)}")}{(query.Length == 0 ? "" : "?")}{query}";
    }

    /// <summary>
    /// Whether the payment must get a slot of its stored link back before its payer may go on: a GET sends nobody to pay what would be returned, and
    /// takes no slot either. A link without limits has one for everybody.
    /// </summary>
    public static async Task<bool> NeedsSlot(this PageDesk desk, InvoiceView invoice, CancellationToken ct) =>
        invoice.LostSlot is { } link && await desk.Mediator.Send(new FindPaymentLink(link), ct) is not { IsFailure: false, Value: { MaxPayments: null, MaxTotal: null } };

    /// <summary>
    /// The gateway's page, when one waits and its service declares that it sends customers there; else a page of ours: the hand-off for a gateway's
    /// page that is not declared or wants a POST, and the invoice's own page for everything else.
    /// </summary>
    /// <param name="kept">What goes on to our pages: the language and the look.</param>
    public static async Task<string> NextAddress(this PageDesk desk, HttpRequest request, InvoiceView invoice, LinkQuery kept, CancellationToken ct)
    {
        var query = kept.Text.Length == 0 ? "" : $"?{kept.Text}";
        var own = $"/hpp/i/{Uri.EscapeDataString(invoice.Id.Value)}";
        if (!WaitsAtGateway(invoice) || await desk.NeedsSlot(invoice, ct)) return own + query;
        return await desk.GatewayAddress(request, invoice, ct) ?? $"{own}/go{query}";
    }

    /// <summary>The gateway's page as an address to redirect to, or null when a page must ask first: also in a frame where that page must not stand.</summary>
    public static async Task<string?> GatewayAddress(this PageDesk desk, HttpRequest request, InvoiceView invoice, CancellationToken ct)
    {
        var flow = invoice.Active!.FlowData!;
        if (flow.Method is not (null or "GET")) return null;
        var quote = await desk.Quote(invoice.Account, invoice.Mode, invoice.Active.Service, invoice.Amount, invoice.PaymentFlow, invoice.Customer?.Data.Address?.Country, ct);
        if (Framing.IsFramed(request) && quote?.Service.Frameable != true) return null;
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
