using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>Takes the time off the next attempts of the account's test callbacks, and wakes the dispatcher.</summary>
internal static class OnTestClockAdvanced
{
    internal sealed class Handler(CommerceDb db, JobWaker<DispatchCallbacks> waker) : INotificationHandler<TestClockAdvanced>
    {
        public async Task Handle(TestClockAdvanced happened, CancellationToken ct)
        {
            var pending = db.Set<Callback>().Where(c => c.AccountId == happened.Account && c.Mode == Mode.Test && c.Status == CallbackStatus.Pending);
            foreach (var callback in await pending.ToListAsync(ct)) callback.Advance(happened.By);
            db.AfterCommit(typeof(DispatchCallbacks), waker.Wake);
        }
    }
}
