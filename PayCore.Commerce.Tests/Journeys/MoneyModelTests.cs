using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Sandbox;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>
/// Random sequences of what merchants, customers and a provider can do, over a line that loses calls and answers, by callers that die before a call or
/// after it, with notifications that come late, twice and in any order. After each step nothing may be wrong with the money; when all is quiet, the
/// provider's ledger and our rows agree, also once the dead get their answers.
/// </summary>
internal sealed class MoneyModelTests
{
    private const int Steps = 35;

    private static readonly decimal[] Amounts = [10, 25.5m, 100, 10.96m, 10.97m, 10.98m, 10.99m];
    private static readonly string[] Services = ["paypal_eur_hpp", "ideal_eur_hpp", "payment_card_eur_test"];

    private static readonly string[] AtTheProvider =
        ["succeed", "succeed", "succeed", "decline", "pay_part", "pay_more", "pending", "cancel", "fail_then_succeed", "lapse", "charge_back", "win_dispute", "refund_outside", "settle_refunds", "refuse_refunds"];

    private readonly LossyGateway.Line line = new();
    private readonly List<string> told = [];
    private readonly List<Task> dead = [];
    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private HttpClient customer = null!;
    private Dice dice = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start(
            services =>
            {
                services.RemoveAll<IGateway>();
                services.AddSingleton<IGateway>(provider => new LossyGateway(ActivatorUtilities.CreateInstance<SandboxGateway>(provider), line));
            },
            callbackUrl: "https://shop.example/told");
        await app.ChargesFee("paypal_eur_hpp", new FeeSchedule(0.029m, 30));
        (api, customer) = (app.Api(), app.Client());
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        customer.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task Whatever_happens_the_money_is_right([Range(1, 14)] int seed)
    {
        dice = new Dice(seed);
        told.Clear();
        line.Next = () => dice.Next(10) switch { 0 => false, 1 => true, _ => null };
        line.NextDeath = () => dice.Next(16) switch { 0 => false, 1 => true, _ => null };
        var flow = dice.Next(2) == 0 ? "charge" : "authorize";
        var order = new { reference_id = $"model-{seed}", amount = Pick(Amounts), currency = "EUR", service = Pick(Services), payment_flow = flow, options = new { attempts_limit = 3 } };
        told.Add(await Ask(api, "/api/payment-invoices", new { data = new { type = "payment-invoices", attributes = order } }));
        var id = await app.Read(db => db.Set<Invoice>().Where(i => i.ReferenceId == order.reference_id).Select(i => i.Id).SingleAsync());

        for (var n = 0; n < Steps; n++)
        {
            var step = await Step(id);
            told.Add($"{n}: {step}");
            await Check(id);
        }

        (line.Next, line.NextDeath) = (() => null, () => null);
        await Quiet();
        told.Add("quiet");
        await Check(id);
        await CheckAgreement(id);

        line.Raise();
        await Task.WhenAll(dead);
        dead.Clear();
        await Quiet();
        told.Add("the dead came back");
        await Check(id);
        await CheckAgreement(id);
    }

    /// <summary>Whether what is begun comes to its end; else somebody died at a call, and what he left is for others.</summary>
    private async Task<bool> Lives(Func<Task> begin)
    {
        var death = line.Death();
        var work = begin();
        if (await Task.WhenAny(work, death) == death)
        {
            dead.Add(work);
            return false;
        }

        await work;
        return true;
    }

    private async Task<string> Step(InvoiceId id)
    {
        switch (dice.Next(12))
        {
            case 0:
                return await Ask(customer, $"/public-api/payment-invoices/{id}/process", new { service = Pick(Services) });
            case 1:
                return dice.Next(4) == 0 ? await Ask(customer, $"/public-api/payment-invoices/{id}/cancel") : "no cancel";
            case 2:
                return dice.Next(4) == 0 ? await Ask(api, $"/api/payment-invoices/{id}/cancel") : "no cancel";
            case 3:
                return await Ask(api, $"/api/payment-invoices/{id}/capture", dice.Next(2) == 0 ? null : new { data = new { type = "captures", attributes = new { amount = 7 } } });
            case 4 or 5:
                return await Ask(api, $"/api/payment-invoices/{id}/refund", new
                {
                    data = new { type = "refund", attributes = new { reference_id = $"{id}-{dice.Next(6)}", amount = dice.Next(2) == 0 ? (decimal?)null : 3 } },
                });
            case 6 or 7 or 8:
                return await AtProvider(id);
            case 9:
                return await Notify();
            case 10:
                app.Clock.Advance(TimeSpan.FromSeconds(Pick([1, 6, 31, 61, 3_600, 90_000])));
                return "time passes";
            default:
                await RunJobs();
                return "jobs";
        }
    }

    private async Task<string> Ask(HttpClient client, string path, object? body = null)
    {
        Answer? answer = null;
        if (!await Lives(async () => answer = await client.Post(path, body))) return $"{path} died";
        ((int)answer!.Status).Should().BeOneOf([200, 201, 409, 422, 502, 504], $"{path}: {answer.Text} {Story()}");
        return $"{path} {(int)answer.Status} {string.Join(',', answer.Errors)}";
    }

    private async Task<string> AtProvider(InvoiceId id)
    {
        var payments = await app.Read(db => db.Set<Payment>().AsNoTracking().Where(p => p.InvoiceId == id).Select(p => p.Id).ToListAsync());
        var references = payments.ConvertAll(p => p.Value);
        var charges = await app.Read(db => db.Set<SandboxCharge>().AsNoTracking().Where(c => references.Contains(c.Reference)).Select(c => c.Id).ToListAsync());
        if (charges.Count == 0) return "no charge";
        var (charge, action) = (Pick(charges), Pick(AtTheProvider));
        var answer = await api.Post($"/sandbox/api/charges/{charge}/{action}", new { amount = 1 + dice.Next(8) });
        return $"{charge[^4..]} {action} {(int)answer.Status}";
    }

    /// <summary>Any notification that the provider ever made arrives, now: for the first time, again, or too late.</summary>
    private async Task<string> Notify()
    {
        var all = await app.Read(db => db.Set<SandboxNotification>().AsNoTracking().OrderByDescending(n => n.Position).Take(12).ToListAsync());
        if (all.Count == 0) return "no notification";
        await Deliver(Pick(all));
        await app.Run<ApplyNotifications>();
        return "notified";
    }

    private async Task Deliver(SandboxNotification notification)
    {
        var client = app.Services.GetRequiredService<SandboxKeys>().Read(notification.ClientKey)!;
        var (body, now) = (Encoding.UTF8.GetBytes(notification.Body), app.Clock.GetUtcNow().ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, client.NotificationPath) { Content = new ByteArrayContent(body) };
        var answer = await customer.Ask(
            request, (SandboxSignature.IdHeader, notification.EventId), (SandboxSignature.TimestampHeader, now.ToString(CultureInfo.InvariantCulture)),
            (SandboxSignature.SignatureHeader, SandboxSignature.Sign(client.NotificationSecret, notification.EventId, now, body)));
        ((int)answer.Status).Should().Be(200, answer.Text);
    }

    private async Task RunJobs()
    {
        foreach (var run in (Func<Task>[])[app.Run<DispatchOperations>, app.Run<ReconcilePayments>, app.Run<ExpireInvoices>, app.Run<SettleSandboxCharges>, app.Run<ApplyNotifications>])
            if (!await Lives(run)) told.Add("a job died");
    }

    private async Task Quiet()
    {
        for (var round = 0; round < 8; round++)
        {
            app.Clock.Advance(TimeSpan.FromHours(7));
            await RunJobs();
            await app.Notify();
        }
    }

    private async Task Check(InvoiceId id)
    {
        var invoice = await app.Read(db => db.Set<Invoice>().AsNoTracking().Include(i => i.Refunds).Include(i => i.Events).FirstAsync(i => i.Id == id));
        var events = invoice.Events.OrderBy(e => e.Sequence).ToList();
        events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, invoice.Sequence), Story());
        foreach (var (from, to) in events.Zip(events.Skip(1)).Where(p => p.First.State != p.Second.State))
            (InvoiceTransitions.Table.Any(e => e.Key.From == from.State && e.Value == to.State) || (from.State.IsPaid() && to.State.IsPaid()))
                .Should().BeTrue($"{from.State} to {to.State} is no edge. {Story()}");
        var callbacks = await app.Read(db => db.Set<Callback>().AsNoTracking().Where(c => c.InvoiceId == id).Select(c => c.Sequence).ToListAsync());
        callbacks.Order().Should().Equal(events.Select(e => e.Sequence), Story());

        var (payments, charges) = await Ledger(id);
        var view = invoice.View();
        foreach (var beside in payments.Where(p => p.PaidMinor > 0 && invoice.HeldBy is { } held && p.Id != held))
        {
            // What came twice is returned or on its way back, or its gateway refused and the merchant is told.
            beside.ReturnableMinor.Should().BeLessThanOrEqualTo(Kept(beside), $"{beside.Id} {Story()}");
            invoice.Notices.Count(n => n.Code == "double_payment_kept" && n.Payment == beside.Id).Should().Be(beside.Refunds.Count(IsKept), Story());
        }

        (view.ProcessedAmount?.Minor ?? 0).Should().BeLessThanOrEqualTo(charges.Sum(c => c.PaidMinor), Story());
        var returned = view.Refunds.Where(r => r.Status != RefundStatus.ProcessFailed && r.Source != RefundSource.Gateway).Sum(r => r.Amount.Minor);
        returned.Should().BeLessThanOrEqualTo(view.ProcessedAmount?.Minor ?? 0, Story());
        await CheckMovements(view);
        if (view.ProcessedAmount is { } processed) (view.ProcessedFee!.Value + view.ProcessedDeposit!.Value).Should().Be(processed, Story());
    }

    /// <summary>The movements of the invoice add up to its sums, kind by kind.</summary>
    private async Task CheckMovements(InvoiceView view)
    {
        var rows = await app.Read(db => db.Set<Commerce.Invoices.Domain.Movement>().AsNoTracking().Where(m => m.InvoiceId == view.Id).ToListAsync());
        Sum(MovementKind.Payment).Should().Be(view.ProcessedAmount?.Minor ?? 0, Story());
        Sum(MovementKind.Fee).Should().Be(-(view.ProcessedFee?.Minor ?? 0), Story());
        Sum(MovementKind.Refund).Should().Be(-(view.RefundedAmount?.Minor ?? 0), Story());
        Sum(MovementKind.RefundFee).Should().Be(view.RefundedFee?.Minor ?? 0, Story());
        Sum(MovementKind.Chargeback, MovementKind.ChargebackReversed).Should().Be(-(view.ChargedBackAmount?.Minor ?? 0), Story());
        var (payments, _) = await Ledger(view.Id);
        var beside = payments.Where(p => p.PaidMinor > 0 && p.Id != view.Active?.Id).ToList();
        Sum(MovementKind.DoublePayment).Should().Be(beside.Sum(p => p.PaidMinor!.Value), Story());
        Sum(MovementKind.DoublePaymentRefund).Should().Be(
            -beside.Sum(p => p.Refunds.Where(r => r.State == RefundState.Done).Sum(r => r.Amount.Minor) + p.Disputes.Where(d => !d.Won).Sum(d => d.Amount.Minor)), Story());

        long Sum(params MovementKind[] kinds) => rows.Where(m => kinds.Contains(m.Kind)).Sum(m => m.AmountMinor);
    }

    /// <summary>When all is quiet: what the provider's ledger says is what our rows say, nobody has paid twice net, and nothing stays reserved.</summary>
    private async Task CheckAgreement(InvoiceId id)
    {
        var (payments, charges) = await Ledger(id);
        var invoice = await app.Read(db => db.Set<Invoice>().AsNoTracking().Include(i => i.Refunds).FirstAsync(i => i.Id == id));
        foreach (var charge in charges)
        {
            var payment = payments.Single(p => p.Id.Value == charge.Reference);
            (payment.PaidMinor ?? 0).Should().Be(charge.PaidMinor, $"{charge.Id} {Story()}");
            payment.Refunds.Where(r => r.State == RefundState.Done).Sum(r => r.Amount.Minor).Should().Be(charge.Refunds.Where(r => r.Status == "done").Sum(r => r.Amount), Story());
            payment.Disputes.Where(d => !d.Won).Sum(d => d.Amount.Minor).Should().Be(charge.Disputes.Where(d => !d.Won).Sum(d => d.Amount), Story());
            if (invoice.HeldBy == payment.Id) continue;
            charge.Returnable.Should().BeLessThanOrEqualTo(Kept(payment), $"{charge.Id} was paid beside the invoice's own payment. {Story()}");
            (charge.Status == ChargeStatus.Authorized).Should().Be(payment is { Status: PaymentStatus.Authorized, VoidRefused: true }, Story());
        }

        var due = await app.Read(db => db.Set<GatewayOperation>().AsNoTracking().CountAsync(o => o.InvoiceId == id && o.State == OperationState.Due));
        due.Should().Be(0, Story());
        if (invoice.HeldBy is { } held && invoice.State.IsPaid())
        {
            var own = charges.Single(c => c.Reference == held.Value);
            var view = invoice.View();
            (view.ProcessedAmount!.Value.Minor - (view.RefundedAmount?.Minor ?? 0) - (view.ChargedBackAmount?.Minor ?? 0)).Should().Be(own.Returnable, Story());
        }
    }

    private async Task<(List<Payment> Payments, List<SandboxCharge> Charges)> Ledger(InvoiceId id)
    {
        var payments = await app.Read(db => db.Set<Payment>().AsNoTracking().Where(p => p.InvoiceId == id).ToListAsync());
        var references = payments.ConvertAll(p => p.Id.Value);
        return (payments, await app.Read(db => db.Set<SandboxCharge>().AsNoTracking().Where(c => references.Contains(c.Reference)).ToListAsync()));
    }

    /// <summary>Minor units that a gateway refused to return.</summary>
    private static long Kept(Payment payment) => payment.Refunds.Where(IsKept).Sum(r => r.Amount.Minor);

    private static bool IsKept(PaymentRefund refund) => refund is { IsReturn: true, State: RefundState.Refused };

    private T Pick<T>(IReadOnlyList<T> list) => list[dice.Next(list.Count)];

    private string Story() => $"\n{string.Join('\n', told)}\n".Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>Numbers that look random and are the same for the same seed (SplitMix64), so that a failure can be walked again.</summary>
    private sealed class Dice(int seed)
    {
        private ulong state = (ulong)seed;

        public int Next(int below)
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)below);
        }
    }
}
