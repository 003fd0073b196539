using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>One change of a charge, from its page or its interface, with the notifications that it owes, in one commit.</summary>
internal static class ChangeCharge
{
    internal sealed record Command(string Id, Func<SandboxCharge, DateTimeOffset, Result<Done>> Change) : IRequest<Result<SandboxCharge>>;

    internal sealed class Handler(CommerceDb db, ServerAddress server, JobWaker<SendSandboxNotifications> waker, TimeProvider clock)
        : IRequestHandler<Command, Result<SandboxCharge>>
    {
        public async Task<Result<SandboxCharge>> Handle(Command c, CancellationToken ct)
        {
            if (await db.Set<SandboxCharge>().FirstOrDefaultAsync(s => s.Id == c.Id, ct) is not { } charge) return Error.NotFound();
            var changed = c.Change(charge, clock.GetUtcNow());
            if (changed.IsFailure) return Result<SandboxCharge>.Fail(changed.Errors);

            charge.Touch(clock.GetUtcNow());
            foreach (var (type, document) in charge.TakeHappened())
            {
                var absolute = document with { PageUrl = server.Url(document.PageUrl) };
                db.AddRange(SandboxNotification.Of(charge, type, absolute, clock.GetUtcNow()));
            }

            db.AfterCommit(typeof(SendSandboxNotifications), waker.Wake);
            await db.Commit(ct);
            return charge;
        }
    }
}
