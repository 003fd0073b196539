using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox;

namespace PayCore.Commerce.Tests.Support;

/// <summary>An invoice in every state that its page can show.</summary>
internal static class EveryState
{
    public static readonly string[] Names =
    [
        "created", "starting", "pending", "hand-off", "instructions", "failed", "cancelling", "authorized", "partly-paid", "paid", "refunding", "partly-refunded", "refunded",
        "charged-back", "cancelled", "expired",
    ];

    private const string Elsewhere = "Order 4711: paid at another company's page";

    /// <summary>The product with a gateway that sends the payer of <see cref="Elsewhere"/> to an address that it did not declare.</summary>
    public static Task<PayCoreApp> Start()
    {
        var line = new LossyGateway.Line
        {
            Start = async (order, start, _) =>
            {
                var answer = await start();
                return order.Description == Elsewhere && answer is GatewayAnswer.Reported { Report: { FlowData: { } flow } report }
                    ? new GatewayAnswer.Reported(report with { FlowData = flow with { Action = "https://gateway.example/pay/4711" } })
                    : answer;
            },
        };
        return PayCoreApp.Start(services =>
        {
            services.RemoveAll<IGateway>();
            services.AddSingleton<IGateway>(provider => new LossyGateway(ActivatorUtilities.CreateInstance<SandboxGateway>(provider), line));
        });
    }

    /// <summary>The address of each state's page, ending in <c>?</c>; nothing may be sent to the gateway afterwards, or what starts has started.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> EachState(this PayCoreApp app)
    {
        var pages = new Dictionary<string, string>();
        pages["expired"] = Page(await Create("expired", null, expires: app.Clock.GetUtcNow().ToUnixTimeSeconds() + 400));
        app.Clock.Advance(TimeSpan.FromSeconds(401));
        await app.Run<ExpireInvoices>();

        pages["created"] = Page(await Create("created", null));
        pages["pending"] = Page(await Create("pending"));
        pages["hand-off"] = Page(await Create("hand-off", description: Elsewhere), "/go");
        pages["instructions"] = Page(await Create("instructions", "bank_transfer_eur_invoice"));
        pages["cancelling"] = Page(await Create("cancelling", null), "/cancel");
        var cancelled = await Create("cancelled", null);
        ((int)(await app.Api().Post($"/api/payment-invoices/{cancelled.Id}/cancel")).Status).Should().Be(200);
        pages["cancelled"] = Page(cancelled);

        pages["failed"] = await Moved("failed", "decline");
        pages["authorized"] = await Moved("authorized", "succeed", flow: "authorize");
        pages["partly-paid"] = await Moved("partly-paid", "pay_part", new { amount = 249 });
        pages["paid"] = await Moved("paid", "succeed");
        pages["charged-back"] = await Moved("charged-back", "succeed", then: id => app.Happens(id.Charge(), "charge_back"));
        pages["refunded"] = await Moved("refunded", "succeed", then: id => Refund(id, null));
        pages["partly-refunded"] = await Moved("partly-refunded", "succeed", then: id => Refund(id, 249));
        // The sandbox takes its time over refunds of amounts that end so.
        pages["refunding"] = await Moved("refunding", "succeed", then: id => Refund(id, null), amount: 1249.97m);

        var starting = await Create("starting", null);
        await app.DieBeforeTheCall(starting);
        pages["starting"] = Page(starting);
        return pages;

        async Task<string> Moved(string reference, string action, object? body = null, string? flow = null, Func<Answer, Task>? then = null, decimal amount = 1249)
        {
            var made = await Create(reference, flow: flow, amount: amount);
            await app.Happens(made.Charge(), action, body);
            if (then is not null) await then(made);
            return Page(made);
        }

        async Task Refund(Answer invoice, decimal? amount)
        {
            var document = new { data = new { type = "refund", attributes = new { reference_id = $"r-{invoice.Id}", amount } } };
            var refund = await app.Api().Post($"/api/payment-invoices/{invoice.Id}/refund", document);
            ((int)refund.Status).Should().Be(201, refund.Text);
        }

        async Task<Answer> Create(string reference, string? service = "paypal_eur_hpp", string? flow = null, long? expires = null, string description = "Order 4711: two first editions", decimal amount = 1249)
        {
            var made = await app.Api().CreateInvoice(new { reference_id = reference, amount, currency = "EUR", description, service, payment_flow = flow, expires });
            ((int)made.Status).Should().Be(201, made.Text);
            return made;
        }
    }

    private static string Page(Answer invoice, string sub = "") => $"/hpp/i/{invoice.Id}{sub}?";
}
