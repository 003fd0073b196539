using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>A gateway that does what it is asked and whose answer is lost, or that is not reached: nothing is done twice, nothing is forgotten.</summary>
internal sealed class LostAnswerTests
{
    private readonly LossyGateway.Line line = new();
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start(services =>
        {
            services.RemoveAll<IGateway>();
            services.AddSingleton<IGateway>(provider => new LossyGateway(ActivatorUtilities.CreateInstance<SandboxGateway>(provider), line));
        });
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [TearDown]
    public void Mend() => line.Next = () => null;

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_capture_without_an_answer_is_502_keeps_its_state_and_is_settled(bool done)
    {
        var (invoice, _) = await app.Paid($"lost-capture-{done}", 50, "authorize");
        line.Next = () => done;

        (await api.Post($"/api/payment-invoices/{invoice.Id}/capture")).ShouldFail(502, "gateway_error");

        (await app.Reread(invoice.Id)).State().Should().Be("processing/authorized");
        (await api.Post($"/api/payment-invoices/{invoice.Id}/capture")).ShouldFail(409, "invalid_state");
        line.Next = () => null;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Run<DispatchOperations>();
        (await app.Reread(invoice.Id)).State().Should().Be("processed/ok");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_refund_without_an_answer_is_told_as_unsent_and_returned_once(bool done)
    {
        var (invoice, charge) = await app.Paid($"lost-refund-{done}", 50);
        line.Next = () => done;
        var refund = await api.Post($"/api/payment-invoices/{invoice.Id}/refund", new { data = new { type = "refund", attributes = new { reference_id = $"lost-{done}", amount = 20 } } });

        refund.Status.Should().Be(HttpStatusCode.Created);
        refund.Word("status").Should().Be("process_error");
        (await app.Reread(invoice.Id)).State().Should().Be("refund_error/ok");
        line.Next = () => null;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Run<DispatchOperations>();

        (await app.Reread(invoice.Id)).State().Should().Be("partially_refunded/ok");
        (await api.Get($"/sandbox/api/charges/{charge}")).Json.GetProperty("refunds").GetArrayLength().Should().Be(1);
    }
}
