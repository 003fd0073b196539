using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PayCore.Commerce.Callbacks.Delivery;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>
/// Sends every callback that is due, many at once, until none is due and none is under way. It goes in circles: a turn of the book writes results
/// and claims what may be sent; while that is on its way the next turn begins, so that new work never waits for a slow receiver.
/// </summary>
internal sealed class DispatchCallbacks(
    DeliveryBook book, CallbackSender sender, HostHealth health, JobWaker<DispatchCallbacks> waker, ILogger<DispatchCallbacks> log) : IJob
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    public async Task Run(CancellationToken ct)
    {
        var lanes = new Lanes(health);
        var finished = Channel.CreateUnbounded<Outcome>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task? woken = null, result = null;
        try
        {
            while (true)
            {
                var outcomes = Drain(finished.Reader);
                var claimed = await book.Turn(outcomes, lanes, ct);
                lanes.Enqueue(claimed);
                Pump(lanes, finished.Writer, stop.Token);
                if (claimed.Count > 0 || outcomes.Count > 0) continue;
                if (lanes.IsIdle) return;

                // Both waits are kept until they end, so that no wake-up is lost between two turns.
                if (woken is null or { IsCompleted: true }) woken = waker.WaitForWake(LongestWait, stop.Token);
                if (result is null or { IsCompleted: true }) result = finished.Reader.WaitToReadAsync(stop.Token).AsTask();
                await await Task.WhenAny(woken, result);
            }
        }
        finally
        {
            // What is still under way is cut off: its lease ends, and the attempt is made again.
            await stop.CancelAsync();
        }
    }

    private static List<Outcome> Drain(ChannelReader<Outcome> reader)
    {
        var outcomes = new List<Outcome>();
        while (reader.TryRead(out var outcome)) outcomes.Add(outcome);
        return outcomes;
    }

    private void Pump(Lanes lanes, ChannelWriter<Outcome> finished, CancellationToken ct)
    {
        foreach (var claim in lanes.TakeStartable()) _ = Attempt(claim, lanes, finished, ct);
    }

    private async Task Attempt(Claimed claim, Lanes lanes, ChannelWriter<Outcome> finished, CancellationToken ct)
    {
        await Task.Yield();
        var callback = claim.Callback;
        AttemptResult? result = null;
        try
        {
            // A claim that waited too long for its place goes back: an attempt must end before its lease does.
            if (sender.HasTimeFor(callback))
                result = await sender.Send(callback.Id, callback.Attempts + 1, callback.Url!, callback.Body, callback.Mode, claim.Secrets, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // A bug of ours must not end all deliveries: this callback is tried again later, and the log says what happened.
            log.LogError(e, "Callback {Callback} could not be sent.", callback.Id);
            result = sender.Broken();
        }

        lanes.Finished(claim, result);
        finished.TryWrite(new Outcome(claim, result));
        Pump(lanes, finished, ct);
    }
}
