using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>Takes the time off what is due for the account's test payments and for what was told of them, and off what happens by itself at the sandbox.</summary>
internal static class OnTestClockAdvanced
{
    internal sealed class Handler(CommerceDb db) : INotificationHandler<TestClockAdvanced>
    {
        public async Task Handle(TestClockAdvanced happened, CancellationToken ct)
        {
            var payments = db.Set<Payment>().Where(p => p.AccountId == happened.Account && p.Mode == Mode.Test);
            foreach (var payment in await payments.Where(p => p.NextQuery != null || p.AuthorizationExpires != null).ToListAsync(ct)) payment.Advance(happened.By);

            var due = db.Set<GatewayOperation>().Where(o => o.State == OperationState.Due && payments.Any(p => p.Id == o.PaymentId));
            foreach (var operation in await due.ToListAsync(ct)) operation.Advance(happened.By);

            var accounts = db.Set<GatewayAccount>().Where(a => a.AccountId == happened.Account && a.Mode == Mode.Test);
            var waiting = db.Set<ReceivedNotification>().Where(n => n.State == NotificationState.Received && accounts.Any(a => a.Id == n.GatewayAccountId));
            foreach (var notification in await waiting.ToListAsync(ct)) notification.Advance(happened.By);
        }
    }

    /// <summary>The sandbox's own rows: another company that plays the same time.</summary>
    internal sealed class SandboxHandler(CommerceDb db) : INotificationHandler<TestClockAdvanced>
    {
        public async Task Handle(TestClockAdvanced happened, CancellationToken ct)
        {
            var charges = db.Set<SandboxCharge>().Where(c => c.Owner == happened.Account.Value);
            foreach (var charge in await charges.Where(c => c.NextMoment != null).ToListAsync(ct)) charge.Advance(happened.By);

            var unsent = db.Set<SandboxNotification>().Where(n => n.State == SandboxNotificationState.Due && charges.Any(c => c.Id == n.ChargeId));
            foreach (var notification in await unsent.ToListAsync(ct)) notification.Advance(happened.By);
        }
    }
}
