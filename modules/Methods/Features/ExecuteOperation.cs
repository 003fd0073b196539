using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Storage;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>The outcome of an operation, applied by its own commit; only whose claim it still is may write.</summary>
internal static class ExecuteOperation
{
    internal sealed record Outcome(OperationId Operation, string Claim, GatewayAnswer Answer) : IRequest<Result<Done>>;

    internal sealed class Handler(CommerceDb db, Cascade cascade, TimeProvider clock) : IRequestHandler<Outcome, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Outcome c, CancellationToken ct)
        {
            var operation = await db.Set<GatewayOperation>().FirstOrDefaultAsync(o => o.Id == c.Operation, ct);
            if (operation is null || !operation.IsHeldBy(c.Claim)) return Result.Done;
            var payment = (await db.FindPayment(operation.PaymentId, ct))!;
            var now = clock.GetUtcNow();

            if (operation.GatewayAccountId != payment.GatewayAccountId) await EndLeft(operation, payment, c.Answer, now, ct);
            else if (operation.Kind != OperationKind.Start || !await cascade.GoOn(payment, operation, c.Answer, now, ct)) Apply(operation, payment, c.Answer, now);
            await db.Commit(ct);
            return Result.Done;
        }

        private static void Apply(GatewayOperation operation, Payment payment, GatewayAnswer answer, DateTimeOffset now)
        {
            switch (answer)
            {
                case GatewayAnswer.Reported reported:
                    payment.Apply(reported.Report, "gateway", now);
                    // An answer that does not name the refund has accepted it all the same.
                    if (operation.Kind == OperationKind.Refund) payment.SettleRefund(operation.Id, RefundState.Pending, Resolutions.Ok, now);
                    operation.Finish();
                    break;
                case GatewayAnswer.Refused refused:
                    Refuse(operation, payment, refused.Resolution, now);
                    operation.Finish();
                    break;
                case GatewayAnswer.Missing:
                    if (operation.Kind == OperationKind.Cancel) payment.Apply(Ended(payment), "gateway", now);
                    else Refuse(operation, payment, Resolutions.Unknown, now);
                    operation.Finish();
                    break;
                case GatewayAnswer.None none:
                    operation.Postpone(none.Problem, now);
                    if (operation.Kind == OperationKind.Refund) payment.SettleRefund(operation.Id, RefundState.Unsent, Resolutions.ProviderError, now);
                    break;
            }
        }

        /// <summary>The end of what may have been opened at an account that the payment has left; only money that moved there matters.</summary>
        private async Task EndLeft(GatewayOperation cancel, Payment payment, GatewayAnswer answer, DateTimeOffset now, CancellationToken ct)
        {
            if (answer is GatewayAnswer.None none)
            {
                cancel.Postpone(none.Problem, now);
                return;
            }

            if (answer is GatewayAnswer.Reported { Report: var report }) await db.ApplyLate(payment, cancel.GatewayAccountId, report, "gateway", now, ct);
            cancel.Finish();
        }

        private static void Refuse(GatewayOperation operation, Payment payment, string resolution, DateTimeOffset now)
        {
            if (operation.Kind == OperationKind.Capture) payment.RefuseCapture(now);
            if (operation.Kind == OperationKind.Refund) payment.SettleRefund(operation.Id, RefundState.Refused, resolution, now);
            if (operation.Kind == OperationKind.Cancel) payment.RefuseVoid(now);
        }

        /// <summary>What the gateway does not know has ended there.</summary>
        private static GatewayReport Ended(Payment payment) =>
            new(payment.Status == PaymentStatus.Authorized ? ReportedStatus.Voided : ReportedStatus.Cancelled);
    }

    /// <summary>Takes the claim of a due operation whose lease is over; false when somebody else was first.</summary>
    internal sealed record Claim(OperationId Operation, string ClaimId) : IRequest<Result<bool>>;

    internal sealed class ClaimHandler(CommerceDb db, FirstMoment start, TimeProvider clock) : IRequestHandler<Claim, Result<bool>>
    {
        public async Task<Result<bool>> Handle(Claim c, CancellationToken ct)
        {
            var operation = await db.Set<GatewayOperation>().FirstOrDefaultAsync(o => o.Id == c.Operation, ct);
            if (operation is null || !operation.IsFree(clock.GetUtcNow(), start.VoidLeasesBefore)) return false;
            operation.Claim(c.ClaimId, clock.GetUtcNow());
            await db.Commit(ct);
            return true;
        }
    }
}
