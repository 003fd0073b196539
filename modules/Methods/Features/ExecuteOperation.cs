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

            // The merchant may ask for the void in this very moment, and rely on a cancel that ends here: one of the two commits must see the other.
            if (operation.Kind == OperationKind.Cancel && payment.Status == PaymentStatus.Authorized) db.Update(payment);
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
                    FinishUnlessOpen(operation, payment, now);
                    break;
                case GatewayAnswer.Refused refused:
                    Refuse(operation, payment, refused.Resolution, now);
                    operation.Finish();
                    break;
                case GatewayAnswer.Missing:
                    if (operation.Kind != OperationKind.Cancel) Refuse(operation, payment, Resolutions.Unknown, now);
                    else if (payment.Status != PaymentStatus.Authorized || payment.CancelAsked) payment.Apply(Ended(payment), "gateway", now);
                    operation.Finish();
                    break;
                case GatewayAnswer.NotCalled:
                    FinishUnlessOpen(operation, payment, now);
                    break;
                case GatewayAnswer.None none:
                    operation.Postpone(none.Problem, now);
                    if (operation.Kind == OperationKind.Refund) payment.SettleRefund(operation.Id, RefundState.Unsent, Resolutions.ProviderError, now);
                    // A void that is given up is as good as refused: the money can be captured, or the merchant asks again.
                    if (operation is { Kind: OperationKind.Cancel, State: OperationState.Failed }) payment.RefuseVoid(now);
                    break;
            }
        }

        /// <summary>What was asked for while the gateway was called, or was called for something else, is still to be done.</summary>
        private static void FinishUnlessOpen(GatewayOperation operation, Payment payment, DateTimeOffset now)
        {
            var isReserved = payment.Status == PaymentStatus.Authorized;
            if (isReserved && operation.Kind == OperationKind.Capture && payment.Capture == CaptureState.Asked) operation.Postpone("The capture has no outcome yet.", now);
            else if (isReserved && operation.Kind == OperationKind.Cancel && payment.CancelAsked) operation.Postpone("The money is still reserved.", now);
            else operation.Finish();
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
