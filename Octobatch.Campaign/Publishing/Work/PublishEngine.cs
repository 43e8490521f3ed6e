using System.Collections.Concurrent;
using Octobatch.Campaigns.Publishing.Execution;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Watching;
using Octobatch.Campaigns.Runs.Work;

namespace Octobatch.Campaigns.Publishing.Work;

/// <summary>
/// Drives publishing: readies runs, takes changesets up as the rollout allows, keeps those that are published on course, ends what is done.
/// All that it knows is in the rows, so any number of replicas may do the same, and any may be killed.
/// </summary>
internal sealed partial class PublishEngine(
    PublishRunPreparer preparer, RolloutStore rollouts, ChangesetClaims claims, Publisher publisher, RunSignal signal, TimeProvider time,
    ILogger<PublishEngine> logger)
{
    private const int MostAtOnce = 64;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    // One batch of a kind and installation at a time: its writes are one a second anyway, and so no one organisation takes all the room.
    private readonly ConcurrentDictionary<(long Installation, ClaimKind Kind), bool> busy = new();

    /// <summary>Works until it is cancelled or, for tests, until nothing is due and nothing under way.</summary>
    public async Task RunAsync(bool untilIdle, CancellationToken cancellation)
    {
        var working = new List<Task>();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var told = signal.Next;
            working.RemoveAll(task => task.IsCompleted);
            if (working.Count < MostAtOnce && await NextAsync(cancellation) is { } batch)
                working.Add(GuardAsync(batch.Claims, batch.Kind, cancellation));
            else if (untilIdle && working.Count == 0)
                return;
            else
                await WaitAsync([told, .. working], working.Count, cancellation);
        }
    }

    private async Task<(List<ClaimedChangeset> Claims, ClaimKind Kind)?> NextAsync(CancellationToken cancellation)
    {
        while (await preparer.PrepareAsync(cancellation))
        {
        }

        if (await claims.ClaimDueAsync(ClaimKind.Look, Busy(ClaimKind.Look), WatchPace.Ahead, cancellation) is { Count: > 0 } looks)
            return (looks, ClaimKind.Look);
        if (await claims.ClaimDueAsync(ClaimKind.Write, Busy(ClaimKind.Write), TimeSpan.Zero, cancellation) is { Count: > 0 } writes)
            return (writes, ClaimKind.Write);
        var again = true;
        while (again)
        {
            again = false;
            foreach (var run in await rollouts.ActiveAsync(cancellation))
            {
                if (await rollouts.ClaimAsync(run, Busy(ClaimKind.Publish), cancellation) is { Count: > 0 } ready)
                    return (ready, ClaimKind.Publish);
                again |= await rollouts.AdvanceAsync(run, cancellation);
            }
        }

        return null;
    }

    private long[] Busy(ClaimKind kind) => [.. busy.Keys.Where(key => key.Kind == kind).Select(key => key.Installation)];

    private async Task GuardAsync(List<ClaimedChangeset> batch, ClaimKind kind, CancellationToken cancellation)
    {
        var key = (batch[0].InstallationId, kind);
        busy[key] = true;
        // Off this loop, which is to claim the next meanwhile.
        await Task.Yield();
        try
        {
            await publisher.RunAsync(batch, kind, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The rows come due again when their leases run out, so only the loop must go on.
            LogBroken(e);
        }
        catch (OperationCanceledException)
        {
            // Stopping; the same holds.
        }
        finally
        {
            busy.TryRemove(key, out _);
        }
    }

    private async Task WaitAsync(IReadOnlyList<Task> events, int working, CancellationToken cancellation)
    {
        var wait = Look;
        if (await claims.NextDueAsync(cancellation) is { } due && due - time.GetUtcNow() < wait)
            wait = due - time.GetUtcNow();
        // What is due and not claimed waits for its installation, whose work wakes this when it ends.
        if (wait < TimeSpan.FromMilliseconds(100))
            wait = working > 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(100);
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny([.. events, Task.Delay(wait, time, waited.Token)]);
        await waited.CancelAsync();
    }

    [LoggerMessage(LogLevel.Error, "A piece of publishing was broken off; it is done again when its lease has run out")]
    private partial void LogBroken(Exception exception);
}
